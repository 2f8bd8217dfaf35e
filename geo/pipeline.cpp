#include "geo/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"

namespace thalweg {
namespace {

/// Looks at the first rows that were not located: would they lie near the route with lon and lat exchanged?
class SwapCheck {
 public:
  SwapCheck(const Locator& locator, Span max_offset) : locator_(locator), max_offset_(max_offset) {}

  void add(LonLat given) {
    if (seen_ == kEnough) return;
    ++seen_;
    const LonLat swapped{given.lat, given.lon};
    if (is_position(swapped) && locator_.locate(swapped).offset <= max_offset_) ++near_;
  }
  [[nodiscard]] bool most_would_fit() const { return near_ * 2 > seen_; }

 private:
  static constexpr int kEnough = 1000;
  const Locator& locator_;
  Span max_offset_;
  int seen_ = 0, near_ = 0;
};

void count_places(LocatedBatch& batch, Span max_offset, Accounting& total, SwapCheck& swap) {
  batch.within.assign(batch.places.size(), false);
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (batch.places[i].offset > max_offset) {
      ++total.too_far;
      swap.add(batch.events.position[i]);
      continue;
    }
    batch.within[i] = true;
    ++total.located;
    if (const auto& t = batch.events.time[i]) {
      total.first = total.first ? std::min(*total.first, *t) : *t;
      total.last = total.last ? std::max(*total.last, *t) : *t;
    }
  }
}

}  // namespace

std::uint64_t Accounting::rejected_total() const {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : rejected) sum += count;
  return sum;
}

Accounting locate_events(EventReader& reader, const Locator& locator, Span max_offset,
                         const std::function<void(const LocatedBatch&)>& sink, const Progress& progress) {
  Accounting total;
  SwapCheck swap(locator, max_offset);
  LocatedBatch batch;
  while (reader.next(batch.events)) {
    batch.places = locator.locate(batch.events.position);
    total.read += batch.events.read;
    total.filtered += batch.events.filtered;
    for (const Reject& reject : batch.events.rejects) {
      ++total.rejected[reject.reason];
      if (reject.position) swap.add(*reject.position);
    }
    count_places(batch, max_offset, total, swap);
    sink(batch);
    if (progress && !progress(total)) throw Error(Code::cancelled, "stopped on request; no result was written");
  }
  total.looks_swapped = total.located * 2 < total.read && swap.most_would_fit();
  return total;
}

void require_located(const Accounting& a, Span max_offset) {
  if (a.located > 0) return;
  if (a.looks_swapped) {
    bad_input(
        "none of {} rows lies near the route, but most would with longitude and latitude swapped; exchange --lon and "
        "--lat",
        a.read);
  }
  if (a.read == 0 && a.filtered > 0) bad_input("no events: all {} rows were left out by the filters", a.filtered);
  if (a.read == 0) bad_input("no events: the input has no rows");
  std::string reasons;
  for (const auto& [reason, count] : a.rejected) reasons += fmt::format(", {} {}", count, reason);
  bad_input("no event of {} rows could be used: {} farther than {:g} km from the route (--max-offset){}", a.read,
            a.too_far, max_offset.m / 1000, reasons);
}

}  // namespace thalweg
