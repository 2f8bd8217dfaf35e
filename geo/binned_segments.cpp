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

}  // namespace thalweg
