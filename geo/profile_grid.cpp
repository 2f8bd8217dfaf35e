#include "geo/profile_grid.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "geo/binned_line.hpp"
#include "geo/error.hpp"

namespace thalweg {
namespace {

constexpr std::array<std::string_view, kPrecisionClasses> kClassNames{"unknown", "100m",  "1km", "5km",
                                                                      "25km",    "100km", "more"};
constexpr std::array<double, kPrecisionClasses - 2> kClassLimits{100, 1e3, 5e3, 25e3, 100e3};

std::vector<GridRoute> grid_routes(std::span<const Route> routes) {
  std::vector<GridRoute> out;
  for (const Route& r : routes) out.push_back({r.name(), r.length().m, fingerprint_of(r)});
  return out;
}

void check_routes(const std::vector<GridRoute>& routes) {
  if (routes.empty()) bad_input("a profile needs at least one route");
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (!(routes[i].length_m > 0) || !std::isfinite(routes[i].length_m)) {
      bad_input("profile: route '{}' has the length {} m; it must be > 0", routes[i].name, routes[i].length_m);
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (routes[k].name == routes[i].name) {
        bad_input("profile: two routes are called '{}'; give them different names", routes[i].name);
      }
    }
  }
}

}  // namespace

PrecisionClass precision_class(std::optional<double> radius_m) {
  if (!radius_m) return PrecisionClass::unknown;
  const auto at = std::ranges::lower_bound(kClassLimits, *radius_m);
  return static_cast<PrecisionClass>(at - kClassLimits.begin() + 1);
}

std::string_view name_of(PrecisionClass c) {
  return kClassNames.at(static_cast<std::size_t>(c));
}

std::optional<PrecisionClass> parse_precision_class(std::string_view name) {
  const auto at = std::ranges::find(kClassNames, name);
  if (at == kClassNames.end()) return std::nullopt;
  return static_cast<PrecisionClass>(at - kClassNames.begin());
}

std::uint64_t fingerprint_of(const Route& route) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const LonLat& p : route.vertices()) {
    for (const double x : {p.lon, p.lat}) {
      const auto bits = std::bit_cast<std::uint64_t>(x + 0.0);  // -0 is 0
      for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ ((bits >> shift) & 0xFF)) * 0x100000001B3U;
    }
  }
  return hash;
}

ProfileGrid::ProfileGrid(std::span<const Route> routes, Span bin, PeriodKind period)
    : ProfileGrid(grid_routes(routes), bin.m, period) {}

ProfileGrid::ProfileGrid(std::vector<GridRoute> routes, double bin_m, PeriodKind period)
    : routes_(std::move(routes)), bin_m_(bin_m), period_(period) {
  check_routes(routes_);
  const double longest = std::ranges::max(routes_, {}, &GridRoute::length_m).length_m;
  if (!(bin_m > 0 && bin_m <= longest)) {
    bad_input("a bin of {} m does not fit; it must be > 0 and at most the route's length, {:.3f} m", bin_m, longest);
  }
  double bins = 0;
  for (const GridRoute& r : routes_) bins += std::ceil(r.length_m / bin_m);
  if (bins > static_cast<double>(kMaxBins)) {
    bad_input("bins of {} m make {:.0f} bins along the route, more than {}; choose wider ones", bin_m, bins, kMaxBins);
  }
  first_bin_ = {0};
  for (const GridRoute& r : routes_) first_bin_.push_back(first_bin_.back() + bin_count(r.length_m, bin_m));
}

std::size_t ProfileGrid::bin_at(std::uint32_t route, Chainage c) const {
  auto k = static_cast<std::int64_t>(c.m / bin_m_);
  // The quotient is rounded; a bin's edges are products.
  if (c.m < static_cast<double>(k) * bin_m_) --k;
  if (c.m >= static_cast<double>(k + 1) * bin_m_) ++k;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(k, 0, static_cast<std::int64_t>(bins(route)) - 1));
}

std::optional<std::uint32_t> ProfileGrid::find_route(std::string_view name) const {
  const auto at = std::ranges::find(routes_, name, &GridRoute::name);
  if (at == routes_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - routes_.begin());
}

void ProfileGrid::require_same(const ProfileGrid& other, std::string_view what, std::string_view other_what) const {
  const auto differ = [&](const std::string& a, const std::string& b) {
    bad_input("{} and {} are on different grids: {} and {}", what, other_what, a, b);
  };
  if (bin_m_ != other.bin_m_) differ(fmt::format("bins of {} m", bin_m_), fmt::format("{} m", other.bin_m_));
  if (period_ != other.period_) {
    differ(fmt::format("period {}", name_of(period_)), std::string(name_of(other.period_)));
  }
  if (routes_.size() != other.routes_.size()) {
    differ(fmt::format("{} routes", routes_.size()), fmt::format("{}", other.routes_.size()));
  }
  constexpr double same_length_m = 1e-3;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const GridRoute &a = routes_[i], &b = other.routes_[i];
    if (a.name != b.name) differ(fmt::format("route '{}'", a.name), fmt::format("'{}'", b.name));
    if (a.fingerprint != b.fingerprint || std::abs(a.length_m - b.length_m) > same_length_m) {
      differ(fmt::format("route '{}' of {:.3f} m with vertices {:016x}", a.name, a.length_m, a.fingerprint),
             fmt::format("of {:.3f} m with vertices {:016x}", b.length_m, b.fingerprint));
    }
  }
}

}  // namespace thalweg
