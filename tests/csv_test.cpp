#include "geo/csv.hpp"

#include <array>
#include <bit>
#include <charconv>

#include "catch.hpp"
#include "geo/number.hpp"
#include "geo/time.hpp"
#include "random.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

struct Record {
  std::uint64_t row = 0;
  std::vector<std::string> fields;
  bool unterminated = false;
  bool utf8 = true;
  friend bool operator==(const Record&, const Record&) = default;
};

std::vector<Record> scan(std::string_view text, std::uint64_t& rows) {
  std::vector<Record> records;
  CsvScanner scanner(text, ',');
  std::vector<CsvField> fields;
  std::string scratch;
  while (scanner.next(fields)) {
    Record record{rows + scanner.row(), {}, scanner.unterminated(), scanner.is_utf8()};
    for (const CsvField& field : fields) record.fields.emplace_back(field.value(scratch));
    records.push_back(std::move(record));
  }
  rows += scanner.row();
  return records;
}

/// The same, chunk by chunk.
std::vector<Record> scan_divided(std::string_view text, std::size_t bytes) {
  std::vector<Record> records;
  CsvDivider divider(text, ',');
  std::uint64_t rows = 0;
  for (std::string_view chunk; !(chunk = divider.next(bytes)).empty();) {
    for (Record& record : scan(chunk, rows)) records.push_back(std::move(record));
  }
  return records;
}

/// What csv.hpp says, character by character.
class Plainly {
 public:
  explicit Plainly(std::string_view text) : text_(text) {}

  std::vector<Record> records() {
    std::vector<Record> all;
    for (std::uint64_t row = 1; at_ < text_.size(); ++row) {
      if (!at_line_end()) all.push_back(record(row));
      if (text_.substr(at_).starts_with("\r\n")) ++at_;
      ++at_;
    }
    return all;
  }

 private:
  [[nodiscard]] bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  Record record(std::uint64_t row) {
    Record out{row, {}, false, true};
    const std::size_t from = at_;
    for (;; ++at_) {
      out.fields.push_back(field(out.unterminated));
      if (at_line_end()) break;
    }
    out.utf8 = is_utf8(text_.substr(from, at_ - from));
    return out;
  }

  std::string field(bool& unterminated) {
    std::string value;
    const std::size_t from = at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && (text_[at_] != '"' || text_.substr(at_).starts_with("\"\"")); ++at_) {
        value += text_[at_];
        if (text_[at_] == '"') ++at_;
      }
      if (at_ == text_.size()) unterminated = true;
      if (unterminated || at_line_end_or_comma(++at_)) return value;
    }
    while (!at_line_end_or_comma(at_)) ++at_;
    return std::string(
        text_.substr(text_[from] == '"' ? from + 1 : from, at_ - (text_[from] == '"' ? from + 1 : from)));
  }
  [[nodiscard]] bool at_line_end_or_comma(std::size_t at) const {
    return at >= text_.size() || text_[at] == ',' || text_[at] == '\n' || text_[at] == '\r';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string random_text(Random& random, std::size_t size, std::string_view alphabet) {
  std::string text;
  while (text.size() < size) text += alphabet[random.below(alphabet.size())];
  return text;
}

}  // namespace

TEST_CASE("the scanner does what its description says, on any text", "[csv]") {
  Random random(21);
  const std::array<std::string_view, 4> alphabets{"ab,\n\"", "a,\r\n\"\"", "abcdefghijklmnop,\n",
                                                  "a,\n\"\xC3\xA9\xED\xF4"};
  for (int round = 0; round < 3000; ++round) {
    // A few longer texts reach over the blocks in which marks are found.
    const std::size_t size = round % 100 == 0 ? 9000 + random.below(300) : random.below(150);
    const std::string text = random_text(random, size, alphabets[random.below(alphabets.size())]);
    std::uint64_t rows = 0;
    REQUIRE(scan(text, rows) == Plainly(text).records());
  }
}

TEST_CASE("chunks of any size hold the records of the whole text", "[csv]") {
  Random random(22);
  const std::array<std::string_view, 4> alphabets{"ab,\n\"", "a,\r\n\"\"", "aaaaaaaaaaaaaaaa,\n\"", "\r\n\","};
  for (int round = 0; round < 1000; ++round) {
    const std::string text = random_text(random, random.below(300), alphabets[random.below(alphabets.size())]);
    std::uint64_t rows = 0;
    const auto whole = scan(text, rows);
    for (const std::size_t bytes : {1UL, 2UL, 3UL, 7UL, 50UL, 1000UL}) {
      INFO(bytes);
      REQUIRE(scan_divided(text, bytes) == whole);
    }
  }
}

TEST_CASE("a byte order mark is passed over at the start of the text only", "[csv]") {
  const std::string bom = "\xEF\xBB\xBF";
  const auto records = scan_divided(bom + "a\n" + bom + "b\n", 1);
  REQUIRE(records.size() == 2);
  CHECK(records[0].fields == std::vector<std::string>{"a"});
  CHECK(records[1].fields == std::vector<std::string>{bom + "b"});
}

TEST_CASE("numbers are rounded as the standard library rounds them, and the same texts are numbers", "[csv]") {
  Random random(23);
  const auto check = [](const std::string& text) {
    INFO(text);
    const auto expected = parse_number(text);
    double value = 0;
    REQUIRE(read_number(text, value) == expected.has_value());
    if (expected) REQUIRE(std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(*expected));
  };
  for (const char* text : {"",
                           "-",
                           ".",
                           "-.",
                           "1.",
                           ".5",
                           "-0",
                           "0.0",
                           "+1",
                           "+-1",
                           "1e5",
                           "1.5E-3",
                           "nan",
                           "inf",
                           " 7 ",
                           "1..2",
                           "1.2.3",
                           "0x10",
                           "9007199254740992",
                           "9007199254740993",
                           "90071992547409.93",
                           "1e400",
                           "0.30000000000000004",
                           "123456789012345678901234567890",
                           "12,5",
                           "1 2",
                           "--1",
                           "00012.50"}) {
    check(text);
  }
  for (int round = 0; round < 20000; ++round) {
    std::string text = random.below(3) == 0 ? "-" : "";
    text += random_text(random, random.below(round % 10 == 0 ? 25 : 5), "0123456789");
    if (random.below(4) > 0) text += '.';
    text += random_text(random, random.below(round % 10 == 0 ? 25 : 10), "0123456789");
    if (random.below(10) == 0)
      text[random.below(text.size() + 1) % std::max<std::size_t>(1, text.size())] = "-. ex/:"[random.below(7)];
    check(text);
  }
}

TEST_CASE("the fast way to read times agrees with the general one", "[csv]") {
  Random random(24);
  int fast = 0;
  for (int round = 0; round < 20000; ++round) {
    const Instant t{static_cast<std::int64_t>(random.below(253402300800)) * 1000};
    std::string text = format_instant(t);
    const std::size_t form = random.below(4);
    if (form == 1) text[10] = ' ';
    if (form >= 2) text.pop_back();
    if (form == 3) text.resize(10);
    if (random.below(3) == 0) text[random.below(text.size())] = "0123456789-:TZ "[random.below(15)];
    INFO(text);
    std::string format = form == 3 ? "%Y-%m-%d" : form == 1 ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%dT%H:%M:%S";
    if (form < 2) format += 'Z';
    Instant read;
    if (!read_usual_time(text, read)) continue;
    ++fast;
    if (text.size() > 10 && text[10] != format[8]) format[8] = text[10];
    REQUIRE(parse_time(text, format) == read);
  }
  CHECK(fast > 13000);  // two of three texts were not changed
}

TEST_CASE("the delimiter is found in the first line that is not empty", "[csv]") {
  CHECK(find_delimiter("\xEF\xBB\xBF\r\n\r\nlon;lat\n1,2,3\n") == ';');
  CHECK(find_delimiter("lon\tlat\r1,2,3\r") == '\t');
  CHECK(find_delimiter("\"a;b;c;d\",lat\n") == ',');
  CHECK(find_delimiter("lon") == ',');
  CHECK(find_delimiter("") == ',');
}
