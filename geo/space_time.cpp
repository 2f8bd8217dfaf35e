#include "geo/space_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geo/words.hpp"

namespace thalweg {
namespace {

/// Stretches of one route, joined.
struct Column {
  Segment place;
  std::size_t first = 0, last = 0;  ///< of the stretches, last included
};

/// Joins the stretches so that the cells are few enough.
std::vector<Column> columns_of(const ScopeReport& report) {
  const std::vector<Segment>& all = report.scope.stretches;
  const std::size_t cells = all.size() * report.periods.counts.size();
  const std::size_t group = (cells + kMaxSpaceTimeCells - 1) / kMaxSpaceTimeCells;
  std::vector<Column> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Column* last = out.empty() ? nullptr : &out.back();
    if (last && last->place.route == all[i].route && i - last->first < group) {
      last->place.stretch.to = all[i].stretch.to;
      last->last = i;
    } else {
      out.push_back({all[i], i, i});
    }
  }
  return out;
}

/// Counts in five classes, one for each count where there are no more.
struct CountClasses {
  explicit CountClasses(std::uint64_t most) {
    const auto classes = static_cast<std::uint64_t>(std::min<std::uint64_t>(most, 5));
    for (std::uint64_t k = 1; k <= classes; ++k) {
      const double power = std::pow(static_cast<double>(most), static_cast<double>(k) / 5);
      const std::uint64_t upper = most <= 5 ? k : static_cast<std::uint64_t>(std::llround(power));
      if (uppers.empty() || upper > uppers.back()) uppers.push_back(upper);
    }
  }
  /// 1 to 5; few classes take the darker colours.
  [[nodiscard]] std::size_t colour(std::size_t c) const { return c + 1 + (5 - uppers.size()); }
  [[nodiscard]] std::size_t of(std::uint64_t count) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(uppers, count) - uppers.begin());
  }
  [[nodiscard]] std::string label(std::size_t c) const {
    const std::uint64_t from = c == 0 ? 1 : uppers[c - 1] + 1;
    return from == uppers[c] ? count_text(from) : count_text(from) + "–" + count_text(uppers[c]);
  }
  std::vector<std::uint64_t> uppers;
};

class Drawing {
 public:
  Drawing(const ScopeReport& report, const Surroundings& around, PictureSize size)
      : report_(report), around_(around), wide_(size == PictureSize::wide), columns_(columns_of(report)) {
    const std::size_t periods = report.periods.counts.size();
    counts_.assign(periods, std::vector<std::uint64_t>(columns_.size()));
    for (std::size_t p = 0; p < periods; ++p) {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const auto row = report.periods.counts[p].begin();
        counts_[p][c] = std::accumulate(row + static_cast<std::ptrdiff_t>(columns_[c].first),
                                        row + static_cast<std::ptrdiff_t>(columns_[c].last) + 1, std::uint64_t{0});
        most_ = std::max(most_, counts_[p][c]);
      }
    }
    width_ = picture_width(size);
    const double plot = width_ - kLeft - kRight;
    const double along = static_cast<double>(columns_.size()), time = static_cast<double>(periods);
    column_ = wide_ ? plot / along : std::clamp(700 / along, 4.0, 18.0);
    period_ = wide_ ? std::clamp(300 / time, 6.0, 18.0) : plot / time;
  }

  Svg draw() {
    const CountClasses classes(most_);
    const std::string unit = report_.periods.kind == PeriodKind::month ? "month" : "year";
    std::vector<std::string> texts;
    for (std::size_t c = 0; c < classes.uppers.size() && most_ > 0; ++c) {
      texts.push_back(classes.label(c) + (c == 0 ? " events in a stretch and " + unit : ""));
    }
    top_ = Legend::height(texts, width_ - 4) + 12 + (wide_ ? 18 : 14);
    const double plot =
        wide_ ? period_ * static_cast<double>(counts_.size()) : column_ * static_cast<double>(columns_.size());
    Svg svg(wide_ ? "time-wide" : "time-narrow", "Space-time strip of " + report_.scope.name,
            fmt::format("Events by stretch and {}, the more the stronger the colour; the table by {} has the sums.",
                        unit, unit),
            width_, top_ + plot + (wide_ ? 26 : 8));
    Legend legend(4, width_, 2);
    for (std::size_t c = 0; c < texts.size(); ++c) {
      const auto [x, y] = legend.add(svg, texts[c]);
      svg.rect(fmt::format("tw-c{}", classes.colour(c)), x, y, Legend::kSign, Legend::kSign);
    }
    frame(svg, plot);
    cells(svg, classes);
    return svg;
  }

 private:
  static constexpr double kLeft = 58, kRight = 10;

  void frame(Svg& svg, double plot) {
    const double right = width_ - kRight, bottom = top_ + plot;
    svg.line("tw-axis", kLeft, top_, right, top_);
    svg.line("tw-axis", kLeft, top_, kLeft, bottom);
    time_axis(svg, right, bottom);
    place_axis(svg, right, bottom);
  }

  /// A line and a label where a year begins; the first period has a label in any case.
  void time_axis(Svg& svg, double right, double bottom) {
    const PeriodCounts& p = report_.periods;
    TakenIntervals taken;
    for (std::size_t i = 0; i < p.counts.size(); ++i) {
      const std::string label = format_period(p.kind, p.first + static_cast<PeriodNumber>(i));
      const bool year = p.kind == PeriodKind::year || label.ends_with("-01");
      if (!year && i > 0) continue;
      const double at = (wide_ ? top_ : kLeft) + period_ * static_cast<double>(i);
      const double room = wide_ ? 13 : text_width(label, 10.5) + 4;
      if (!taken.is_free(at, at + room)) continue;
      taken.take(at, at + room);
      if (wide_) {
        svg.line("tw-grid", kLeft, at, right, at);
        svg.text("tw-small tw-quiet", kLeft - 5, at + 10, label, Anchor::end);
      } else {
        svg.line("tw-grid", at, top_, at, bottom);
        svg.text("tw-small tw-quiet", at + 1, top_ - 4, label);
      }
    }
  }

  /// Where a place of a column is along the axis of places.
  [[nodiscard]] double along(std::size_t c, Chainage at) const {
    const Stretch& s = columns_[c].place.stretch;
    return (wide_ ? kLeft : top_) + column_ * (static_cast<double>(c) + (at - s.from).m / s.length().m);
  }

  /// Kilometres at round numbers; where another route begins, a line and its 0.
  void place_axis(Svg& svg, double right, double bottom) {
    const double per_pixel = report_.scope.length().m / 1000 / (column_ * static_cast<double>(columns_.size()));
    const double step = nice_number((wide_ ? 70 : 40) * per_pixel);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Stretch& s = columns_[c].place.stretch;
      const bool starts = c == 0 || columns_[c].place.route != columns_[c - 1].place.route;
      if (starts && c > 0) {
        const double at = along(c, s.from);
        svg.line("tw-edge", wide_ ? at : kLeft, wide_ ? top_ : at, wide_ ? at : right, wide_ ? bottom : at);
      }
      for (double k = std::ceil(s.from.m / 1000 / step - 1e-9); k * step < s.to.m / 1000 - 1e-9; ++k) {
        km_tick(svg, along(c, {k * step * 1000}), k * step + 0.0, bottom);
      }
    }
    if (wide_) towns(svg);
  }

  void km_tick(Svg& svg, double at, double km, double bottom) {
    const std::string label = fmt::format("km {:g}", km);
    if (wide_) {
      svg.line("tw-tick", at, bottom, at, bottom + 4);
      svg.text("tw-small tw-quiet", std::min(at, width_ - text_width(label, 10.5) / 2), bottom + 16, label,
               Anchor::middle);
    } else {
      svg.line("tw-tick", kLeft - 4, at, kLeft, at);
      svg.text("tw-small tw-quiet", kLeft - 6, at + 4, label, Anchor::end);
    }
  }

  void towns(Svg& svg) {
    TakenIntervals taken;
    for (const RoutePlace& town : around_.towns) {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const Segment& place = columns_[c].place;
        if (place.route != town.route || town.at < place.stretch.from || !(town.at < place.stretch.to)) continue;
        const double at = along(c, town.at);
        const double half = text_width(town.name, 10.5) / 2 + 3, middle = std::min(at, width_ - half);
        if (!taken.is_free(middle - half, middle + half)) continue;
        taken.take(middle - half, middle + half);
        svg.line("tw-tick", at, top_ - 4, at, top_);
        svg.text("tw-small", middle, top_ - 7, town.name, Anchor::middle);
      }
    }
  }

  void cells(Svg& svg, const CountClasses& classes) {
    for (std::size_t p = 0; p < counts_.size(); ++p) {
      const std::string when =
          format_period(report_.periods.kind, report_.periods.first + static_cast<PeriodNumber>(p));
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (counts_[p][c] == 0) continue;
        const double place = along(c, columns_[c].place.stretch.from);
        const double time = (wide_ ? top_ : kLeft) + period_ * static_cast<double>(p);
        svg.rect(fmt::format("tw-cell tw-c{}", classes.colour(classes.of(counts_[p][c]))), wide_ ? place : time,
                 wide_ ? time : place, wide_ ? column_ : period_, wide_ ? period_ : column_,
                 fmt::format("{}, km {}: {}", when, km_text(columns_[c].place.stretch), events_text(counts_[p][c])));
      }
    }
  }

  const ScopeReport& report_;
  const Surroundings& around_;
  bool wide_;
  std::vector<Column> columns_;
  std::vector<std::vector<std::uint64_t>> counts_;  // [period][column]
  std::uint64_t most_ = 0;
  double width_ = 0, column_ = 0, period_ = 0, top_ = 0;
};

}  // namespace

std::optional<Svg> space_time(const ScopeReport& report, const Surroundings& around, PictureSize size) {
  if (report.periods.kind == PeriodKind::none) return std::nullopt;
  return Drawing(report, around, size).draw();
}

}  // namespace thalweg
