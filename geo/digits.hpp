#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace thalweg {

/// Eight characters side by side in one word, the first in the lowest byte.
inline std::uint64_t eight_characters(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

/// Four characters in the low half.
inline std::uint64_t four_characters(const char* text) {
  std::uint32_t word = 0;
  std::memcpy(&word, text, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
  return word;
}

/// Whether each byte is at most 9.
inline bool are_digits(std::uint64_t bytes) {
  return (((bytes + 0x7676767676767676U) | bytes) & 0x8080808080808080U) == 0;
}

/// Ten times each byte plus the next one; exact in every byte that is a digit before a digit or a zero.
inline std::uint64_t pairs_of_digits(std::uint64_t digits) {
  return digits * 10 + (digits >> 8);
}

/// The number that eight digits (bytes 0 to 9, the first in the lowest byte) make.
inline std::uint64_t eight_digits(std::uint64_t digits) {
  const std::uint64_t hundreds = pairs_of_digits(digits) & 0x00FF00FF00FF00FFU;
  const std::uint64_t myriads = (hundreds * 100 + (hundreds >> 16)) & 0x0000FFFF0000FFFFU;
  return (myriads * 10000 + (myriads >> 32)) & 0xFFFFFFFFU;
}

}  // namespace thalweg
