#include "geo/density_table.hpp"

#include <fmt/format.h>

#include "geo/column_names.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

/// Builds the table a column at a time; `value(d, k)` gives the value at station k of route density d.
class Columns {
 public:
  explicit Columns(const DensityTableInput& in) : in_(in) {}

  template <typename Values = Reals, typename Value>
  void add(std::string name, int decimals, std::string comment, Value value) {
    Values values;
    for (const RouteDensity& d : in_.densities) {
      for (std::size_t k = 0; k < d.lixels.size(); ++k) values.push_back(value(d, k));
    }
    table.columns.push_back({std::move(name), std::move(values), decimals, std::move(comment)});
  }

  Table table;

 private:
  const DensityTableInput& in_;
};

void add_places(Columns& out, const DensityTableInput& in) {
  using D = const RouteDensity&;
  const auto from = [](D d, std::size_t k) { return d.lixels.stretch(k).from.m / 1000; };
  const auto to = [](D d, std::size_t k) { return d.lixels.stretch(k).to.m / 1000; };
  out.add("station_km", 6, "middle of the lixel, km along the route",
          [&](D d, std::size_t k) { return (from(d, k) + to(d, k)) / 2; });
  out.add("from_km", 6, "start of the lixel, km along the route", from);
  out.add("to_km", 6, "end of the lixel, km along the route", to);
  out.add<Texts>("route", -1, "route of the lixel", [&](D d, std::size_t) { return in.routes[d.route].name(); });
}

/// The density and its limits for each km, or for each km and year: `scale` takes a value per metre to that.
void add_density(Columns& out, const std::string& unit, const std::string& name, const std::string& stem,
                 double scale) {
  using D = const RouteDensity&;
  const std::string se = stem == "density" ? "se" : stem + "_se";
  out.add(name, 6, unit + " at the station, smoothed", [=](D d, std::size_t k) { return d.all.per_m[k] * scale; });
  out.add(se, 6, "standard error of it, the events being a Poisson process",
          [=](D d, std::size_t k) { return d.all.se_per_m[k] * scale; });
  out.add(stem + "_lo", 6, "lower 95 % limit of the smoothed density at the station alone, " + unit,
          [=](D d, std::size_t k) { return d.all.lower_per_m[k] * scale; });
  out.add(stem + "_hi", 6, "upper 95 % limit of it, " + unit,
          [=](D d, std::size_t k) { return d.all.upper_per_m[k] * scale; });
}

void add_parts(Columns& out, const DensityTableInput& in, const std::string& what) {
  using D = const RouteDensity&;
  const auto add = [&](const std::string& name, const std::string& whose, auto part) {
    out.add(name, 6, fmt::format("{} per km of {}, with the same bandwidth", what, whose),
            [part](D d, std::size_t k) { return part(d)[k] * 1000; });
  };
  using Values = const std::vector<double>&;
  add("density_left_per_km", "the left bank", [](D d) -> Values { return d.left; });
  add("density_right_per_km", "the right bank", [](D d) -> Values { return d.right; });
  ColumnNames names(out.table);
  for (std::size_t c = 0; c < in.categories.size(); ++c) {
    const bool others = in.has_others && c + 1 == in.categories.size();
    const std::string part = others ? "other_categories" : slug(in.categories[c]);
    add(names.unique("density_" + part + "_per_km"),
        others ? "the rarer categories" : fmt::format("category '{}'", in.categories[c]),
        [c](D d) -> Values { return d.categories[c]; });
  }
}

}  // namespace

Table density_table(const DensityTableInput& in) {
  Columns out(in);
  out.table.name = "density";
  const std::string what = in.weighted ? "weight of the events" : "events";
  add_places(out, in);
  add_density(out, what + " per km", "density_per_km", "density", 1000);
  out.add("bandwidth_m", 3, "standard deviation of the kernel, metres",
          [](const RouteDensity& d, std::size_t k) { return d.all.bandwidth_m[k]; });
  if (in.period) {
    const double years = years_between(in.period->from, in.period->to);
    add_density(out, what + " per km and year", "density_per_km_year", "density_per_km_year", 1000 / years);
  }
  add_parts(out, in, what);
  Lines lines;
  for (const RouteDensity& d : in.densities) {
    for (std::size_t k = 0; k < d.lixels.size(); ++k) {
      lines.push_back(in.routes[d.route].between(d.lixels.stretch(k)));
    }
  }
  out.table.geometry = std::move(lines);
  return std::move(out.table);
}

}  // namespace thalweg
