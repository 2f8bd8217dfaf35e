#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "geo/gdal.hpp"
#include "geo/profile_about.hpp"
#include "geo/profile_builder.hpp"

namespace thalweg {

/// The columns that tell a profile.
inline constexpr std::array<const char*, 3> kProfileSignature{"bin", "bin_m", "count"};
/// Whether a layer has them, in any case of letters.
bool has_profile_columns(OGRLayerH layer);

/// The rows of an about table. @throws Error{bad_input} naming `source` if it has no columns key and value.
std::vector<AboutRow> about_rows_of(OGRLayerH layer, const std::string& source);

/// A layer that holds a profile's cells. Errors name `source`, the row and the column.
class ProfileLayer {
 public:
  /// Finds the columns. `first_row` is the number of the first feature in messages. @throws Error{bad_input} if one
  /// that is needed is missing.
  ProfileLayer(OGRLayerH layer, std::string source, std::uint64_t first_row);

  /// The width of bins in the first row, and the kind of the first period that is stated; none if none is.
  /// @throws Error{bad_input} if there is no row, or either is not of its kind.
  struct Form {
    double bin_m;
    PeriodKind period;
  };
  [[nodiscard]] Form form();

  /// The profile of all rows; `sides` are the names of the sides per route, if they are known. `progress` may be empty;
  /// it is told every few thousand rows, and at the end. @throws Error{bad_input}, and Error{cancelled} if `progress`
  /// says stop.
  [[nodiscard]] Profile read(const ProfileGrid& grid, const std::vector<SideNames>& sides, Coverage coverage,
                             const Progress& progress);

 private:
  enum Field { route, bin, bin_m, from_km, period, category, side, precision_class, count, weight };
  static constexpr std::size_t kFields = 10;
  static constexpr std::array<const char*, kFields> kNames{"route",    "bin",  "bin_m",           "from_km", "period",
                                                           "category", "side", "precision_class", "count",   "weight"};

  [[nodiscard]] bool next();
  [[nodiscard]] std::optional<std::string> text(Field f) const;
  [[nodiscard]] double number(Field f, const char* wanted) const;
  [[nodiscard]] std::uint64_t whole_number(Field f) const;
  [[noreturn]] void refuse(Field f, const std::string& wanted) const;
  [[nodiscard]] ProfileCell cell(const ProfileGrid& grid, const std::vector<SideNames>& sides) const;
  [[nodiscard]] std::uint32_t route_in(const ProfileGrid& grid) const;
  [[nodiscard]] std::size_t bin_in(const ProfileGrid& grid, std::uint32_t of_route) const;
  [[nodiscard]] Side side_of(std::uint32_t of_route, const std::vector<SideNames>& sides) const;
  [[nodiscard]] WeightSum weight_of(std::uint64_t events) const;

  OGRLayerH layer_;
  std::string source_;
  std::uint64_t first_row_, row_;
  std::array<int, kFields> index_{};  // -1: missing
  Feature feature_;
};

}  // namespace thalweg
