#include "geo/stability.hpp"

#include <algorithm>
#include <cmath>

#include "geo/error.hpp"
#include "geo/ranks.hpp"

namespace thalweg {
namespace {

double median_length(std::span<const Segment> segments) {
  std::vector<double> lengths;
  for (const Segment& s : segments) lengths.push_back(s.stretch.length().m);
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::ranges::nth_element(lengths, middle);
  return *middle;
}

/// Events before each bin's end, to count any stretch by two look-ups.
class Cumulative {
 public:
  explicit Cumulative(const BinnedLine& line) : bin_(line.bin_m) {
    for (const double n : line.value) sum_.push_back(sum_.back() + n);
  }
  /// Events of the bins whose middles lie in the stretch.
  [[nodiscard]] double count(Stretch s) const { return sum_[bins_before(s.to)] - sum_[bins_before(s.from)]; }

 private:
  [[nodiscard]] std::size_t bins_before(Chainage c) const {
    const double bins = std::max(0.0, std::round(c.m / bin_));
    return std::min(static_cast<std::size_t>(bins), sum_.size() - 1);
  }
  double bin_;
  std::vector<double> sum_{0};
};

/// Pieces of `length`, the first ending at `first`; what is left at an end joins its neighbour where it is short.
void add_pieces(std::vector<Segment>& out, std::uint32_t route, double end, double length, double first) {
  double from = 0;
  for (int k = 0;; ++k) {
    const double to = first + k * length;
    if (end - to < length / 2) break;
    if (to - from < length / 2) continue;
    out.push_back({route, {{from}, {to}}, {}});
    from = to;
  }
  out.push_back({route, {{from}, {end}}, {}});
}

/// The pieces of one cut that are among the first `places` by rate, in order along the routes.
std::vector<Segment> top_pieces(const std::vector<Segment>& pieces, const std::vector<Cumulative>& events,
                                const PieceExposure& exposure, double places) {
  std::vector<double> rates;
  for (const Segment& p : pieces) {
    const double against = exposure(p.route, p.stretch);
    rates.push_back(against > 0 ? events[p.route].count(p.stretch) / against : 0);
  }
  const auto place = places_by_value(rates);
  std::vector<Segment> top;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (rates[i] > 0 && static_cast<double>(place[i]) <= places) top.push_back(pieces[i]);
  }
  return top;
}

/// Adds 1 for each segment of which at least half lies in the pieces; both are in order along the routes.
void mark(std::vector<double>& times, std::span<const Segment> segments, const std::vector<Segment>& pieces) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& s = segments[i];
    const auto before = [&](const Segment& p) {
      return p.route < s.route || (p.route == s.route && p.stretch.to <= s.stretch.from);
    };
    while (first < pieces.size() && before(pieces[first])) ++first;
    double shared = 0;
    for (std::size_t k = first; k < pieces.size(); ++k) {
      const Segment& p = pieces[k];
      if (p.route != s.route || p.stretch.from >= s.stretch.to) break;
      shared += std::min(p.stretch.to.m, s.stretch.to.m) - std::max(p.stretch.from.m, s.stretch.from.m);
    }
    constexpr double kRounding = 1e-9;
    if (shared >= s.stretch.length().m * (0.5 - kRounding)) ++times[i];
  }
}

}  // namespace

std::vector<BinnedLine> stability_bins(std::span<const Route> routes) {
  std::vector<BinnedLine> out;
  for (const Route& r : routes) {
    const double length = r.length().m;
    out.push_back({length, kStabilityBin, std::vector<double>(bin_count(length, kStabilityBin))});
  }
  return out;
}

void add(std::vector<BinnedLine>& events, const LocatedBatch& batch) {
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    BinnedLine& line = events[batch.places[i].route];
    const auto bin = static_cast<std::size_t>(std::max(0.0, batch.places[i].chainage.m / line.bin_m));
    ++line.value[std::min(bin, line.value.size() - 1)];
  }
}

void check_stability(std::span<const Segment> segments, double bin_m, std::size_t top) {
  if (top == 0) bad_input("--top: 0 segments; at least 1 is needed");
  const double length = median_length(segments);
  if (length < 20 * bin_m) {
    bad_input(
        "--stability: segments of {:g} m are too short to cut otherwise; with bins of {:g} m take at least {:g} m",
        length, bin_m, 20 * bin_m);
  }
}

std::vector<double> segment_stability(std::span<const Segment> segments, std::span<const BinnedLine> events,
                                      const PieceExposure& exposure, std::size_t top) {
  double widest = 0;
  for (const BinnedLine& line : events) widest = std::max(widest, line.bin_m);
  check_stability(segments, widest, top);
  const double median = median_length(segments);
  const std::vector<Cumulative> cumulative(events.begin(), events.end());
  std::vector<double> times(segments.size());
  for (const double multiple : kCutLengths) {
    for (const double origin : kCutOrigins) {
      const double length = multiple * median;
      std::vector<Segment> pieces;
      for (std::uint32_t r = 0; r < events.size(); ++r) {
        add_pieces(pieces, r, events[r].length_m, length, length * (1 - origin));
      }
      const double places = std::max(1.0, std::round(static_cast<double>(top) / multiple));
      mark(times, segments, top_pieces(pieces, cumulative, exposure, places));
    }
  }
  for (double& t : times) t /= static_cast<double>(kCutLengths.size() * kCutOrigins.size());
  return times;
}

}  // namespace thalweg
