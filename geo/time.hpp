#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "geo/units.hpp"

namespace thalweg {

/// Parses ISO 8601: `2018-04-09`, `20180409`, `2018-04`, `2018`, `2018-04-09T21:30`, `2018-04-09 21:30:05.250+09:00`,
/// `...Z`. Reduced precision means the start of the stated period; no zone means UTC. Leap second 60 counts as the next
/// minute. nullopt if it is not a valid moment (30 February, 25:00).
std::optional<Instant> parse_iso8601(std::string_view text);

/// The same at once for the forms that most files have: `2018-04-09`, and that with `T` or a space and `21:30:05` or
/// `21:30:05Z`. False for any other text, whether it is a moment or not.
bool read_usual_time(std::string_view text, Instant& t);

/// Parses by `format`: "" is ISO 8601; `epoch`, `epoch_ms` are numbers since 1970-01-01T00:00:00Z; else %Y %y %m %d %b
/// %H %M %S %j %z and literal text. Locale-independent (English month names). nullopt if the text does not fit.
std::optional<Instant> parse_time(std::string_view text, std::string_view format);

/// Throws Error{bad_input} naming `what` if `format` has a directive that is not supported.
void check_time_format(std::string_view format, std::string_view what);

/// `2018-04-09T21:30:05Z`; milliseconds only where there are any.
std::string format_instant(Instant t);

/// Years of the Gregorian calendar's mean length (365.2425 days) between two moments.
double years_between(Instant from, Instant to);

}  // namespace thalweg
