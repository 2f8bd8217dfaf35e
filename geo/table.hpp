#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/units.hpp"

namespace thalweg {

using Integers = std::vector<std::optional<std::int64_t>>;
using Reals = std::vector<std::optional<double>>;
using Texts = std::vector<std::optional<std::string>>;
using Instants = std::vector<std::optional<Instant>>;

/// A typed column; `std::nullopt` is null. Real values are finite.
struct Column {
  std::string name;  ///< snake_case with its unit, e.g. `offset_m`
  std::variant<Integers, Reals, Texts, Instants> values;
  int decimals = -1;    ///< reals are rounded to this many decimals when written; -1: as they are
  std::string comment;  ///< what the column means, in plain words

  [[nodiscard]] std::size_t size() const;
};

/// Appends the chosen values of one column to another of the same type; `which` has an element per value.
void append_chosen(Column& to, const Column& from, const std::vector<bool>& which);
/// A column of the chosen values.
Column chosen(const Column& column, const std::vector<bool>& which);

/// A value as it is written with `decimals` decimals (-1: as it is); never -0.
double rounded(double value, int decimals);

/// A vertex of a line; `m` is its chainage in metres.
struct Vertex {
  LonLat at;
  double m = 0;
};

using Line = std::vector<Vertex>;
/// Rings per polygon: the first is the shell; the first and last vertex of a ring are equal.
using Polygon = std::vector<std::vector<LonLat>>;
using MultiPolygon = std::vector<Polygon>;

using Points = std::vector<LonLat>;
using Lines = std::vector<Line>;
using MultiPolygons = std::vector<MultiPolygon>;

/// One layer: columns of equal length and at most one geometry per row. `std::monostate`: a table without geometry.
struct Table {
  std::string name;  ///< the layer's name: `segments`, `events`, ...
  std::vector<Column> columns;
  std::variant<std::monostate, Points, Lines, MultiPolygons> geometry;

  [[nodiscard]] std::size_t rows() const;
  /// The column of that name, or nullptr.
  [[nodiscard]] const Column* find(std::string_view column) const;
};

}  // namespace thalweg
