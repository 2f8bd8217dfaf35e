#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace thalweg {

/// How often simulated values reach observed ones, place by place, and the greatest of them. Mergeable: the order in
/// which simulations are added does not matter.
class Exceedance {
 public:
  /// Keeps the `kept` greatest values of each place. `observed` must outlive it.
  Exceedance(std::span<const double> observed, std::size_t kept);

  /// Adds one simulation: a value per place.
  void add(std::span<const double> simulated);
  void merge(const Exceedance& other);

  /// Simulations that reached the observed value of a place.
  [[nodiscard]] std::size_t reached(std::size_t place) const { return reached_[place]; }
  /// The kept-th greatest value of a place. At least `kept` simulations have been added.
  [[nodiscard]] double threshold(std::size_t place) const { return greatest_[place * kept_]; }

 private:
  void keep(std::size_t place, double value);

  std::span<const double> observed_;
  std::size_t kept_;
  std::vector<std::uint32_t> reached_;
  std::vector<double> greatest_;  // a heap per place, its least value first
};

}  // namespace thalweg
