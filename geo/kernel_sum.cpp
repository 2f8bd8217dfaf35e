#include "geo/kernel_sum.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <utility>

#include "geo/chebyshev.hpp"
#include "geo/kernel_images.hpp"

namespace thalweg {
namespace {

constexpr std::size_t kLeaf = 4;       // points of a block that is not halved any more
constexpr double kNegligible = 1e-13;  // of a target's sum

/// One level of the blocks: 2^level of equal width.
struct Level {
  double width = 0;
  std::vector<double> mass;                          // of the sources in each block
  std::vector<Nodal> moments;                        // the same, at the nodes
  std::vector<std::unique_ptr<Transfer>> transfers;  // by block distance, made when first asked for
  std::vector<std::uint32_t> near;                   // scratch: the source blocks still to be dealt with
};

class Sum {
 public:
  Sum(const LineKernel& kernel, const PointMasses& masses, std::span<const double> targets)
      : kernel_(kernel), masses_(masses), targets_(targets), out_(targets.size(), 0.0), images_(kernel) {
    const std::size_t points = std::max(masses.at_m.size(), targets.size());
    depth_ = static_cast<std::size_t>(std::bit_width(points / kLeaf));
    levels_.resize(depth_ + 1);
    for (std::size_t l = 0; l <= depth_; ++l) {
      levels_[l].width = kernel.length_m() / static_cast<double>(std::size_t{1} << l);
    }
    first_source_ = first_in_leaf(masses.at_m);
    first_target_ = first_in_leaf(targets);
    gather();
  }

  std::vector<double> run() && {
    if (masses_.at_m.empty() || targets_.empty()) return std::move(out_);
    levels_[0].near = {0};
    descend(0, 0, nullptr);
    for (double& v : out_) v = std::max(v, 0.0);  // rounding where a polynomial kernel ends
    return std::move(out_);
  }

 private:
  /// Index of the first point in each leaf, and one past the last.
  [[nodiscard]] std::vector<std::uint32_t> first_in_leaf(std::span<const double> at) const {
    const std::size_t leaves = std::size_t{1} << depth_;
    std::vector<std::uint32_t> first(leaves + 1, 0);
    for (const double x : at) ++first[leaf_of(x) + 1];
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    return first;
  }
  [[nodiscard]] std::size_t leaf_of(double x) const {
    const std::size_t leaves = std::size_t{1} << depth_;
    return std::min(static_cast<std::size_t>(std::max(x, 0.0) / levels_[depth_].width), leaves - 1);
  }
  /// Place of x in block i of a level, -1 to 1.
  [[nodiscard]] double local(std::size_t l, std::size_t i, double x) const {
    return 2 * x / levels_[l].width - 2 * static_cast<double>(i) - 1;
  }
  [[nodiscard]] std::pair<std::size_t, std::size_t> range(const std::vector<std::uint32_t>& first, std::size_t l,
                                                          std::size_t i) const {
    const std::size_t leaves = depth_ - l;
    return {first[i << leaves], first[(i + 1) << leaves]};
  }

  /// Masses at the nodes: of the leaves from the sources, of larger blocks from their halves.
  void gather() {
    const ChebyshevNodes& nodes = ChebyshevNodes::get();
    for (std::size_t l = depth_ + 1; l-- > 0;) {
      Level& level = levels_[l];
      level.mass.assign(std::size_t{1} << l, 0.0);
      level.moments.assign(level.mass.size(), Nodal{});
      for (std::size_t i = 0; i < level.mass.size(); ++i) {
        if (l == depth_) {
          gather_leaf(i);
          continue;
        }
        const Level& halves = levels_[l + 1];
        for (std::size_t half = 0; half < 2; ++half) {
          const std::size_t k = 2 * i + half;
          if (halves.mass[k] == 0) continue;
          level.mass[i] += halves.mass[k];
          for (std::size_t a = 0; a < kNodes; ++a) {
            for (std::size_t b = 0; b < kNodes; ++b) {
              level.moments[i][b] += nodes.child[half][a][b] * halves.moments[k][a];
            }
          }
        }
      }
    }
  }
  void gather_leaf(std::size_t i) {
    Level& level = levels_[depth_];
    for (std::size_t k = first_source_[i]; k < first_source_[i + 1]; ++k) {
      const Nodal basis = ChebyshevNodes::get().basis(local(depth_, i, masses_.at_m[k]));
      level.mass[i] += masses_.mass[k];
      for (std::size_t b = 0; b < kNodes; ++b) level.moments[i][b] += masses_.mass[k] * basis[b];
    }
  }

  /// Leaves out of `near` the blocks that add nothing to any target of the block.
  void drop_negligible(std::size_t l, std::size_t target) {
    Level& level = levels_[l];
    const auto at_most = [&](std::uint32_t s, double widths) {
      return level.mass[s] * kernel_.raised(kernel_.endless(widths * level.width));
    };
    double least = 0;  // a lower bound of the sum at every target of the block
    for (const std::uint32_t s : level.near) least += at_most(s, block_itself(target, s).farthest());
    std::erase_if(level.near, [&](std::uint32_t s) {
      return at_most(s, block_itself(target, s).nearest()) <= kNegligible * least;
    });
  }

  /// The kernel between the nodes of two blocks that are so far apart, made when first asked for.
  [[nodiscard]] const Transfer& transfer(Level& level, long apart) {
    const auto key = static_cast<std::size_t>(apart >= 0 ? 2 * apart : -2 * apart - 1);
    if (key >= level.transfers.size()) level.transfers.resize(key + 1);
    if (!level.transfers[key]) {
      const Nodal& at = ChebyshevNodes::get().at;
      level.transfers[key] = std::make_unique<Transfer>(make_transfer([&](std::size_t a, std::size_t b) {
        return kernel_.raised(kernel_.endless(level.width * (static_cast<double>(apart) + (at[a] - at[b]) / 2)));
      }));
    }
    return *level.transfers[key];
  }
  /// The same where the square of a sum of images is no sum of squares.
  [[nodiscard]] Transfer joint_transfer(const Level& level, std::size_t target, std::size_t source) const {
    const Nodal& at = ChebyshevNodes::get().at;
    const auto place = [&](std::size_t block, std::size_t node) {
      return (static_cast<double>(2 * block + 1) + at[node]) * level.width / 2;
    };
    return make_transfer(
        [&](std::size_t a, std::size_t b) { return images_.value(place(target, a), place(source, b)); });
  }
  template <typename Value>
  [[nodiscard]] static Transfer make_transfer(Value at_nodes) {
    Transfer t;
    for (std::size_t b = 0; b < kNodes; ++b) {
      for (std::size_t a = 0; a < kNodes; ++a) t[b][a] = at_nodes(a, b);
    }
    return t;
  }

  static void apply(const Transfer& t, const Nodal& moments, bool mirrored, Nodal& field) {
    for (std::size_t b = 0; b < kNodes; ++b) {
      const double mass = moments[mirrored ? kNodes - 1 - b : b];  // the nodes are symmetric
      for (std::size_t a = 0; a < kNodes; ++a) field[a] += t[b][a] * mass;
    }
  }

  /// Adds what the smooth ones of `near` do to the nodes of the target block, and leaves the others in `near`.
  /// Returns whether there were any.
  bool interact(std::size_t l, std::size_t target, Nodal& field) {
    Level& level = levels_[l];
    const std::size_t before = level.near.size();
    std::erase_if(level.near, [&](std::uint32_t source) {
      images_.find(1L << l, level.width, target, source);
      if (!images_.smooth(level.width)) return false;
      if (kernel_.power() > 1 && images_.all().size() > 1) {
        apply(joint_transfer(level, target, source), level.moments[source], false, field);
        return true;
      }
      for (const Image& i : images_.all()) apply(transfer(level, i.apart), level.moments[source], i.mirrored, field);
      return true;
    });
    return level.near.size() < before;
  }

  void add_field(std::size_t l, std::size_t target, const Nodal& field) {
    const auto [from, to] = range(first_target_, l, target);
    for (std::size_t k = from; k < to; ++k) {
      const Nodal basis = ChebyshevNodes::get().basis(local(l, target, targets_[k]));
      for (std::size_t a = 0; a < kNodes; ++a) out_[k] += field[a] * basis[a];
    }
  }
  void add_terms(std::size_t target) {
    const auto [from, to] = range(first_target_, depth_, target);
    for (const std::uint32_t source : levels_[depth_].near) {
      images_.find(1L << depth_, levels_[depth_].width, target, source);
      for (std::size_t k = from; k < to; ++k) {
        for (std::size_t s = first_source_[source]; s < first_source_[source + 1]; ++s) {
          out_[k] += masses_.mass[s] * images_.value(targets_[k], masses_.at_m[s]);
        }
      }
    }
  }

  /// Deals with a block of targets, given the source blocks of its level still to be dealt with and the field at its
  /// nodes of all others (nullptr: none).
  void descend(std::size_t l, std::size_t target, const Nodal* inherited) {
    const auto [from, to] = range(first_target_, l, target);
    if (from == to) return;
    drop_negligible(l, target);
    Nodal field{};
    if (inherited) field = *inherited;
    const bool has_field = interact(l, target, field) || inherited;
    if (levels_[l].near.empty() || l == depth_) {
      if (has_field) add_field(l, target, field);
      if (l == depth_) add_terms(target);
      return;
    }
    for (std::size_t half = 0; half < 2; ++half) {
      pass_down(l);
      Nodal passed{};
      for (std::size_t a = 0; has_field && a < kNodes; ++a) {
        for (std::size_t b = 0; b < kNodes; ++b) passed[a] += ChebyshevNodes::get().child[half][a][b] * field[b];
      }
      descend(l + 1, 2 * target + half, has_field ? &passed : nullptr);
    }
  }
  /// The halves of `near` that hold something, as `near` of the next level.
  void pass_down(std::size_t l) {
    Level& next = levels_[l + 1];
    next.near.clear();
    for (const std::uint32_t s : levels_[l].near) {
      for (const std::uint32_t k : {2 * s, 2 * s + 1}) {
        if (next.mass[k] > 0) next.near.push_back(k);
      }
    }
  }

  const LineKernel& kernel_;
  const PointMasses& masses_;
  std::span<const double> targets_;
  std::vector<double> out_;
  std::size_t depth_ = 0;
  std::vector<Level> levels_;
  std::vector<std::uint32_t> first_source_, first_target_;
  PairImages images_;
};

}  // namespace

PointMasses occupied_bins(const BinnedLine& line) {
  PointMasses out;
  for (std::size_t k = 0; k < line.value.size(); ++k) {
    if (line.value[k] == 0) continue;
    out.at_m.push_back(line.middle_m(k));
    out.mass.push_back(line.value[k]);
  }
  return out;
}

std::vector<double> kernel_sum(const LineKernel& kernel, const PointMasses& masses, std::span<const double> targets) {
  return Sum(kernel, masses, targets).run();
}

}  // namespace thalweg
