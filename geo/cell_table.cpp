#include "geo/cell_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "geo/random.hpp"

namespace thalweg {
namespace {

constexpr std::size_t kGroup = 64;
constexpr std::size_t kFirstSlots = 1024;
constexpr std::uint64_t kEmpty = ~std::uint64_t{0};  // no key: its class of precision would be the eighth

}  // namespace

std::size_t CellTable::slot_of(std::uint64_t key) const {
  return (scrambled(key) >> 32) * slots_.size() >> 32;
}

void CellTable::put(const PackedCell& cell, std::size_t slot) {
  while (slots_[slot].key != cell.key && slots_[slot].key != kEmpty) {
    if (++slot == slots_.size()) slot = 0;
  }
  PackedCell& sum = slots_[slot];
  used_ += sum.key == kEmpty;
  sum.key = cell.key;
  sum.count += cell.count;
  sum.steps += cell.steps;
}

void CellTable::make_room(std::size_t more) {
  if ((used_ + more) * 10 <= slots_.size() * 7) return;
  const std::vector<PackedCell> old = std::move(slots_);
  slots_.assign(std::max(kFirstSlots, old.size() + old.size() / 2), PackedCell{kEmpty, 0, 0});
  used_ = 0;
  for (const PackedCell& cell : old) {
    if (cell.key != kEmpty) put(cell, slot_of(cell.key));
  }
}

void CellTable::add(std::span<const PackedCell> cells) {
  std::array<std::size_t, kGroup> slot;
  while (!cells.empty()) {
    const auto group = cells.first(std::min(kGroup, cells.size()));
    make_room(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      slot[i] = slot_of(group[i].key);
      __builtin_prefetch(&slots_[slot[i]], 1);
    }
    for (std::size_t i = 0; i < group.size(); ++i) put(group[i], slot[i]);
    cells = cells.subspan(group.size());
  }
}

std::vector<PackedCell> CellTable::take() {
  std::erase_if(slots_, [](const PackedCell& cell) { return cell.key == kEmpty; });
  slots_.shrink_to_fit();
  used_ = 0;
  return std::exchange(slots_, {});
}

}  // namespace thalweg
