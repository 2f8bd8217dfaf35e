#include "geo/units.hpp"

#include <charconv>
#include <cmath>

#include "geo/error.hpp"

namespace thalweg {

Span parse_length(std::string_view text, std::string_view what) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  const double scale = unit == "km" ? 1000.0 : (unit == "m" || unit.empty()) ? 1.0 : 0.0;
  if (error != std::errc{} || scale == 0.0 || !std::isfinite(value * scale) || value < 0) {
    bad_input("{}: '{}' is not a length >= 0; write a number with m or km, such as 500m or 10km", what, text);
  }
  return {value * scale};
}

}  // namespace thalweg
