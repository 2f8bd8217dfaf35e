#include "geo/picture_style.hpp"

#include <fmt/format.h>

#include <array>

namespace thalweg {
namespace {

/// Rules that do not depend on the scheme.
constexpr const char* kShapes =
    ".tw text{font-family:\"DejaVu Sans\",Verdana,Arial,sans-serif;font-size:12px;stroke:none}\n"
    ".tw .tw-small{font-size:10.5px}\n"
    ".tw .tw-bold{font-weight:bold}\n"
    ".tw .tw-halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}\n"
    ".tw .tw-hit{fill:transparent;stroke:none}\n"
    ".tw .tw-hit:hover{fill-opacity:.14}\n"
    ".tw .tw-cell:hover{stroke-width:1.5px}\n"
    ".tw .tw-line{fill:none;stroke-width:1.6px;stroke-linejoin:round}\n"
    ".tw .tw-band{stroke:none;fill-opacity:.3}\n"
    ".tw .tw-grid{stroke-width:.6px}\n"
    ".tw .tw-edge{stroke-width:1px;stroke-dasharray:3 2;fill:none}\n"
    ".tw .tw-axis,.tw .tw-tick{stroke-width:1px}\n"
    ".tw .tw-spot{stroke:none;fill-opacity:.16}\n"
    ".tw .tw-spot-bar{stroke:none}\n"
    ".tw .tw-stretch{stroke-width:.6px}\n"
    ".tw .tw-province{stroke-width:.8px;stroke-linejoin:round}\n"
    ".tw .tw-route,.tw .tw-part,.tw .tw-hot-line{fill:none;stroke-linejoin:round;stroke-linecap:round}\n"
    ".tw .tw-route{stroke-width:1.6px}\n"
    ".tw .tw-part{stroke-width:3.6px}\n"
    ".tw .tw-hot-line{stroke-width:9px;stroke-linecap:butt}\n"
    ".tw .tw-place{stroke-width:1px}\n";

struct Rule {
  const char *selector, *property, *light, *dark;
};

constexpr std::array kRules{
    Rule{".tw-paper", "fill", "#ffffff", "#14181d"},
    Rule{"text", "fill", "#20262d", "#e6eaef"},
    Rule{".tw-quiet", "fill", "#545d68", "#a9b3be"},
    Rule{".tw-halo", "stroke", "#ffffff", "#14181d"},
    Rule{".tw-hit:hover", "fill", "#20262d", "#ffffff"},
    Rule{".tw-cell:hover", "stroke", "#20262d", "#ffffff"},
    Rule{".tw-left.tw-line", "stroke", "#0072b2", "#56b4e9"},
    Rule{".tw-left.tw-band", "fill", "#0072b2", "#56b4e9"},
    Rule{"text.tw-left", "fill", "#005a8d", "#7cc7f2"},
    Rule{".tw-right.tw-line", "stroke", "#c44e00", "#f08a3c"},
    Rule{".tw-right.tw-band", "fill", "#d55e00", "#f08a3c"},
    Rule{"text.tw-right", "fill", "#a33f00", "#f6a566"},
    Rule{".tw-grid", "stroke", "#d7dce2", "#353d47"},
    Rule{".tw-edge", "stroke", "#7b8591", "#7b8591"},
    Rule{".tw-axis,.tw .tw-tick", "stroke", "#545d68", "#a9b3be"},
    Rule{".tw-spot", "fill", "#a8327a", "#e58ac2"},
    Rule{".tw-spot-bar", "fill", "#a8327a", "#e58ac2"},
    Rule{"text.tw-on-spot", "fill", "#ffffff", "#14181d"},
    Rule{"text.tw-spot-name", "fill", "#8a1f60", "#f0a6d3"},
    Rule{".tw-stretch", "stroke", "#8d97a3", "#6b7682"},
    Rule{".tw-s0", "fill", "#ffffff", "#14181d"},
    Rule{".tw-s1", "fill", "#d9dee4", "#343c46"},
    Rule{".tw-s2", "fill", "#8d97a3", "#808b98"},
    Rule{".tw-s3", "fill", "#161b21", "#f4f6f8"},
    Rule{".tw-c1", "fill", "#dcebf7", "#1b3552"},
    Rule{".tw-c2", "fill", "#a9cde8", "#24588a"},
    Rule{".tw-c3", "fill", "#64a3d2", "#3f86c4"},
    Rule{".tw-c4", "fill", "#2a6fae", "#84b9e8"},
    Rule{".tw-c5", "fill", "#0b3d78", "#dcecfb"},
    Rule{".tw-ground", "fill", "#f4f6f8", "#1c2229"},
    Rule{".tw-water", "fill", "#eef3f7", "#1a2027"},
    Rule{".tw-province", "stroke", "#c3cad2", "#414a55"},
    Rule{".tw-land-left", "fill", "#f2f5ec", "#22292f"},
    Rule{".tw-land-right", "fill", "#fbf2e6", "#2b2a2a"},
    Rule{".tw-route", "stroke", "#3d4650", "#c3cad2"},
    Rule{".tw-part", "stroke", "#161b21", "#f4f6f8"},
    Rule{".tw-hot-line", "stroke", "#cf6aa9", "#a8327a"},
    Rule{".tw-place", "fill", "#ffffff", "#14181d"},
    Rule{".tw-place", "stroke", "#20262d", "#e6eaef"},
    Rule{".tw-ink", "fill", "#20262d", "#e6eaef"},
};

}  // namespace

std::string picture_style(Scheme scheme) {
  std::string out = scheme == Scheme::light ? kShapes : "";
  for (const Rule& r : kRules) {
    out += fmt::format(".tw {}{{{}:{}}}\n", r.selector, r.property, scheme == Scheme::light ? r.light : r.dark);
  }
  return out;
}

}  // namespace thalweg
