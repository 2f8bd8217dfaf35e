#include "geo/number.hpp"

#include <array>
#include <bit>
#include <cfloat>
#include <cstdint>

#include "geo/digits.hpp"

namespace thalweg {
namespace {

constexpr std::array<double, 23> kPowerOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr std::array<std::uint64_t, 9> kWholePowerOfTen{1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
constexpr std::uint64_t kZeros = 0x3030303030303030;   // eight times '0'
constexpr std::uint64_t kPoints = 0x2E2E2E2E2E2E2E2E;  // eight times '.'
constexpr std::uint64_t kOnes = 0x0101010101010101;

bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') <= 9;
}

/// Reads a plain decimal of four to eight characters without a sign, without a loop whose end the processor would have
/// to guess; false for any other text.
bool read_short_decimal(std::string_view text, double& value) {
  const std::size_t size = text.size();
  if (FLT_EVAL_METHOD != 0 || size < 4 || size > 8) return false;
  const std::uint64_t raw = four_characters(text.data()) | four_characters(text.data() + size - 4) << (8 * (size - 4));
  const std::uint64_t from_point = raw ^ kPoints;
  const std::uint64_t point = (from_point - kOnes) & ~from_point & (kOnes << 7);  // the lowest bit set is the point's
  std::size_t digits = size, decimals = 0;
  std::uint64_t characters = raw;
  if (point != 0) {
    const auto before = static_cast<std::size_t>(std::countr_zero(point)) / 8;
    const std::uint64_t whole = (std::uint64_t{1} << (8 * before)) - 1;
    characters = (raw & whole) | (raw >> 8 & ~whole);
    digits = size - 1;
    decimals = digits - before;
  }
  const std::uint64_t all = (characters ^ kZeros) << (8 * (8 - digits));
  if (!are_digits(all)) return false;
  value = static_cast<double>(eight_digits(all)) / kPowerOfTen[decimals];
  return true;
}

/// Reads a plain decimal; false for any other text. Exact, as mantissa and power of ten both are and the division
/// rounds once (Clinger 1990, doi:10.1145/93542.93557).
bool read_decimal(std::string_view text, double& value) {
  constexpr std::size_t most = 19;  // digits that surely fit into 64 bits
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  const char* const first = at;
  std::uint64_t mantissa = 0;
  const auto take_digits = [&] {
    for (; at != end && is_digit(*at); ++at) mantissa = mantissa * 10 + static_cast<unsigned char>(*at - '0');
  };
  take_digits();
  auto digits = static_cast<std::size_t>(at - first), decimals = std::size_t{0};
  if (at != end && *at == '.') {
    decimals = static_cast<std::size_t>(end - ++at);
    digits += decimals;
    if (decimals > 3 && decimals <= 8 && text.size() >= 8 && digits <= most) {
      // The last eight characters at once, those before the decimals shifted out.
      const std::uint64_t last = (eight_characters(end - 8) ^ kZeros) >> (8 * (8 - decimals)) << (8 * (8 - decimals));
      if (!are_digits(last)) return false;
      mantissa = mantissa * kWholePowerOfTen[decimals] + eight_digits(last);
      at = end;
    } else {
      take_digits();
    }
  }
  if (FLT_EVAL_METHOD != 0 || at != end || digits == 0 || digits > most) return false;
  if (mantissa > (std::uint64_t{1} << 53)) return false;
  value = static_cast<double>(mantissa) / kPowerOfTen[decimals];
  if (negative) value = -value;
  return true;
}

}  // namespace

bool read_number(std::string_view text, double& value) {
  if (read_short_decimal(text, value) || read_decimal(text, value)) return true;
  const auto number = parse_number(text);
  if (number) value = *number;
  return number.has_value();
}

}  // namespace thalweg
