#include "geo/time.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include "geo/day.hpp"
#include "geo/error.hpp"
#include "geo/number.hpp"

namespace thalweg {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

/// The parts of a moment as written; what is not written keeps the start of its period.
struct Parts {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0;
  int day_of_year = 0;  // 0: not given
  int zone_minutes = 0;

  [[nodiscard]] std::optional<Instant> instant() const {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    const bool midnight_end = hour == 24 && minute == 0 && second == 0 && ms == 0;
    if (!date.ok() || (hour > 23 && !midnight_end) || minute > 59 || second > 60) return std::nullopt;
    std::int64_t days = sys_days(date).time_since_epoch().count();
    if (day_of_year > 0) {
      if (day_of_year > (date.year().is_leap() ? 366 : 365)) return std::nullopt;
      days = sys_days(date.year() / January / 1).time_since_epoch().count() + day_of_year - 1;
    }
    return Instant{days * kDayMs + ((hour * 60LL + minute - zone_minutes) * 60 + second) * 1000 + ms};
  }
};

/// Takes text from the front as long as it fits.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool literal(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `width` digits.
  bool digits(int width, int& out) { return digits(width, width, out); }
  bool digits(int least, int most, int& out) {
    int n = 0, value = 0;
    for (; n < most && n < static_cast<int>(rest_.size()) && is_digit(rest_[static_cast<std::size_t>(n)]); ++n) {
      value = value * 10 + (rest_[static_cast<std::size_t>(n)] - '0');
    }
    if (n < least) return false;
    rest_.remove_prefix(static_cast<std::size_t>(n));
    out = value;
    return true;
  }
  /// A fraction of a second after its mark, to milliseconds, rounded down.
  bool fraction(int& ms) {
    if (!is_digit(peek())) return false;
    ms = 0;
    for (int scale = 100; is_digit(peek()); scale /= 10) {
      ms += (peek() - '0') * scale;
      rest_.remove_prefix(1);
    }
    return true;
  }
  /// `Z`, `+09`, `+0900` or `+09:00`.
  bool zone(int& minutes) {
    if (literal('Z') || literal('z')) {
      minutes = 0;
      return true;
    }
    const int sign = peek() == '-' ? -1 : 1;
    if (!literal('+') && !literal('-')) return false;
    int h = 0, m = 0;
    if (!digits(2, h)) return false;
    if (literal(':') ? !digits(2, m) : (!done() && !digits(2, m))) return false;
    minutes = sign * (h * 60 + m);
    return h <= 14 && m <= 59;
  }
  bool month_name(int& month) {
    for (int i = 0; i < 12 && rest_.size() >= 3; ++i) {
      bool same = true;
      for (std::size_t k = 0; k < 3; ++k) same = same && (rest_[k] | 0x20) == kMonths[static_cast<std::size_t>(i)][k];
      if (!same) continue;
      month = i + 1;
      while (!rest_.empty() && ((rest_[0] | 0x20) >= 'a' && (rest_[0] | 0x20) <= 'z')) rest_.remove_prefix(1);
      return true;
    }
    return false;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view rest_;
};

bool iso_date(Cursor& in, Parts& p) {
  if (!in.digits(4, p.year)) return false;
  if (in.done()) return true;
  if (in.literal('-')) {
    if (!in.digits(2, p.month)) return false;
    return !in.literal('-') || in.digits(2, p.day);
  }
  return in.digits(2, p.month) && in.digits(2, p.day);
}

bool iso_time(Cursor& in, Parts& p) {
  if (!in.digits(2, p.hour)) return false;
  const bool colons = in.literal(':');
  if (colons ? !in.digits(2, p.minute) : !in.digits(2, p.minute)) return false;
  const bool seconds = colons ? in.literal(':') : (in.peek() >= '0' && in.peek() <= '9');
  if (seconds && !in.digits(2, p.second)) return false;
  if (seconds && (in.literal('.') || in.literal(',')) && !in.fraction(p.ms)) return false;
  in.literal(' ');
  return in.done() || in.zone(p.zone_minutes);
}

bool directive(char what, Cursor& in, Parts& p) {
  switch (what) {
    case 'Y':
      return in.digits(4, p.year);
    case 'y':
      if (!in.digits(2, p.year)) return false;
      p.year += p.year < 69 ? 2000 : 1900;  // as POSIX has it
      return true;
    case 'm':
      return in.digits(1, 2, p.month);
    case 'd':
      return in.digits(1, 2, p.day);
    case 'b':
      return in.month_name(p.month);
    case 'j':
      return in.digits(1, 3, p.day_of_year) && p.day_of_year > 0;
    case 'H':
      return in.digits(1, 2, p.hour);
    case 'M':
      return in.digits(1, 2, p.minute);
    case 'S':
      return in.digits(1, 2, p.second) && (!in.literal('.') || in.fraction(p.ms));
    case 'z':
      return in.zone(p.zone_minutes);
    case '%':
      return in.literal('%');
    default:
      return false;
  }
}

std::optional<Instant> parse_epoch(std::string_view text, double scale) {
  const auto value = parse_number(text);
  constexpr double limit = 2.5e14;  // about the year 9900
  if (!value || !(std::abs(*value * scale) < limit)) return std::nullopt;
  return Instant{std::llround(*value * scale)};
}

}  // namespace

std::optional<Instant> parse_iso8601(std::string_view text) {
  Instant usual;
  if (read_usual_time(text, usual)) return usual;
  Cursor in(trimmed(text));
  Parts p;
  if (!iso_date(in, p)) return std::nullopt;
  if (!in.done() && !((in.literal('T') || in.literal('t') || in.literal(' ')) && iso_time(in, p))) return std::nullopt;
  return in.done() ? p.instant() : std::nullopt;
}

std::optional<Instant> parse_time(std::string_view text, std::string_view format) {
  if (format.empty()) return parse_iso8601(text);
  if (format == "epoch") return parse_epoch(text, 1000);
  if (format == "epoch_ms") return parse_epoch(text, 1);
  Cursor in(trimmed(text));
  Parts p;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool is_directive = format[i] == '%' && i + 1 < format.size();
    if (is_directive ? !directive(format[++i], in, p) : !in.literal(format[i])) return std::nullopt;
  }
  return in.done() ? p.instant() : std::nullopt;
}

void check_time_format(std::string_view format, std::string_view what) {
  constexpr std::string_view known = "YymdbjHMSz%";
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const std::string_view found = format.substr(i, 2);
    if (found.size() < 2 || known.find(found[1]) == std::string_view::npos) {
      bad_input("{}: '{}' in '{}' is not known; use %Y %y %m %d %b %j %H %M %S %z, or epoch, or epoch_ms", what, found,
                format);
    }
    ++i;
  }
}

std::string format_instant(Instant t) {
  using namespace std::chrono;
  const std::int64_t days = day_of(t);
  const std::int64_t in_day = t.ms - days * kDayMs;
  const year_month_day date{sys_days{std::chrono::days{days}}};
  const auto [s, ms] = std::lldiv(in_day, 1000);
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                                unsigned(date.day()), s / 3600, s / 60 % 60, s % 60);
  if (ms != 0) out += fmt::format(".{:03}", ms);
  return out + "Z";
}

double years_between(Instant from, Instant to) {
  return static_cast<double>(to.ms - from.ms) / (365.2425 * static_cast<double>(kDayMs));
}

}  // namespace thalweg
