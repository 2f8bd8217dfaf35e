#include "geo/time.hpp"

#include "catch.hpp"
#include "geo/error.hpp"

using namespace thalweg;

namespace {

// Expected values: `date -u -d TEXT +%s` of GNU coreutils 9.1.
constexpr std::int64_t k2018_04_09 = 1523232000;

std::int64_t seconds(std::string_view text, std::string_view format = "") {
  const auto t = parse_time(text, format);
  REQUIRE(t.has_value());
  return t->ms / 1000;
}

}  // namespace

TEST_CASE("ISO 8601 dates and times, with reduced precision and zones", "[time]") {
  CHECK(seconds("2018-04-09") == k2018_04_09);
  CHECK(seconds("20180409") == k2018_04_09);
  CHECK(seconds("2018-04") == 1522540800);
  CHECK(seconds("2018") == 1514764800);
  CHECK(seconds(" 2018-04-09T21:30 ") == k2018_04_09 + 77400);
  CHECK(seconds("2018-04-09 21:30:05+09:00") == k2018_04_09 + 77405 - 32400);
  CHECK(seconds("2018-04-09T21:30:05Z") == k2018_04_09 + 77405);
  CHECK(seconds("20180409T213005-0330") == k2018_04_09 + 77405 + 12600);
  CHECK(seconds("2018-04-09T24:00") == k2018_04_09 + 86400);
  CHECK(seconds("1969-12-31T23:59:59Z") == -1);
  CHECK(parse_iso8601("2018-04-09T00:00:00.250Z")->ms == k2018_04_09 * 1000 + 250);
}

TEST_CASE("what is no moment is refused", "[time]") {
  for (const char* text : {"", "2018-02-30", "2018-13-01", "2018-04-09T25:00", "2018-04-09T10:60", "09/04/2018",
                           "2018-04-09T", "2018-04-09x", "201804", "2018-4-9", "2018-04-09T10:00+99:00", "n/a"}) {
    INFO(text);
    CHECK_FALSE(parse_iso8601(text).has_value());
  }
}

TEST_CASE("epoch numbers and stated formats", "[time]") {
  CHECK(seconds("1523232000", "epoch") == k2018_04_09);
  CHECK(seconds("1523232000000", "epoch_ms") == k2018_04_09);
  CHECK(seconds("09/04/2018", "%d/%m/%Y") == k2018_04_09);
  CHECK(seconds("9 April 2018", "%d %b %Y") == k2018_04_09);
  CHECK(seconds("99 2018", "%j %Y") == k2018_04_09);
  CHECK(seconds("4/9/18 21:30", "%m/%d/%y %H:%M") == k2018_04_09 + 77400);
  CHECK_FALSE(parse_time("09/04/2018", "%Y-%m-%d").has_value());
  CHECK_FALSE(parse_time("nan", "epoch").has_value());
  CHECK_THROWS_AS(check_time_format("%d/%Q", "--time-format"), Error);
  CHECK_NOTHROW(check_time_format("%d/%m/%Y %H:%M:%S%z", "--time-format"));
}

TEST_CASE("a moment prints as it reads", "[time]") {
  for (const char* text : {"2018-04-09T21:30:05Z", "1901-02-28T00:00:00Z", "1969-12-31T23:59:59.999Z"}) {
    CHECK(format_instant(*parse_iso8601(text)) == text);
  }
  CHECK(years_between(*parse_iso8601("2000-01-01"), *parse_iso8601("2400-01-01")) == 400);
}
