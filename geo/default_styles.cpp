#include "geo/default_styles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/palette.hpp"

namespace thalweg {
namespace {

// Denominators of the scales at which more is written.
constexpr double kRegionScale = 3e6, kStretchScale = 1e6;

}  // namespace

Style posts_style(const Table& posts) {
  std::vector<double> sizes;
  const Column& every = *posts.find("every_km");
  for (const auto& v : std::get<Reals>(every.values)) sizes.push_back(rounded(v.value_or(0), every.decimals));
  std::ranges::sort(sizes);
  const auto twins = std::ranges::unique(sizes);
  sizes.erase(twins.begin(), twins.end());
  std::vector<RuleClass> rules;
  Style style{"Kilometre posts", "", {}};
  style.description = "A tick across the line at each post, longer for the rounder km.";
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double share = sizes.size() > 1 ? static_cast<double>(i) / static_cast<double>(sizes.size() - 1) : 1;
    Symbol tick{"#4d4d4d", 1.6 + 2.4 * share};
    tick.shape = "line";
    tick.outline_width = 0.25 + 0.25 * share;
    tick.rotation = "coalesce(\"azimuth_deg\", 0) + 90";
    const bool largest = i + 1 == sizes.size(), second = i + 2 == sizes.size();
    const std::string filter = fmt::format("\"every_km\" = {}", sizes[i]);
    rules.push_back({filter, fmt::format("every {:g} km", sizes[i]), tick, {}, largest || second ? 0 : kRegionScale});
    Label label{"\"km\"", filter};
    if (largest) label.text = "\"km\" || ' km'";
    label.scale = largest ? 0 : second ? kRegionScale : kStretchScale;
    label.size = largest ? 8 : 7;
    label.distance = 1.5;
    style.labels.push_back(label);
  }
  std::ranges::reverse(rules);  // the longest first in the legend
  style.classes = std::move(rules);
  return style;
}

Style places_style() {
  const auto sign = [](const char* color, double size, const char* shape) {
    Symbol s{color, size, "#ffffff", shape};
    s.size_by = fmt::format("CASE WHEN \"rank\" = 1 THEN {} WHEN \"rank\" = 2 THEN {} ELSE {} END", size, 0.8 * size,
                            0.65 * size);
    return s;
  };
  Style style{"Places", "kind",
              std::vector<ValueClass>{{"town", "Town", sign(kInk, 2.4, "circle")},
                                      {"crossing", "Border crossing", sign("#1b7837", 2.4, "square")},
                                      {"landmark", "Landmark", sign("#762a83", 2.6, "triangle")}}};
  style.description = "A sign per kind, larger for places that are more widely known.";
  style.labels = {{"\"name\"", "\"rank\" = 1 AND \"kind\" = 'town'", 0, 9, true, 9},
                  {"\"name\"", "\"rank\" = 1 AND \"kind\" <> 'town'", 0, 8, false, 7},
                  {"\"name\"", "\"rank\" = 2", kRegionScale, 8, false, 6},
                  {"\"name\"", "\"rank\" > 2 OR \"rank\" IS NULL", kStretchScale, 7, false, 3}};
  return style;
}

Style route_style() {
  Style style{"Route", "", Symbol{"#59626b", 0.5}};
  style.description = "The line that chainage is measured along.";
  return style;
}

}  // namespace thalweg
