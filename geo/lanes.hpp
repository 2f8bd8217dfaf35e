#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Vectors of a few numbers on which +, -, *, / and bit operations work lane by lane (the vector extension of GCC and
/// Clang), in instructions of whatever width the processor has.
namespace thalweg::lanes {

using Floats = float __attribute__((vector_size(32)));
using Words = std::uint32_t __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(32)));
using Bytes = std::uint8_t __attribute__((vector_size(32)));
using HalfWords = std::uint32_t __attribute__((vector_size(16)));
using Doubles = double __attribute__((vector_size(64)));

template <typename V, typename T>
inline V load(const T* from) {
  V v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
template <typename V, typename T>
inline void store(const V& v, T* to) {
  std::memcpy(to, &v, sizeof v);
}

inline Floats abs(Floats v) {
  return std::bit_cast<Floats>(std::bit_cast<Words>(v) & 0x7FFFFFFFU);
}

inline Doubles sqrt(Doubles v) {
  for (int k = 0; k < 8; ++k) v[k] = std::sqrt(v[k]);
  return v;
}

/// max(v, 0) and min(v, limit) for v >= 0: as integers, which sort like the floats and have instructions for it.
inline Floats not_below_zero(Floats v) {
  const auto bits = std::bit_cast<Ints>(v);
  return std::bit_cast<Floats>(bits > 0 ? bits : 0);
}
inline Floats not_above(Floats v, float limit) {
  const auto bits = std::bit_cast<Ints>(v), most = std::bit_cast<Ints>(Floats{} + limit);
  return std::bit_cast<Floats>(bits < most ? bits : most);
}

inline Floats to_floats(Ints v) {
  return __builtin_convertvector(v, Floats);
}
/// Eight lanes of the sixteen, from lane N on.
template <int N>
inline Floats shifted(Floats low, Floats high) {
  return __builtin_shufflevector(low, high, N, N + 1, N + 2, N + 3, N + 4, N + 5, N + 6, N + 7);
}

/// Has an object brought into the cache while other work goes on.
template <typename T>
inline void prefetch(const T& object) {
  constexpr std::size_t line = 64;
  const char* const from = reinterpret_cast<const char*>(&object);
  for (std::size_t at = 0; at < sizeof object; at += line) __builtin_prefetch(from + at);
  __builtin_prefetch(from + sizeof object - 1);
}

/// A bit for each lane of a comparison, lane 0 lowest.
template <typename Comparison>
inline std::uint32_t mask(Comparison v) {
  constexpr std::size_t lanes = sizeof v / sizeof v[0];
  static_assert(sizeof v == 32 && (lanes == 8 || lanes == 32));
#ifdef __SSE2__
  __m128i low, high;
  std::memcpy(&low, &v, sizeof low);
  std::memcpy(&high, reinterpret_cast<const char*>(&v) + sizeof low, sizeof high);
  const auto bits = [](__m128i half) {
    return static_cast<std::uint32_t>(lanes == 8 ? _mm_movemask_ps(_mm_castsi128_ps(half)) : _mm_movemask_epi8(half));
  };
  return bits(low) | bits(high) << (lanes / 2);
#else
  std::uint32_t bits = 0;
  for (std::size_t k = 0; k < lanes; ++k) bits |= (v[k] != 0 ? 1U : 0U) << k;
  return bits;
#endif
}

/// All lanes into one, by an operation on HalfWords that does not mind the order.
template <typename Merge>
inline std::uint32_t reduce(Words v, Merge merge) {
  HalfWords low, high;
  std::memcpy(&low, &v, sizeof low);
  std::memcpy(&high, reinterpret_cast<const char*>(&v) + sizeof low, sizeof high);
  HalfWords all = merge(low, high);
  all = merge(all, __builtin_shufflevector(all, all, 2, 3, 0, 1));
  all = merge(all, __builtin_shufflevector(all, all, 1, 0, 3, 2));
  return all[0];
}

}  // namespace thalweg::lanes
