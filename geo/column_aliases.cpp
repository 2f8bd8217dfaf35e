#include "geo/column_aliases.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace thalweg {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;

// The same name means the same in every layer. Sorted by name.
constexpr std::array kAliases = std::to_array<Alias>({
    {"alt_chainage_m", "Chainage of the runner-up (m)"},
    {"alt_extra_m", "Extra distance to the runner-up (m)"},
    {"alt_route", "Route of the runner-up"},
    {"azimuth_deg", "Direction of the line (°)"},
    {"bandwidth_m", "Bandwidth (m)"},
    {"bin_m", "Width of bins (m)"},
    {"chainage_m", "Chainage (m)"},
    {"count", "Events"},
    {"count_after", "Events after the date"},
    {"count_before", "Events before the date"},
    {"count_left", "Events on the left"},
    {"count_left_after", "Events on the left after the date"},
    {"count_left_before", "Events on the left before the date"},
    {"count_near_ends", "Events near the ends"},
    {"count_other_categories", "Events of other categories"},
    {"count_right", "Events on the right"},
    {"count_right_after", "Events on the right after the date"},
    {"count_right_before", "Events on the right before the date"},
    {"country", "Country"},
    {"cut_dependent", "Place depends on the cut"},
    {"data", "Made from"},
    {"density_hi", "Upper limit of events per km"},
    {"density_left_per_km", "Events per km, left"},
    {"density_lo", "Lower limit of events per km"},
    {"density_other_categories_per_km", "Events per km, other categories"},
    {"density_per_km", "Events per km, smoothed"},
    {"density_per_km_year", "Events per km and year, smoothed"},
    {"density_per_km_year_hi", "Upper limit of events per km and year"},
    {"density_per_km_year_lo", "Lower limit of events per km and year"},
    {"density_per_km_year_se", "Standard error of events per km and year"},
    {"density_right_per_km", "Events per km, right"},
    {"eb_hi", "Upper limit of the empirical Bayes rate"},
    {"eb_lo", "Lower limit of the empirical Bayes rate"},
    {"eb_rate", "Empirical Bayes rate"},
    {"event_time", "Time (UTC)"},
    {"every_km", "Post every (km)"},
    {"expected", "Events expected"},
    {"exposure", "Exposure"},
    {"foot_lat", "Latitude on the line"},
    {"foot_lon", "Longitude on the line"},
    {"from_km", "From (km)"},
    {"from_time", "From (time)"},
    {"hotspot_id", "Hot spot"},
    {"kind", "Kind"},
    {"km", "Chainage (km)"},
    {"label", "Cut by"},
    {"left", "Left side"},
    {"length_km", "Length (km)"},
    {"method", "Method"},
    {"moran", "Local Moran"},
    {"name", "Name"},
    {"name_ko", "Korean name"},
    {"name_zh", "Chinese name"},
    {"offset_m", "Distance from the line (m)"},
    {"p", "p"},
    {"p_first", "Probability to be the first"},
    {"p_gumbel", "p, Gumbel approximation"},
    {"p_local", "p, for the place alone"},
    {"p_moran", "p of local Moran"},
    {"p_normal", "p, normal approximation"},
    {"p_relative", "p of the change of share"},
    {"precision_m", "Radius of uncertainty (m)"},
    {"province_left", "Province on the left"},
    {"province_right", "Province on the right"},
    {"q_fdr", "q (adjusted p)"},
    {"q_relative_fdr", "q of the change of share (adjusted p)"},
    {"rank", "Rank"},
    {"rank_count", "Rank by events"},
    {"rank_eb", "Rank by empirical Bayes rate"},
    {"rank_hi", "Worst rank (95 %)"},
    {"rank_lo", "Best rank (95 %)"},
    {"rate_after_per_km_year", "Events per km and year after the date"},
    {"rate_before_per_km_year", "Events per km and year before the date"},
    {"rate_hi", "Upper limit of events per km"},
    {"rate_lo", "Lower limit of events per km"},
    {"rate_mid_p_hi", "Upper mid-P limit of events per km"},
    {"rate_mid_p_lo", "Lower mid-P limit of events per km"},
    {"rate_per_km", "Events per km"},
    {"rate_per_km_year", "Events per km and year"},
    {"rate_per_km_year_hi", "Upper limit of events per km and year"},
    {"rate_per_km_year_lo", "Lower limit of events per km and year"},
    {"rate_per_km_year_mid_p_hi", "Upper mid-P limit of events per km and year"},
    {"rate_per_km_year_mid_p_lo", "Lower mid-P limit of events per km and year"},
    {"rate_ratio", "Rate, after relative to before"},
    {"rate_ratio_hi", "Upper limit of the rate, after relative to before"},
    {"rate_ratio_lo", "Lower limit of the rate, after relative to before"},
    {"relative_ratio", "Change relative to the rest of the line"},
    {"relative_ratio_hi", "Upper limit of the change relative to the rest"},
    {"relative_ratio_lo", "Lower limit of the change relative to the rest"},
    {"relative_risk", "Relative risk"},
    {"right", "Right side"},
    {"river", "River"},
    {"river_km", "River kilometre"},
    {"route", "Route"},
    {"rr_hi", "Upper limit of the relative risk"},
    {"rr_lo", "Lower limit of the relative risk"},
    {"se", "Standard error of events per km"},
    {"segment_id", "Segment"},
    {"share", "Share of all events"},
    {"side", "Side"},
    {"source", "Source"},
    {"source_id", "Identifier in the source"},
    {"stability", "Share of cuts that agree"},
    {"station_km", "Station (km)"},
    {"statistic", "Statistic"},
    {"strength_global", "Strength above the global threshold"},
    {"to_km", "To (km)"},
    {"to_time", "To (time)"},
    {"weight", "Weight"},
});
static_assert(std::ranges::is_sorted(kAliases, {}, &Alias::first));

}  // namespace

std::string column_alias(const Column& column) {
  if (column.comment.empty()) return {};
  const auto known = std::ranges::lower_bound(kAliases, std::string_view(column.name), {}, &Alias::first);
  const bool weights =
      column.comment.find("weight of the events") != std::string::npos;  // smoothed in place of their number
  if (!weights && known != kAliases.end() && known->first == column.name) return std::string(known->second);
  std::string alias = column.comment;
  if (alias[0] >= 'a' && alias[0] <= 'z') alias[0] = static_cast<char>(alias[0] - 'a' + 'A');
  return alias;
}

std::vector<ColumnAlias> column_aliases(const Table& table) {
  std::vector<ColumnAlias> all;
  for (const Column& column : table.columns) {
    std::string alias = column_alias(column);
    if (alias.empty()) continue;
    if (std::ranges::find(all, alias, &ColumnAlias::alias) != all.end()) alias += " (" + column.name + ")";
    all.push_back({column.name, std::move(alias)});
  }
  return all;
}

}  // namespace thalweg
