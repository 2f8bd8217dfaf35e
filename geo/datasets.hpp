#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/route.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// The datasets compiled into the library. Every function here is safe from several threads; what returns a reference
/// or a span parses on its first call and lives as long as the program.

/// What the catalogue says of a dataset.
struct DatasetInfo {
  std::string name;  ///< short, unique, such as `border`
  std::string title;
  std::string path;  ///< for dataset_bytes
  std::string licence, attribution, source;
  std::size_t bytes = 0;
};

/// The content of one file, by its path below datasets/ or its name in the catalogue.
/// @throws Error{bad_input} listing the datasets there are.
std::string_view dataset_bytes(std::string_view name);

/// The catalogue, in its order.
std::span<const DatasetInfo> datasets();

/// Records without the header of a CSV, features of a GeoJSON file, 0 of another. Parses the file.
std::size_t dataset_rows(const DatasetInfo& dataset);

/// The China–DPRK border from the Yalu's mouth to the Tumen tripoint; left is CHN, right is PRK.
const Route& default_border();

/// How a river runs, seen along increasing chainage.
enum class Flow { none, with, against };

/// A river or land stretch of the default border.
struct RiverStretch {
  std::string name, name_zh, name_ko;
  std::string kind;  ///< `river` or `land`
  Stretch stretch;   ///< of the default border
  Flow flow = Flow::none;
  std::optional<double> km_from, km_to;  ///< river kilometre from the mouth at the stretch's ends
};

/// The stretches of the default border by river, ordered, covering it.
std::span<const RiverStretch> rivers();

/// The stretch of the default border that a province touches with one of its banks.
struct ProvinceStretch {
  std::string name, name_zh, name_ko;
  std::string country;  ///< `CHN` or `PRK`
  Stretch stretch;      ///< of the default border
};

/// Ordered by country and chainage; those of a country cover the border.
std::span<const ProvinceStretch> provinces();

/// A town, crossing or landmark near the default border.
struct Place {
  std::string name, name_zh, name_ko;
  std::string kind;     ///< `town`, `crossing` or `landmark`
  std::string country;  ///< `CHN`, `PRK`, or `CHN-PRK` for what both share: it stands on the line
  LonLat at;
  std::optional<double> precision_m;
  int rank = 1;  ///< 1, 2 or 3; 1 is the most widely known
  std::string source, source_id;
};

std::span<const Place> places();

}  // namespace thalweg
