#include "geo/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace thalweg;

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple times(const Matrix& m, const Triple& v) {
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return out;
}

/// Full sight, and the three kinds of colour blindness at their strongest, on linear sRGB: Machado, Oliveira &
/// Fernandes (2009), doi:10.1109/TVCG.2009.113, table 1.
const std::vector<std::pair<std::string, Matrix>> kSights{
    {"full", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"no red", {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"no green", {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"no blue", {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}}};

/// CIELAB of a colour as it is seen, D65 (IEC 61966-2-1, CIE 15).
Triple lab(const std::string& color, const Matrix& sight) {
  Triple linear{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double c = std::stoi(color.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    linear[i] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  }
  linear = times(sight, linear);
  for (double& c : linear) c = std::min(1.0, std::max(0.0, c));
  const Matrix to_xyz{
      {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
  Triple f = times(to_xyz, linear);
  const Triple white{0.95047, 1, 1.08883};
  for (std::size_t i = 0; i < 3; ++i) {
    const double t = f[i] / white[i];
    f[i] = t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double difference(const Triple& a, const Triple& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// The least difference between two colours of a palette.
double least_difference(const std::vector<std::string>& colors, const Matrix& sight) {
  double least = 1e9;
  for (std::size_t i = 0; i < colors.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      least = std::min(least, difference(lab(colors[i], sight), lab(colors[k], sight)));
    }
  }
  return least;
}

std::vector<std::string> strings(std::span<const char* const> colors) {
  return {colors.begin(), colors.end()};
}

}  // namespace

TEST_CASE("CIELAB of known colours", "[style]") {
  const Matrix& full = kSights.front().second;
  CHECK(lab("#ffffff", full)[0] == Approx(100).margin(0.01));
  CHECK(lab("#000000", full)[0] == Approx(0).margin(0.01));
  CHECK(difference(lab("#ff0000", full), {53.24, 80.09, 67.20}) < 0.05);  // red of sRGB
}

TEST_CASE("scales step evenly in lightness, for the colour-blind too", "[style]") {
  for (const auto& [name, sight] : kSights) {
    INFO(name);
    for (const auto& [colors, sign] : {std::pair(strings(kSequential), -1), std::pair(strings(kReceding), 1)}) {
      for (std::size_t i = 1; i < colors.size(); ++i) {
        INFO(colors[i - 1] << " and " << colors[i]);
        CHECK(sign * (lab(colors[i], sight)[0] - lab(colors[i - 1], sight)[0]) > 7);
      }
    }
  }
}

TEST_CASE("changes are palest where there is none, for the colour-blind too", "[style]") {
  const std::vector<std::string> colors = strings(kChanging);
  const std::size_t middle = colors.size() / 2;
  for (const auto& [name, sight] : kSights) {
    INFO(name);
    for (std::size_t i = 1; i < colors.size(); ++i) {
      INFO(colors[i - 1] << " and " << colors[i]);
      const double lighter = lab(colors[i], sight)[0] - lab(colors[i - 1], sight)[0];
      CHECK((i <= middle ? lighter : -lighter) > 0);
    }
  }
}

TEST_CASE("kinds and sides are told apart, by the colour-blind too", "[style]") {
  std::vector<std::string> kinds = strings(kQualitative);
  kinds.emplace_back(kOther);
  for (const auto& [name, sight] : kSights) {
    INFO(name);
    CHECK(least_difference(kinds, sight) > 15);
    CHECK(least_difference(strings(kDiverging), sight) > 20);
    CHECK(least_difference(strings(kChanging), sight) > 15);
  }
}
