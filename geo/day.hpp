#pragma once

#include <cstdint>

#include "geo/units.hpp"

namespace thalweg {

inline constexpr std::int64_t kDayMs = 86'400'000;

/// The day in UTC that holds a moment, counted from 1970-01-01.
constexpr std::int64_t day_of(Instant t) {
  return t.ms / kDayMs - (t.ms % kDayMs < 0);
}

/// Its first moment.
constexpr Instant day_start(std::int64_t day) {
  return {day * kDayMs};
}

}  // namespace thalweg
