#pragma once

#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "geo/write.hpp"
#include "random.hpp"

namespace thalweg::test {

/// The formats that every GDAL writes.
inline const std::vector<std::string> kEndings{".gpkg", ".geojson", ".geojsonl", ".fgb",
                                               ".shp",  ".csv",     ".wkt.csv",  ".mbtiles"};

/// Where pieces of rows are, not the rows.
inline bool is_tiles(const std::string& ending) {
  return ending == ".mbtiles" || ending == ".pmtiles";
}

inline Table line_table(std::size_t rows) {
  Random random(21);
  Integers id;
  Reals rate;
  Texts name;
  Instants time;
  Lines lines;
  for (std::size_t i = 0; i < rows; ++i) {
    id.push_back(static_cast<std::int64_t>(i) + 1);
    rate.push_back(i % 7 == 0 ? std::nullopt : std::optional(random.uniform(0, 5)));
    name.push_back(i % 5 == 0 ? "Hyesan / 혜산, \"upper\" Yalu" : "Dandong");
    time.push_back(Instant{1523232000000 + static_cast<std::int64_t>(i) * 1000});
    const double lon = 124 + 0.001 * static_cast<double>(i);
    lines.push_back({{{lon, 40}, 0}, {{lon + 0.001, 40.001}, 123.456}});
  }
  return {"segments",
          {{"segment_id", id, -1, ""}, {"rate_per_km", rate, 3, ""}, {"name", name, -1, ""}, {"time", time, -1, ""}},
          lines};
}

inline Style rate_style() {
  return {"rate", "rate_per_km", rate_classes({0, 1, 2, 5}, 3, "events per km"), ""};
}

inline std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

}  // namespace thalweg::test
