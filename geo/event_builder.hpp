#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "geo/crs.hpp"
#include "geo/events.hpp"
#include "geo/schema.hpp"

namespace thalweg {

/// Categories in order of first appearance.
class Categories {
 public:
  std::uint32_t id(std::string_view name);
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> ids_;
};

/// What a source found in a column: nothing, a number, a moment, or text still to be understood.
using Value = std::variant<std::monostate, double, Instant, std::string_view>;

struct RawEvent {
  std::uint64_t row = 0;
  std::array<Value, kRoles> value;
  [[nodiscard]] const Value& operator[](Role r) const { return value[static_cast<std::size_t>(r)]; }
};

/// Turns the raw values of one source into events or rejects: the one place where a row is judged.
class EventBuilder {
 public:
  EventBuilder(const ReadOptions& options, const Columns& columns, ToWgs84 to_wgs84, Categories& categories);

  /// Adds the row to `batch` as an event, a reject or a filtered row; true if it became an event.
  bool add(const RawEvent& raw, EventBatch& batch) const;
  /// Counts the row as rejected.
  static void reject(EventBatch& batch, std::uint64_t row, std::string_view reason, std::string value,
                     std::optional<LonLat> position = std::nullopt);

 private:
  struct Failure {
    std::string_view reason;
    std::string value;
    std::optional<LonLat> position;
  };
  template <typename T>
  using Outcome = std::variant<T, Failure>;

  [[nodiscard]] Outcome<LonLat> position(const RawEvent& raw) const;
  [[nodiscard]] Outcome<std::optional<Instant>> time(const Value& v) const;
  [[nodiscard]] Outcome<double> weight(const Value& v) const;
  [[nodiscard]] Outcome<std::optional<double>> precision(const Value& v) const;

  const ReadOptions& options_;
  ToWgs84 to_wgs84_;
  Categories& categories_;
  std::string time_format_;
  const Schema* precision_codes_ = nullptr;
};

}  // namespace thalweg
