#include "geo/schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "geo/error.hpp"
#include "geo/text.hpp"

namespace thalweg {
namespace {

/// Usual names of each role, in order of preference; compared without case.
const std::array<std::vector<std::string_view>, kRoles> kUsual{{
    {"lon", "lng", "long", "longitude", "x", "lon_wgs84", "经度", "경도"},
    {"lat", "latitude", "y", "lat_wgs84", "纬度", "위도"},
    {"time", "datetime", "date_time", "timestamp", "date", "event_date", "event_time", "date_start", "day", "日期",
     "时间", "날짜"},
    {"category", "type", "event_type", "kind", "class", "类别", "종류"},
    {"weight"},
    {"precision_m", "accuracy_m", "uncertainty_m", "coordinateuncertaintyinmeters"},
}};
constexpr std::array<std::string_view, kRoles> kOption{"--lon",      "--lat",    "--time",
                                                       "--category", "--weight", "--precision"};

std::optional<std::size_t> find(const std::vector<std::string>& names, std::string_view wanted) {
  const auto exact = std::ranges::find(names, wanted);
  if (exact != names.end()) return static_cast<std::size_t>(exact - names.begin());
  const std::string low = lower_case(wanted);
  const auto it = std::ranges::find_if(names, [&](const std::string& n) { return lower_case(n) == low; });
  if (it == names.end()) return std::nullopt;
  return static_cast<std::size_t>(it - names.begin());
}

std::string list(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

const Schema* choose_schema(const std::vector<std::string>& names, const std::string& asked) {
  if (!asked.empty()) {
    const auto it = std::ranges::find(schemas(), std::string_view(asked), &Schema::name);
    if (it == schemas().end()) bad_input("--schema: '{}' is not known; use acled, ucdp or gdelt", asked);
    return &*it;
  }
  for (const Schema& s : schemas()) {
    if (std::ranges::all_of(s.signature, [&](std::string_view c) { return find(names, c).has_value(); })) return &s;
  }
  return nullptr;
}

std::optional<std::size_t> find_usual(const std::vector<std::string>& names, std::size_t role) {
  for (const std::string_view usual : kUsual[role]) {
    if (const auto at = find(names, usual)) return at;
  }
  return std::nullopt;
}

}  // namespace

std::span<const Schema> schemas() {
  static const std::vector<Schema> all{
      {"acled",
       {"event_id_cnty", "geo_precision"},
       {"longitude", "latitude", "event_date", "event_type", "", "geo_precision"},
       "",
       {{"1", 5e3}, {"2", 30e3}, {"3", 100e3}}},
      {"ucdp",
       {"where_prec", "date_start"},
       {"longitude", "latitude", "date_start", "type_of_violence", "", "where_prec"},
       "",
       {{"1", 1e3}, {"2", 25e3}, {"3", 50e3}, {"4", 150e3}, {"5", 100e3}, {"6", 500e3}, {"7", 1000e3}}},
      {"gdelt",
       {"SQLDATE", "ActionGeo_Long"},
       {"ActionGeo_Long", "ActionGeo_Lat", "SQLDATE", "EventRootCode", "", "ActionGeo_Type"},
       "%Y%m%d",
       {{"1", 500e3}, {"2", 150e3}, {"3", 10e3}, {"4", 10e3}, {"5", 150e3}}},
  };
  return all;
}

std::vector<std::string> gdelt_columns(std::size_t count) {
  if (count != 57 && count != 58 && count != 61) return {};
  std::vector<std::string> names{"GlobalEventID", "SQLDATE", "MonthYear", "Year", "FractionDate"};
  for (const char* actor : {"Actor1", "Actor2"}) {
    for (const char* part : {"Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
                             "Religion2Code", "Type1Code", "Type2Code", "Type3Code"}) {
      names.push_back(fmt::format("{}{}", actor, part));
    }
  }
  for (const char* part : {"IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
                           "NumMentions", "NumSources", "NumArticles", "AvgTone"}) {
    names.emplace_back(part);
  }
  for (const char* place : {"Actor1Geo", "Actor2Geo", "ActionGeo"}) {
    for (const char* part : {"Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"}) {
      if (count < 61 && std::string_view(part) == "ADM2Code") continue;
      names.push_back(fmt::format("{}_{}", place, part));
    }
  }
  names.emplace_back("DATEADDED");
  if (count > 57) names.emplace_back("SOURCEURL");
  return names;
}

Columns find_columns(const std::vector<std::string>& names, const ReadOptions& options, std::string_view source,
                     bool needs_coordinates) {
  const std::array<const std::string*, kRoles> asked{&options.lon,      &options.lat,    &options.time,
                                                     &options.category, &options.weight, &options.precision};
  Columns found;
  found.schema = choose_schema(names, options.schema);
  for (std::size_t role = 0; role < kRoles; ++role) {
    if (!asked[role]->empty()) {
      found.index[role] = find(names, *asked[role]);
      if (!found.index[role]) {
        bad_input("{}: {} names column '{}', which is not there; the columns are: {}", source, kOption[role],
                  *asked[role], list(names));
      }
      continue;
    }
    if (found.schema) found.index[role] = find(names, found.schema->column[role]);
    if (!found.index[role]) found.index[role] = find_usual(names, role);
  }
  if (needs_coordinates && (!found[Role::lon] || !found[Role::lat])) {
    bad_input("{}: no coordinate columns recognised; name them with --lon and --lat; the columns are: {}", source,
              list(names));
  }
  return found;
}

}  // namespace thalweg
