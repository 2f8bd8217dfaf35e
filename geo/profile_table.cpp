#include "geo/profile_table.hpp"

#include <algorithm>
#include <array>

#include "geo/formats.hpp"
#include "geo/profile_about.hpp"
#include "geo/write.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsAtOnce = 100'000;
constexpr std::int64_t kExactSteps = std::int64_t{1} << 53;
constexpr std::array<const char*, 3> kSideNames{"left", "right", "on"};

/// The rows that cells are written as, one or more a cell.
std::vector<ProfileCell> cells_as_rows(const Profile& profile, std::size_t from, std::size_t to) {
  std::vector<ProfileCell> rows;
  for (std::size_t i = from; i < to; ++i) {
    ProfileCell cell = profile.cell(i);
    for (std::int64_t rest = cell.weight.steps(); rest >= 0; cell.count = 0) {
      const std::int64_t part = std::min(rest, kExactSteps);
      cell.weight = WeightSum::of_steps(part);
      rows.push_back(cell);
      rest = rest > part ? rest - part : -1;
    }
  }
  return rows;
}

template <typename Values, typename Value>
void add(Table& table, const std::vector<ProfileCell>& rows, std::string name, int decimals, std::string comment,
         Value value) {
  Values values;
  values.reserve(rows.size());
  for (const ProfileCell& cell : rows) values.push_back(value(cell));
  table.columns.push_back({std::move(name), std::move(values), decimals, std::move(comment)});
}

}  // namespace

Table profile_rows(const Profile& profile, std::size_t from, std::size_t to) {
  const ProfileGrid& grid = profile.grid();
  const std::vector<ProfileCell> rows = cells_as_rows(profile, from, to);
  const auto edge_km = [&](const ProfileCell& c, std::size_t bin) {
    return std::min(static_cast<double>(bin) * grid.bin_m(), grid.routes()[c.route].length_m) / 1000;
  };
  using Cell = const ProfileCell&;
  using Text = std::optional<std::string>;
  Table t{kProfileLayer, {}, {}};
  add<Texts>(t, rows, "route", -1, "route of the bin", [&](Cell c) { return grid.routes()[c.route].name; });
  add<Integers>(t, rows, "bin", -1, "number of the bin along its route, from 0",
                [](Cell c) { return static_cast<std::int64_t>(c.bin); });
  add<Reals>(t, rows, "bin_m", -1, "width of all bins, metres", [&](Cell) { return grid.bin_m(); });
  add<Reals>(t, rows, "from_km", 6, "start, km along the route", [&](Cell c) { return edge_km(c, c.bin); });
  add<Reals>(t, rows, "to_km", 6, "end, km along the route", [&](Cell c) { return edge_km(c, c.bin + 1); });
  add<Texts>(t, rows, "period", -1, "year, month or day in UTC, as ISO 8601; null: time unknown",
             [&](Cell c) { return c.period == kNoPeriod ? Text() : format_period(grid.period(), c.period); });
  add<Texts>(t, rows, "category", -1, "category of the events; null: none",
             [&](Cell c) { return c.category == kNoCategory ? Text() : profile.categories()[c.category]; });
  add<Texts>(t, rows, "side", -1, "left, right, or on the line",
             [](Cell c) { return kSideNames[static_cast<std::size_t>(c.side)]; });
  add<Texts>(t, rows, "precision_class", -1, "radius of uncertainty up to this",
             [](Cell c) { return std::string(name_of(c.precision)); });
  add<Integers>(t, rows, "count", -1, "events", [](Cell c) { return static_cast<std::int64_t>(c.count); });
  add<Reals>(t, rows, "weight", -1, "sum of the events' weights", [](Cell c) { return c.weight.value(); });
  return t;
}

fs::path about_beside(const fs::path& profile) {
  fs::path name = profile.stem();
  name += ".about";
  name += profile.extension();
  return profile.parent_path() / name;
}

std::vector<fs::path> profile_files(const fs::path& out) {
  if (format_of(out).many_layers) return {out};
  return {out, about_beside(out)};
}

void check_profile_output(const fs::path& out, bool overwrite) {
  for (const fs::path& file : profile_files(out)) check_table_output(file, overwrite, {kProfileLayer, kAboutLayer});
}

void write_profile(const fs::path& out, bool overwrite, const Profile& profile) {
  check_profile_output(out, overwrite);
  DatasetWriter writer(out, overwrite);
  const std::size_t layer = writer.add_layer(profile_rows(profile, 0, 0));
  for (std::size_t from = 0; from < profile.size(); from += kRowsAtOnce) {
    writer.append(layer, profile_rows(profile, from, std::min(from + kRowsAtOnce, profile.size())));
  }
  const Table about = about_rows({profile.grid(), profile.coverage});
  if (format_of(out).many_layers) {
    writer.append(writer.add_layer(about), about);
  } else {
    write_table(about_beside(out), overwrite, about);
  }
  writer.commit();
}

}  // namespace thalweg
