#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geo/events.hpp"
#include "geo/locate.hpp"
#include "geo/progress.hpp"
#include "geo/read.hpp"

namespace thalweg {

/// Where every row went: read = located + too_far + the sum of `rejected`.
struct Accounting {
  std::uint64_t read = 0;
  std::uint64_t located = 0;
  std::uint64_t too_far = 0;                      ///< events farther from every route than the limit
  std::map<std::string, std::uint64_t> rejected;  ///< rows that gave no event, by reason
  std::uint64_t filtered = 0;                     ///< rows left out on request; not in `read`
  std::optional<Instant> first, last;             ///< times of the located events
  CategoryRows by_category;                       ///< empty unless categories are kept by name
  bool looks_swapped =
      false;  ///< most of the rows that were not located would lie near the route with lon and lat swapped

  [[nodiscard]] std::uint64_t rejected_total() const;
  /// Adds the rows of another part.
  void merge(const Accounting& other);
  /// Categories that are asked for and do not occur.
  [[nodiscard]] std::vector<std::string> unknown_categories() const;
};

/// Events with their places. `within[i]` tells whether event i is inside the distance limit.
struct LocatedBatch {
  EventBatch events;
  std::vector<Location> places;
  std::vector<bool> within;
};

/// Those who see the batches; any may be empty.
struct Audience {
  /// Called on several threads at once, in any order. What it returns, if anything, is called in the reader's order;
  /// the batch lives until then.
  std::function<std::function<void()>(const LocatedBatch&)> in_parallel;
  /// Called in the reader's order, for one batch at a time, on one thread or another; after the above.
  std::function<void(const LocatedBatch&)> in_order;
  Progress progress;  ///< likewise, after each batch
};

/// Reads everything, understands and locates several chunks at a time, and shows each batch to the audience, in bounded
/// memory: a few chunks per thread are on their way. The outcome does not depend on the number of threads. The reader
/// must not be used meanwhile. @throws what EventReader and the audience throw; Error{cancelled} if `progress` says
/// stop.
Accounting locate_events(EventReader& reader, const Locator& locator, Span max_offset, const Audience& audience);
/// The same where everything is done in order.
Accounting locate_events(EventReader& reader, const Locator& locator, Span max_offset,
                         const std::function<void(const LocatedBatch&)>& sink, const Progress& progress = {});

/// In words: which categories that are asked for do not occur, and the most frequent of those that do. Empty if all do.
std::string note_on_categories(const Accounting& accounting);

/// Throws Error{bad_input} with that note if no row was kept and a category that is asked for does not occur.
void require_known_categories(const Accounting& accounting);

/// Throws Error{bad_input} if nothing was located, with the likely cause: unknown categories, no rows, all rejected
/// (why), all too far, or longitude and latitude swapped.
void require_located(const Accounting& accounting, Span max_offset);

}  // namespace thalweg
