/// Writes made-up events near the default border, for the benchmark of reading.
///
/// make_events EVENTS SEED OUT...: the same events into every OUT (.csv, .fgb or .gpkg). Coordinates have 6 decimals,
/// times whole seconds, weights two decimals, so that every format holds the same values.

#include <fmt/format.h>

#include <array>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "geo/datasets.hpp"
#include "geo/error.hpp"
#include "geo/gdal.hpp"
#include "geo/random.hpp"
#include "geo/time.hpp"

using namespace thalweg;

namespace {

constexpr std::array<const char*, 6> kCategories{"crossing", "smuggling", "seizure", "arrest", "patrol", "incident"};
/// Standard deviation of the distance from a random place of the line in either direction, degrees: half of the events
/// lie within 1 km of it, as `thalweg simulate` has it where nothing else is asked for.
constexpr double kScatter = 0.015;

struct Event {
  double lon, lat;
  Instant time;
  const char* category;
  double weight;
};

double to_decimals(double v, double unit) {
  return std::round(v * unit) / unit;
}

Event next_event(std::mt19937_64& engine) {
  const Route& border = default_border();
  boost::random::uniform_01<double> uniform;
  boost::random::normal_distribution<double> scatter(0, kScatter);
  boost::random::uniform_int_distribution<std::size_t> kind(0, kCategories.size() - 1);
  boost::random::uniform_int_distribution<std::int64_t> second(1'483'228'800, 1'577'836'799);  // 2017 to 2019
  const LonLat on = border.at({uniform(engine) * border.length().m});
  const double lon = to_decimals(on.lon + scatter(engine), 1e6), lat = to_decimals(on.lat + scatter(engine), 1e6);
  const Instant time{second(engine) * 1000};
  const char* category = kCategories[kind(engine)];
  return {lon, lat, time, category, to_decimals(uniform(engine) * 10, 100)};
}

class Writer {
 public:
  virtual ~Writer() = default;
  virtual void write(const Event& e) = 0;
};

class CsvWriter : public Writer {
 public:
  explicit CsvWriter(const std::string& path) : file_(std::fopen(path.c_str(), "w")) {
    if (!file_) io_error("{}: cannot be made", path);
    fmt::print(file_, "lon,lat,time,category,weight\n");
  }
  ~CsvWriter() override { std::fclose(file_); }
  CsvWriter(const CsvWriter&) = delete;
  CsvWriter& operator=(const CsvWriter&) = delete;
  void write(const Event& e) override {
    fmt::print(file_, "{},{},{},{},{}\n", e.lon, e.lat, format_instant(e.time), e.category, e.weight);
  }

 private:
  std::FILE* file_;
};

/// A layer without a spatial index, which takes longer to make than all the rest.
class LayerWriter : public Writer {
 public:
  LayerWriter(const std::string& path, const char* driver)
      : dataset_(GDALCreate(GDALGetDriverByName(driver), path.c_str(), 0, 0, 0, GDT_Unknown, nullptr)) {
    if (!dataset_) io_error("{}: cannot be made", path);
    std::string no_index = "SPATIAL_INDEX=NO";
    std::array<char*, 2> options{no_index.data(), nullptr};
    layer_ = GDALDatasetCreateLayer(dataset_.get(), "events", wgs84().get(), wkbPoint, options.data());
    for (const auto& [name, type] :
         {std::pair{"time", OFTDateTime}, std::pair{"category", OFTString}, std::pair{"weight", OFTReal}}) {
      const OGRFieldDefnH field = OGR_Fld_Create(name, type);
      OGR_L_CreateField(layer_, field, TRUE);
      OGR_Fld_Destroy(field);
    }
    [[maybe_unused]] const auto started = OGR_L_StartTransaction(layer_);
  }
  ~LayerWriter() override { [[maybe_unused]] const auto done = OGR_L_CommitTransaction(layer_); }
  LayerWriter(const LayerWriter&) = delete;
  LayerWriter& operator=(const LayerWriter&) = delete;
  void write(const Event& e) override {
    using namespace std::chrono;
    const sys_seconds at{seconds(e.time.ms / 1000)};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{at - day};
    const Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(layer_)));
    OGR_F_SetFieldDateTimeEx(feature.get(), 0, int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())),
                             int(clock.hours().count()), int(clock.minutes().count()),
                             static_cast<float>(clock.seconds().count()), 100);
    OGR_F_SetFieldString(feature.get(), 1, e.category);
    OGR_F_SetFieldDouble(feature.get(), 2, e.weight);
    OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, e.lon, e.lat);
    OGR_F_SetGeometryDirectly(feature.get(), point);
    if (OGR_L_CreateFeature(layer_, feature.get()) != OGRERR_NONE) io_error("a feature could not be written");
  }

 private:
  Dataset dataset_;
  OGRLayerH layer_;
};

std::unique_ptr<Writer> writer_for(const std::string& path) {
  if (path.ends_with(".fgb")) return std::make_unique<LayerWriter>(path, "FlatGeobuf");
  if (path.ends_with(".gpkg")) return std::make_unique<LayerWriter>(path, "GPKG");
  return std::make_unique<CsvWriter>(path);
}

void run(std::size_t events, std::uint64_t seed, const std::vector<std::string>& outs) {
  gdal_setup();
  std::vector<std::unique_ptr<Writer>> writers;
  for (const std::string& out : outs) writers.push_back(writer_for(out));
  std::mt19937_64 engine = replicate_engine(seed, 0);
  for (std::size_t i = 0; i < events; ++i) {
    const Event event = next_event(engine);
    for (const auto& writer : writers) writer->write(event);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: make_events EVENTS SEED OUT...\n");
    return 2;
  }
  try {
    run(std::stoull(argv[1]), std::stoull(argv[2]), {argv + 3, argv + argc});
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "make_events: {}\n", e.what());
    return 1;
  }
}
