#include "geo/events_drawn.hpp"

#include "geo/column_names.hpp"
#include "geo/schema.hpp"

namespace thalweg {
namespace {

/// The column of the layer that holds the events' category; empty if none does. The layer begins with the reader's own
/// columns, in their order, some under another name.
std::string category_column(const ReadOptions& options, const Table& own, const Table& layer) {
  std::vector<std::string> names;
  for (const Column& column : own.columns) names.push_back(column.name);
  const auto at = find_columns(names, options, "events", false)[Role::category];
  return at ? layer.columns[*at].name : "";
}

std::vector<std::string> most_frequent_first(const std::vector<std::string>& categories,
                                             const SegmentCounter& counter) {
  std::vector<std::uint64_t> totals;
  for (std::uint32_t c = 0; c < categories.size(); ++c) totals.push_back(counter.total(c));
  std::vector<std::string> out;
  for (const std::uint32_t c : by_total(totals, categories)) out.push_back(categories[c]);
  return out;
}

}  // namespace

EventsDrawn events_drawn(const ReadOptions& options, const EventReader& reader, const LocatedTable& located,
                         const SegmentCounter& counter, const Accounting& accounting, Span max_offset,
                         std::span<const Route> routes) {
  EventsDrawn out{max_offset, routes, {}, category_column(options, reader.own_columns(), located.schema()), {}};
  if (accounting.first && accounting.last) out.period = Period{*accounting.first, *accounting.last};
  if (!out.category_column.empty()) out.categories = most_frequent_first(reader.categories(), counter);
  return out;
}

}  // namespace thalweg
