#include "geo/words.hpp"

#include <fmt/format.h>

#include <array>

#include "geo/time.hpp"

namespace thalweg {

std::string rate_text(double rate) {
  return rate == 0 || rate >= 0.1 ? fmt::format("{:.2f}", rate) : fmt::format("{:.3g}", rate);
}

std::string percent_text(std::optional<double> p) {
  if (!p) return "–";
  if (*p > 0 && *p < 0.01) return "<1 %";
  if (*p < 1 && *p > 0.99) return ">99 %";
  return fmt::format("{:.0f} %", *p * 100);
}

std::string p_text(double p) {
  return p < 1e-4 ? "<0.0001" : fmt::format("{:.3g}", p);
}

std::string p_text(std::string_view name, double p) {
  return p < 1e-4 ? fmt::format("{} < 0.0001", name) : fmt::format("{} = {}", name, p_text(p));
}

std::string count_text(std::uint64_t n) {
  std::string out = std::to_string(n);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, 1, ',');
  return out;
}

std::string events_text(std::uint64_t n) {
  return count_text(n) + (n == 1 ? " event" : " events");
}

std::string number_word(std::size_t n) {
  constexpr std::array words{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"};
  return n < words.size() ? words[n] : count_text(n);
}

std::string length_text(Span length) {
  return length.m >= 1000 ? fmt::format("{:g} km", length.m / 1000) : fmt::format("{:g} m", length.m);
}

std::string km_text(Span length) {
  return fmt::format("{:.{}f}", length.m / 1000, length.m >= 1000 ? 1 : 3);
}

std::string expected_text(double events) {
  return events >= 0.1 ? fmt::format("{:.1f}", events) : fmt::format("{:.2g}", events);
}

std::string km_text(Stretch s) {
  const int decimals = s.length().m >= 1000 ? 1 : 3;
  return fmt::format("{:.{}f}–{:.{}f}", s.from.m / 1000, decimals, s.to.m / 1000, decimals);
}

std::string day_text(Instant t) {
  return format_instant(t).substr(0, 10);
}

}  // namespace thalweg
