#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace thalweg {

/// A length in metres.
struct Span {
  double m = 0;
  friend constexpr auto operator<=>(Span, Span) = default;
};

/// A place along a route: metres from its start on the WGS84 ellipsoid.
struct Chainage {
  double m = 0;
  friend constexpr auto operator<=>(Chainage, Chainage) = default;
};

constexpr Span operator-(Chainage a, Chainage b) {
  return {a.m - b.m};
}
constexpr Chainage operator+(Chainage c, Span s) {
  return {c.m + s.m};
}
constexpr Chainage operator-(Chainage c, Span s) {
  return {c.m - s.m};
}
constexpr Span operator+(Span a, Span b) {
  return {a.m + b.m};
}

/// A position in degrees on WGS84; lon in [-180, 180], lat in [-90, 90].
struct LonLat {
  double lon = 0;
  double lat = 0;
  friend constexpr bool operator==(LonLat, LonLat) = default;
};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Instant {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// A stretch [from, to) of a route.
struct Stretch {
  Chainage from;
  Chainage to;
  [[nodiscard]] constexpr Span length() const { return to - from; }
  friend constexpr bool operator==(Stretch, Stretch) = default;
};

/// The bank looking along increasing chainage; `on` for a position on the line itself (offset below a micrometre).
enum class Side : std::uint8_t { left, right, on };

/// Parses a length with its unit: `10km`, `500m`, `2.5 km`; a bare number is metres. Finite and >= 0.
/// @throws Error{bad_input} naming `what` (the option) and the value.
Span parse_length(std::string_view text, std::string_view what);

}  // namespace thalweg
