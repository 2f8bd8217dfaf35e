#pragma once

#include <cmath>
#include <cstdint>

namespace thalweg {

/// A sum of many doubles whose error stays near one rounding (Neumaier 1974, doi:10.1002/zamm.19740540106).
class CompensatedSum {
 public:
  void add(double x) {
    const double t = sum_ + x;
    rest_ += std::abs(sum_) >= std::abs(x) ? (sum_ - t) + x : (x - t) + sum_;
    sum_ = t;
  }
  [[nodiscard]] double value() const { return sum_ + rest_; }

 private:
  double sum_ = 0;
  double rest_ = 0;
};

/// A sum of weights in steps of 2^-20: exact, so the same in any order. Holds sums up to 8.7e12.
class WeightSum {
 public:
  void add(double weight) { steps_ += std::llround(weight * kSteps); }
  void merge(WeightSum other) { steps_ += other.steps_; }
  [[nodiscard]] double value() const { return static_cast<double>(steps_) / kSteps; }
  /// The sum in steps, and a sum of so many steps.
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  static WeightSum of_steps(std::int64_t steps) {
    WeightSum sum;
    sum.steps_ = steps;
    return sum;
  }
  friend bool operator==(WeightSum, WeightSum) = default;

  static constexpr double kSteps = 1048576.0;  ///< steps in a weight of 1

 private:
  std::int64_t steps_ = 0;
};

}  // namespace thalweg
