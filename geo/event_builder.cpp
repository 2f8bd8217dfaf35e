#include "geo/event_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/geodesic.hpp"
#include "geo/number.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

bool is_blank(const Value& v) {
  const auto* text = std::get_if<std::string_view>(&v);
  return std::holds_alternative<std::monostate>(v) || (text && trimmed(*text).empty());
}

std::string as_text(const Value& v) {
  if (const auto* text = std::get_if<std::string_view>(&v)) return std::string(trimmed(*text));
  if (const auto* number = std::get_if<double>(&v)) return fmt::format("{}", *number);
  if (const auto* moment = std::get_if<Instant>(&v)) return format_instant(*moment);
  return {};
}

/// The number a value is, as far as it is one.
std::optional<double> as_number(const Value& v) {
  if (const auto* number = std::get_if<double>(&v)) return *number;
  if (const auto* text = std::get_if<std::string_view>(&v)) return parse_number(*text);
  return std::nullopt;
}

}  // namespace

EventRules::EventRules(const ReadOptions& options, const Columns& columns, ToWgs84 to_wgs84)
    : options_(options), to_wgs84_(std::move(to_wgs84)), time_format_(options.time_format) {
  if (!columns.schema) return;
  if (time_format_.empty() && options.time.empty()) time_format_ = columns.schema->time_format;
  if (options.precision.empty()) precision_codes_ = columns.schema;
}

void EventBuilder::reject(std::uint64_t row, std::string_view reason, std::string value,
                          std::optional<LonLat> position) {
  ++batch_.read;
  batch_.rejects.push_back({batch_.source, row, std::string(reason), std::move(value), position});
}

std::uint32_t EventBuilder::category_id(std::string_view name) {
  if (name.empty()) return kNoCategory;
  const std::uint32_t id = categories_.id(name);
  if (id == batch_.own_categories.size()) batch_.own_categories.emplace_back(name);
  return id;
}

auto EventBuilder::position(const RawEvent& raw) const -> Outcome<LonLat> {
  const Value &lon = raw[Role::lon], &lat = raw[Role::lat];
  const std::string given = as_text(lon) + " " + as_text(lat);
  if (is_blank(lon) || is_blank(lat)) return Failure{"blank_coordinate", given, {}};
  const auto x = as_number(lon), y = as_number(lat);
  if (!x || !y) return Failure{"not_a_number", given, {}};
  if (!std::isfinite(*x) || !std::isfinite(*y)) return Failure{"not_finite", given, {}};
  const auto p = rules_.to_wgs84_(*x, *y);
  if (!p) return Failure{"crs_transform_failed", given, {}};
  if (std::abs(p->lat) > 90) return Failure{"latitude_out_of_range", given, p};
  if (std::abs(p->lon) > 180) return Failure{"longitude_out_of_range", given, p};
  return *p;
}

auto EventBuilder::time(const Value& v) const -> Outcome<std::optional<Instant>> {
  const bool filtered = rules_.options_.since || rules_.options_.until;
  if (is_blank(v)) {
    if (filtered) return Failure{"no_time", "", {}};
    return std::nullopt;
  }
  if (const auto* moment = std::get_if<Instant>(&v)) return *moment;
  const std::string number = std::holds_alternative<double>(v) ? as_text(v) : std::string();
  const auto* text = std::get_if<std::string_view>(&v);
  const auto parsed = parse_time(text ? *text : std::string_view(number), rules_.time_format_);
  if (!parsed) return Failure{"bad_time", as_text(v), {}};
  return parsed;
}

auto EventBuilder::weight(const Value& v) const -> Outcome<double> {
  constexpr double limit = 1e9;  // so that sums of weights stay exact
  if (is_blank(v)) return 1.0;
  const auto w = as_number(v);
  if (!w || !(*w >= 0 && *w <= limit)) return Failure{"bad_weight", as_text(v), {}};
  return *w;
}

auto EventBuilder::precision(const Value& v) const -> Outcome<std::optional<double>> {
  if (is_blank(v)) return std::nullopt;
  if (rules_.precision_codes_) {
    const auto& codes = rules_.precision_codes_->radius_m;
    const auto it = std::ranges::find(codes, as_text(v), [](const auto& c) { return std::string(c.first); });
    if (it == codes.end()) return Failure{"bad_precision", as_text(v), {}};
    return it->second;
  }
  const auto m = as_number(v);
  if (!m || !(*m >= 0 && std::isfinite(*m))) return Failure{"bad_precision", as_text(v), {}};
  return m;
}

bool EventBuilder::add(const RawEvent& raw) {
  const auto failed = [&](const auto& outcome) {
    const auto* f = std::get_if<Failure>(&outcome);
    if (f) reject(raw.row, f->reason, f->value, f->position);
    return f != nullptr;
  };
  const auto where = position(raw);
  if (failed(where)) return false;
  const auto when = time(raw[Role::time]);
  if (failed(when)) return false;
  const auto heavy = weight(raw[Role::weight]);
  if (failed(heavy)) return false;
  const auto radius = precision(raw[Role::precision]);
  if (failed(radius)) return false;

  const auto& t = std::get<0>(when);
  const std::string category = as_text(raw[Role::category]);
  const ReadOptions& options = rules_.options_;
  const auto& keep = options.keep_categories;
  if ((options.since && *t < *options.since) || (options.until && *t >= *options.until) ||
      (!keep.empty() && std::ranges::find(keep, category) == keep.end())) {
    ++batch_.filtered;
    return false;
  }
  ++batch_.read;
  batch_.row.push_back(raw.row);
  batch_.position.push_back(std::get<0>(where));
  batch_.time.push_back(t);
  batch_.category.push_back(category_id(category));
  batch_.weight.push_back(std::get<0>(heavy));
  batch_.precision_m.push_back(std::get<0>(radius));
  return true;
}

}  // namespace thalweg
