#include <cpl_conv.h>
#include <tbb/global_control.h>

#include "catch.hpp"
#include "geo/gdal.hpp"
#include "geo/pipeline.hpp"
#include "random.hpp"
#include "temp_folder.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

/// A CSV file that is hard to read and that GDAL's reader understands as we do. GDAL has other notions of these, which
/// are therefore left out: a quote that does not begin its field (GDAL: begins a quoted part), CR and CRLF inside
/// quotes (GDAL: become LF), records with too few or too many fields (GDAL: fills or cuts them, we reject them), and
/// empty lines or line breaks in quotes in or before the header (GDAL: no header).
struct NastyFile {
  std::string text;
  std::vector<std::uint64_t> row;  ///< row number of each record
  std::vector<bool> ragged;        ///< whether it has another number of fields than the header
};

class NastyWriter {
 public:
  explicit NastyWriter(Random& random) : random_(random), delimiter_(one_of({",", ";", "\t"})) {}

  NastyFile write() {
    if (random_.below(2)) file_.text = "\xEF\xBB\xBF";
    const std::string line_end = one_of({"\n", "\r\n", "\r"});
    const auto end_line = [&] { file_.text += line_end == "\r" || random_.below(4) ? line_end : "\n"; };
    std::uint64_t row = 1;
    file_.text +=
        "lon" + delimiter_ + "lat" + delimiter_ + quoted("the \"note\"") + delimiter_ + "type" + delimiter_ + "n";
    for (std::size_t records = 1 + random_.below(30); records > 0; --records) {
      ++row;
      end_line();
      for (; random_.below(6) == 0; ++row) end_line();
      record(row);
    }
    for (std::size_t more = random_.below(3); more > 0; --more) end_line();
    return file_;
  }

 private:
  std::string one_of(const std::vector<std::string>& choices) { return choices[random_.below(choices.size())]; }

  static std::string quoted(const std::string& value) {
    std::string out = "\"";
    for (const char c : value) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
  }

  void record(std::uint64_t row) {
    const std::string lon =
        one_of({"124.4", "128.153332", "1.2840e2", "+129", " 130.25", "131 ", "0129.5", ".5e2", "123.", "1240E-1",
                "130.123456789012345678", "east", "", " ", "181", "-180.5", "1,5", "12 4"});
    const std::string lat = one_of({"40.1", "41.379227", "4.2e1", "-0", "42.", "91", "north", ""});
    std::vector<std::string> fields{lon, lat, note(), one_of({"arrest", "seizure", "", "밀수", " smuggling", "走私"}),
                                    note()};
    file_.ragged.push_back(random_.below(8) == 0);
    if (file_.ragged.back()) fields.resize(random_.below(2) ? 6 + random_.below(2) : 1 + random_.below(4), "more");
    file_.row.push_back(row);
    for (std::size_t i = 0; i < fields.size(); ++i) file_.text += (i == 0 ? "" : delimiter_) + as_written(fields[i], i);
  }

  std::string note() {
    std::string out;
    for (std::size_t k = random_.below(6); k > 0; --k) {
      out += one_of({"a", ",", "\"", "\n", "\n\n", ";", " ", "é", "경", "\t", "x y", "0", "-", "12.50", "🜂"});
    }
    return out;
  }

  /// Quoted where it must be, and now and then where it need not be; an empty first field is, lest the line be empty.
  std::string as_written(const std::string& value, std::size_t i) {
    const bool must = value.find_first_of(",;\t\"\n") != std::string::npos ||
                      (i == 0 && value.find_first_not_of(' ') == std::string::npos);
    return must || random_.below(4) == 0 ? quoted(value) : value;
  }

  Random& random_;
  std::string delimiter_;
  NastyFile file_;
};

/// GDAL's rows: all fields as text; a field that is not there is null.
std::vector<std::vector<std::optional<std::string>>> read_with_gdal(const std::string& path) {
  gdal_setup();
  const char* const options[] = {"HEADERS=YES", "AUTODETECT_TYPE=NO", nullptr};
  const Dataset dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, options, nullptr));
  REQUIRE(dataset != nullptr);
  OGRLayerH layer = GDALDatasetGetLayer(dataset.get(), 0);
  std::vector<std::vector<std::optional<std::string>>> rows;
  while (const Feature feature{OGR_L_GetNextFeature(layer)}) {
    rows.emplace_back();
    for (int i = 0; i < 5; ++i) {
      const bool set = OGR_F_IsFieldSetAndNotNull(feature.get(), i);
      rows.back().push_back(set ? std::optional<std::string>(OGR_F_GetFieldAsString(feature.get(), i)) : std::nullopt);
    }
  }
  return rows;
}

/// Everything that a reader gives, batch after batch.
struct Read {
  std::vector<std::uint64_t> row;
  std::vector<LonLat> position;
  std::vector<std::string> category;
  std::vector<std::vector<std::optional<std::string>>> own;  ///< null in columns that are not text
  std::vector<std::tuple<std::uint64_t, std::string, std::string>> rejects;
  std::vector<std::string> categories;
  std::uint64_t read = 0;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read_in_parallel(const std::string& path, std::size_t chunk_bytes, std::size_t threads) {
  static const Locator anywhere(std::vector<Route>{Route("line", {}, {{124, 40}, {125, 40}})});
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  ReadOptions options;
  options.sources = {path};
  options.keep_columns = true;
  options.chunk_bytes = chunk_bytes;
  EventReader reader(options);
  Read all;
  std::vector<std::uint32_t> category;
  locate_events(reader, anywhere, Span{1e8}, [&](const LocatedBatch& batch) {
    const EventBatch& b = batch.events;
    all.read += b.read;
    all.row.insert(all.row.end(), b.row.begin(), b.row.end());
    all.position.insert(all.position.end(), b.position.begin(), b.position.end());
    category.insert(category.end(), b.category.begin(), b.category.end());
    for (const Reject& r : b.rejects) all.rejects.emplace_back(r.row, r.reason, r.value);
    for (std::size_t i = 0; i < b.size(); ++i) {
      all.own.emplace_back();
      for (const Column& column : b.own.columns) {
        const auto* texts = std::get_if<Texts>(&column.values);
        all.own.back().push_back(texts ? std::optional((*texts)[i].value_or("")) : std::nullopt);
      }
    }
  });
  all.categories = reader.categories();
  for (const auto c : category) all.category.push_back(c == kNoCategory ? "" : all.categories[c]);
  return all;
}

std::string without_spaces(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_number(const std::string& text) {
  char* end = nullptr;  // CPLGetValueType takes leading zeros for text in some versions
  CPLStrtod(text.c_str(), &end);
  return *end == '\0';
}

/// Why GDAL's row is no event, by the rules of read.hpp; empty if it is one.
std::string reason_for(const std::vector<std::optional<std::string>>& fields) {
  const std::string lon = without_spaces(*fields[0]), lat = without_spaces(*fields[1]);
  if (lon.empty() || lat.empty()) return "blank_coordinate";
  if (!is_number(lon) || !is_number(lat)) return "not_a_number";
  if (std::abs(CPLAtof(lat.c_str())) > 90) return "latitude_out_of_range";
  if (std::abs(CPLAtof(lon.c_str())) > 180) return "longitude_out_of_range";
  return "";
}

}  // namespace

TEST_CASE("our CSV reader gives GDAL's rows and the rejects that follow from them, on random nasty files", "[csv]") {
  Random random(31);
  for (int round = 0; round < 150; ++round) {
    const TempFolder folder;
    const NastyFile file = NastyWriter(random).write();
    const std::string path = folder.file("nasty.csv", file.text);
    INFO(file.text);
    const auto theirs = read_with_gdal(path);
    REQUIRE(theirs.size() == file.row.size());
    const Read ours = read_in_parallel(path, 1 << 18, 1);
    std::size_t event = 0, reject = 0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const std::string reason = file.ragged[i] ? "ragged_row" : reason_for(theirs[i]);
      INFO("record " << i << " in row " << file.row[i]);
      if (!reason.empty()) {
        REQUIRE(reject < ours.rejects.size());
        CHECK(std::get<0>(ours.rejects[reject]) == file.row[i]);
        CHECK(std::get<1>(ours.rejects[reject]) == reason);
        ++reject;
        continue;
      }
      REQUIRE(event < ours.row.size());
      CHECK(ours.row[event] == file.row[i]);
      CHECK(ours.position[event] == LonLat{CPLAtof(theirs[i][0]->c_str()), CPLAtof(theirs[i][1]->c_str())});
      CHECK(ours.category[event] == without_spaces(*theirs[i][3]));
      for (std::size_t k = 2; k < 5; ++k) {
        if (ours.own[event][k]) CHECK(*ours.own[event][k] == *theirs[i][k]);
      }
      ++event;
    }
    CHECK(event == ours.row.size());
    CHECK(reject == ours.rejects.size());
    CHECK(ours.read == theirs.size());
  }
}

TEST_CASE("the outcome of reading does not depend on the size of chunks or the number of threads", "[csv]") {
  Random random(32);
  for (int round = 0; round < 30; ++round) {
    const TempFolder folder;
    std::string text = NastyWriter(random).write().text;
    if (round % 3 == 0) text += "\n\"never closed,\n1,2\n";
    if (round % 3 == 1) text += "\n124,40,\xFF,a,b\n124,41,\"x\"y,a\"b\",c\n";
    const std::string path = folder.file("nasty.csv", text);
    INFO(text);
    const Read whole = read_in_parallel(path, 1 << 18, 1);
    for (const std::size_t bytes : {1UL, 5UL, 33UL, 200UL}) {
      for (const std::size_t threads : {1UL, 2UL}) {
        INFO(bytes << " bytes, " << threads << " threads");
        REQUIRE(read_in_parallel(path, bytes, threads) == whole);
      }
    }
  }
}
