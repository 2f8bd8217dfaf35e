#include "geo/density_analysis.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "geo/column_names.hpp"
#include "geo/default_styles.hpp"
#include "geo/density_table.hpp"
#include "geo/error.hpp"
#include "geo/layer_descriptions.hpp"
#include "geo/profile_source.hpp"
#include "geo/provenance.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

/// Which categories have a column of their own, by number, and which share the last one.
struct CategoryColumns {
  std::vector<std::vector<std::uint32_t>> members;
  std::vector<std::string> names;
  bool has_others = false;
};

CategoryColumns category_columns(const Profile& profile) {
  std::vector<std::uint64_t> totals(profile.categories().size());
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const ProfileCell cell = profile.cell(i);
    if (cell.category != kNoCategory) totals[cell.category] += cell.count;
  }
  CategoryColumns out;
  for (const std::uint32_t c : by_total(totals, profile.categories())) {
    if (out.members.size() < kCategoryColumns) {
      out.members.push_back({c});
      out.names.push_back(profile.categories()[c]);
      continue;
    }
    if (!out.has_others) {
      out.members.emplace_back();
      out.names.emplace_back("other categories");
      out.has_others = true;
    }
    out.members.back().push_back(c);
  }
  return out;
}

/// Smooths the parts of one profile route by route.
class Densities {
 public:
  Densities(const Profile& profile, const DensityOptions& how)
      : profile_(profile), how_(how), measure_(how.weighted ? Measure::weight : Measure::count) {}

  [[nodiscard]] double bandwidth_m(std::uint32_t route) const {
    const double bin = profile_.grid().bin_m();
    if (const auto* selector = std::get_if<Selector>(&how_.bandwidth)) {
      return std::max(select_bandwidth(profile_.line(route), *selector), bin);
    }
    const double given = std::get<Span>(how_.bandwidth).m;
    if (given > 0 && given < bin) {
      bad_input(
          "a bandwidth of {:g} m is less than a bin, {:g} m, so places are not known well enough for it; give a "
          "longer bandwidth, or shorter bins with --bin",
          given, bin);
    }
    return given;
  }

  [[nodiscard]] RouteDensity of(std::uint32_t route, double bandwidth, const CategoryColumns& categories) const {
    const BinnedEvents all{profile_.line(route, measure_), squares(route)};
    const Smoother smoother(all.sum, {how_.kernel, bandwidth, how_.adaptive});
    RouteDensity out{route, Lixels(all.sum.length_m, how_.step.m), {}, {}, {}, {}};
    const std::vector<double> at = out.lixels.stations_m();
    out.all = smoother.density(all, at);
    out.left = smoother.per_m(profile_.line(route, measure_, {{}, Side::left, {}, {}, {}}), at);
    out.right = smoother.per_m(profile_.line(route, measure_, {{}, Side::right, {}, {}, {}}), at);
    out.categories.resize(categories.members.size());
    tbb::parallel_for(std::size_t{0}, out.categories.size(), [&](std::size_t c) {
      CellFilter filter;
      for (const std::uint32_t member : categories.members[c]) {
        filter.categories.push_back(profile_.categories()[member]);
      }
      out.categories[c] = smoother.per_m(profile_.line(route, measure_, filter), at);
    });
    return out;
  }

 private:
  /// The sum of the squared weights by bin, the events of a cell weighing the same.
  [[nodiscard]] BinnedLine squares(std::uint32_t route) const {
    BinnedLine out = profile_.line(route);
    if (measure_ == Measure::count) return out;
    std::ranges::fill(out.value, 0.0);
    for (std::size_t i = 0; i < profile_.size(); ++i) {
      const ProfileCell cell = profile_.cell(i);
      if (cell.route != route) continue;
      const double weight = cell.weight.value();
      out.value[cell.bin] += weight * weight / static_cast<double>(cell.count);
    }
    return out;
  }

  const Profile& profile_;
  const DensityOptions& how_;
  Measure measure_;
};

/// Calls `work`, and where there are several routes names the one in the message if it fails.
template <typename Work>
void for_route(const RouteSet& set, std::uint32_t route, Work work) {
  try {
    work();
  } catch (const Error& e) {
    if (set.routes.size() == 1) throw;
    throw Error(e.code(), "route '" + set.routes[route].name() + "': " + e.what());
  }
}

/// The highest places of all routes. Their names are of the stretch half a bandwidth to either side.
std::vector<DensityPeak> highest(const RouteSet& set, const std::vector<RouteDensity>& densities) {
  struct Candidate {
    double per_m;
    DensityPeak peak;
  };
  std::vector<Candidate> all;
  std::size_t first = 0;
  for (const RouteDensity& d : densities) {
    const std::vector<double> at = d.lixels.stations_m();
    for (const std::size_t k : peaks(d.all, at, kPeaks)) {
      const double half = d.all.bandwidth_m[k] / 2, length = set.routes[d.route].length().m;
      const Stretch near{{std::max(0.0, at[k] - half)}, {std::min(length, at[k] + half)}};
      all.push_back({d.all.per_m[k], {first + k, set.context.name_of(d.route, near)}});
    }
    first += d.lixels.size();
  }
  std::ranges::stable_sort(all, std::ranges::greater{}, &Candidate::per_m);
  std::vector<DensityPeak> out;
  for (Candidate& c : all) {
    if (out.size() < kPeaks) out.push_back(std::move(c.peak));
  }
  return out;
}

/// Refuses what cannot work on some route before anything is read.
void check(const DensityOptions& how, const RouteSet& set) {
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    for_route(set, r, [&] {
      const double length = set.routes[r].length().m;
      const Lixels lixels(length, how.step.m);
      if (const auto* given = std::get_if<Span>(&how.bandwidth)) const LineKernel kernel(how.kernel, given->m, length);
    });
  }
}

}  // namespace

DensityAnalysis smooth(const ProfiledEvents& events, const DensityOptions& how, const RouteSet& set,
                       const std::string& data) {
  check(how, set);
  const Coverage& coverage = events.profile.coverage;
  DensityAnalysis result;
  result.run.accounting = coverage.accounting;
  result.run.max_offset = coverage.max_offset;
  result.run.notes = events.notes;
  result.run.period = period_of(coverage);
  result.bin_m = events.profile.grid().bin_m();

  const Densities smoothed(events.profile, how);
  const CategoryColumns categories = category_columns(events.profile);
  std::vector<RouteDensity> densities;
  for (std::uint32_t r = 0; r < set.routes.size(); ++r) {
    for_route(set, r, [&] {
      result.bandwidths.push_back({r, smoothed.bandwidth_m(r)});
      densities.push_back(smoothed.of(r, result.bandwidths.back().metres, categories));
      if (how.step.m > 2 * result.bandwidths.back().metres) {
        result.run.notes.push_back(fmt::format(
            "note: stations are {:g} km apart, more than two bandwidths of {:g} km: they miss events between them",
            how.step.m / 1000, rounded(result.bandwidths.back().metres / 1000, 3)));
      }
    });
  }
  result.peaks = highest(set, densities);
  result.stations = with_data(
      density_table({set.routes, densities, categories.names, categories.has_others, result.run.period, how.weighted}),
      data);
  return result;
}

std::string parameters_of(const DensityOptions& how) {
  return fmt::format("kernel {}, stations every {:g} km{}{}", kernel_name(how.kernel), how.step.m / 1000,
                     how.adaptive ? ", adaptive" : "", how.weighted ? ", weighted" : "");
}

DensityAnalysis analyze_density(const AnalysisOptions& options, const DensityOptions& how, const RouteSet& set,
                                const std::filesystem::path& out) {
  check_output(out, options.overwrite, {"density"});
  check(how, set);
  RejectLog rejects(options.rejects, options.overwrite);
  const ProfiledEvents events = profile_of(options, set, ProfileGrid(set.routes, how.bin), rejects);
  DensityAnalysis result = smooth(events, how, set, data_name(options.read));
  result.run.losses = write_table(out, options.overwrite, result.stations, density_styles(result.stations, set.routes),
                                  events_metadata("density", options.read, result.run, set, parameters_of(how)));
  rejects.close();
  add_outputs(result.run, options, out);
  return result;
}

}  // namespace thalweg
