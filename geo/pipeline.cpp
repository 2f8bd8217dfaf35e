#include "geo/pipeline.hpp"

#include <fmt/format.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "geo/error.hpp"
#include "geo/geodesic.hpp"
#include "geo/parallel.hpp"

namespace thalweg {
namespace {

/// Looks at the first rows that were not located: would they lie near the route with lon and lat exchanged?
class SwapCheck {
 public:
  SwapCheck(const Locator& locator, Span max_offset) : locator_(locator), max_offset_(max_offset) {}

  [[nodiscard]] bool has_seen_enough() const { return seen_ == kEnough; }
  void add(LonLat given) {
    if (has_seen_enough()) return;
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

/// A batch on its way, and what became of its rows.
struct Item {
  std::unique_ptr<Chunk> chunk;
  LocatedBatch batch;
  Accounting account;
  std::function<void()> then;  // what audience.in_parallel returned
};

/// Marks the places within the limit, and counts.
void count_places(Item& item, Span max_offset) {
  LocatedBatch& batch = item.batch;
  Accounting& a = item.account;
  a = {};
  a.read = batch.events.read;
  a.filtered = batch.events.filtered;
  for (const Reject& reject : batch.events.rejects) ++a.rejected[reject.reason];
  batch.within.assign(batch.places.size(), false);
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (batch.places[i].offset > max_offset) continue;
    batch.within[i] = true;
    ++a.located;
    if (const auto& t = batch.events.time[i]) {
      a.first = a.first ? std::min(*a.first, *t) : *t;
      a.last = a.last ? std::max(*a.last, *t) : *t;
    }
  }
  a.too_far = batch.places.size() - a.located;
  a.by_category = batch.events.by_category;
}

/// One run of locate_events: its stages.
class Run {
 public:
  Run(EventReader& reader, const Locator& locator, Span max_offset, const Audience& audience)
      : reader_(reader),
        locator_(locator),
        max_offset_(max_offset),
        audience_(audience),
        swap_(locator, max_offset),
        items_(chunks_in_flight()) {}

  Accounting operator()() {
    using tbb::filter_mode;
    const auto take = tbb::make_filter<void, Item*>(filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
      Item* item = this->take();
      if (!item) flow.stop();
      return item;
    });
    const auto understand = tbb::make_filter<Item*, Item*>(filter_mode::parallel, [](Item* item) {
      item->chunk->read(item->batch.events);
      item->chunk.reset();
      return item;
    });
    const auto settle = tbb::make_filter<Item*, Item*>(filter_mode::serial_in_order, [&](Item* item) {
      reader_.settle(item->batch.events);
      return item;
    });
    const auto locate = tbb::make_filter<Item*, Item*>(filter_mode::parallel, [&](Item* item) {
      item->batch.places.resize(item->batch.events.size());
      locator_.locate(item->batch.events.position, item->batch.places);
      count_places(*item, max_offset_);
      if (audience_.in_parallel) item->then = audience_.in_parallel(item->batch);
      return item;
    });
    const auto account =
        tbb::make_filter<Item*, void>(filter_mode::serial_in_order, [&](Item* item) { this->account(*item); });
    tbb::parallel_pipeline(items_.size(), take & understand & settle & locate & account);
    total_.looks_swapped = total_.located * 2 < total_.read && swap_.most_would_fit();
    return std::move(total_);
  }

 private:
  /// Items leave in the order they came and never more than items_.size() are on their way, so the next is free.
  Item* take() {
    auto chunk = reader_.take();
    if (!chunk) return nullptr;
    Item& item = items_[taken_++ % items_.size()];
    item.batch.events.clear();
    item.chunk = std::move(chunk);
    return &item;
  }

  /// What was not located, in the order of the rows, so that the size of batches does not matter.
  void offer_to_swap(const Item& item) {
    const EventBatch& events = item.batch.events;
    auto reject = events.rejects.begin();
    const auto offer_rejects_before = [&](std::uint64_t row) {
      for (; reject != events.rejects.end() && reject->row < row; ++reject) {
        if (reject->position) swap_.add(*reject->position);
      }
    };
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (item.batch.within[i]) continue;
      offer_rejects_before(events.row[i]);
      swap_.add(events.position[i]);
    }
    offer_rejects_before(std::numeric_limits<std::uint64_t>::max());
  }

  void account(Item& item) {
    const EventBatch& events = item.batch.events;
    total_.merge(item.account);
    if (!swap_.has_seen_enough()) offer_to_swap(item);
    if (item.then) std::exchange(item.then, nullptr)();
    if (audience_.in_order) audience_.in_order(item.batch);
    rows_ += events.rows;
    if (audience_.progress && !audience_.progress({rows_, events.share_taken})) {
      cancelled();
    }
  }

  EventReader& reader_;
  const Locator& locator_;
  Span max_offset_;
  const Audience& audience_;
  SwapCheck swap_;
  std::vector<Item> items_;
  std::size_t taken_ = 0;
  Accounting total_;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::uint64_t Accounting::rejected_total() const {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : rejected) sum += count;
  return sum;
}

void Accounting::merge(const Accounting& other) {
  read += other.read;
  located += other.located;
  too_far += other.too_far;
  filtered += other.filtered;
  add_rows(by_category, other.by_category);
  for (const auto& [reason, count] : other.rejected) rejected[reason] += count;
  if (other.first) first = first ? std::min(*first, *other.first) : *other.first;
  if (other.last) last = last ? std::max(*last, *other.last) : *other.last;
  looks_swapped = looks_swapped || other.looks_swapped;
}

std::vector<std::string> Accounting::unknown_categories() const {
  std::vector<std::string> out;
  for (const auto& [name, rows] : by_category) {
    if (rows == 0) out.push_back(name);
  }
  return out;
}

std::string note_on_categories(const Accounting& a) {
  const std::vector<std::string> unknown = a.unknown_categories();
  if (unknown.empty()) return "";
  constexpr std::size_t most = 10;
  std::vector<std::pair<std::uint64_t, std::string>> known;  // rows, name
  for (const auto& [name, rows] : a.by_category) {
    if (rows > 0) known.emplace_back(rows, name);
  }
  std::ranges::stable_sort(known, std::ranges::greater{}, [](const auto& entry) { return entry.first; });
  std::string out = "--keep-category: no row has the category";
  for (const std::string& name : unknown) out += fmt::format("{} '{}'", &name == &unknown.front() ? "" : ",", name);
  if (known.empty()) return out + "; no row has any (--category names the column)";
  out += "; there are";
  for (std::size_t i = 0; i < std::min(most, known.size()); ++i) {
    out += fmt::format("{} '{}' ({})", i > 0 ? "," : "", known[i].second, known[i].first);
  }
  return known.size() > most ? out + fmt::format(" and {} more", known.size() - most) : out;
}

void require_known_categories(const Accounting& a) {
  if (a.located + a.too_far == 0 && !a.unknown_categories().empty()) bad_input("{}", note_on_categories(a));
}

Accounting locate_events(EventReader& reader, const Locator& locator, Span max_offset, const Audience& audience) {
  return Run(reader, locator, max_offset, audience)();
}

Accounting locate_events(EventReader& reader, const Locator& locator, Span max_offset,
                         const std::function<void(const LocatedBatch&)>& sink, const Progress& progress) {
  return locate_events(reader, locator, max_offset, Audience{{}, sink, progress});
}

void require_located(const Accounting& a, Span max_offset) {
  if (a.located > 0) return;
  require_known_categories(a);
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
