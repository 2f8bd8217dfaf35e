/// What GDAL alone needs to hand over the rows of a layer, which are thrown away: the yardstick of reading.
///
/// pull features FILE: one feature after the other. pull arrow FILE: as Arrow batches. Prints the number of rows.

#include <fmt/format.h>
#include <ogr_recordbatch.h>

#include <cstdio>
#include <exception>
#include <string>

#include "geo/error.hpp"
#include "geo/gdal.hpp"
#include "geo/layers.hpp"

using namespace thalweg;

namespace {

std::int64_t pull_features(OGRLayerH layer) {
  std::int64_t rows = 0;
  while (const Feature feature{OGR_L_GetNextFeature(layer)}) ++rows;
  return rows;
}

std::int64_t pull_arrow(OGRLayerH layer) {
  ArrowArrayStream stream;
  if (!OGR_L_GetArrowStream(layer, &stream, nullptr)) io_error("the layer gives no Arrow stream");
  std::int64_t rows = 0;
  ArrowArray batch;
  while (stream.get_next(&stream, &batch) == 0 && batch.release) {
    rows += batch.length;
    batch.release(&batch);
  }
  stream.release(&stream);
  return rows;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string how = argc == 3 ? argv[1] : "";
  if (how != "features" && how != "arrow") {
    fmt::print(stderr, "usage: pull features|arrow FILE\n");
    return 2;
  }
  try {
    const Dataset dataset = open_vector(argv[2]);
    OGRLayerH layer = GDALDatasetGetLayer(dataset.get(), 0);
    fmt::print("{}\n", how == "arrow" ? pull_arrow(layer) : pull_features(layer));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "pull: {}\n", e.what());
    return 1;
  }
}
