#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

namespace thalweg {

/// Where a format keeps a layer's default style.
enum class StyleHome { none, beside, inside };

/// An output format, told by the ending of the file's name or, for a database, by the start of a connection string.
struct Format {
  std::string_view ending;
  std::string_view driver;
  std::vector<const char*> layer_options;  ///< GDAL's, ended by nullptr
  bool many_layers = false;
  bool own_columns = false;  ///< number and geometry of a row are columns, whose names must not be those of others
  bool tiles = false;        ///< vector tiles (tiles.hpp)
  bool database = false;     ///< the layers are tables of it, not files
  bool measures = false;     ///< keeps M, the chainage, in lines
  bool geometry = true;      ///< has geometry at all
  bool tables = true;        ///< keeps rows without geometry
  StyleHome style = StyleHome::none;
  bool checks_itself = false;                  ///< its driver notices every write that fails
  bool typed = true;                           ///< has types for numbers and moments; else all is written as text by us
  bool moments = true;                         ///< has a type for moments, if for numbers
  bool wkt = false;                            ///< without geometry, but with a column `wkt` of it
  std::size_t name_bytes = 0;                  ///< longest name of a column; 0: no limit
  std::size_t text_bytes = 0;                  ///< longest text; 0: no limit
  std::vector<std::string_view> companions{};  ///< endings of the files that are made beside
};

/// Whether an output or input is a connection string of PostgreSQL (`PG:...`, `postgresql://...`) and so no path.
bool is_database(std::string_view name);
/// The format of an output; the ending may be in capitals. @throws Error{bad_input} listing the endings that this GDAL
/// can write, and naming the driver if it is only that which is missing.
const Format& format_of(const std::filesystem::path& out);

}  // namespace thalweg
