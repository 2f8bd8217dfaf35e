#pragma once

#include <cstdint>
#include <vector>

#include "geo/picture.hpp"
#include "geo/report.hpp"

namespace thalweg {

/// One row of a strip map: a stretch of a part, drawn from the left edge of the plot on.
struct StripRow {
  std::size_t part = 0;
  std::uint32_t route = 0;
  Stretch stretch;
};

/// Where things are in a strip map; all rows have one scale along and one scale up and down.
struct StripLayout {
  StripLayout(const ScopeReport& report, PictureSize size);

  static constexpr double kLeft = 40, kRight = 10;  ///< margins of the plot
  static constexpr double kBand = 12;               ///< height of the stretches
  static constexpr double kNames = 34;              ///< height of two lines of names
  static constexpr double kAxis = 28, kHeading = 20;

  double width = 0;
  double bank = 0;      ///< height of the density of one bank
  double px_per_m = 0;  ///< along
  double km_step = 0;   ///< between ticks along, kilometres
  double top_rate = 0;  ///< events per km at the full height of a bank
  bool headings = false;
  std::vector<StripRow> rows;

  [[nodiscard]] double row_height() const { return (headings ? kHeading : 0) + 2 * kNames + 2 * bank + kBand + kAxis; }
  [[nodiscard]] double height() const { return row_height() * static_cast<double>(rows.size()); }
  [[nodiscard]] double plot_right() const { return width - kRight; }
};

}  // namespace thalweg
