#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "geo/units.hpp"

namespace thalweg {

/// How time is cut into periods: not at all, or by calendar years, months or days in UTC.
enum class PeriodKind : std::uint8_t { none, year, month, day };

/// A period of one kind, counted from the one that begins at 1970-01-01T00:00:00Z.
using PeriodNumber = std::int32_t;
/// Stands for "time unknown", and for every event where time is not cut.
inline constexpr PeriodNumber kNoPeriod = std::numeric_limits<PeriodNumber>::min();

/// Periods lie in the years -kLastYear to kLastYear of the proleptic Gregorian calendar.
inline constexpr int kLastYear = 9999;

/// `none`, `year`, `month`, `day`.
std::string_view name_of(PeriodKind kind);
/// The kind of that name. @throws Error{bad_input} naming `what` and the names there are.
PeriodKind parse_period_kind(std::string_view name, std::string_view what);

/// The period that holds a moment; kNoPeriod for PeriodKind::none.
/// @throws Error{bad_input} if it is not in the years -kLastYear to kLastYear.
PeriodNumber period_at(PeriodKind kind, Instant t);
/// The first moment of a period; it ends where the next one starts. `kind` is not none, `period` not kNoPeriod.
Instant period_start(PeriodKind kind, PeriodNumber period);
/// The first and the last period of a kind that is not none.
PeriodNumber first_period(PeriodKind kind);
PeriodNumber last_period(PeriodKind kind);

/// ISO 8601 in reduced precision: `2018`, `2018-04`, `2018-04-09`; years before 0 as `-0044`.
std::string format_period(PeriodKind kind, PeriodNumber period);
/// What format_period writes; nullopt for anything else. kNoPeriod never comes out.
std::optional<PeriodNumber> parse_period(PeriodKind kind, std::string_view text);

}  // namespace thalweg
