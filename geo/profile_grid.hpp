#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/calendar.hpp"
#include "geo/route.hpp"

namespace thalweg {

/// How well an event's place is known, by its radius of uncertainty; a class holds the radii up to its limit that no
/// smaller class holds.
enum class PrecisionClass : std::uint8_t { unknown, m100, km1, km5, km25, km100, more };
inline constexpr std::size_t kPrecisionClasses = 7;

PrecisionClass precision_class(std::optional<double> radius_m);
/// `unknown`, `100m`, `1km`, `5km`, `25km`, `100km`, `more`.
std::string_view name_of(PrecisionClass c);
/// The class of that name; nullopt if there is none.
std::optional<PrecisionClass> parse_precision_class(std::string_view name);

/// A route as a profile knows it: enough to tell that two profiles are of the same line.
struct GridRoute {
  std::string name;
  double length_m = 0;
  std::uint64_t fingerprint = 0;  ///< of the vertices, in order; fingerprint_of
  friend bool operator==(const GridRoute&, const GridRoute&) = default;
};

/// A hash of the vertices' coordinates to the bit (FNV-1a, 64 bits), the same on every platform.
std::uint64_t fingerprint_of(const Route& route);

inline constexpr double kDefaultBin = 10;
/// The most bins that a grid may have, all routes together.
inline constexpr std::size_t kMaxBins = std::size_t{1} << 26;

/// What a profile counts by, besides category, side and precision class: bins of equal width along each route
/// (binned_line.hpp), and periods.
class ProfileGrid {
 public:
  /// @throws Error{bad_input} if `bin_m` is not > 0 and at most the length of the longest route, the bins are more than
  /// kMaxBins, there is no route, a length is not finite and > 0, or two routes have one name.
  ProfileGrid(std::vector<GridRoute> routes, double bin_m, PeriodKind period);
  explicit ProfileGrid(std::span<const Route> routes, Span bin = {kDefaultBin}, PeriodKind period = PeriodKind::month);

  [[nodiscard]] const std::vector<GridRoute>& routes() const { return routes_; }
  [[nodiscard]] double bin_m() const { return bin_m_; }
  [[nodiscard]] PeriodKind period() const { return period_; }

  /// Bins of a route, and of all.
  [[nodiscard]] std::size_t bins(std::uint32_t route) const { return first_bin_[route + 1] - first_bin_[route]; }
  [[nodiscard]] std::size_t bins() const { return first_bin_.back(); }
  /// The number of a route's first bin when the bins of all routes are counted through.
  [[nodiscard]] std::size_t first_bin(std::uint32_t route) const { return first_bin_[route]; }
  /// The bin [bin * bin_m, (bin + 1) * bin_m) of its route that holds a chainage, clamped to the route.
  [[nodiscard]] std::size_t bin_at(std::uint32_t route, Chainage c) const;
  /// Number of the route of that name; nullopt if there is none.
  [[nodiscard]] std::optional<std::uint32_t> find_route(std::string_view name) const;

  /// Throws Error{bad_input} that tells the first difference, unless the two are one grid: the same bins and periods on
  /// the same routes in the same order (lengths to a millimetre, for they come out of sums). `what` and `other_what`
  /// name the two in the message.
  void require_same(const ProfileGrid& other, std::string_view what, std::string_view other_what) const;
  friend bool operator==(const ProfileGrid&, const ProfileGrid&) = default;

 private:
  std::vector<GridRoute> routes_;
  double bin_m_;
  PeriodKind period_;
  std::vector<std::size_t> first_bin_;  // per route, and one past the last
};

}  // namespace thalweg
