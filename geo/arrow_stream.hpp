#pragma once

#include <ogr_recordbatch.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/ogr_layout.hpp"

namespace thalweg {

/// Owns a struct of the Arrow C interface, which is released by its own callback.
template <typename Struct>
class ArrowOwned {
 public:
  ArrowOwned() = default;
  ~ArrowOwned() {
    if (it_.release) it_.release(&it_);
  }
  ArrowOwned(ArrowOwned&& other) noexcept : it_(std::exchange(other.it_, {})) {}
  ArrowOwned& operator=(ArrowOwned&& other) noexcept {
    std::swap(it_, other.it_);
    return *this;
  }
  Struct* get() { return &it_; }
  const Struct& operator*() const { return it_; }
  const Struct* operator->() const { return &it_; }
  explicit operator bool() const { return it_.release != nullptr; }

 private:
  Struct it_{};
};

/// Where the values of the wanted fields are among a batch's children. Each field is of a kind that Arrow hands over as
/// the feature loop does: 32-bit (`i`) and 64-bit (`l`) integers, doubles (`g`), text (`u`).
struct ArrowColumns {
  struct Place {
    std::size_t child;
    char format;
  };
  std::vector<std::optional<Place>> field;  ///< by the field's number in the layout
  std::optional<std::size_t> geometry;      ///< the child with the geometry as WKB
};

/// The Arrow stream of a layer, batch by batch.
class ArrowStream {
 public:
  /// Starts a stream of the layer, which must have been reduced to `fields`, in their order, and the geometry if the
  /// layout needs it. nullopt if GDAL cannot, or any column comes in a form that is not read here.
  static std::optional<ArrowStream> open(OGRLayerH layer, const OgrLayout& layout,
                                         const std::vector<std::size_t>& fields, std::size_t batch_rows);

  [[nodiscard]] const ArrowColumns& columns() const { return columns_; }
  /// The next batch; an empty one at the end. False if GDAL failed.
  [[nodiscard]] bool next(ArrowOwned<ArrowArray>& batch) { return stream_->get_next(stream_.get(), batch.get()) == 0; }

 private:
  ArrowStream() = default;
  ArrowOwned<ArrowArrayStream> stream_;
  ArrowColumns columns_;
};

}  // namespace thalweg
