#include <fmt/format.h>

#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <cstdio>
#include <functional>

#include "binned_lines.hpp"
#include "catch.hpp"
#include "geo/density.hpp"
#include "geo/random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

constexpr double kLength = 100e3, kBin = 100, kBandwidth = 2e3;

struct Coverage {
  double limits = 0;     ///< share of stations and replicates at which the limits hold the expectation of the estimate
  double below = 0;      ///< share at which it is below the lower limit
  double above = 0;      ///< share at which it is above the upper limit
  double effective = 0;  ///< mean over the stations of (expectation)^2 / variance: how many events bear on a station
};

/// Draws events from a rate (expected events per bin) and counts how often the limits hold.
Coverage coverage(const std::function<double(double)>& rate_per_bin, const Smoothing& smoothing, int replicates) {
  BinnedLine expected = empty_line(kLength, kBin);
  for (std::size_t k = 0; k < expected.value.size(); ++k) expected.value[k] = rate_per_bin(expected.middle_m(k));
  const std::vector<double> at = Lixels(kLength, 2e3).stations_m();
  const Density truth = density(unweighted(expected), smoothing, at);
  Coverage out;
  const double cases = static_cast<double>(at.size()) * replicates;
  for (std::size_t i = 0; i < at.size(); ++i) {
    out.effective += std::pow(truth.per_m[i] / truth.se_per_m[i], 2) / static_cast<double>(at.size());
  }
  for (int r = 0; r < replicates; ++r) {
    auto engine = replicate_engine(20261125, static_cast<std::uint64_t>(r));
    BinnedLine drawn = expected;
    for (double& v : drawn.value) v = boost::random::poisson_distribution<int>(v)(engine);
    const Density got = density(unweighted(drawn), smoothing, at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      out.below += (truth.per_m[i] < got.lower_per_m[i]) / cases;
      out.above += (truth.per_m[i] > got.upper_per_m[i]) / cases;
    }
  }
  out.limits = 1 - out.below - out.above;
  return out;
}

struct Case {
  const char* name;
  std::function<double(double)> rate;
};

/// `events` on the whole line, evenly, or with a smooth peak of ten times the rate about km 40.
Case flat(double events) {
  return {"flat", [=](double) { return events * kBin / kLength; }};
}
Case peaked(double events) {
  return {"peak", [=](double x) {
            const double d = (x - 40e3) / 5e3;
            return events * kBin / (kLength + 9 * 5e3 * std::sqrt(6.283185307)) * (1 + 9 * std::exp(-d * d / 2));
          }};
}

/// Nominal within 3 standard errors of the simulation at least, the stations counting as kLength / 7 km independent
/// ones; at most 99.9 %, and near nominal where many events bear on a station.
void check(const Coverage& c, int replicates) {
  const double error = std::sqrt(0.05 * 0.95 / (replicates * kLength / 7e3));
  CHECK(c.limits >= 0.95 - 3 * error);
  CHECK(c.below <= 0.025 + 3 * error);
  if (c.effective > 50) CHECK(c.limits <= 0.97);
}

}  // namespace

TEST_CASE("the limits hold the smoothed density at least as often as they say", "[density]") {
  constexpr int replicates = 150;
  for (const Case& c : {flat(10), flat(300), flat(3000), peaked(300)}) {
    INFO(c.name);
    check(coverage(c.rate, {Kernel::gaussian, kBandwidth}, replicates), replicates);
  }
}

TEST_CASE("coverage of the density's limits, in full", "[.coverage]") {
  constexpr int replicates = 4000;
  fmt::print("| truth | kernel | expected events | events that bear on a station | coverage | below | above |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
  for (const Kernel kernel : {Kernel::gaussian, Kernel::epanechnikov, Kernel::uniform}) {
    for (const double events : {3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 10000.0}) {
      for (const Case& c : {flat(events), peaked(events)}) {
        const Coverage got = coverage(c.rate, {kernel, kBandwidth}, replicates);
        fmt::print("| {} | {} | {:g} | {:.2f} | {:.2f} % | {:.2f} % | {:.2f} % |\n", c.name, kernel_name(kernel),
                   events, got.effective, 100 * got.limits, 100 * got.below, 100 * got.above);
        std::fflush(stdout);
        check(got, replicates);
      }
    }
  }
}
