#include "geo/report_answer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/table_row.hpp"
#include "geo/words.hpp"

namespace thalweg {
namespace {

std::array<std::string, 2> answer_of_none(const ScopeReport& report) {
  const std::string km = km_text(report.scope.length());
  return {fmt::format("No event was located on these {} km.", km),
          fmt::format("That allows a rate of up to {} events per km: the upper limit of the exact two-sided 95 % "
                      "limits, 3.689 events on {} km.",
                      rate_text(report.rate_per_km.upper), km)};
}

/// The stretch with the highest rate, and how many share it.
struct First {
  std::size_t stretch = 0;
  std::ptrdiff_t others = 0;
};

First first_of(const ScopeReport& report) {
  const auto& rank = std::get<Integers>(report.stretches.find("rank")->values);
  const auto at = std::ranges::find(rank, std::optional<std::int64_t>(1));
  return {static_cast<std::size_t>(at - rank.begin()), std::ranges::count(rank, std::optional<std::int64_t>(1)) - 1};
}

std::string most_active(const ScopeReport& report, const RouteSet& set) {
  const auto [i, others] = first_of(report);
  const TableRow row(report.stretches, i);
  const Segment& s = report.scope.stretches[i];
  std::string out =
      fmt::format("Of {} stretches, {} has the highest rate{}: {}, {} per km (95 % limits {}–{})",
                  report.scope.stretches.size(), place_text(s.route, s.stretch, set),
                  others > 0 ? fmt::format(", and {} other{} the same", others, others == 1 ? " has" : "s have") : "",
                  events_text(row.count("count")), rate_text(*row.real("rate_per_km")), rate_text(*row.real("rate_lo")),
                  rate_text(*row.real("rate_hi")));
  if (const auto p = row.real("p_first")) {
    const std::int64_t lo = *row.integer("rank_lo"), hi = *row.integer("rank_hi");
    out += fmt::format("; it is truly the first with a probability of {}, and its rank is {} with 95 %",
                       percent_text(p), lo == hi ? std::to_string(lo) : fmt::format("between {} and {}", lo, hi));
  }
  return out + ".";
}

std::string spot_text(const HotSpot& spot, const RouteSet& set) {
  std::string out = place_text(spot.route, spot.stretch, set);
  if (!spot.risk.value) return out + ", where all events are (" + p_text("p", spot.p) + ")";
  return out + fmt::format(", {:.1f} times the rate elsewhere (95 % limits {:.1f}–{:.1f}, {})", *spot.risk.value,
                           *spot.risk.lower, *spot.risk.upper, p_text("p", spot.p));
}

std::string stands_out(const ScopeReport& report, const RouteSet& set) {
  if (!report.untested.empty()) {
    return fmt::format("Whether any stretch stands out from chance cannot be told: {}.", report.untested);
  }
  const auto& spots = report.hotspots.spots;
  if (spots.empty()) {
    std::string out = "No stretch stands out from chance";
    if (const auto& next = report.hotspots.next) {
      out += fmt::format(": the most unusual, {}, has {} where {} are expected, {} for so unusual a one anywhere",
                         place_text(next->route, next->stretch, set), events_text(next->count),
                         expected_text(next->expected), p_text("p", next->p));
    }
    return out + ".";
  }
  constexpr std::size_t told = 2;
  std::string out = fmt::format("{} stretch{} out from chance: ", number_word(spots.size()),
                                spots.size() == 1 ? " stands" : "es stand");
  for (std::size_t i = 0; i < std::min(told, spots.size()); ++i) {
    out += (i == 0 ? "" : i + 1 == spots.size() ? "; and " : "; ") + spot_text(spots[i], set);
  }
  if (spots.size() > told) out += fmt::format("; and {} more", spots.size() - told);
  return out + ".";
}

}  // namespace

std::string place_text(std::uint32_t route, Stretch stretch, const RouteSet& set) {
  const std::string name = set.context.name_of(route, stretch);
  std::string out = fmt::format("km {}", km_text(stretch));
  if (set.routes.size() > 1) out += " of " + set.routes[route].name();
  return name.empty() ? out : out + " (" + name + ")";
}

std::array<std::string, 2> answer_of(const ScopeReport& report, const RouteSet& set) {
  if (report.tally.count == 0) return answer_of_none(report);
  if (report.scope.stretches.size() > 1) return {most_active(report, set), stands_out(report, set)};
  const double events = static_cast<double>(report.tally.count);
  return {fmt::format("{} on {} km, too short a way to compare stretches: {} per km (95 % limits {}–{}).",
                      events_text(report.tally.count), km_text(report.scope.length()), rate_text(report.per_km(events)),
                      rate_text(report.rate_per_km.lower), rate_text(report.rate_per_km.upper)),
          stands_out(report, set)};
}

}  // namespace thalweg
