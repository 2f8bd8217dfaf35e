#include "geo/csv_marks.hpp"

#include <algorithm>
#include <cstring>

#include "geo/vectorise.hpp"

namespace thalweg {
namespace {

using Bytes = std::uint8_t __attribute__((vector_size(32)));
using Words = std::array<std::uint64_t, 8>;

/// One bit for each of eight bytes that are 0 or 255.
std::uint64_t bit_per_byte(std::uint64_t bytes) {
  return ((bytes & 0x0101010101010101U) * 0x0102040810204080U) >> 56;
}

/// Marks 64 bytes; collects all bytes into `any`.
std::uint64_t mark(const char* text, std::uint8_t delimiter, Bytes& any) {
  std::array<Bytes, 2> bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  for (Bytes& b : bytes) {
    any |= b;
    b = reinterpret_cast<Bytes>((b == delimiter) | (b == '\n') | (b == '\r') | (b == '"'));
  }
  Words words;
  std::memcpy(&words, &bytes, sizeof words);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits |= bit_per_byte(words[i]) << (8 * i);
  return bits;
}

/// Marks whole words of 64 bytes; true if all are ASCII.
THALWEG_VECTORISED bool mark_words(const char* text, std::size_t words, std::uint8_t delimiter, std::uint64_t* marks) {
  Bytes any{};
  for (std::size_t w = 0; w < words; ++w) marks[w] = mark(text + 64 * w, delimiter, any);
  Words all{};
  std::memcpy(&all, &any, sizeof any);
  return ((all[0] | all[1] | all[2] | all[3]) & 0x8080808080808080U) == 0;
}

}  // namespace

bool CsvMarks::fill() {
  block_ = filled_;
  index_ = used_ = 0;
  const std::size_t size = std::min(kBlock, text_.size() - block_);
  if (size == 0) return false;
  const auto delimiter = static_cast<std::uint8_t>(delimiter_);
  const char* from = text_.data() + block_;
  bool ascii = mark_words(from, size / 64, delimiter, words_.data());
  used_ = size / 64;
  if (const std::size_t rest = size % 64; rest > 0) {
    std::array<char, 64> padded{};
    std::memcpy(padded.data(), from + size - rest, rest);
    ascii = mark_words(padded.data(), 1, delimiter, &words_[used_++]) && ascii;
  }
  filled_ += size;
  if (!ascii) not_ascii_before_ = filled_;
  return true;
}

}  // namespace thalweg
