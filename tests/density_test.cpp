#include "geo/density.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numeric>

#include "binned_lines.hpp"
#include "catch.hpp"
#include "geo/density_limits.hpp"
#include "geo/error.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

constexpr Kernel kKernels[] = {Kernel::gaussian, Kernel::epanechnikov, Kernel::quartic, Kernel::triangular,
                               Kernel::uniform};

/// Term by term.
double direct_sum(const LineKernel& kernel, const PointMasses& masses, double x) {
  double sum = 0;
  for (std::size_t k = 0; k < masses.at_m.size(); ++k) sum += masses.mass[k] * kernel(x, masses.at_m[k]);
  return sum;
}

/// Events in some bins, from one to a million of them: what makes sums cancel if they can.
BinnedLine uneven_line(Random& random, double length_m, double bin_m, double share) {
  BinnedLine line = empty_line(length_m, bin_m);
  for (double& v : line.value) {
    if (random.uniform(0, 1) < share) v = std::floor(std::exp(random.uniform(0, 14)));
  }
  line.value[line.value.size() / 3] = 1;
  return line;
}

/// The places where the density along the line is not smooth, for one event at y.
std::vector<double> kinks(const LineKernel& kernel, double y) {
  const double length = kernel.length_m(), reach = kernel.half_width_m();
  std::vector<double> out{0, length};
  if (kernel.shape() == Kernel::gaussian) {
    for (int i = 1; i < 400; ++i) out.push_back(length * i / 400);
    return out;
  }
  for (int n = -8; n <= 8; ++n) {
    for (const double image : {2 * n * length + y, 2 * n * length - y}) {
      for (const double at : {image - reach, image, image + reach}) {
        if (at > 0 && at < length) out.push_back(at);
      }
    }
  }
  std::ranges::sort(out);
  return out;
}

/// Nodes and weights that integrate a density of some events along the line.
struct Integral {
  std::vector<double> at, weight;
};
Integral integral_of(std::vector<double> limits) {
  using Rule = boost::math::quadrature::gauss<double, 10>;
  std::ranges::sort(limits);
  Integral out;
  for (std::size_t i = 0; i + 1 < limits.size(); ++i) {
    const double middle = (limits[i] + limits[i + 1]) / 2, half = (limits[i + 1] - limits[i]) / 2;
    if (half < 1e-7) continue;
    std::vector<std::pair<double, double>> nodes;
    for (std::size_t k = 0; k < Rule::abscissa().size(); ++k) {
      nodes.emplace_back(middle - half * Rule::abscissa()[k], half * Rule::weights()[k]);
      nodes.emplace_back(middle + half * Rule::abscissa()[k], half * Rule::weights()[k]);
    }
    std::ranges::sort(nodes);
    for (const auto& [at, weight] : nodes) {
      out.at.push_back(at);
      out.weight.push_back(weight);
    }
  }
  return out;
}

double integrate(const std::vector<double>& f, const Integral& over) {
  return std::inner_product(f.begin(), f.end(), over.weight.begin(), 0.0);
}

}  // namespace

TEST_CASE("the density agrees with a double sum over mirror images in NumPy", "[density]") {
  const BinnedEvents events = unweighted(reference_events());
  const auto rows = reference_rows("density.csv");  // kernel, bandwidth, at, density, variance
  REQUIRE(rows.size() == 5 * 6 * 13);
  for (std::size_t first = 0; first < rows.size(); first += 13) {
    std::vector<double> at;
    for (std::size_t i = 0; i < 13; ++i) at.push_back(rows[first + i][2]);
    const Smoothing smoothing{static_cast<Kernel>(static_cast<int>(rows[first][0])), rows[first][1]};
    const Density got = density(events, smoothing, at);
    for (std::size_t i = 0; i < 13; ++i) {
      const auto& r = rows[first + i];
      INFO(kernel_name(smoothing.kernel) << " bandwidth " << r[1] << " at " << r[2]);
      CHECK(std::abs(got.per_m[i] - r[3]) <= kDensityError * r[3] + 1e-300);
      CHECK(std::abs(got.se_per_m[i] * got.se_per_m[i] - r[4]) <= kDensityError * r[4] + 1e-300);
    }
  }
}

TEST_CASE("the density agrees with spatstat's, to spatstat's spacing", "[density]") {
  const auto rows = reference_rows("density_spatstat.csv");  // at, density
  REQUIRE(rows.size() > 50);
  std::vector<double> at;
  double largest = 0;
  for (const auto& r : rows) {
    at.push_back(r[0]);
    largest = std::max(largest, r[1]);
  }
  const auto got = density_per_m(reference_events(), {Kernel::gaussian, 2000}, at);
  for (std::size_t i = 0; i < at.size(); ++i) CHECK(std::abs(got[i] - rows[i][1]) <= 1e-3 * largest);
}

TEST_CASE("the fast sum is the sum term by term, however unequal the bins are", "[density]") {
  Random random(3);
  for (const double share : {0.9, 0.01}) {
    const BinnedLine line = uneven_line(random, 20003.7, 10, share);
    const PointMasses masses = occupied_bins(line);
    const std::vector<double> at = Lixels(line.length_m, 37).stations_m();
    for (const Kernel shape : kKernels) {
      for (const double bandwidth : {3.0, 10.0, 35.0, 111.0, 500.0, 3000.0, 20003.7}) {
        for (const int power : {1, 2}) {
          const LineKernel kernel(shape, bandwidth, line.length_m, power);
          const std::vector<double> got = kernel_sum(kernel, masses, at);
          double worst = 0;
          for (std::size_t i = 0; i < at.size(); ++i) {
            const double want = direct_sum(kernel, masses, at[i]);
            worst = std::max(worst, want > 1e-200 ? std::abs(got[i] / want - 1) : std::abs(got[i] - want));
          }
          INFO(kernel_name(shape) << " bandwidth " << bandwidth << " power " << power << " share " << share);
          CHECK(worst <= kKernelSumError);
        }
      }
    }
  }
}

TEST_CASE("a kernel has the deviation it is called by, and keeps an event's mass between the ends", "[density]") {
  Random random(4);
  for (const Kernel shape : kKernels) {
    for (const double bandwidth : {20.0, 300.0, 1000.0}) {
      const LineKernel kernel(shape, bandwidth, 1000);
      for (const double y : {0.0, 3.0, random.uniform(0, 1000), 500.0, 1000.0}) {
        const Integral line = integral_of(kinks(kernel, y));
        std::vector<double> f;
        for (const double x : line.at) f.push_back(kernel(x, y));
        INFO(kernel_name(shape) << " bandwidth " << bandwidth << " event at " << y);
        CHECK(integrate(f, line) == Approx(1).epsilon(1e-9));
      }
    }
    const LineKernel kernel(shape, 10, 1000);  // far from the ends: the endless kernel
    const Integral line = integral_of(kinks(kernel, 500));
    std::vector<double> moment;
    for (const double x : line.at) moment.push_back(kernel(x, 500) * (x - 500) * (x - 500));
    CHECK(std::sqrt(integrate(moment, line)) == Approx(10).epsilon(1e-9));
  }
}

TEST_CASE("mass is conserved, adaptive or not", "[density]") {
  Random random(5);
  BinnedLine line = empty_line(10003.7, 10);
  double total = 0;
  for (int i = 0; i < 25; ++i) {
    const double v = std::floor(random.uniform(1, 1000));
    line.value[random.below(line.value.size())] += v;
    total += v;
  }
  const PointMasses masses = occupied_bins(line);
  for (const Kernel shape : kKernels) {
    for (const double bandwidth : {4.0, 100.0, 2500.0, 10003.7}) {
      const LineKernel kernel(shape, bandwidth, line.length_m);
      std::vector<double> limits;
      for (const double y : masses.at_m) {
        for (const double k : kinks(kernel, y)) limits.push_back(k);
        for (int i = -20; i <= 20; ++i) limits.push_back(std::clamp(y + i * bandwidth / 2, 0.0, line.length_m));
      }
      const Integral over = integral_of(limits);
      INFO(kernel_name(shape) << " bandwidth " << bandwidth);
      CHECK(integrate(density_per_m(line, {shape, bandwidth}, over.at), over) == Approx(total).epsilon(1e-9));
    }
  }
  std::vector<double> limits(40001);
  for (std::size_t i = 0; i < limits.size(); ++i) limits[i] = line.length_m * static_cast<double>(i) / 40000;
  const Integral over = integral_of(limits);
  CHECK(integrate(density_per_m(line, {Kernel::gaussian, 400, true}, over.at), over) == Approx(total).epsilon(1e-9));
}

TEST_CASE("mirroring the line mirrors the density, and two sets of events add up", "[density]") {
  Random random(6);
  const BinnedLine a = uneven_line(random, 20000, 10, 0.1), b = uneven_line(random, 20000, 10, 0.3);
  BinnedLine mirrored = a, both = a;
  std::ranges::reverse(mirrored.value);
  for (std::size_t k = 0; k < both.value.size(); ++k) both.value[k] += b.value[k];
  const std::vector<double> at = Lixels(20000, 100).stations_m();
  for (const Kernel shape : kKernels) {
    const Smoothing smoothing{shape, 700};
    const auto fa = density_per_m(a, smoothing, at), fb = density_per_m(b, smoothing, at);
    const auto fm = density_per_m(mirrored, smoothing, at), fab = density_per_m(both, smoothing, at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      CHECK(std::abs(fm[at.size() - 1 - i] - fa[i]) <= 2 * kKernelSumError * fa[i]);
      CHECK(std::abs(fab[i] - fa[i] - fb[i]) <= 3 * kKernelSumError * fab[i]);
    }
  }
}

TEST_CASE("evenly spread events have a flat density up to the ends", "[density]") {
  BinnedLine line = empty_line(20000, 10);
  std::ranges::fill(line.value, 3);
  const std::vector<double> at = Lixels(20000, 33).stations_m();
  for (const Kernel shape : kKernels) {
    for (const double bandwidth : {100.0, 2000.0, 20000.0}) {
      // Sums over bins instead of integrals: the error is that of the midpoint rule where the kernel is not smooth.
      const double bins = support_half_width(shape, bandwidth) / line.bin_m;
      const double error = shape == Kernel::gaussian ? 1e-9 : shape == Kernel::uniform ? 1 / bins : 0.5 / (bins * bins);
      const auto f = density_per_m(line, {shape, bandwidth}, at);
      INFO(kernel_name(shape) << " bandwidth " << bandwidth);
      CHECK(*std::ranges::min_element(f) >= 0.3 * (1 - error));
      CHECK(*std::ranges::max_element(f) <= 0.3 * (1 + error));
    }
  }
}

TEST_CASE("adaptive smoothing agrees with each event having its own bandwidth", "[density]") {
  const auto rows = reference_rows("density_adaptive.csv");  // at, density
  std::vector<double> at;
  double largest = 0;
  for (const auto& r : rows) {
    at.push_back(r[0]);
    largest = std::max(largest, r[1]);
  }
  const auto got = density_per_m(reference_events(), {Kernel::gaussian, 2000, true}, at);
  REQUIRE(got.size() == 1000);
  for (std::size_t i = 0; i < at.size(); ++i) CHECK(std::abs(got[i] - rows[i][1]) <= kAdaptiveError * largest);
}

TEST_CASE("adaptive bandwidths are narrow where events are many", "[density]") {
  const BinnedLine line = reference_events();
  const Smoothing smoothing{Kernel::gaussian, 2000, true};
  const std::vector<double> at{12000, 25000, 45000};
  const auto h = LocalBandwidth(line, smoothing).at(at);
  CHECK(h[0] < 2000);
  CHECK(h[1] > h[0]);
  CHECK(h[2] > 2000);
  CHECK(density(unweighted(line), smoothing, at).bandwidth_m == h);
}

TEST_CASE("limits of weighted counts are Garwood's where all weigh the same", "[density]") {
  for (const double w : {1.0, 0.25, 1e-9}) {
    for (const std::uint64_t n : {0U, 1U, 7U, 400U}) {
      const auto count = static_cast<double>(n);
      const Limits want = poisson_limits(n), got = weighted_poisson_limits(count * w, count * w * w, w);
      CHECK(got.lower == Approx(want.lower * w).epsilon(1e-8).margin(0));
      CHECK(got.upper == Approx(want.upper * w).epsilon(1e-8));
    }
  }
  for (const std::uint64_t n : {1001U, 3000U, 100000U}) {  // by an expansion
    const auto count = static_cast<double>(n);
    const Limits want = poisson_limits(n), got = weighted_poisson_limits(count, count, 1);
    CHECK(got.lower == Approx(want.lower).epsilon(1e-8));
    CHECK(got.upper == Approx(want.upper).epsilon(1e-8));
  }
  CHECK_THROWS_AS(weighted_poisson_limits(1, 1, 1, 1.5), Error);
}

TEST_CASE("limits hold between the values that make sense", "[density]") {
  const BinnedLine line = reference_events();
  const std::vector<double> at = Lixels(line.length_m, 250).stations_m();
  for (const Kernel shape : kKernels) {
    for (const double bandwidth : {12.0, 600.0, 20000.0}) {
      const Density got = density(unweighted(line), {shape, bandwidth}, at);
      for (std::size_t i = 0; i < at.size(); ++i) {
        CHECK(got.lower_per_m[i] >= 0);
        CHECK(got.lower_per_m[i] <= got.per_m[i]);
        CHECK(got.upper_per_m[i] > got.per_m[i]);
        CHECK(std::isfinite(got.upper_per_m[i] + got.se_per_m[i]));
      }
    }
  }
  const Density none = density(unweighted(empty_line(1000, 10)), {Kernel::gaussian, 100}, std::vector<double>{500});
  CHECK(none.per_m[0] == 0);
  CHECK(none.se_per_m[0] == 0);
  CHECK(none.lower_per_m[0] == 0);
  CHECK(none.upper_per_m[0] == Approx(3.68888 * 0.39894 / 100).epsilon(1e-4));
}

TEST_CASE("lixels cover the line, the last being the remainder", "[density]") {
  const Lixels lixels(1050, 100);
  REQUIRE(lixels.size() == 11);
  CHECK(lixels.stretch(0).from.m == 0);
  CHECK(lixels.stretch(10).from.m == 1000);
  CHECK(lixels.stretch(10).to.m == 1050);
  CHECK(lixels.stations_m()[10] == 1025);
  CHECK(Lixels(3 * 0.1, 0.1).size() == 3);  // 3 * 0.1 > 0.3
}

TEST_CASE("what cannot be smoothed is refused with the reason", "[density]") {
  const BinnedEvents events = unweighted(empty_line(20e3, 10));
  const std::vector<double> at{1};
  const auto refusal = [&](double bandwidth) {
    return message_of([&] { density(events, {Kernel::gaussian, bandwidth}, at); });
  };
  CHECK_THAT(refusal(0), Contains("a bandwidth of 0 km is not above 0"));
  CHECK_THAT(refusal(-1000), Contains("a bandwidth of -1 km is not above 0"));
  CHECK_THAT(refusal(30e3), Contains("a bandwidth of 30 km is longer than the route, 20.000 km"));
  CHECK_THAT(refusal(std::nan("")), Contains("is not above 0"));
  CHECK_THAT(message_of([] { Lixels(1000, 0); }), Contains("a step of 0 m"));
  CHECK_THAT(message_of([] { Lixels(1000, 2000); }), Contains("longer than the route"));
  CHECK_THAT(message_of([] { Lixels(1e6, 0.01); }), Contains("gives 100000000 stations"));
  CHECK_THAT(message_of([] { parse_kernel("cosine"); }),
             Contains("gaussian, epanechnikov, quartic, triangular, uniform"));
}
