#include <fcntl.h>

#include <limits>

#include "catch.hpp"
#include "geo/descriptor.hpp"
#include "geo/error.hpp"
#include "geo/gpkg_table.hpp"
#include "geo/sqlite_pages.hpp"
#include "layer_files.hpp"
#include "messages.hpp"
#include "read_rows.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

const std::vector<FieldKind> kKinds = all_of(kPlain, {{"day", OFTDate}});

std::string make_package(const std::string& path, int rows, const std::vector<std::string>& statements = {}) {
  make_layer(path, "GPKG", wkbUnknown, kKinds, rows);
  execute(path, statements);
  return path;
}

/// Whether the rows of a file are read from its pages.
bool has_pages(const std::string& path, const std::vector<std::string>& names = {"category", "weight", "time"}) {
  const OpenedLayer opened(path, names);
  return GpkgTable::open(opened.dataset.get(), opened.layer, opened.layout, opened.fields) != nullptr;
}

/// The same rows in every way, of all columns and of those in use, from chunks of a page, some, and all.
void check_rows(const std::string& path, std::size_t at_least = 10) {
  for (const std::size_t rows : {1, 100, 8192}) {
    for (const bool keep : {false, true}) {
      INFO(path << ", chunks of " << rows << (keep ? ", all columns" : ""));
      ReadOptions options;
      options.sources = {path};
      options.layer = "events";
      options.chunk_rows = rows;
      options.keep_columns = keep;
      CHECK(same_every_way(options) >= at_least);
    }
  }
}

/// What another process would see: whether it may write.
bool may_write(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_start = 0x40000002;
  lock.l_len = 510;
  REQUIRE(fcntl(file.get(), F_OFD_GETLK, &lock) == 0);
  return lock.l_type == F_UNLCK;
}

}  // namespace

TEST_CASE("a GeoPackage's pages of any size give the rows of its features", "[read][gpkg]") {
  const TempFolder folder;
  for (const char* pages : {"512", "1024", "4096", "65536"}) {
    INFO(pages);
    const std::string path = make_package(folder / fmt::format("{}.gpkg", pages), 700,
                                          {fmt::format("PRAGMA page_size = {}", pages), "VACUUM"});
    CHECK(has_pages(path));
    check_rows(path);
  }
  const std::string path = make_package(folder / "moving.gpkg", 700, {"PRAGMA auto_vacuum = FULL", "VACUUM"});
  CHECK(has_pages(path));
  check_rows(path);
}

TEST_CASE("a GeoPackage with rows of any id, deleted ones, long ones and none", "[read][gpkg]") {
  const TempFolder folder;
  constexpr auto least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
  const std::string ids = make_package(
      folder / "ids.gpkg", 700,
      {"DELETE FROM events WHERE fid % 7 = 3 OR fid BETWEEN 300 AND 900", "UPDATE events SET fid = -fid WHERE fid % 2",
       "UPDATE events SET fid = 0 WHERE fid = 4", fmt::format("UPDATE events SET fid = {} WHERE fid = 16", most),
       fmt::format("UPDATE events SET fid = {} + 1 WHERE fid = 22", least),
       fmt::format("UPDATE events SET fid = fid * 100000000000 WHERE fid BETWEEN 1000 AND 1400")});
  CHECK(has_pages(ids));
  check_rows(ids);
  const std::string texts = make_package(
      folder / "texts.gpkg", 300,
      {"UPDATE events SET note = substr(hex(zeroblob(3000)), 1, fid * 7) WHERE fid % 3 = 1",
       "UPDATE events SET category = category || substr(hex(zeroblob(3000)), 1, 4000 + fid) WHERE fid % 11 = 1",
       "UPDATE events SET category = 'a' || char(0) || 'b' WHERE fid % 13 = 1"});
  CHECK(has_pages(texts));
  check_rows(texts);
  for (const int rows : {0, 1, 20}) {
    const std::string few = make_package(folder / fmt::format("{}.gpkg", rows), rows);
    CHECK(has_pages(few));
    check_rows(few, 1);
  }
}

TEST_CASE("a GeoPackage with columns that are younger than its rows", "[read][gpkg]") {
  const TempFolder folder;
  const std::string path = make_package(
      folder / "younger.gpkg", 300,
      {"ALTER TABLE events ADD COLUMN later TEXT", "ALTER TABLE events ADD COLUMN certain DOUBLE DEFAULT 2.5",
       "UPDATE events SET later = 'now', certain = 7 WHERE fid % 4 = 1"});
  CHECK(has_pages(path, {"later", "certain"}));
  check_rows(path);
}

TEST_CASE("rows that are stored otherwise than their columns say, throughout", "[read][gpkg]") {
  const TempFolder folder;
  const std::string path = make_package(folder / "odd.gpkg", 2500,
                                        {"UPDATE events SET n = fid || ' pieces', category = CAST(category AS BLOB)"});
  CHECK(has_pages(path));
  check_rows(path);
}

TEST_CASE("a GeoPackage that only SQLite can read", "[read][gpkg]") {
  const TempFolder folder;
  const std::string log = make_package(folder / "log.gpkg", 100, {"PRAGMA journal_mode = WAL"});
  CHECK_FALSE(has_pages(log));
  check_rows(log);
  const std::string view =
      make_package(folder / "view.gpkg", 100,
                   {"ALTER TABLE events RENAME TO hidden", "DELETE FROM gpkg_contents",
                    "DELETE FROM gpkg_geometry_columns", "CREATE VIEW events AS SELECT fid AS OGC_FID, * FROM hidden",
                    "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) VALUES "
                    "('events', 'events', 'features', 4326)",
                    "INSERT INTO gpkg_geometry_columns VALUES ('events', 'geom', 'GEOMETRY', 4326, 0, 0)"});
  CHECK_FALSE(has_pages(view));
  check_rows(view);
  const std::string made =
      make_package(folder / "made.gpkg", 100, {"ALTER TABLE events ADD COLUMN twice DOUBLE AS (2 * weight)"});
  CHECK_FALSE(has_pages(made));
  check_rows(made);
}

TEST_CASE("only pages of a whole database in UTF-8 are read", "[read][gpkg]") {
  const TempFolder folder;
  const std::string whole = bytes_of(make_package(folder / "whole.gpkg", 10));
  CHECK(SqlitePages::of(whole));
  CHECK_FALSE(SqlitePages::of(whole.substr(0, 99)));
  struct Change {
    std::size_t at;
    char byte;
  };
  // The magic, the size of a page twice, a log to write, one to read, UTF-16.
  for (const auto& [at, byte] : std::vector<Change>{{3, 'x'}, {16, 5}, {17, 1}, {18, 2}, {19, 2}, {59, 2}}) {
    INFO(at);
    std::string other = whole;
    other[at] = byte;
    CHECK_FALSE(SqlitePages::of(other));
  }
  std::string small = whole;
  small[16] = 2, small[17] = 0, small[20] = 33;  // 512 bytes, less 33 that are reserved
  CHECK_FALSE(SqlitePages::of(small));
  small[20] = 32;
  const auto pages = SqlitePages::of(small);
  REQUIRE(pages);
  const auto count = static_cast<std::uint32_t>(small.size() / 512);
  CHECK(pages->page(2).size() == 480);
  CHECK(pages->page(count).size() == 480);
  for (const std::uint32_t none : {0U, 1U, count + 1, ~0U}) CHECK(pages->page(none).empty());
}

TEST_CASE("nobody can write to a GeoPackage while its pages are read", "[read][gpkg]") {
  const TempFolder folder;
  const std::string path = make_package(folder / "events.gpkg", 100);
  CHECK(may_write(path));
  {
    ReadOptions options;
    options.sources = {path, path};
    EventReader reader(options);
    CHECK(bytes_of(path).size() > 1000);  // closing the file drops the locks that SQLite has on it
    CHECK_FALSE(may_write(path));
  }
  CHECK(may_write(path));
}

TEST_CASE("a GeoPackage with damaged bytes gives rows or an error", "[read][gpkg]") {
  const TempFolder folder;
  const std::string whole = bytes_of(make_package(folder / "whole.gpkg", 500, {"PRAGMA page_size = 512", "VACUUM"}));
  Random random(11);
  int failed = 0;
  for (int round = 0; round < 150; ++round) {
    std::string bytes = whole;
    for (std::size_t k = random.below(12); k > 0; --k) {
      const std::size_t page = 512 * (1 + random.below(bytes.size() / 512 - 1));
      bytes[page + random.below(random.below(2) == 0 ? 40 : 512)] = static_cast<char>(random.below(256));
    }
    if (random.below(4) == 0) bytes.resize(bytes.size() / 2 + random.below(bytes.size() / 2));
    ReadOptions options;
    options.sources = {folder.file("damaged.gpkg", bytes)};
    options.keep_columns = round % 2 == 0;
    const GdalMessages quiet;
    try {
      rows_of(options, ReadWay::pages, 2);
    } catch (const Error& e) {
      ++failed;
      CHECK_THAT(e.what(), Contains("damaged.gpkg"));
    }
  }
  CHECK(failed > 10);
}
