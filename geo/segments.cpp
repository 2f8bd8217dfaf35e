#include "geo/segments.hpp"

#include <algorithm>

#include "geo/error.hpp"

namespace thalweg {

void SegmentCounter::add(std::size_t segment, Side side, std::uint32_t category, double weight) {
  WeightSum sum;
  sum.add(weight);
  add(segment, side, category, 1, sum);
}

void SegmentCounter::add(std::size_t segment, Side side, std::uint32_t category, std::uint64_t count,
                         WeightSum weight) {
  Tally& t = tallies_.at(segment);
  t.count += count;
  t.by_side[static_cast<std::size_t>(side)] += count;
  t.weight.merge(weight);
  if (category == kNoCategory) return;
  if (category >= by_category_.size()) by_category_.resize(category + 1, std::vector<std::uint64_t>(tallies_.size()));
  by_category_[category][segment] += count;
}

void SegmentCounter::add(const LocatedBatch& batch, const SegmentIndex& index) {
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    const Location& place = batch.places[i];
    add(index.find(place.route, place.chainage), place.side, batch.events.category[i], batch.events.weight[i]);
  }
}

void SegmentCounter::merge(const SegmentCounter& other) {
  if (other.tallies_.size() != tallies_.size()) {
    bad_input("counts of {} and of {} segments cannot be merged", tallies_.size(), other.tallies_.size());
  }
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    tallies_[i].count += other.tallies_[i].count;
    tallies_[i].weight.merge(other.tallies_[i].weight);
    for (std::size_t s = 0; s < 3; ++s) tallies_[i].by_side[s] += other.tallies_[i].by_side[s];
  }
  if (other.by_category_.size() > by_category_.size()) {
    by_category_.resize(other.by_category_.size(), std::vector<std::uint64_t>(tallies_.size()));
  }
  for (std::size_t c = 0; c < other.by_category_.size(); ++c) {
    for (std::size_t i = 0; i < tallies_.size(); ++i) by_category_[c][i] += other.by_category_[c][i];
  }
}

std::uint64_t SegmentCounter::count(std::uint32_t category, std::size_t segment) const {
  return category < by_category_.size() ? by_category_[category].at(segment) : 0;
}

std::uint64_t SegmentCounter::total() const {
  std::uint64_t sum = 0;
  for (const Tally& t : tallies_) sum += t.count;
  return sum;
}

std::uint64_t SegmentCounter::total(std::uint32_t category) const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < tallies_.size(); ++i) sum += count(category, i);
  return sum;
}

}  // namespace thalweg
