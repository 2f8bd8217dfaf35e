#include "geo/binned_segments.hpp"

#include <algorithm>

namespace thalweg {

BinnedSegments count_by_segment(const Profile& profile, const SegmentIndex& index) {
  constexpr double edge = 1e-6;  // ends nearer than that to a bin's edge lie on it
  BinnedSegments out{SegmentCounter(index.segments().size()), std::vector<std::uint64_t>(index.segments().size())};
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const ProfileCell cell = profile.cell(i);
    const double from = static_cast<double>(cell.bin) * profile.grid().bin_m();
    const double to = std::min(from + profile.grid().bin_m(), profile.grid().routes()[cell.route].length_m);
    out.counter.add(index.find(cell.route, {(from + to) / 2}), cell.side, cell.category, cell.count, cell.weight);
    const std::size_t first = index.find(cell.route, {from + edge}), last = index.find(cell.route, {to - edge});
    if (first >= last) continue;
    out.in_cut_bins += cell.count;
    for (std::size_t s = first; s <= last; ++s) out.near_ends[s] += cell.count;
  }
  return out;
}

void add_bin_columns(Table& segments, double bin_m, std::span<const std::uint64_t> near_ends) {
  Integers events;
  for (const std::uint64_t n : near_ends) events.push_back(static_cast<std::int64_t>(n));
  segments.columns.push_back({"bin_m", Reals(near_ends.size(), bin_m), -1, "width of the profile's bins, metres"});
  segments.columns.push_back({"count_near_ends", std::move(events), -1, "events that may be of the segment beside"});
}

}  // namespace thalweg
