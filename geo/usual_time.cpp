#include <chrono>

#include "geo/digits.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

/// Eight characters such as `00:00:00`, where 0 stands for any digit.
class Form {
 public:
  constexpr explicit Form(std::string_view form) {
    for (unsigned i = 0; i < 8; ++i) {
      characters_ |= std::uint64_t{static_cast<unsigned char>(form[i])} << (8 * i);
      if (form[i] != '0') marks_ |= std::uint64_t{0xFF} << (8 * i);
    }
  }
  /// Whether the text has the form; then `pairs` is as pairs_of_digits() has it.
  bool read(const char* text, std::uint64_t& pairs) const {
    const std::uint64_t digits = eight_characters(text) ^ characters_;  // 0 in place of the marks
    if (!are_digits(digits) || (digits & marks_) != 0) return false;
    pairs = pairs_of_digits(digits);
    return true;
  }

 private:
  std::uint64_t characters_ = 0, marks_ = 0;
};

unsigned byte(std::uint64_t word, int i) {
  return (word >> (8 * i)) & 0xFF;
}

}  // namespace

bool read_usual_time(std::string_view text, Instant& t) {
  constexpr Form year_month("0000-00-"), month_day("00-00-00"), clock("00:00:00");
  const bool with_time = text.size() == 19 || (text.size() == 20 && text[19] == 'Z');
  if (text.size() != 10 && !with_time) return false;
  std::uint64_t ym = 0, md = 0, hms = 0;
  if (!year_month.read(text.data(), ym) || !month_day.read(text.data() + 2, md)) return false;
  using namespace std::chrono;
  const year_month_day date{year(static_cast<int>(byte(ym, 0) * 100 + byte(ym, 2))), month(byte(ym, 5)),
                            day(byte(md, 6))};
  if (!date.ok()) return false;
  t.ms = sys_time<milliseconds>(sys_days(date)).time_since_epoch().count();
  if (!with_time) return true;
  if ((text[10] != 'T' && text[10] != ' ') || !clock.read(text.data() + 11, hms)) return false;
  const unsigned h = byte(hms, 0), m = byte(hms, 3), s = byte(hms, 6);
  if (h > 23 || m > 59 || s > 59) return false;
  t.ms += ((h * 60 + m) * 60 + s) * 1000LL;
  return true;
}

}  // namespace thalweg
