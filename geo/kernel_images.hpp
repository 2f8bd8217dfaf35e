#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <vector>

#include "geo/kernel.hpp"

namespace thalweg {

/// One image of the source block of a pair. An image of y is y + shift or, mirrored, -y + shift; of a block it is a
/// block again.
struct Image {
  long apart;  // how many blocks before the target block
  bool mirrored;
  double shift;
  /// The offsets x - (image of y) of the pair, in widths of a block.
  [[nodiscard]] double low() const { return static_cast<double>(apart - 1); }
  [[nodiscard]] double high() const { return static_cast<double>(apart + 1); }
  [[nodiscard]] double nearest() const { return std::max({0.0, low(), -high()}); }
  [[nodiscard]] double farthest() const { return std::max(high(), -low()); }
};

/// A block as it is, unmirrored.
inline Image block_itself(std::size_t target, std::size_t source) {
  return {static_cast<long>(target) - static_cast<long>(source), false, 0};
}

/// The images of one block at a time in the two ends of the line, as kernel_sum() needs them. In a header, for their
/// kernels are in its innermost loop.
class PairImages {
 public:
  explicit PairImages(const LineKernel& kernel) : kernel_(kernel) {}

  /// Finds those that matter between two of `blocks` blocks of the line, the event itself first.
  void find(long blocks, double width, std::size_t target, std::size_t source) {
    const long period = 2 * blocks;
    const auto t = static_cast<long>(target), s = static_cast<long>(source);
    images_ = {block_itself(target, source)};
    const double reach = kernel_.image_reach(images_[0].farthest() * width) / width;
    for (long n = 0;; ++n) {
      const double before = -static_cast<double>(n) * 2 * kernel_.length_m(), after = 2 * kernel_.length_m() - before;
      const std::array<Image, 4> ring{{{t + s + 1 + n * period, true, before},
                                       {t + s + 1 - (n + 1) * period, true, after},
                                       {t - s + (n + 1) * period, false, -after},
                                       {t - s - (n + 1) * period, false, after}}};
      const std::size_t found = images_.size();
      std::ranges::copy_if(ring, std::back_inserter(images_), [&](const Image& i) { return i.nearest() < reach; });
      if (images_.size() == found) return;
    }
  }

  /// Whether interpolation is as good as the terms: polynomials have no kink in any image, a Gaussian changes little.
  [[nodiscard]] bool smooth(double width) const {
    if (kernel_.shape() == Kernel::gaussian) {
      const double blocks = kernel_.bandwidth_m() / width, variance = blocks * blocks / kernel_.power();
      return variance >= 1 && images_[0].farthest() <= kGaussianBlock * variance;
    }
    const bool kink_at_zero = kernel_.shape() == Kernel::triangular;
    const double end = kernel_.half_width_m() / width;
    return std::ranges::all_of(images_, [&](const Image& i) {
      return i.nearest() >= end || (i.farthest() <= end && !(kink_at_zero && i.apart == 0));
    });
  }

  /// Their kernels between two places, added up.
  [[nodiscard]] double value(double x, double y) const {
    double sum = 0;
    for (const Image& i : images_) sum += kernel_.endless(x - ((i.mirrored ? -y : y) + i.shift));
    return kernel_.raised(sum);
  }
  [[nodiscard]] const std::vector<Image>& all() const { return images_; }

 private:
  /// Block * distance / bandwidth^2 up to which the Gaussian is smooth.
  static constexpr double kGaussianBlock = 3;

  const LineKernel& kernel_;
  std::vector<Image> images_;
};

}  // namespace thalweg
