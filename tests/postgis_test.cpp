// Needs a database: scripts/postgis-checks.sh starts one and gives its connection string in THALWEG_POSTGIS.

#include <cstdlib>

#include "catch.hpp"
#include "geo/gdal.hpp"
#include "geo/sql.hpp"
#include "geo/write.hpp"
#include "messages.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

std::string connection() {
  const char* given = std::getenv("THALWEG_POSTGIS");
  if (!given) FAIL("THALWEG_POSTGIS is not set; run scripts/postgis-checks.sh");
  return given;
}

/// The first value of a query in a connection of its own: what others see.
std::string seen(const std::string& query) {
  gdal_setup();
  const Dataset database(GDALOpenEx(connection().c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  REQUIRE(database);
  return sql_value(database.get(), query);
}

void forget(const std::string& table) {
  gdal_setup();
  const Dataset database(GDALOpenEx(connection().c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
  REQUIRE(database);
  run_sql(database.get(), "DROP TABLE IF EXISTS " + sql_name(table) + " CASCADE");
}

const std::string kLong = std::string(70, 'x');

Table lines_table(const std::string& name, std::size_t rows) {
  Integers id;
  Reals rate;
  Texts text;
  Instants time;
  Lines lines;
  for (std::size_t i = 0; i < rows; ++i) {
    id.push_back(static_cast<std::int64_t>(i) + 1);
    rate.push_back(i == 1 ? std::nullopt : std::optional(0.1 + static_cast<double>(i)));
    text.push_back(i == 1 ? std::nullopt : std::optional<std::string>("Hyesan / 혜산, \"upper\" \\N\t'Yalu'"));
    time.push_back(Instant{1523232000125});
    const double lon = 124 + 0.001 * static_cast<double>(i);
    lines.push_back({{{lon, 40}, 0}, {{lon + 0.001, 40.001}, 123.456}});
  }
  return {name,
          {{"segment_id", id, -1, "number"},
           {"rate_per_km", rate, 3, "events per km"},
           {"count_Raid", text, -1, ""},
           {kLong + "a", text, -1, ""},
           {kLong + "b", text, -1, ""},
           {"time", time, -1, ""}},
          lines};
}

Style rate_style() {
  return {"rate", "rate_per_km", rate_classes({0, 1, 2, 5}, 3, "events per km"), ""};
}

}  // namespace

TEST_CASE("a database keeps columns, nulls, times, measures and styles", "[.postgis]") {
  forget("t_lines");
  const auto losses = write_table(connection(), false, lines_table("t_lines", 3), {rate_style()});
  REQUIRE(losses.size() == 1);
  CHECK_THAT(losses.front(), Contains("names of 63 bytes"));
  CHECK(seen("SELECT count(*) FROM t_lines") == "3");
  CHECK(seen("SELECT count(*) FROM t_lines WHERE rate_per_km IS NULL AND \"count_Raid\" IS NULL") == "1");
  CHECK(seen("SELECT \"count_Raid\" FROM t_lines WHERE segment_id = 3") == "Hyesan / 혜산, \"upper\" \\N\t'Yalu'");
  CHECK(seen("SELECT 1 FROM t_lines WHERE rate_per_km = 2.1 AND time = '2018-04-09T00:00:00.125Z'") == "1");
  CHECK(seen("SELECT ST_M(ST_EndPoint(geom)) FROM t_lines WHERE segment_id = 1") == "123.456");
  CHECK(seen("SELECT ST_SRID(geom) FROM t_lines LIMIT 1") == "4326");
  CHECK(seen("SELECT count(*) FROM pg_indexes WHERE tablename = 't_lines' AND indexdef LIKE '%gist%'") == "1");
  CHECK(seen("SELECT f_geometry_column FROM layer_styles WHERE f_table_name = 't_lines' AND useasdefault AND "
             "f_table_catalog = current_database() AND f_table_schema = 'public' AND styleqml IS DOCUMENT") == "geom");
}

TEST_CASE("tables are replaced only if asked, and all or nothing", "[.postgis]") {
  forget("t_first");
  forget("t_second");
  write_table(connection(), false, lines_table("t_first", 3), {rate_style()});
  CHECK_THAT(message_of([] { write_table(connection(), false, lines_table("t_first", 1)); }),
             Contains("table public.t_first exists already; add --overwrite"));
  {
    DatasetWriter unfinished(connection(), true);
    const Table one = lines_table("t_first", 1), two = lines_table("t_second", 5);
    unfinished.append(unfinished.add_layer(one), one);
    unfinished.append(unfinished.add_layer(two), two);
  }
  CHECK(seen("SELECT count(*) FROM t_first") == "3");
  CHECK(seen("SELECT to_regclass('t_second')").empty());
  write_table(connection(), true, lines_table("t_first", 1), {rate_style()});
  CHECK(seen("SELECT count(*) FROM t_first") == "1");
  CHECK(seen("SELECT count(*) FROM layer_styles WHERE f_table_name = 't_first'") == "1");
}

TEST_CASE("a table without rows or geometry is written too", "[.postgis]") {
  forget("t_empty");
  write_table(connection(), false, {"t_empty", {{"id", Integers{}, -1, ""}}, {}});
  CHECK(seen("SELECT count(*) FROM t_empty") == "0");
}
