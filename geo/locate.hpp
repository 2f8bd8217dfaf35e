#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "geo/route.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// Bound on the error of chainage and offset against a search with Karney's geodesics, for offsets up to
/// kLocateRange: metres. Argued in docs/methods.md.
inline constexpr double kLocateError = 1e-3;
inline constexpr double kLocateRange = 100e3;

/// Another stretch of a route that is nearly as near as the nearest.
struct RunnerUp {
  std::uint32_t route = 0;
  Chainage chainage;
  Span extra;  ///< how much farther than the nearest, >= 0
};

/// Where an event lies on the routes. Its foot, the nearest point itself, is Route::at(chainage).
struct Location {
  std::uint32_t route = 0;  ///< index of the nearest route
  Side side = Side::left;
  Chainage chainage;
  Span offset;  ///< geodesic distance to the foot, >= 0
  std::optional<RunnerUp> alt;
};

struct LocateOptions {
  bool runner_up = true;  ///< look for one at all; without, locating is faster
  Span alt_margin{500};   ///< a runner-up is at most this much farther than the nearest
  Span alt_gap{1000};     ///< and its chainage differs by at least this much
};

/// Finds the nearest place of one or more routes. Immutable and safe to share between threads.
class Locator {
 public:
  /// Copies what it needs; O(vertices). @throws Error{bad_input} if there is no route.
  explicit Locator(std::span<const Route> routes, LocateOptions options = {});
  ~Locator();
  Locator(Locator&&) noexcept;
  Locator& operator=(Locator&&) noexcept;

  /// The nearest place to `p`; ties go to the first route and the smaller chainage. O(log vertices) near the line.
  /// @throws Error{bad_input} if `p` is no position (geodesic.hpp).
  [[nodiscard]] Location locate(LonLat p) const;
  /// All of `positions`, in parallel on the current TBB arena; the result does not depend on the number of threads.
  [[nodiscard]] std::vector<Location> locate(std::span<const LonLat> positions) const;
  /// The same into `found`, which has as many elements; saves the memory's allocation from batch to batch.
  void locate(std::span<const LonLat> positions, std::span<Location> found) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace thalweg
