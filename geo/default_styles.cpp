#include "geo/default_styles.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

constexpr int kRateClasses = 5;

std::vector<double> known_values(const Column& column) {
  std::vector<double> out;
  for (const auto& v : std::get<Reals>(column.values)) {
    if (v) out.push_back(*v);
  }
  return out;
}

/// Classes of a rate per km, rounded as the layer will hold it, so that every value falls into a class.
std::vector<RangeClass> classes_of(const Table& table, std::string_view rate) {
  const Column& column = *table.find(rate);
  std::vector<double> values = known_values(column);
  std::ranges::transform(values, values.begin(), [&](double v) { return rounded(v, column.decimals); });
  return rate_classes(std::move(values), kRateClasses, "per km");
}

}  // namespace

Style segments_style(const Table& segments) {
  return {"Events per km", "rate_per_km", classes_of(segments, "rate_per_km"), ""};
}

Style density_style(const Table& density) {
  return {"Events per km, smoothed", "density_per_km", classes_of(density, "density_per_km"), ""};
}

Style events_style(Span max_offset) {
  std::vector<RangeClass> classes;
  const std::vector<double> limits{1e3, 5e3, 10e3, 25e3, 50e3, 100e3};
  const std::vector<std::string> colors{"#08306b", "#2171b5", "#4292c6", "#6baed6", "#9ecae1", "#c6dbef", "#deebf7"};
  double lower = 0;
  for (std::size_t i = 0; lower < max_offset.m || classes.empty(); ++i) {
    const double upper = i < limits.size() ? std::min(limits[i], max_offset.m) : max_offset.m;
    const std::string& color = colors[std::min(i, colors.size() - 1)];
    classes.push_back(
        {lower, upper, fmt::format("{:g} – {:g} km from the line", lower / 1000, upper / 1000), {color, 1.6}});
    lower = upper;
  }
  return {"Distance from the line", "offset_m", std::move(classes), ""};
}

Style posts_style(const Table& posts) {
  std::vector<double> sizes = known_values(*posts.find("every_km"));
  std::ranges::sort(sizes);
  const auto twins = std::ranges::unique(sizes);
  sizes.erase(twins.begin(), twins.end());
  std::vector<RangeClass> classes;
  for (const double size : sizes) {
    const double share =
        sizes.size() > 1 ? static_cast<double>(classes.size()) / static_cast<double>(sizes.size() - 1) : 1;
    classes.push_back({size, size, fmt::format("every {:g} km", size), {"#4d4d4d", 0.8 + 1.2 * share}});
  }
  return {"Kilometre posts", "every_km", std::move(classes), "km"};
}

Style places_style() {
  return {"Places", "kind",
          std::vector<ValueClass>{{"town", "Town", {"#1a1a1a", 2.0, "#ffffff", "circle"}},
                                  {"crossing", "Customs crossing", {"#1b7837", 2.2, "#ffffff", "square"}},
                                  {"landmark", "Landmark", {"#762a83", 2.2, "#ffffff", "diamond"}}},
          "name"};
}

Style route_style() {
  return {"Route", "", Symbol{"#7f8790", 0.5}, ""};
}

}  // namespace thalweg
