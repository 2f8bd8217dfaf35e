#include "geo/kernel_sum.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <utility>

#include "geo/chebyshev.hpp"

namespace thalweg {
namespace {

constexpr std::size_t kLeaf = 4;       // points of a block that is not halved any more
constexpr double kNegligible = 1e-13;  // of a target's sum
constexpr double kGaussianBlock = 3;   // block * distance / bandwidth^2 up to which the Gaussian is smooth

/// The offsets x - (image of y) that a pair of blocks has for one image.
struct Offsets {
  double low, high;
  double sign, shift;  // the image of y is sign * y + shift
  [[nodiscard]] double nearest() const { return std::max({0.0, low, -high}); }
  [[nodiscard]] double farthest() const { return std::max(high, -low); }
};

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
      : kernel_(kernel), masses_(masses), targets_(targets), out_(targets.size(), 0.0) {
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

  [[nodiscard]] Offsets direct(std::size_t l, std::size_t target, std::size_t source) const {
    const double apart = static_cast<double>(target) - static_cast<double>(source), w = levels_[l].width;
    return {(apart - 1) * w, (apart + 1) * w, 1, 0};
  }

  /// Leaves out of `near` the blocks that add nothing to any target of the block.
  void drop_negligible(std::size_t l, std::size_t target) {
    Level& level = levels_[l];
    double least = 0;  // a lower bound of the sum at every target of the block
    for (const std::uint32_t s : level.near) {
      least += level.mass[s] * kernel_.raised(kernel_.endless(direct(l, target, s).farthest()));
    }
    std::erase_if(level.near, [&](std::uint32_t s) {
      return level.mass[s] * kernel_.raised(kernel_.endless(direct(l, target, s).nearest())) <= kNegligible * least;
    });
  }

  /// Fills images_ with those that matter between two blocks, the event itself first.
  void find_images(std::size_t l, std::size_t target, std::size_t source) {
    const double w = levels_[l].width, period = 2 * kernel_.length_m();
    images_ = {direct(l, target, source)};
    const double reach = kernel_.image_reach(images_[0].farthest());
    const double sum_low = static_cast<double>(target + source) * w;
    for (double shift = 0;; shift += period) {
      const std::array<Offsets, 4> ring{
          {{sum_low + shift, sum_low + 2 * w + shift, -1, -shift},
           {sum_low - period - shift, sum_low + 2 * w - period - shift, -1, period + shift},
           {images_[0].low + period + shift, images_[0].high + period + shift, 1, -period - shift},
           {images_[0].low - period - shift, images_[0].high - period - shift, 1, period + shift}}};
      bool any = false;
      for (const Offsets& image : ring) {
        if (image.nearest() >= reach) continue;
        images_.push_back(image);
        any = true;
      }
      if (!any) return;
    }
  }

  /// Whether interpolation is as good as the terms: polynomials have no kink in any image, a Gaussian changes little.
  [[nodiscard]] bool smooth(double width) const {
    if (kernel_.shape() == Kernel::gaussian) {
      const double variance = kernel_.bandwidth_m() * kernel_.bandwidth_m() / kernel_.power();
      return width * width <= variance && width * images_[0].farthest() <= kGaussianBlock * variance;
    }
    const bool kink_at_zero = kernel_.shape() == Kernel::triangular;
    return std::ranges::all_of(images_, [&](const Offsets& o) {
      const bool inside = o.farthest() <= kernel_.half_width_m(), outside = o.nearest() >= kernel_.half_width_m();
      return outside || (inside && !(kink_at_zero && o.low < 0 && o.high > 0));
    });
  }

  /// The kernel of images_ between two places.
  [[nodiscard]] double value(double x, double y) const {
    double sum = 0;
    for (const Offsets& image : images_) sum += kernel_.endless(x - (image.sign * y + image.shift));
    return kernel_.raised(sum);
  }

  [[nodiscard]] Transfer make_transfer(std::size_t l, std::size_t target, std::size_t source) const {
    const ChebyshevNodes& nodes = ChebyshevNodes::get();
    const double half = levels_[l].width / 2;
    Transfer t;
    for (std::size_t b = 0; b < kNodes; ++b) {
      for (std::size_t a = 0; a < kNodes; ++a) {
        t[b][a] = value((2 * static_cast<double>(target) + 1 + nodes.at[a]) * half,
                        (2 * static_cast<double>(source) + 1 + nodes.at[b]) * half);
      }
    }
    return t;
  }

  /// Where no image but the event itself matters, a transfer depends only on how far the blocks are apart.
  [[nodiscard]] const Transfer& transfer(std::size_t l, std::size_t target, std::size_t source, Transfer& own) {
    if (images_.size() > 1) return own = make_transfer(l, target, source);
    Level& level = levels_[l];
    const std::size_t key = target >= source ? 2 * (target - source) : 2 * (source - target) - 1;
    if (key >= level.transfers.size()) level.transfers.resize(key + 1);
    if (!level.transfers[key]) level.transfers[key] = std::make_unique<Transfer>(make_transfer(l, target, source));
    return *level.transfers[key];
  }

  /// Adds what the smooth ones of `near` do to the nodes of the target block, and leaves the others in `near`.
  /// Returns whether there were any.
  bool interact(std::size_t l, std::size_t target, Nodal& field) {
    Level& level = levels_[l];
    Transfer own;
    const std::size_t before = level.near.size();
    std::erase_if(level.near, [&](std::uint32_t source) {
      find_images(l, target, source);
      if (!smooth(level.width)) return false;
      const Transfer& t = transfer(l, target, source, own);
      for (std::size_t b = 0; b < kNodes; ++b) {
        const double mass = level.moments[source][b];
        for (std::size_t a = 0; a < kNodes; ++a) field[a] += t[b][a] * mass;
      }
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
      find_images(depth_, target, source);
      for (std::size_t k = from; k < to; ++k) {
        for (std::size_t s = first_source_[source]; s < first_source_[source + 1]; ++s) {
          out_[k] += masses_.mass[s] * value(targets_[k], masses_.at_m[s]);
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
  std::vector<Offsets> images_;
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
