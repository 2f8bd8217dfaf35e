#include "geo/layer_descriptions.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"
#include "geo/column_aliases.hpp"
#include "geo/datasets.hpp"
#include "geo/density_table.hpp"
#include "geo/located_table.hpp"
#include "messages.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

const std::vector<Route> kBorder{default_border()};
const std::vector<Route> kOwn{Route("river", {"A", "B"}, {{10, 0}, {11, 0}})};

}  // namespace

TEST_CASE("a layer names the data it is made from, and no data that it is not", "[metadata]") {
  using Texts = std::vector<std::string>;
  CHECK(line_metadata("route", kBorder).licences == Texts{"ODbL-1.0"});
  CHECK(line_metadata("route", kBorder).rights ==
        Texts{"China–DPRK border, Yalu mouth to Tumen tripoint: © OpenStreetMap contributors"});
  CHECK(line_metadata("route", kOwn).rights.empty());
  CHECK(line_metadata("places", kOwn).licences == Texts{"CC-BY-4.0"});
  CHECK(line_metadata("route", kOwn).history == Texts{"Line: river, 111.319 km"});  // of the equator: a pi / 180
  CHECK_THAT(message_of([] { line_metadata("roads", kOwn); }), Contains("layer 'roads' has no description"));
}

TEST_CASE("a layer of events tells the time they span, the accounting and what was kept", "[metadata]") {
  const RouteSet own(kOwn), border(kBorder);
  ReadOptions read;
  read.sources = {"/data/events.csv"};
  read.since = Instant{1514764800000};  // 2018-01-01
  read.keep_categories = {"arrest", "seizure"};
  Analysis run;
  run.max_offset = Span{5000};
  Accounting& accounting = run.accounting;
  accounting.read = 12;
  accounting.located = 9;
  accounting.too_far = 2;
  accounting.rejected["bad_time"] = 1;
  accounting.first = accounting.last = Instant{1523232000000};
  const LayerMetadata m = events_metadata("segments", read, run, own, "seed 1");
  CHECK(m.from == accounting.first);
  CHECK(m.licences.empty());
  CHECK(events_metadata("segments", read, run, border).licences == std::vector<std::string>{"ODbL-1.0", "CC-BY-4.0"});
  CHECK(m.history ==
        std::vector<std::string>{
            "Line: river, 111.319 km", "Events: events.csv; 12 read, 9 located, 2 too far, 1 rejected",
            "Kept: events up to 5 km from the line; since 2018-01-01T00:00:00Z; categories arrest, seizure",
            "Parameters: seed 1"});
  run.max_offset = Span{0};  // not known, and so no filter
  CHECK(events_metadata("segments", {}, run, own).history.size() == 2);
  for (const std::string& line : m.history) CHECK_THAT(m.abstract, Contains(line));
}

TEST_CASE("the way of cutting is told", "[metadata]") {
  AnalysisOptions options;
  CHECK(parameters_of(options) == "segments of 10 km, seed 1");
  options.cut.by = "rivers";
  options.statistics.exposure = "roads.csv:traffic";
  CHECK(parameters_of(options) == "cut by rivers, exposure roads.csv:traffic, seed 1");
}

TEST_CASE("columns of ours have aliases, none twice in a layer", "[metadata]") {
  CHECK(column_alias({"rate_per_km", Reals{}, 6, "events per km"}) == "Events per km");
  CHECK(column_alias({"density_hi", Reals{}, 6, "limit, weight of the events"}) == "Limit, weight of the events");
  CHECK(column_alias({"rate_per_km", Reals{}, 6, ""}).empty());  // the input's own
  CHECK(column_alias({"count_arrest", Integers{}, -1, "events of category 'arrest'"}) == "Events of category 'arrest'");
  const Table twins{"t", {{"a", Reals{}, -1, "same"}, {"b", Reals{}, -1, "same"}}, {}};
  CHECK(column_aliases(twins)[0].alias == "Same");
  CHECK(column_aliases(twins)[1].alias == "Same (b)");
  const std::vector<Segment> segments{{0, {{0}, {1000}}, ""}};
  const std::vector<SegmentContext> context(1);
  const std::vector<std::string> categories{"a", "left"};
  SegmentCounter counter(1);
  counter.add(0, Side::left, 0, 1);
  counter.add(0, Side::left, 1, 1);
  const SegmentIndex index(segments);
  const std::vector<Table> layers{
      segment_table({kOwn, segments, counter, context, categories, Period{{0}, {31'557'600'000}}}),
      LocatedTable({}, true, kOwn, index).schema()};
  for (const Table& layer : layers) {
    std::set<std::string> seen;
    for (const auto& [column, alias] : column_aliases(layer)) {
      INFO(layer.name << " " << column);
      CHECK((alias != column || column == "p"));
      CHECK(seen.insert(alias).second);
    }
    CHECK(seen.size() == layer.columns.size());
  }
}
