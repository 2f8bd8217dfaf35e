#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/categories.hpp"
#include "geo/crs.hpp"
#include "geo/events.hpp"
#include "geo/schema.hpp"

namespace thalweg {

/// What a source found in a column: nothing, a number, a moment, or text still to be understood.
using Value = std::variant<std::monostate, double, Instant, std::string_view>;

struct RawEvent {
  std::uint64_t row = 0;
  std::array<Value, kRoles> value;
  [[nodiscard]] const Value& operator[](Role r) const { return value[static_cast<std::size_t>(r)]; }
};

/// How the rows of one source are to be judged. May be shared by threads.
class EventRules {
 public:
  EventRules(const ReadOptions& options, const Columns& columns, ToWgs84 to_wgs84);

 private:
  friend class EventBuilder;
  const ReadOptions& options_;
  ToWgs84 to_wgs84_;
  std::string time_format_;
  const Schema* precision_codes_ = nullptr;
  bool filters_;  // whether any event could be left out
};

/// Turns the raw values of a chunk's rows into the events and rejects of its batch: the one place where a row is
/// judged.
class EventBuilder {
 public:
  /// Both must outlive the builder.
  EventBuilder(const EventRules& rules, EventBatch& batch) : rules_(rules), batch_(batch) {}

  /// Adds the row to the batch as an event, a reject or a filtered row; true if it became an event.
  bool add(const RawEvent& raw);
  /// Counts the row as rejected.
  void reject(std::uint64_t row, std::string_view reason, std::string value,
              std::optional<LonLat> position = std::nullopt);

 private:
  /// A row as far as it is understood.
  struct Event {
    LonLat position;
    std::optional<Instant> time;
    double weight = 1;
    std::optional<double> precision_m;
  };
  // Each fills its part of the event, or rejects the row and returns false.
  bool read_position(const RawEvent& raw, Event& event);
  bool read_time(const RawEvent& raw, Event& event);
  bool read_weight(const RawEvent& raw, Event& event);
  bool read_precision(const RawEvent& raw, Event& event);
  /// Rejects the row for the value of that role; lon stands for both coordinates. Returns false.
  bool fail(const RawEvent& raw, std::string_view reason, Role role, std::optional<LonLat> position = std::nullopt);

  void count_category(std::string_view category);
  [[nodiscard]] bool is_kept(const std::optional<Instant>& time, std::string_view category) const;
  std::uint32_t category_id(std::string_view name);

  const EventRules& rules_;
  EventBatch& batch_;
  Categories categories_;
  std::string scratch_;
};

}  // namespace thalweg
