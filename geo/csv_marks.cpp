#include "geo/csv_marks.hpp"

#include <algorithm>
#include <cstring>

#include "geo/lanes.hpp"
#include "geo/vectorise.hpp"

namespace thalweg {
namespace {

/// Marks 64 bytes; collects all bytes into `any`.
std::uint64_t mark(const char* text, std::uint8_t delimiter, lanes::Bytes& any) {
  std::uint64_t marks = 0;
  for (int half = 0; half < 2; ++half) {
    const auto bytes = lanes::load<lanes::Bytes>(text + 32 * half);
    any |= bytes;
    const auto marked = (bytes == delimiter) | (bytes == '\n') | (bytes == '\r') | (bytes == '"');
    marks |= std::uint64_t{lanes::mask(marked)} << (32 * half);
  }
  return marks;
}

/// Marks whole words of 64 bytes; true if all are ASCII.
THALWEG_VECTORISED bool mark_words(const char* text, std::size_t words, std::uint8_t delimiter, std::uint64_t* marks) {
  lanes::Bytes any{};
  for (std::size_t w = 0; w < words; ++w) marks[w] = mark(text + 64 * w, delimiter, any);
  return lanes::mask(any >= 0x80) == 0;
}

}  // namespace

bool CsvMarks::fill() {
  index_ = used_ = 0;
  const std::size_t size = std::min(kBlock, text_.size() - filled_);
  if (size == 0) return false;
  first_ = filled_ - 64;  // next() goes on to the block's first word
  const auto delimiter = static_cast<std::uint8_t>(delimiter_);
  const char* from = text_.data() + filled_;
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
