#include "geo/profile_builder.hpp"

#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>
#include <numeric>
#include <utility>

namespace thalweg {
namespace {

constexpr std::size_t kPending = 1024;

struct ShiftedKey {
  std::uint64_t operator()(const PackedCell& cell, unsigned bits) const { return cell.key >> bits; }
};

}  // namespace

std::uint64_t ProfileBuilder::category_code(std::uint32_t category) const {
  if (category == kNoCategory) return 0;
  if (category >= profile_.key_.max_categories()) profile_.require_room(std::size_t{category} + 1);
  return std::uint64_t{category} + 1;
}

void ProfileBuilder::put(const PackedCell& cell) {
  if (cell.count == 0 && cell.steps == 0) return;
  profile_.add_to_totals(cell.count, WeightSum::of_steps(cell.steps));
  pending_.push_back(cell);
  if (pending_.size() >= kPending) flush();
}

void ProfileBuilder::flush() {
  table_.add(pending_);
  pending_.clear();
}

void ProfileBuilder::add(const LocatedBatch& batch) {
  const EventBatch& events = batch.events;
  const ProfileGrid& grid = profile_.grid_;
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    const Location& place = batch.places[i];
    WeightSum weight;
    weight.add(events.weight[i]);
    const auto& time = events.time[i];
    const PeriodNumber period = time ? period_at(grid.period(), *time) : kNoPeriod;
    const std::size_t bin = grid.first_bin(place.route) + grid.bin_at(place.route, place.chainage);
    put({profile_.key_.pack(bin, period, category_code(events.category[i]), place.side,
                            precision_class(events.precision_m[i])),
         1, weight.steps()});
  }
}

void ProfileBuilder::add(const ProfileCell& cell) {
  const std::size_t bin = profile_.grid_.first_bin(cell.route) + cell.bin;
  put({profile_.key_.pack(bin, cell.period, category_code(cell.category), cell.side, cell.precision), cell.count,
       cell.weight.steps()});
}

void ProfileBuilder::name_categories(std::span<const std::string> names) {
  const ProfileKey& key = profile_.key_;
  std::vector<std::uint32_t> order(names.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return names[i]; });
  std::vector<std::uint64_t> code(names.size() + 1);
  for (const std::uint32_t number : order) {
    profile_.categories_.push_back(names[number]);
    code[number + 1] = profile_.categories_.size();
  }
  for (PackedCell& cell : profile_.cells_) cell.key = key.with_category(cell.key, code.at(key.category(cell.key)));
  profile_.drop_unused_categories();
}

Profile ProfileBuilder::finish(std::span<const std::string> categories, Coverage coverage) {
  flush();
  std::vector<PackedCell>& cells = profile_.cells_;
  cells = table_.take();
  name_categories(categories);
  boost::sort::spreadsort::integer_sort(cells.begin(), cells.end(), ShiftedKey{},
                                        [](const PackedCell& a, const PackedCell& b) { return a.key < b.key; });
  Profile empty(profile_.grid_);
  Profile out = std::exchange(profile_, std::move(empty));
  out.coverage = std::move(coverage);
  return out;
}

}  // namespace thalweg
