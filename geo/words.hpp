#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/units.hpp"

namespace thalweg {

/// Numbers and places as sentences and tables for people have them.

/// A rate: two decimals, or three digits where it is small.
std::string rate_text(double rate);
/// A probability in whole per cent; only what is certain in every replicate is 0 or 100. A dash for none.
std::string percent_text(std::optional<double> p);
/// A p-value: three digits at most; `<0.0001` for what is below.
std::string p_text(double p);
/// The same with its name: `q = 0.012`, `q < 0.0001`.
std::string p_text(std::string_view name, double p);
/// A whole number with commas: `12,905`.
std::string count_text(std::uint64_t n);
/// `1 event`, `12,905 events`.
std::string events_text(std::uint64_t n);
/// `Two`, for the beginning of a sentence; digits from eleven on.
std::string number_word(std::size_t n);
/// `10 km`, `500 m`.
std::string length_text(Span length);
/// Kilometres with one decimal, or three where it is less than one.
std::string km_text(Span length);
/// An expected number of events: one decimal, or two digits where it is small.
std::string expected_text(double events);
/// `730.0–740.0`, kilometres; more decimals where the ends are nearer than a kilometre.
std::string km_text(Stretch s);
/// The day of a moment: `2018-04-09`.
std::string day_text(Instant t);

}  // namespace thalweg
