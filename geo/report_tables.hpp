#pragma once

#include "geo/report.hpp"
#include "geo/report_fields.hpp"
#include "geo/table_json.hpp"

namespace thalweg {

/// The report for scripts: a table for all documents of each kind of row, the first column, `document`, being the
/// document's id. Columns are those of the layers (docs/data.md).

/// `documents`: a row each with kind, name, route, from_km, to_km, length_km, count, count_left, count_right, share,
/// rate_per_km, rate_lo, rate_hi, hotspots (null where none were sought) and answer. Of several routes, place is null.
Table documents_table(const Report& report, const RouteSet& set);
/// `stretches`: the columns of the segments layer. A category that a document has not is null in its rows.
Table stretches_table(const Report& report);
/// `hotspots`: the columns of the hotspots layer.
Table hotspots_table(const Report& report, const RouteSet& set);
/// `periods`: period, from_km, to_km, count, of the stretches and months (or years) that have events.
Table periods_table(const Report& report, const RouteSet& set);

/// All of it as one object: how it was made, and the documents with their rows.
Json report_json(const Report& report, const RouteSet& set, const ReportAbout& about);

}  // namespace thalweg
