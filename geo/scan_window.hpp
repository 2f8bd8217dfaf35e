#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace thalweg {

/// Neighbouring bins [from, to).
struct BinRange {
  std::size_t from = 0;
  std::size_t to = 0;
  friend bool operator==(const BinRange&, const BinRange&) = default;
};

/// Neighbouring bins with the events in them, those expected, and the scan statistic.
struct ScanWindow {
  BinRange bins;
  double count = 0;
  double expected = 0;
  double statistic = 0;
};

/// Relative error of the greatest statistic that WindowSearch finds, against a search through all windows.
inline constexpr double kScanError = 1e-10;

/// The logarithm of the likelihood ratio of more events inside a window than outside, for Poisson counts given their
/// total (Kulldorff 1997, A spatial scan statistic, doi:10.1080/03610929708831995):
/// c ln(c / m) + (N - c) ln((N - c) / (N - m)) for c events inside of N, m expected; 0 where c <= m.
/// 0 <= c <= N and 0 <= m <= N; m > 0 where c > 0. Increases in c, decreases in m, and is convex in both together.
/// The error is that of rounding the excess c - m, as a part of it: 1e-8 of the statistic for 2^53 events.
double scan_statistic(double count, double expected, double total);

/// Finds the window with the greatest statistic among all runs of neighbouring bins that expect at most a limit.
///
/// The statistic is convex, so its greatest value is at a corner of the convex hull of the points (m, c) of all
/// windows, and a corner is what maximises c - lambda m: a maximum-subarray pass, linear in the bins that hold events
/// (Agarwal, Phillips & Venkatasubramanian 2006, The hunting of the bump, arXiv:cs/0510004). Where the hull may still
/// hide something greater is told by the points where its tangents meet; passes go on until nothing is left to hide
/// (docs/methods.md#hot-spots). Some ten passes as a rule. Not to be shared between threads.
class WindowSearch {
 public:
  /// `expected_before[i]` events are expected before bin i: one more than there are bins, from 0 to `total`, never
  /// falling. Windows lie within one of `runs`, which are in order and do not overlap, and expect at most `limit`
  /// events (up to a relative 1e-9). What is given must outlive the object.
  WindowSearch(std::span<const double> expected_before, std::span<const BinRange> runs, double limit, double total);

  /// The best window, or `floor` where none has a greater statistic. `share` is the part of everything expected that
  /// can fall into `counts`: of time, where these are the counts of some of the periods. Then the expected numbers and
  /// the limit are multiplied by it.
  ScanWindow best(std::span<const std::uint64_t> counts, double share = 1, const ScanWindow& floor = {});

  /// Passes made so far.
  [[nodiscard]] std::size_t passes() const { return passes_; }

 private:
  /// A window from one item to another.
  struct Corner {
    std::size_t first = 0, last = 0;
    double count = 0, expected = 0;
  };
  /// A corner with a tangent: count <= value + slope * expected holds for every window.
  struct Tangent {
    Corner at;
    double slope = 0, value = 0;
  };
  /// Two corners between which the hull may have more, and the most that the statistic can be there.
  struct Gap {
    Tangent steep, flat;
    double bound = 0;
  };

  void collect(std::span<const std::uint64_t> counts, double share);
  void begin();
  void narrow();
  [[nodiscard]] Tangent steepest() const;
  Tangent tangent(double slope);
  [[nodiscard]] Corner free_maximum(double slope) const;
  [[nodiscard]] Corner limited_maximum(double slope);
  [[nodiscard]] Corner corner(std::size_t first, std::size_t last) const;
  void consider(const Corner& c);
  void open(const Tangent& steep, const Tangent& flat);
  [[nodiscard]] bool is_greater(double statistic) const;

  std::span<const double> expected_before_;
  std::span<const BinRange> runs_;
  double limit_, total_;

  // Items are the bins that hold events: a window that begins or ends with an empty bin is never the best.
  std::vector<std::size_t> bin_;
  std::vector<double> count_before_, count_after_, expected_from_, expected_to_;
  std::vector<BinRange> item_runs_;  // items of each run
  double limit_here_ = 0;            // limit_ for the share at hand
  double limited_from_ = 0;          // slopes up to this one have unlimited maxima beyond the limit
  std::vector<std::size_t> queue_;
  std::vector<Gap> gaps_;
  ScanWindow best_;
  std::size_t passes_ = 0;
};

}  // namespace thalweg
