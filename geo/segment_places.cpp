#include "geo/segment_places.hpp"

#include <algorithm>

namespace thalweg {

void add_places(TableColumns& out, const SegmentPlaces& in) {
  const auto& s = in.segments;
  out.add<Integers>("segment_id", -1, "number of the segment, in order along the route",
                    [](auto i) { return static_cast<std::int64_t>(i) + 1; });
  out.add<Texts>("route", -1, "route of the segment", [&](auto i) { return in.routes[s[i].route].name(); });
  out.add<Reals>("from_km", 3, "start, km along the route", [&](auto i) { return s[i].stretch.from.m / 1000; });
  out.add<Reals>("to_km", 3, "end, km along the route", [&](auto i) { return s[i].stretch.to.m / 1000; });
  out.add<Reals>("length_km", 3, "length along the route, km", [&](auto i) { return s[i].stretch.length().m / 1000; });
  const bool labelled = std::ranges::any_of(s, [](const Segment& x) { return !x.label.empty(); });
  if (labelled) {
    out.add<Texts>("label", -1, "region or stretch that the segment is cut by",
                   [&](auto i) { return s[i].label.empty() ? std::nullopt : std::optional(s[i].label); });
  }
  const auto& c = in.context;
  out.add<Texts>("name", -1, "nearest places",
                 [&](auto i) { return c[i].name.empty() ? std::nullopt : std::optional(c[i].name); });
  out.add<Texts>("river", -1, "river that the segment follows", [&](auto i) { return c[i].river; });
  out.add<Texts>("province_left", -1, "province on the left bank", [&](auto i) { return c[i].province_left; });
  out.add<Texts>("province_right", -1, "province on the right bank", [&](auto i) { return c[i].province_right; });
  Lines lines;
  for (const Segment& segment : s) lines.push_back(in.routes[segment.route].between(segment.stretch));
  out.table.geometry = std::move(lines);
}

}  // namespace thalweg
