#include "geo/profile_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/csv.hpp"
#include "geo/error.hpp"
#include "geo/event_builder.hpp"
#include "geo/number.hpp"
#include "geo/profile_table.hpp"

namespace thalweg {
namespace {

constexpr std::uint64_t kRowsBetween = 4096;  // two tellings of how far it is

/// A field's value as text; nullopt where it is null or blank.
std::optional<std::string> field_text(OGRFeatureH feature, int i) {
  if (i < 0 || !OGR_F_IsFieldSetAndNotNull(feature, i)) return std::nullopt;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0;
  const OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, i));
  if (type == OFTDate && OGR_F_GetFieldAsDateTime(feature, i, &year, &month, &day, &hour, &minute, &second, &zone)) {
    return fmt::format("{:04}-{:02}-{:02}", year, month, day);
  }
  const std::string_view text = OGR_F_GetFieldAsString(feature, i);
  return trimmed(text).empty() ? std::nullopt : std::optional<std::string>(text);
}

std::optional<PeriodKind> kind_of(std::string_view text) {
  for (const PeriodKind kind : {PeriodKind::year, PeriodKind::month, PeriodKind::day}) {
    if (parse_period(kind, text)) return kind;
  }
  return std::nullopt;
}

}  // namespace

bool has_profile_columns(OGRLayerH layer) {
  return std::ranges::all_of(kProfileSignature,
                             [&](const char* name) { return OGR_L_FindFieldIndex(layer, name, FALSE) >= 0; });
}

std::vector<AboutRow> about_rows_of(OGRLayerH layer, const std::string& source) {
  const int key = OGR_L_FindFieldIndex(layer, "key", FALSE), item = OGR_L_FindFieldIndex(layer, "item", FALSE);
  const int value = OGR_L_FindFieldIndex(layer, "value", FALSE);
  if (key < 0 || value < 0) bad_input("{}: the table {} needs the columns key, item and value", source, kAboutLayer);
  std::vector<AboutRow> rows;
  while (const Feature f{OGR_L_GetNextFeature(layer)}) {
    const auto text = [&](int i) { return field_text(f.get(), i).value_or(""); };
    rows.push_back({text(key), text(item), text(value)});
  }
  return rows;
}

ProfileLayer::ProfileLayer(OGRLayerH layer, std::string source, std::uint64_t first_row)
    : layer_(layer), source_(std::move(source)), first_row_(first_row), row_(first_row - 1) {
  for (std::size_t f = 0; f < kFields; ++f) index_[f] = OGR_L_FindFieldIndex(layer, kNames[f], FALSE);
  for (const Field needed : {bin, bin_m, side, count}) {
    if (index_[needed] >= 0) continue;
    bad_input("{}: a profile needs the columns bin, bin_m, side and count; '{}' is missing", source_, kNames[needed]);
  }
}

bool ProfileLayer::next() {
  const GdalMessages messages;
  feature_.reset(OGR_L_GetNextFeature(layer_));
  if (!feature_ && messages.failed()) io_error("{}: reading stopped after row {}: {}", source_, row_, messages.last());
  ++row_;
  return feature_ != nullptr;
}

std::optional<std::string> ProfileLayer::text(Field f) const {
  auto given = field_text(feature_.get(), index_[f]);
  if (given && f != route) given = trimmed(*given);  // a route's name is as its own file has it
  return given;
}

void ProfileLayer::refuse(Field f, const std::string& wanted) const {
  bad_input("{} row {}: {} is '{}'; {}", source_, row_, kNames[f], text(f).value_or(""), wanted);
}

double ProfileLayer::number(Field f, const char* wanted) const {
  const OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature_.get(), index_[f]));
  const auto given = text(f);
  if (!given) refuse(f, wanted);
  const auto value = type == OFTReal ? OGR_F_GetFieldAsDouble(feature_.get(), index_[f]) : parse_number(*given);
  if (!value || !std::isfinite(*value)) refuse(f, wanted);
  return *value;
}

std::uint64_t ProfileLayer::whole_number(Field f) const {
  constexpr const char* wanted = "it must be a whole number, 0 or more";
  if (const auto given = text(f)) {
    if (const auto exact = parse_number<std::uint64_t>(*given)) return *exact;
  }
  const double value = number(f, wanted);  // some engines add integers up to reals
  if (!(value >= 0 && value <= 0x1p53 && value == std::floor(value))) refuse(f, wanted);
  return static_cast<std::uint64_t>(value);
}

ProfileLayer::Form ProfileLayer::form() {
  std::optional<double> width;
  PeriodKind kind = PeriodKind::none;
  while (kind == PeriodKind::none && next()) {
    if (!width) width = number(bin_m, "it must be a length in metres");
    const auto given = text(period);
    if (!given) continue;
    const auto found = kind_of(*given);
    if (!found) refuse(period, "it must be a year, month or day such as 2018, 2018-04 or 2018-04-09");
    kind = *found;
  }
  if (!width) bad_input("{}: the profile has no rows", source_);
  OGR_L_ResetReading(layer_);
  row_ = first_row_ - 1;
  return {*width, kind};
}

Profile ProfileLayer::read(const ProfileGrid& grid, const std::vector<SideNames>& sides, Coverage coverage,
                           const Progress& progress) {
  Categories categories;
  ProfileBuilder builder(grid);
  const bool known = OGR_L_TestCapability(layer_, OLCFastFeatureCount);
  const double in_all = known ? static_cast<double>(OGR_L_GetFeatureCount(layer_, FALSE)) : 0;
  const auto tell = [&](std::uint64_t rows, std::optional<double> share) {
    if (progress && !progress({rows, share})) throw Error(Code::cancelled, "stopped on request; no result was written");
  };
  std::uint64_t rows = 0;
  for (; next(); ++rows) {
    if (rows > 0 && rows % kRowsBetween == 0) {
      tell(rows, in_all > 0 ? std::optional(std::min(1.0, static_cast<double>(rows) / in_all)) : std::nullopt);
    }
    ProfileCell row = cell(grid, sides);
    if (const auto name = text(category)) {
      if (!is_utf8(*name)) bad_input("{} row {}: category is not UTF-8", source_, row_);
      row.category = categories.id(*name);
    }
    builder.add(row);
  }
  tell(rows, 1);
  return builder.finish(categories.names(), std::move(coverage));
}

ProfileCell ProfileLayer::cell(const ProfileGrid& grid, const std::vector<SideNames>& sides) const {
  ProfileCell out;
  out.route = route_in(grid);
  out.bin = bin_in(grid, out.route);
  out.side = side_of(out.route, sides);
  if (const auto given = text(period)) {
    const auto when = parse_period(grid.period(), *given);
    if (!when) refuse(period, fmt::format("the periods of this profile are of the kind {}", name_of(grid.period())));
    out.period = *when;
  }
  if (const auto given = text(precision_class)) {
    const auto known = parse_precision_class(*given);
    if (!known) refuse(precision_class, "it must be one of unknown, 100m, 1km, 5km, 25km, 100km, more");
    out.precision = *known;
  }
  out.count = whole_number(count);
  out.weight = weight_of(out.count);
  return out;
}

std::uint32_t ProfileLayer::route_in(const ProfileGrid& grid) const {
  const auto given = text(route);
  if (!given && grid.routes().size() == 1) return 0;
  if (const auto known = grid.find_route(given.value_or(""))) return *known;
  std::vector<std::string> names;
  for (const GridRoute& r : grid.routes()) names.push_back(r.name);
  refuse(route, fmt::format("the routes are '{}'", fmt::join(names, "', '")));
}

std::size_t ProfileLayer::bin_in(const ProfileGrid& grid, std::uint32_t of_route) const {
  constexpr double same = 1e-9;  // relative: some engines write fewer digits
  if (std::abs(number(bin_m, "it must be a length in metres") - grid.bin_m()) > same * grid.bin_m()) {
    refuse(bin_m, fmt::format("all bins of a profile have one width, here {} m", grid.bin_m()));
  }
  const std::uint64_t k = whole_number(bin);
  if (k >= grid.bins(of_route)) {
    refuse(bin, fmt::format("route '{}' has bins 0 to {} of {} m", grid.routes()[of_route].name,
                            grid.bins(of_route) - 1, grid.bin_m()));
  }
  if (!text(from_km)) return k;
  const double from_m = static_cast<double>(k) * grid.bin_m();
  if (std::abs(number(from_km, "it must be a number") * 1000 - from_m) > grid.bin_m() / 2) {
    refuse(from_km,
           fmt::format("bin {} of {} m starts at km {}; bins are counted from 0", k, grid.bin_m(), from_m / 1000));
  }
  return k;
}

Side ProfileLayer::side_of(std::uint32_t of_route, const std::vector<SideNames>& sides) const {
  const std::string given = text(side).value_or("");
  if (given == "left") return Side::left;
  if (given == "right") return Side::right;
  if (given == "on") return Side::on;
  if (sides.empty()) refuse(side, "it must be left, right or on");
  if (given == sides[of_route].left) return Side::left;
  if (given == sides[of_route].right) return Side::right;
  refuse(side, fmt::format("it must be left, right or on, or {} or {}", sides[of_route].left, sides[of_route].right));
}

WeightSum ProfileLayer::weight_of(std::uint64_t events) const {
  constexpr double most = 8.7e12;
  constexpr const char* wanted = "it must be from 0 to 8.7e12";
  const double value = text(weight) ? number(weight, wanted) : static_cast<double>(events);
  if (!(value >= 0 && value <= most)) refuse(text(weight) ? weight : count, wanted);
  WeightSum sum;
  sum.add(value);
  return sum;
}

}  // namespace thalweg
