#pragma once

#include <string_view>

#include "geo/stored_style.hpp"
#include "geo/strip_chart.hpp"

namespace thalweg {

/// Styles that only a project has, because they need more than one column or QGIS's own variables.

/// Segments by the events per km of one side, drawn beside the line on that side. Both sides have the same classes,
/// which the bars' rates give.
StoredStyle side_style(const StripChart& chart, bool left);
/// Segments by how far their rank is known: rank_hi - rank_lo.
StoredStyle rank_width_style();
inline constexpr std::string_view kGround = "Ground";
/// Provinces as a quiet ground, style kGround or one without names; their names keep no other label away.
StoredStyle ground_style(bool names);
/// Of the regions only the one of the atlas's page.
StoredStyle atlas_page_style();

}  // namespace thalweg
