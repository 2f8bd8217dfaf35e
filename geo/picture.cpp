#include "geo/picture.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <tuple>

namespace thalweg {
namespace {

/// The smallest of some factors times a power of ten that is at least `least`.
double rounded_up(double least, std::initializer_list<double> factors) {
  const double unit = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : factors) {
    if (factor * unit >= least * (1 - 1e-9)) return factor * unit;
  }
  return 10 * unit;
}

}  // namespace

double picture_width(PictureSize size) {
  return size == PictureSize::wide ? 960 : 340;
}

Surroundings::Surroundings(const RouteSet& on) : set(on) {
  const Table table = set.context.places_table();
  const auto text = [&](const char* column, std::size_t i) {
    return std::get<Texts>(table.find(column)->values)[i].value_or("");
  };
  const auto real = [&](const char* column, std::size_t i) { return *std::get<Reals>(table.find(column)->values)[i]; };
  std::vector<std::pair<double, RoutePlace>> all;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (text("kind", i) != "town") continue;
    const auto route = std::ranges::find(set.routes, text("route", i), &Route::name);
    const std::string side = text("side", i);
    const Side bank = side == route->sides().left ? Side::left : side == route->sides().right ? Side::right : Side::on;
    all.push_back({real("offset_m", i),
                   {text("name", i),
                    static_cast<int>(*std::get<Integers>(table.find("rank")->values)[i]),
                    static_cast<std::uint32_t>(route - set.routes.begin()),
                    {real("chainage_m", i)},
                    bank,
                    std::get<Points>(table.geometry)[i]}});
  }
  std::ranges::stable_sort(all, {}, [](const auto& p) { return std::tuple(p.second.rank, p.first); });
  for (auto& [offset, place] : all) towns.push_back(std::move(place));
}

double nice_number(double least) {
  return rounded_up(least, {1, 2, 2.5, 5});
}

double nice_top(double least) {
  return rounded_up(least, {1, 2, 3, 4, 5, 6, 8});
}

std::string fitted(std::string text, double size, double width) {
  if (text_width(text, size) <= width) return text;
  while (!text.empty() && text_width(text, size) + size > width) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty()) text.pop_back();
  }
  return text + "…";
}

bool TakenIntervals::is_free(double from, double to) const {
  return std::ranges::none_of(taken_, [&](const Interval& i) { return from < i.to && i.from < to; });
}

double Legend::width_of(const std::string& text) {
  return kSign + 6 + text_width(text, 10.5) + 14;
}

Legend::Place Legend::add(Svg& svg, const std::string& text) {
  if (x_ > left_ && x_ + width_of(text) > right_) {
    x_ = left_;
    y_ += kRow;
  }
  const Place place{x_, y_};
  svg.text("tw-small", x_ + kSign + 6, y_ + 10, text);
  x_ += width_of(text);
  return place;
}

double Legend::height(const std::vector<std::string>& texts, double width) {
  double x = 0, rows = 1;
  for (const std::string& text : texts) {
    if (x > 0 && x + width_of(text) > width) {
      x = 0;
      ++rows;
    }
    x += width_of(text);
  }
  return rows * kRow;
}

}  // namespace thalweg
