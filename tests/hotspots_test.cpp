#include "geo/hotspots.hpp"

#include <cmath>

#include "catch.hpp"
#include "geo/datasets.hpp"
#include "geo/route_set.hpp"
#include "messages.hpp"
#include "reference_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

TEST_CASE("relative risks agree with SciPy's", "[hotspots]") {
  const auto rows = reference_rows("relative_risk.csv");  // count, expected, total, risk, lower, upper
  CHECK(rows.size() == 8);
  for (const auto& r : rows) {
    const RelativeRisk got = relative_risk(static_cast<std::uint64_t>(r[0]), r[1], static_cast<std::uint64_t>(r[2]));
    INFO("count " << r[0] << " of " << r[2]);
    CHECK(std::abs(*got.value - r[3]) <= kRelativeRiskError * r[3]);
    CHECK(std::abs(*got.lower - r[4]) <= kRelativeRiskError * r[4]);
    CHECK(std::abs(*got.upper - r[5]) <= kRelativeRiskError * r[5]);
  }
}

TEST_CASE("a relative risk without a finite value is null", "[hotspots]") {
  const RelativeRisk all = relative_risk(7, 2, 7);
  CHECK(!all.value);
  CHECK(!all.upper);
  // The chance that all 7 fall inside is x^7, so the lower limit of x is 0.025^(1/7); odds over 2/5.
  const double x = std::pow(0.025, 1.0 / 7);
  CHECK(*all.lower == Approx(x / (1 - x) / (2.0 / 5)).epsilon(kRelativeRiskError));
  CHECK(relative_risk(0, 2, 7).value == 0.0);
  CHECK(relative_risk(0, 2, 7).lower == 0.0);
  CHECK(!relative_risk(0, 0, 7).upper);
  CHECK(!relative_risk(7, 7, 7).lower);
  CHECK_THAT(message_of([] { relative_risk(8, 2, 7); }), Contains("8 of 7 events"));
  CHECK_THAT(message_of([] { relative_risk(1, 2, 7, 1.0); }), Contains("level of 1"));
}

TEST_CASE("hot spots become lines with names and numbers", "[hotspots]") {
  const RouteSet set({default_border()});
  const std::vector<HotSpot> spots{{0, {{725e3}, {735e3}}, 131, 20.98, relative_risk(131, 20.98, 2905), 150.5, 0.001},
                                   {0, {{0}, {1e3}}, 7, 2, relative_risk(7, 2, 7), 3.5, 0.04}};
  const HotSpotMethod method{"scan", "ratio", "p", "q", {{"p_gumbel", Reals{1e-9, 0.04}, -1, "Gumbel"}}};
  const Table t = hotspot_table(spots, method, set.routes, set.context);
  CHECK(t.rows() == 2);
  CHECK_THAT(*std::get<Texts>(t.find("name")->values)[0], Contains("Hyesan"));
  CHECK(std::get<Reals>(t.find("from_km")->values)[0] == 725.0);
  CHECK(std::get<Reals>(t.find("relative_risk")->values)[1] == std::nullopt);
  CHECK(std::get<Reals>(t.find("p_gumbel")->values)[0] == 1e-9);
  CHECK(t.columns.back().name == "method");
  const Line& line = std::get<Lines>(t.geometry)[0];
  CHECK(line.front().m == Approx(725e3));
  CHECK(line.back().m == Approx(735e3));
  CHECK(hotspot_table({}, {"scan", "", "", "", {}}, set.routes, set.context).rows() == 0);
}
