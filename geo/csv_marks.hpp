#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace thalweg {

/// Finds the characters that mean something in CSV, by vector instructions, a block at a time.
class CsvMarks {
 public:
  CsvMarks(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  /// Position of the next delimiter, LF, CR or quote in the text; its size if there are no more.
  std::size_t next() {
    while (word_ == 0) {
      if (++index_ >= used_ && !fill()) return text_.size();
      word_ = words_[index_];
    }
    const std::size_t at = block_ + index_ * 64 + static_cast<std::size_t>(std::countr_zero(word_));
    word_ &= word_ - 1;
    return at;
  }
  /// Whether the text from `at` up to the last mark given has only ASCII characters; false may also mean unknown.
  [[nodiscard]] bool is_ascii_from(std::size_t at) const { return at >= not_ascii_before_; }

 private:
  static constexpr std::size_t kBlock = 4096;
  bool fill();

  std::string_view text_;
  char delimiter_;
  std::array<std::uint64_t, kBlock / 64> words_;
  std::uint64_t word_ = 0;              // what is left of words_[index_]
  std::size_t index_ = 0, used_ = 0;    // in words_
  std::size_t block_ = 0, filled_ = 0;  // where the block begins and ends in the text
  std::size_t not_ascii_before_ = 0;    // end of the last block that holds other characters
};

}  // namespace thalweg
