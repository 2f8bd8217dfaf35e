#include "geo/calendar.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "geo/day.hpp"
#include "geo/error.hpp"
#include "geo/number.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 4> kNames{"none", "year", "month", "day"};

constexpr PeriodNumber number_of(PeriodKind kind, year_month_day date) {
  if (kind == PeriodKind::year) return int(date.year()) - 1970;
  if (kind == PeriodKind::month) return (int(date.year()) - 1970) * 12 + static_cast<int>(unsigned(date.month())) - 1;
  return static_cast<PeriodNumber>(sys_days(date).time_since_epoch().count());
}

constexpr sys_days start_of(PeriodKind kind, PeriodNumber n) {
  if (kind == PeriodKind::year) return year(1970 + n) / January / 1;
  if (kind == PeriodKind::day) return sys_days{days{n}};
  const int years = n >= 0 ? n / 12 : (n - 11) / 12;
  return year(1970 + years) / month(static_cast<unsigned>(n - years * 12 + 1)) / 1;
}

constexpr std::int64_t kFirstDay = sys_days(year(-kLastYear) / January / 1).time_since_epoch().count();
constexpr std::int64_t kLastDay = sys_days(year(kLastYear) / December / 31).time_since_epoch().count();

}  // namespace

std::string_view name_of(PeriodKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

PeriodKind parse_period_kind(std::string_view name, std::string_view what) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<PeriodKind>(i);
  }
  bad_input("{}: '{}' is no kind of period; it is one of none, year, month, day", what, name);
}

PeriodNumber period_at(PeriodKind kind, Instant t) {
  if (kind == PeriodKind::none) return kNoPeriod;
  const std::int64_t day = day_of(t);
  if (day < kFirstDay || day > kLastDay) {
    bad_input("a moment {} ms from 1970 is outside the years -{} to {}", t.ms, kLastYear, kLastYear);
  }
  if (kind == PeriodKind::day) return static_cast<PeriodNumber>(day);
  return number_of(kind, sys_days{days{day}});
}

Instant period_start(PeriodKind kind, PeriodNumber period) {
  return day_start(start_of(kind, period).time_since_epoch().count());
}

PeriodNumber first_period(PeriodKind kind) {
  return number_of(kind, year(-kLastYear) / January / 1);
}

PeriodNumber last_period(PeriodKind kind) {
  return number_of(kind, year(kLastYear) / December / 31);
}

std::string format_period(PeriodKind kind, PeriodNumber period) {
  const year_month_day date{start_of(kind, period)};
  const int y = int(date.year());
  std::string out = fmt::format("{}{:04}", y < 0 ? "-" : "", y < 0 ? -y : y);
  if (kind != PeriodKind::year) out += fmt::format("-{:02}", unsigned(date.month()));
  if (kind == PeriodKind::day) out += fmt::format("-{:02}", unsigned(date.day()));
  return out;
}

std::optional<PeriodNumber> parse_period(PeriodKind kind, std::string_view text) {
  if (kind == PeriodKind::none) return std::nullopt;
  const bool before_zero = text.starts_with('-');
  const std::string_view digits = text.substr(before_zero ? 1 : 0);
  const std::size_t length = kind == PeriodKind::year ? 4 : kind == PeriodKind::month ? 7 : 10;
  if (digits.size() != length) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) -> std::optional<unsigned> {
    if (at >= length) return 1;
    for (const char c : digits.substr(at, size)) {
      if (c < '0' || c > '9') return std::nullopt;
    }
    if (at > 0 && digits[at - 1] != '-') return std::nullopt;
    return parse_number<unsigned>(digits.substr(at, size));
  };
  const auto y = part(0, 4), m = part(5, 2), d = part(8, 2);
  if (!y || !m || !d) return std::nullopt;
  const year_month_day date{year(static_cast<int>(*y) * (before_zero ? -1 : 1)), month(*m), day(*d)};
  if (!date.ok()) return std::nullopt;
  return number_of(kind, date);
}

}  // namespace thalweg
