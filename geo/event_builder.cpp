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

std::string_view printed(const Value& v, std::string& scratch) {
  scratch.clear();
  if (const auto* number = std::get_if<double>(&v)) scratch = fmt::format("{}", *number);
  if (const auto* moment = std::get_if<Instant>(&v)) scratch = format_instant(*moment);
  return scratch;
}

/// The value as text; `scratch` is used where it is not text already.
inline std::string_view as_text(const Value& v, std::string& scratch) {
  const auto* text = std::get_if<std::string_view>(&v);
  return text ? trimmed(*text) : printed(v, scratch);
}

/// Whether a value is a number; which one.
inline bool is_number(const Value& v, double& number) {
  if (const auto* text = std::get_if<std::string_view>(&v)) return read_number(*text, number);
  const auto* given = std::get_if<double>(&v);
  if (given) number = *given;
  return given != nullptr;
}

}  // namespace

EventRules::EventRules(const ReadOptions& options, const Columns& columns, ToWgs84 to_wgs84)
    : options_(options),
      to_wgs84_(std::move(to_wgs84)),
      time_format_(options.time_format),
      filters_(options.since || options.until || !options.keep_categories.empty()) {
  if (!columns.schema) return;
  if (time_format_.empty() && options.time.empty()) time_format_ = columns.schema->time_format;
  if (options.precision.empty()) precision_codes_ = columns.schema;
}

void EventBuilder::reject(std::uint64_t row, std::string_view reason, std::string value,
                          std::optional<LonLat> position) {
  ++batch_.read;
  batch_.rejects.push_back({batch_.source, row, std::string(reason), std::move(value), position});
}

bool EventBuilder::fail(const RawEvent& raw, std::string_view reason, Role role, std::optional<LonLat> position) {
  std::string value(as_text(raw[role], scratch_));
  if (role == Role::lon) value.append(" ").append(as_text(raw[Role::lat], scratch_));
  reject(raw.row, reason, std::move(value), position);
  return false;
}

std::uint32_t EventBuilder::category_id(std::string_view name) {
  if (name.empty()) return kNoCategory;
  const std::uint32_t id = categories_.id(name);
  if (id == batch_.own_categories.size()) batch_.own_categories.emplace_back(name);
  return id;
}

bool EventBuilder::read_position(const RawEvent& raw, Event& event) {
  const Value &lon = raw[Role::lon], &lat = raw[Role::lat];
  double x = 0, y = 0;
  if (!is_number(lon, x) || !is_number(lat, y)) {
    return fail(raw, is_blank(lon) || is_blank(lat) ? "blank_coordinate" : "not_a_number", Role::lon);
  }
  if (!std::isfinite(x) || !std::isfinite(y)) return fail(raw, "not_finite", Role::lon);
  const auto p = rules_.to_wgs84_(x, y);
  if (!p) return fail(raw, "crs_transform_failed", Role::lon);
  if (std::abs(p->lat) > 90) return fail(raw, "latitude_out_of_range", Role::lon, p);
  if (std::abs(p->lon) > 180) return fail(raw, "longitude_out_of_range", Role::lon, p);
  event.position = *p;
  return true;
}

bool EventBuilder::read_time(const RawEvent& raw, Event& event) {
  const Value& v = raw[Role::time];
  const auto* text = std::get_if<std::string_view>(&v);
  if (Instant usual; text && rules_.time_format_.empty() && read_usual_time(*text, usual)) {
    event.time = usual;
  } else if (const auto* moment = std::get_if<Instant>(&v)) {
    event.time = *moment;
  } else if (text) {
    event.time = parse_time(*text, rules_.time_format_);
  } else if (std::holds_alternative<double>(v)) {
    event.time = parse_time(as_text(v, scratch_), rules_.time_format_);
  }
  if (event.time) return true;
  if (!is_blank(v)) return fail(raw, "bad_time", Role::time);
  const ReadOptions& options = rules_.options_;
  if (options.since || options.until || options.require_time) return fail(raw, "no_time", Role::time);
  return true;
}

bool EventBuilder::read_weight(const RawEvent& raw, Event& event) {
  constexpr double limit = 1e9;  // so that sums of weights stay exact
  const Value& v = raw[Role::weight];
  if (!is_number(v, event.weight)) return is_blank(v) || fail(raw, "bad_weight", Role::weight);
  return (event.weight >= 0 && event.weight <= limit) || fail(raw, "bad_weight", Role::weight);
}

bool EventBuilder::read_precision(const RawEvent& raw, Event& event) {
  const Value& v = raw[Role::precision];
  if (is_blank(v)) return true;
  if (rules_.precision_codes_) {
    const auto& codes = rules_.precision_codes_->radius_m;
    const auto it = std::ranges::find(codes, as_text(v, scratch_), [](const auto& code) { return code.first; });
    if (it == codes.end()) return fail(raw, "bad_precision", Role::precision);
    event.precision_m = it->second;
    return true;
  }
  double m = 0;
  if (!is_number(v, m) || !(m >= 0 && std::isfinite(m))) return fail(raw, "bad_precision", Role::precision);
  event.precision_m = m;
  return true;
}

bool EventBuilder::is_kept(const std::optional<Instant>& time, std::string_view category) const {
  const ReadOptions& options = rules_.options_;
  if ((options.since && *time < *options.since) || (options.until && *time >= *options.until)) return false;
  const auto& keep = options.keep_categories;
  return keep.empty() || std::ranges::find(keep, category) != keep.end();
}

void EventBuilder::count_category(std::string_view category) {
  const auto& keep = rules_.options_.keep_categories;
  if (keep.empty()) return;
  CategoryRows& rows = batch_.by_category;
  if (rows.empty()) {
    for (const std::string& name : keep) rows.try_emplace(name, 0);
  }
  if (category.empty()) return;
  const auto known = rows.find(category);
  if (known != rows.end()) {
    ++known->second;
  } else {
    rows.emplace(category, 1);
  }
}

bool EventBuilder::add(const RawEvent& raw) {
  Event event;
  if (!read_position(raw, event) || !read_time(raw, event)) return false;
  if (!read_weight(raw, event) || !read_precision(raw, event)) return false;
  const std::string_view category = as_text(raw[Role::category], scratch_);
  count_category(category);
  if (rules_.filters_ && !is_kept(event.time, category)) {
    ++batch_.filtered;
    return false;
  }
  ++batch_.read;
  batch_.row.push_back(raw.row);
  batch_.position.push_back(event.position);
  batch_.time.push_back(event.time);
  batch_.category.push_back(category_id(category));
  batch_.weight.push_back(event.weight);
  batch_.precision_m.push_back(event.precision_m);
  return true;
}

}  // namespace thalweg
