#include "geo/datasets.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "geo/csv.hpp"
#include "geo/embedded.hpp"
#include "geo/error.hpp"
#include "geo/number.hpp"

namespace thalweg {
namespace {

/// One of the CSV files, read whole; a value is found by its column's name.
class SmallCsv {
 public:
  explicit SmallCsv(std::string_view path) : path_(path) {
    CsvScanner scanner(dataset_bytes(path), ',');
    std::vector<CsvField> fields;
    std::string scratch;
    while (scanner.next(fields)) {
      std::vector<std::string>& record = records_.emplace_back();
      for (const CsvField& field : fields) record.emplace_back(field.value(scratch));
      if (record.size() != records_.front().size()) fail(records_.size() - 1, "row", "has too few or too many fields");
    }
    if (records_.empty()) bad_input("dataset {} is empty", path_);
  }

  [[nodiscard]] std::size_t rows() const { return records_.size() - 1; }

  [[nodiscard]] const std::string& text(std::size_t row, std::string_view column) const {
    const auto& header = records_.front();
    const auto at = std::ranges::find(header, column);
    if (at == header.end()) bad_input("dataset {} has no column '{}'", path_, column);
    return records_[row + 1][static_cast<std::size_t>(at - header.begin())];
  }

  /// nullopt where the field is empty.
  [[nodiscard]] std::optional<double> maybe(std::size_t row, std::string_view column) const {
    const std::string& value = text(row, column);
    if (value.empty()) return std::nullopt;
    const auto parsed = parse_number(value);
    if (!parsed) fail(row + 1, column, "is not a number: '" + value + "'");
    return parsed;
  }

  [[nodiscard]] double number(std::size_t row, std::string_view column) const {
    const auto value = maybe(row, column);
    if (!value) fail(row + 1, column, "is empty");
    return *value;
  }

  [[nodiscard]] Stretch stretch(std::size_t row) const { return {{number(row, "from_m")}, {number(row, "to_m")}}; }

 private:
  [[noreturn]] void fail(std::size_t record, std::string_view column, const std::string& why) const {
    bad_input("dataset {}, row {}: {} {}", path_, record + 1, column, why);
  }

  std::string path_;
  std::vector<std::vector<std::string>> records_;
};

/// Makes a value of every row of a CSV file.
template <typename Make>
auto rows_of(std::string_view path, Make make) {
  const SmallCsv csv(path);
  std::vector<decltype(make(csv, std::size_t{}))> values;
  for (std::size_t row = 0; row < csv.rows(); ++row) values.push_back(make(csv, row));
  return values;
}

const EmbeddedFile* find_file(std::string_view path) {
  const auto files = embedded_files();
  const auto it = std::ranges::find(files, path, &EmbeddedFile::path);
  return it == files.end() ? nullptr : &*it;
}

DatasetInfo info_of(const SmallCsv& csv, std::size_t row) {
  const std::string& path = csv.text(row, "path");
  return {csv.text(row, "name"),
          csv.text(row, "title"),
          path,
          csv.text(row, "licence"),
          csv.text(row, "attribution"),
          csv.text(row, "source"),
          dataset_bytes(path).size()};
}

RiverStretch river_of(const SmallCsv& csv, std::size_t row) {
  const std::string& flow = csv.text(row, "flow");
  return {csv.text(row, "name"),
          csv.text(row, "name_zh"),
          csv.text(row, "name_ko"),
          csv.text(row, "kind"),
          csv.stretch(row),
          flow == "with"      ? Flow::with
          : flow == "against" ? Flow::against
                              : Flow::none,
          csv.maybe(row, "river_km_from"),
          csv.maybe(row, "river_km_to")};
}

ProvinceStretch province_of(const SmallCsv& csv, std::size_t row) {
  return {csv.text(row, "name"), csv.text(row, "name_zh"), csv.text(row, "name_ko"), csv.text(row, "country"),
          csv.stretch(row)};
}

Place place_of(const SmallCsv& csv, std::size_t row) {
  return {csv.text(row, "name"),         csv.text(row, "name_zh"),
          csv.text(row, "name_ko"),      csv.text(row, "kind"),
          csv.text(row, "country"),      {csv.number(row, "lon"), csv.number(row, "lat")},
          csv.maybe(row, "precision_m"), static_cast<int>(csv.number(row, "rank")),
          csv.text(row, "source"),       csv.text(row, "source_id")};
}

Route parse_border() {
  const auto collection = nlohmann::json::parse(dataset_bytes("border/border.geojson"));
  const auto& border = collection.at("features").at(0);
  std::vector<LonLat> vertices;
  for (const auto& v : border.at("geometry").at("coordinates")) vertices.push_back({v.at(0), v.at(1)});
  const auto& properties = border.at("properties");
  return Route(properties.at("name"), {properties.at("left"), properties.at("right")}, std::move(vertices));
}

}  // namespace

std::string_view dataset_bytes(std::string_view name) {
  if (const EmbeddedFile* file = find_file(name)) return file->bytes;
  if (find_file("catalog.csv")) {
    const SmallCsv catalog("catalog.csv");
    for (std::size_t row = 0; row < catalog.rows(); ++row) {
      const EmbeddedFile* file = catalog.text(row, "name") == name ? find_file(catalog.text(row, "path")) : nullptr;
      if (file) return file->bytes;
    }
  }
  std::string known;
  for (const EmbeddedFile& file : embedded_files()) known += fmt::format("{}{}", known.empty() ? "" : ", ", file.path);
  bad_input("there is no dataset '{}'; there are {}", name, known);
}

std::span<const DatasetInfo> datasets() {
  static const auto all = rows_of("catalog.csv", info_of);
  return all;
}

std::size_t dataset_rows(const DatasetInfo& dataset) {
  if (dataset.path.ends_with(".csv")) return SmallCsv(dataset.path).rows();
  if (dataset.path.ends_with(".geojson")) {
    return nlohmann::json::parse(dataset_bytes(dataset.path)).at("features").size();
  }
  return 0;
}

const Route& default_border() {
  static const Route border = parse_border();
  return border;
}

std::span<const RiverStretch> rivers() {
  static const auto all = rows_of("border/rivers.csv", river_of);
  return all;
}

std::span<const ProvinceStretch> provinces() {
  static const auto all = rows_of("provinces/provinces.csv", province_of);
  return all;
}

std::span<const Place> places() {
  static const auto all = rows_of("places/places.csv", place_of);
  return all;
}

}  // namespace thalweg
