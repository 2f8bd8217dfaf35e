#include "geo/profile_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "geo/day.hpp"
#include "geo/error.hpp"
#include "geo/profile_builder.hpp"
#include "geo/profile_read.hpp"

namespace thalweg {
namespace {

Profile read_one(const AnalysisOptions& options, const RouteSet& set, const std::string& path) {
  const Profile profile = read_profile(path, options.read.layer, set.routes);
  require_applicable(options, path, profile);
  const CellFilter filter{options.read.keep_categories, {}, options.read.since,
                          options.read.until,           {}, options.read.require_time};
  return naming(path, [&] { return profile.filtered(filter); });
}

std::string note_of(const std::string& path, const Profile& profile) {
  return fmt::format("{}: profile with bins of {:g} m, period {}", path, profile.grid().bin_m(),
                     name_of(profile.grid().period()));
}

ProfiledEvents count_events(const AnalysisOptions& options, const RouteSet& set, const ProfileGrid& grid,
                            RejectLog& rejects) {
  EventReader reader(options.read);
  ProfileBuilder builder(grid);
  Coverage coverage{{}, options.read.since, options.read.until, options.max_offset};
  coverage.accounting = locate_events(
      reader, set.locator, options.max_offset,
      [&](const LocatedBatch& batch) {
        builder.add(batch);
        rejects.add(batch);
      },
      options.progress);
  return {builder.finish(reader.categories(), std::move(coverage)), reader.notes()};
}

}  // namespace

bool any_profile(const ReadOptions& read) {
  return std::ranges::any_of(read.sources, [&](const std::string& path) { return is_profile(path, read.layer); });
}

void require_applicable(const AnalysisOptions& options, const std::string& path, const Profile& profile) {
  const ReadOptions& read = options.read;
  const std::pair<bool, const char*> asked[]{
      {!read.where.empty(), "--where"},
      {!read.lon.empty(), "--lon"},
      {!read.lat.empty(), "--lat"},
      {!read.time.empty(), "--time"},
      {!read.category.empty(), "--category"},
      {!read.weight.empty(), "--weight"},
      {!read.precision.empty(), "--precision"},
      {!read.schema.empty(), "--schema"},
      {!read.crs.empty(), "--crs"},
      {!read.time_format.empty(), "--time-format"},
      {options.rejects.has_value(), "--rejects"},
  };
  for (const auto& [given, option] : asked) {
    if (!given) continue;
    bad_input("{}: is a profile, which holds no rows of events; {} goes with the events that it is made from", path,
              option);
  }
  const Span made_with = profile.coverage.max_offset;
  if (options.max_offset_stated && options.max_offset < made_with) {
    bad_input(
        "{}: --max-offset {:g} km cannot be applied to a profile, which tells no offsets; it was made with {:g} km",
        path, options.max_offset.m / 1000, made_with.m / 1000);
  }
}

ProfiledEvents profile_of(const AnalysisOptions& options, const RouteSet& set, const ProfileGrid& given,
                          RejectLog& rejects) {
  std::optional<ProfiledEvents> all;
  const auto add = [&](const Profile& profile, const std::vector<std::string>& notes) {
    if (!all) all = {Profile(profile.grid()), {}};
    all->profile.merge(profile);
    all->notes.insert(all->notes.end(), notes.begin(), notes.end());
  };
  AnalysisOptions events = options;
  events.read.sources.clear();
  for (const std::string& path : options.read.sources) {
    if (!is_profile(path, options.read.layer)) {
      events.read.sources.push_back(path);
      continue;
    }
    const Profile profile = read_one(options, set, path);
    add(profile, {note_of(path, profile)});
  }
  if (!all || !events.read.sources.empty()) {
    const ProfiledEvents counted = count_events(events, set, all ? all->profile.grid() : given, rejects);
    add(counted.profile, counted.notes);
  }
  rejects.require_located(all->profile.coverage.accounting, all->profile.coverage.max_offset);
  return *std::move(all);
}

std::optional<Period> period_of(const Coverage& known) {
  const auto &first = known.accounting.first, &last = known.accounting.last;
  if ((!known.since && !first) || (!known.until && !last)) return std::nullopt;
  const bool since = known.since && (!first || *known.since <= *first);
  const bool until = known.until && (!last || *known.until > *last);
  return Period{since ? *known.since : day_start(day_of(*first)), until ? *known.until : day_start(day_of(*last) + 1)};
}

}  // namespace thalweg
