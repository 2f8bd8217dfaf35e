#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "geo/binned_line.hpp"
#include "geo/kernel.hpp"
#include "geo/kernel_sum.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// The most stations a route may have.
inline constexpr std::size_t kMaxStations = 2'000'000;

/// A line cut into lixels [k * step, (k + 1) * step), the last one being the remainder; a station is the middle of one.
class Lixels {
 public:
  /// @throws Error{bad_input} unless 0 < step_m <= length_m, and for more than kMaxStations.
  Lixels(double length_m, double step_m);
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] Stretch stretch(std::size_t k) const;
  [[nodiscard]] std::vector<double> stations_m() const;

 private:
  double length_, step_;
  std::size_t count_;
};

/// Events of a line as a density needs them.
struct BinnedEvents {
  BinnedLine sum;      ///< count, or weight, per bin
  BinnedLine squares;  ///< sum of the squares of the same: the count again where every event weighs 1
};
/// Events that weigh 1.
BinnedEvents unweighted(BinnedLine counts);

struct Smoothing {
  Kernel kernel = Kernel::gaussian;
  double bandwidth_m = 0;
  bool adaptive = false;  ///< Abramson's local bandwidths about bandwidth_m
};

/// A density with what it is worth, at the places it was asked for; per metre.
struct Density {
  std::vector<double> per_m, se_per_m;           ///< se: of the estimate, the events being a Poisson process
  std::vector<double> lower_per_m, upper_per_m;  ///< pointwise 95 % limits of its expectation
  std::vector<double> bandwidth_m;               ///< at the place
};

/// The largest relative difference of a density from the sum over all bins, with every mirror image: at every station,
/// for every kernel and bandwidth.
inline constexpr double kDensityError = 1e-6;
/// For adaptive smoothing, whose bandwidths are interpolated between classes: of the route's largest density.
inline constexpr double kAdaptiveError = 1e-3;

/// Masses that are smoothed with one bandwidth.
struct SmoothingClass {
  double bandwidth_m = 0;
  PointMasses masses, squares;
};

/// Abramson's local bandwidths (1982, doi:10.1214/aos/1176345986): h sqrt(g / pilot(place)), where pilot is the density
/// of events with the fixed bandwidth h and g its geometric mean over them; kept within [bin, length].
class LocalBandwidth {
 public:
  /// Of no events: h everywhere.
  LocalBandwidth(const BinnedLine& line, const Smoothing& smoothing);
  /// The local bandwidth at places, ascending.
  [[nodiscard]] std::vector<double> at(std::span<const double> at_m) const;
  /// Events shared out among bandwidths in steps of 5 %, each bin between the two nearest by the logarithm, which makes
  /// an error of at most 4e-4 of the peak of each event's kernel.
  [[nodiscard]] std::vector<SmoothingClass> classes(const BinnedEvents& events) const;

 private:
  Smoothing smoothing_;
  double length_, shortest_;
  PointMasses masses_;
  double log_mean_ = 0;
};

/// Smooths events of one line, all with the same bandwidths, so that the densities of parts add up to that of the
/// whole.
class Smoother {
 public:
  /// `events` are those that local bandwidths follow. @throws Error{bad_input} for a bandwidth that is not in
  /// (0, length].
  Smoother(const BinnedLine& events, const Smoothing& smoothing);

  /// Kernel density at places `at_m`, ascending: sum over the bins of value * kernel (LineKernel: mirrored at the ends,
  /// so that its integral over the line is the number of events). The standard error is the root of the sum of squares
  /// * kernel^2; the limits are those of weighted_poisson_limits(). They hold for the smoothed density, the expectation
  /// of the estimate, which is lower on peaks and higher in valleys than the density itself, and take local bandwidths
  /// as given. No events: all 0, upper limit 3.689 kernel peaks. O(bins + places); adaptive, that times the classes (20
  /// per factor e of bandwidth).
  [[nodiscard]] Density density(const BinnedEvents& events, std::span<const double> at_m) const;
  /// The estimate alone; one value per place.
  [[nodiscard]] std::vector<double> per_m(const BinnedLine& line, std::span<const double> at_m) const;

 private:
  [[nodiscard]] std::vector<SmoothingClass> classes_of(const BinnedEvents& events) const;

  Smoothing smoothing_;
  double length_;
  std::optional<LocalBandwidth> local_;
};

/// One line smoothed by itself.
Density density(const BinnedEvents& events, const Smoothing& smoothing, std::span<const double> at_m);
std::vector<double> density_per_m(const BinnedLine& line, const Smoothing& smoothing, std::span<const double> at_m);

/// The highest `count` stations of a density, the highest first, that are local maxima (of a plateau the first station)
/// and two bandwidths or more apart.
std::vector<std::size_t> peaks(const Density& density, std::span<const double> at_m, std::size_t count);

}  // namespace thalweg
