#include "geo/exceedance.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace thalweg {

Exceedance::Exceedance(std::span<const double> observed, std::size_t kept)
    : observed_(observed),
      kept_(kept),
      reached_(observed.size()),
      greatest_(observed.size() * kept, -std::numeric_limits<double>::infinity()) {}

void Exceedance::add(std::span<const double> simulated) {
  for (std::size_t i = 0; i < simulated.size(); ++i) {
    if (simulated[i] >= observed_[i]) ++reached_[i];
    keep(i, simulated[i]);
  }
}

void Exceedance::merge(const Exceedance& other) {
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    reached_[i] += other.reached_[i];
    for (std::size_t k = 0; k < kept_; ++k) keep(i, other.greatest_[i * kept_ + k]);
  }
}

void Exceedance::keep(std::size_t place, double value) {
  const auto heap = std::span(greatest_).subspan(place * kept_, kept_);
  if (!(value > heap[0])) return;
  std::ranges::pop_heap(heap, std::greater{});
  heap.back() = value;
  std::ranges::push_heap(heap, std::greater{});
}

}  // namespace thalweg
