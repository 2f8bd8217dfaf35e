#include "geo/profile_builder.hpp"

#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>
#include <numeric>
#include <utility>

namespace thalweg {
namespace {

constexpr std::size_t kLeastPending = std::size_t{1} << 16;

struct ShiftedKey {
  template <typename Cell>
  std::uint64_t operator()(const Cell& cell, unsigned bits) const {
    return cell.key >> bits;
  }
};

template <typename Cell>
void sort_by_key(std::vector<Cell>& cells) {
  boost::sort::spreadsort::integer_sort(cells.begin(), cells.end(), ShiftedKey{},
                                        [](const Cell& a, const Cell& b) { return a.key < b.key; });
}

/// Adds up neighbours of one key; the number of cells left at the front.
template <typename Cell>
std::size_t add_up_equal(std::span<Cell> sorted) {
  if (sorted.empty()) return 0;
  std::size_t last = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i].key != sorted[last].key) {
      sorted[++last] = sorted[i];
      continue;
    }
    sorted[last].count += sorted[i].count;
    sorted[last].steps += sorted[i].steps;
  }
  return last + 1;
}

/// A time's period, with the last one remembered: neighbours are often of one.
class Periods {
 public:
  explicit Periods(PeriodKind kind) : kind_(kind) {}
  PeriodNumber operator()(const std::optional<Instant>& t) {
    if (!t || kind_ == PeriodKind::none) return kNoPeriod;
    if (!(*t >= from_ && *t < to_)) {
      last_ = period_at(kind_, *t);
      from_ = period_start(kind_, last_);
      to_ = period_start(kind_, last_ + 1);
    }
    return last_;
  }

 private:
  PeriodKind kind_;
  PeriodNumber last_ = kNoPeriod;
  Instant from_{0}, to_{0};
};

}  // namespace

std::uint64_t ProfileBuilder::category_code(std::uint32_t category) const {
  if (category == kNoCategory) return 0;
  if (category >= profile_.key_.max_categories()) profile_.require_room(std::size_t{category} + 1);
  return std::uint64_t{category} + 1;
}

void ProfileBuilder::put(Cell cell) {
  profile_.add_to_totals(cell.count, WeightSum::of_steps(cell.steps));
  pending_.push_back(cell);
  if (pending_.size() >= std::max(kLeastPending, profile_.cells_.size() / 4)) flush();
}

void ProfileBuilder::add(const LocatedBatch& batch) {
  const EventBatch& events = batch.events;
  const ProfileGrid& grid = profile_.grid_;
  Periods period_of(grid.period());
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    const Location& place = batch.places[i];
    WeightSum weight;
    weight.add(events.weight[i]);
    const std::size_t bin = grid.first_bin(place.route) + grid.bin_at(place.route, place.chainage);
    put({profile_.key_.pack(bin, period_of(events.time[i]), category_code(events.category[i]), place.side,
                            precision_class(events.precision_m[i])),
         1, weight.steps()});
  }
}

void ProfileBuilder::add(const ProfileCell& cell) {
  const std::size_t bin = profile_.grid_.first_bin(cell.route) + cell.bin;
  put({profile_.key_.pack(bin, cell.period, category_code(cell.category), cell.side, cell.precision), cell.count,
       cell.weight.steps()});
}

void ProfileBuilder::flush() {
  sort_by_key(pending_);
  insert(std::span(pending_).first(add_up_equal(std::span(pending_))));
  pending_.clear();
}

void ProfileBuilder::insert(std::span<Cell> fresh) {
  std::vector<Cell>& cells = profile_.cells_;
  // What is known is added where it stands; what is new moves to the front of `fresh`.
  std::size_t at = 0, news = 0;
  for (const Cell& cell : fresh) {
    while (at < cells.size() && cells[at].key < cell.key) ++at;
    if (at < cells.size() && cells[at].key == cell.key) {
      cells[at].count += cell.count;
      cells[at].steps += cell.steps;
    } else {
      fresh[news++] = cell;
    }
  }
  if (news == 0) return;
  // Joined from the back, in place; room grows by a quarter, for the doubling of a vector would double the memory.
  std::size_t old = cells.size(), to = old + news;
  if (to > cells.capacity()) cells.reserve(std::max(to, old + old / 4));
  cells.resize(to);
  while (news > 0) {
    const bool from_old = old > 0 && cells[old - 1].key > fresh[news - 1].key;
    cells[--to] = from_old ? cells[--old] : fresh[--news];
  }
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
  for (Cell& cell : profile_.cells_) cell.key = key.with_category(cell.key, code.at(key.category(cell.key)));
  if (!std::ranges::is_sorted(order)) sort_by_key(profile_.cells_);
  profile_.drop_unused_categories();
}

Profile ProfileBuilder::finish(std::span<const std::string> categories, Coverage coverage) {
  flush();
  name_categories(categories);
  Profile empty(profile_.grid_);
  Profile out = std::exchange(profile_, std::move(empty));
  out.coverage = std::move(coverage);
  return out;
}

}  // namespace thalweg
