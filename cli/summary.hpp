#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/options.hpp"

namespace thalweg::cli {

using Json = nlohmann::ordered_json;

/// The parts that the JSON summary of every verb has.
Json summary(const std::string& command, const Json& parameters, const RouteSet& set);
/// Adds the accounting, the notes on the sources and the outputs of an analysis.
void add_analysis(Json& summary, const Analysis& analysis);
/// What was asked of reading and placing events.
Json event_parameters(const AnalysisOptions& options);
/// The same, and how the route is cut.
Json parameters_of(const AnalysisOptions& options);
/// Adds the statistics that were asked for and what is to be said of them, and the first rows of the segments table by
/// rank, as objects of its columns.
void add_segments(Json& summary, const Analysis& analysis, const StatisticsOptions& asked, std::size_t count);

/// All rows of a table as objects of its columns.
Json rows_of(const Table& table);

/// Prints an object to stdout.
void print(const Json& summary);
/// Prints the accounting in words.
void print_accounting(const Analysis& analysis, Span max_offset);
/// Prints the most active segments as a small table, and what is to be said of it.
void print_top(const Analysis& analysis, std::size_t count);
void print_outputs(const Analysis& analysis);

}  // namespace thalweg::cli
