#pragma once

#include <span>
#include <string>
#include <vector>

#include "geo/pipeline.hpp"
#include "geo/profile_builder.hpp"
#include "geo/time.hpp"
#include "random.hpp"

namespace thalweg::test {

inline const std::vector<std::string> kKinds{"smuggling", "arrest", "crossing", "越境"};

/// Located events spread over the routes and over two years, some without time, category or radius, some too far.
inline LocatedBatch random_located(std::span<const Route> routes, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  LocatedBatch out;
  const std::int64_t start = parse_iso8601("2017-01-01")->ms;
  for (std::size_t i = 0; i < count; ++i) {
    const auto route = static_cast<std::uint32_t>(random.below(routes.size()));
    const double at = random.uniform(0, 1) * random.uniform(0, 1) * routes[route].length().m;
    out.places.push_back({route, static_cast<Side>(random.below(3)), {at}, {0}, {}});
    out.within.push_back(random.below(20) > 0);
    EventBatch& e = out.events;
    e.row.push_back(i + 1);
    e.position.push_back({0, 0});
    const std::int64_t later = static_cast<std::int64_t>(random.below(730)) * 86'400'000 + 1;
    e.time.push_back(random.below(10) > 0 ? std::optional(Instant{start + later}) : std::nullopt);
    const auto category = static_cast<std::uint32_t>(random.below(kKinds.size() + 1));
    e.category.push_back(category < kKinds.size() ? category : kNoCategory);
    e.weight.push_back(random.uniform(0, 3));
    const bool known = random.below(3) > 0;
    e.precision_m.push_back(known ? std::optional(random.uniform(0, 400) * random.uniform(0, 400)) : std::nullopt);
  }
  out.events.read = count;
  return out;
}

/// The accounting that locate_events would give for a batch.
inline Coverage coverage_of(const LocatedBatch& batch) {
  Coverage out;
  out.max_offset = {50e3};
  Accounting& a = out.accounting;
  a.read = batch.events.read;
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) {
      ++a.too_far;
      continue;
    }
    ++a.located;
    if (const auto& t = batch.events.time[i]) {
      a.first = std::min(a.first.value_or(*t), *t);
      a.last = std::max(a.last.value_or(*t), *t);
    }
  }
  return out;
}

inline Profile profile_of_batch(const ProfileGrid& grid, const LocatedBatch& batch) {
  ProfileBuilder builder(grid);
  builder.add(batch);
  return builder.finish(kKinds, coverage_of(batch));
}

}  // namespace thalweg::test
