#pragma once

#include <bit>
#include <cstdint>

#include "geo/profile_grid.hpp"
#include "geo/units.hpp"

namespace thalweg {

/// The events of one cell: its place as ProfileKey packs it, their number, and their weight in WeightSum's steps.
struct PackedCell {
  std::uint64_t key = 0;
  std::uint64_t count = 0;
  std::int64_t steps = 0;
  friend bool operator==(const PackedCell&, const PackedCell&) = default;
};

/// How a cell's place in a profile is packed into 64 bits, most significant first: bin (of all routes), period,
/// category, side, precision class. Keys in order are cells in that order; "none" comes first.
class ProfileKey {
 public:
  explicit ProfileKey(const ProfileGrid& grid) {
    if (grid.period() != PeriodKind::none) {
      first_ = first_period(grid.period());
      period_bits_ = width(static_cast<std::uint64_t>(last_period(grid.period()) - first_) + 1);
    }
    category_bits_ = 64 - width(grid.bins() - 1) - period_bits_ - kLowBits;
  }

  /// The most categories that the other parts leave bits for.
  [[nodiscard]] std::uint64_t max_categories() const { return (std::uint64_t{1} << category_bits_) - 1; }

  /// `category` is 0 for none, else 1 + its number.
  [[nodiscard]] std::uint64_t pack(std::size_t bin, PeriodNumber period, std::uint64_t category, Side side,
                                   PrecisionClass precision) const {
    const std::uint64_t when = period == kNoPeriod ? 0 : static_cast<std::uint64_t>(period - first_) + 1;
    std::uint64_t key = (std::uint64_t{bin} << period_bits_) | when;
    key = (key << category_bits_) | category;
    return (key << kLowBits) | (static_cast<std::uint64_t>(side) << kPrecisionBits) |
           static_cast<std::uint64_t>(precision);
  }

  /// The smallest key of a bin.
  [[nodiscard]] std::uint64_t first_of_bin(std::size_t bin) const { return pack(bin, kNoPeriod, 0, {}, {}); }

  [[nodiscard]] std::size_t bin(std::uint64_t key) const { return key >> (kLowBits + category_bits_ + period_bits_); }
  [[nodiscard]] PeriodNumber period(std::uint64_t key) const {
    const std::uint64_t when = (key >> (kLowBits + category_bits_)) & ((std::uint64_t{1} << period_bits_) - 1);
    return when == 0 ? kNoPeriod : static_cast<PeriodNumber>(when - 1) + first_;
  }
  [[nodiscard]] std::uint64_t category(std::uint64_t key) const { return (key >> kLowBits) & max_categories(); }
  [[nodiscard]] Side side(std::uint64_t key) const { return static_cast<Side>((key >> kPrecisionBits) & 3); }
  [[nodiscard]] PrecisionClass precision(std::uint64_t key) const { return static_cast<PrecisionClass>(key & 7); }

  [[nodiscard]] std::uint64_t with_category(std::uint64_t key, std::uint64_t category) const {
    return (key & ~(max_categories() << kLowBits)) | (category << kLowBits);
  }

 private:
  static constexpr int kPrecisionBits = 3, kLowBits = kPrecisionBits + 2;
  static int width(std::uint64_t largest) { return static_cast<int>(std::bit_width(largest)); }

  PeriodNumber first_ = 0;
  int period_bits_ = 0;
  int category_bits_ = 0;
};

}  // namespace thalweg
