#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
#include "geo/table_json.hpp"

namespace thalweg::cli {

/// The parts that the JSON summary of every verb has.
Json summary(const std::string& command, const Json& parameters, const RouteSet& set);
Json summary(const std::string& command, const Json& parameters, const std::vector<std::string>& routes, Span length);
/// Adds the accounting, the notes on the sources and the outputs of an analysis.
void add_analysis(Json& summary, const Analysis& analysis);
/// What was asked of the events of an analysis, and of an analysis by segments.
Json event_parameters(const AnalysisOptions& options);
Json parameters_of(const AnalysisOptions& options);
/// A number of a table.
double real(const Table& table, std::string_view column, std::size_t row);
/// Adds the statistics that were asked for and what is to be said of them, and the first rows of the segments table by
/// rank, as objects of its columns.
void add_segments(Json& summary, const Analysis& analysis, const StatisticsOptions& asked, std::size_t count);

/// Prints an object to stdout.
void print(const Json& summary);
/// Prints the accounting in words.
void print_accounting(const Analysis& analysis);
/// Prints the most active segments as a small table, and what is to be said of it.
void print_top(const Analysis& analysis, std::size_t count);
void print_outputs(const Analysis& analysis);
/// The same for a verb that writes one output.
void print_written(const std::string& out, const std::vector<std::string>& losses);

}  // namespace thalweg::cli
