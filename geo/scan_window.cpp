#include "geo/scan_window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/tail_sums.hpp"

namespace thalweg {
namespace {

/// Sums of the same bins differ in their last digits; windows within this of the limit are within it.
constexpr double kLimitSlack = 1e-9;
/// Statistics nearer than this are the same, relative: well below kScanError, well above rounding.
constexpr double kSame = 1e-13;
/// Rounding of count - slope * expected, relative to what its terms can be.
constexpr double kRounding = 1e-15;

}  // namespace

double scan_statistic(double count, double expected, double total) {
  if (!(count > expected)) return 0;
  const double outside = total - count, expected_outside = total - expected;
  const auto log_ratio = [&](double n, double of) {  // of a great count an excess is a small part, which log would blur
    return total > kManyEvents ? std::log1p((n - of) / of) : std::log(n / of);
  };
  const double inside_part = count * log_ratio(count, expected);
  return outside > 0 ? inside_part + outside * log_ratio(outside, expected_outside) : inside_part;
}

WindowSearch::WindowSearch(std::span<const double> expected_before, std::span<const BinRange> runs, double limit,
                           double total)
    : expected_before_(expected_before), runs_(runs), limit_(limit * (1 + kLimitSlack)), total_(total) {}

ScanWindow WindowSearch::best(std::span<const std::uint64_t> counts, double share, const ScanWindow& floor) {
  collect(counts, share);
  best_ = floor;
  gaps_.clear();
  if (!bin_.empty()) begin();
  narrow();
  return best_;
}

void WindowSearch::collect(std::span<const std::uint64_t> counts, double share) {
  bin_.clear();
  count_before_.clear();
  count_after_.clear();
  expected_from_.clear();
  expected_to_.clear();
  item_runs_.clear();
  double count = 0;
  for (const BinRange& run : runs_) {
    const std::size_t first = bin_.size();
    for (std::size_t i = run.from; i < run.to; ++i) {
      if (counts[i] == 0) continue;
      bin_.push_back(i);
      count_before_.push_back(count);
      count += static_cast<double>(counts[i]);
      count_after_.push_back(count);
      expected_from_.push_back(share * expected_before_[i]);
      expected_to_.push_back(share * expected_before_[i + 1]);
    }
    if (bin_.size() > first) item_runs_.push_back({first, bin_.size()});
  }
  limit_here_ = limit_ * share;
  limited_from_ = -1;
}

/// The first corners: the bin of the highest rate, beyond which the hull is a straight line to the origin; where the
/// excess c - m is greatest; and where c is, unless nothing there can be better: beyond the excess e the most that a
/// window can have is e + m, up to the limit of m or to all events.
void WindowSearch::begin() {
  const Tangent steep = steepest();
  if (steep.slope <= 1) return;  // no window has more than expected
  consider(steep.at);
  const Tangent excess = tangent(1);
  open(steep, excess);
  const double farthest = std::min(limit_here_, total_ - excess.value);
  if (is_greater(scan_statistic(excess.value + farthest, farthest, total_))) open(excess, tangent(0));
}

/// Looks into the gap that may hide the most, until none can hide anything.
void WindowSearch::narrow() {
  while (!gaps_.empty()) {
    const auto widest = std::ranges::max_element(gaps_, {}, &Gap::bound);
    const Gap gap = *widest;
    *widest = gaps_.back();
    gaps_.pop_back();
    if (!is_greater(gap.bound)) return;
    const Corner &a = gap.steep.at, &b = gap.flat.at;
    const double slope = (b.count - a.count) / (b.expected - a.expected);
    const Tangent middle = tangent(slope);
    const double on_edge = a.count - slope * a.expected;
    if (middle.value - on_edge <= kRounding * (1 + slope) * total_) continue;  // the hull is straight here
    open(gap.steep, middle);
    open(middle, gap.flat);
  }
}

WindowSearch::Tangent WindowSearch::steepest() const {
  Tangent t;
  for (std::size_t k = 0; k < bin_.size(); ++k) {
    const double expected = expected_to_[k] - expected_from_[k], count = count_after_[k] - count_before_[k];
    if (expected <= limit_here_ && count > t.slope * expected) t = {corner(k, k), count / expected, 0};
  }
  return t;
}

WindowSearch::Tangent WindowSearch::tangent(double slope) {
  ++passes_;
  Corner c;
  if (slope > limited_from_) {
    c = free_maximum(slope);
    if (c.expected > limit_here_) limited_from_ = slope;
  }
  if (slope <= limited_from_) c = limited_maximum(slope);
  consider(c);
  return {c, slope, c.count - slope * c.expected};
}

/// The window with the greatest count - slope * expected, whatever it expects.
WindowSearch::Corner WindowSearch::free_maximum(double slope) const {
  std::size_t first = 0, last = 0;
  double best = -std::numeric_limits<double>::infinity();
  for (const BinRange& run : item_runs_) {
    double low = std::numeric_limits<double>::infinity();
    std::size_t low_at = run.from;
    for (std::size_t k = run.from; k < run.to; ++k) {
      const double before = count_before_[k] - slope * expected_from_[k];
      if (before < low) {
        low = before;
        low_at = k;
      }
      const double sum = count_after_[k] - slope * expected_to_[k] - low;
      if (sum > best) {
        best = sum;
        first = low_at;
        last = k;
      }
    }
  }
  return corner(first, last);
}

/// The same among windows within the limit: the least sum before is that of a queue of places whose sums rise.
WindowSearch::Corner WindowSearch::limited_maximum(double slope) {
  const auto before = [&](std::size_t k) { return count_before_[k] - slope * expected_from_[k]; };
  std::size_t first = 0, last = 0;
  double best = -std::numeric_limits<double>::infinity();
  for (const BinRange& run : item_runs_) {
    queue_.clear();
    std::size_t head = 0;
    for (std::size_t k = run.from; k < run.to; ++k) {
      while (queue_.size() > head && before(queue_.back()) >= before(k)) queue_.pop_back();
      queue_.push_back(k);
      while (head < queue_.size() && expected_to_[k] - expected_from_[queue_[head]] > limit_here_) ++head;
      if (head == queue_.size()) continue;  // this bin alone expects more than the limit
      const double sum = count_after_[k] - slope * expected_to_[k] - before(queue_[head]);
      if (sum > best) {
        best = sum;
        first = queue_[head];
        last = k;
      }
    }
  }
  return corner(first, last);
}

WindowSearch::Corner WindowSearch::corner(std::size_t first, std::size_t last) const {
  return {first, last, count_after_[last] - count_before_[first], expected_to_[last] - expected_from_[first]};
}

void WindowSearch::consider(const Corner& c) {
  const double statistic = scan_statistic(c.count, c.expected, total_);
  if (is_greater(statistic)) best_ = {{bin_[c.first], bin_[c.last] + 1}, c.count, c.expected, statistic};
}

/// Keeps a gap if the triangle between its corners and the point where their tangents meet can hide something better:
/// a convex function is greatest at a corner of the triangle, or of what the limit leaves of it.
void WindowSearch::open(const Tangent& steep, const Tangent& flat) {
  const Corner &a = steep.at, &b = flat.at;
  if (!(b.expected > a.expected) || !(steep.slope > flat.slope)) return;  // one corner
  const double meet = std::clamp((flat.value - steep.value) / (steep.slope - flat.slope), a.expected, b.expected);
  const double count = std::min(steep.value + steep.slope * meet, total_);
  const double bound = scan_statistic(count, meet, total_);
  if (is_greater(bound)) gaps_.push_back({steep, flat, bound});
}

bool WindowSearch::is_greater(double statistic) const {
  return statistic > best_.statistic * (1 + kSame);
}

}  // namespace thalweg
