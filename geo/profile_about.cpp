#include "geo/profile_about.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "geo/error.hpp"
#include "geo/number.hpp"
#include "geo/profile_table.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

/// Rows as they are put together.
class Rows {
 public:
  void add(const char* key, std::string value, const std::string& item = {}) {
    keys_.emplace_back(key);
    items_.push_back(item.empty() ? std::nullopt : std::optional(item));
    values_.emplace_back(std::move(value));
  }
  void add(const char* key, std::uint64_t value) { add(key, fmt::format("{}", value)); }
  void add(const char* key, const std::optional<Instant>& t) {
    if (t) add(key, format_instant(*t));
  }
  Table table() && {
    return {kAboutLayer,
            {{"key", std::move(keys_), -1, "what the value is"},
             {"item", std::move(items_), -1, "route or reason that it is of"},
             {"value", std::move(values_), -1, "number, word or moment, as text"}},
            {}};
  }

 private:
  Texts keys_, items_, values_;
};

/// Looks values up in rows and understands them.
class Lookup {
 public:
  Lookup(const std::vector<AboutRow>& rows, const std::string& source) : rows_(rows), source_(source) {}

  [[nodiscard]] const AboutRow* find(std::string_view key, std::string_view item = {}) const {
    const auto at = std::ranges::find_if(rows_, [&](const AboutRow& r) { return r.key == key && r.item == item; });
    return at == rows_.end() ? nullptr : &*at;
  }
  [[nodiscard]] const AboutRow& need(std::string_view key, std::string_view item = {}) const {
    if (const AboutRow* row = find(key, item)) return *row;
    bad_input("{}: the table {} has no row '{}'{}{}; add it, or leave the table out", source_, kAboutLayer, key,
              item.empty() ? "" : " of ", item);
  }
  [[noreturn]] void refuse(const AboutRow& row, std::string_view wanted) const {
    bad_input("{}: {} in the table {} is '{}', which is no {}", source_, row.key, kAboutLayer, row.value, wanted);
  }
  template <typename Number>
  [[nodiscard]] Number number(const AboutRow& row, std::string_view wanted) const {
    const auto value = parse_number<Number>(row.value);
    if (!value || !std::isfinite(static_cast<double>(*value))) refuse(row, wanted);
    return *value;
  }
  [[nodiscard]] std::uint64_t count(std::string_view key) const {
    const AboutRow* row = find(key);
    return row ? number<std::uint64_t>(*row, "count") : 0;
  }
  [[nodiscard]] std::optional<Instant> moment(std::string_view key) const {
    const AboutRow* row = find(key);
    if (!row) return std::nullopt;
    const auto t = parse_iso8601(row->value);
    if (!t) refuse(*row, "ISO 8601 moment");
    return t;
  }
  [[nodiscard]] std::uint64_t fingerprint(const AboutRow& row) const {
    std::uint64_t value = 0;
    const char* end = row.value.data() + row.value.size();
    const auto [stop, error] = std::from_chars(row.value.data(), end, value, 16);
    if (error != std::errc{} || stop != end || row.value.size() != 16) refuse(row, "number of 16 hexadecimal digits");
    return value;
  }

 private:
  const std::vector<AboutRow>& rows_;
  const std::string& source_;
};

}  // namespace

Table about_rows(const ProfileAbout& about) {
  const Accounting& a = about.coverage.accounting;
  Rows rows;
  rows.add("bin_m", fmt::format("{}", about.grid.bin_m()));
  rows.add("period", std::string(name_of(about.grid.period())));
  for (const GridRoute& r : about.grid.routes()) {
    rows.add("length_m", fmt::format("{}", r.length_m), r.name);
    rows.add("vertices", fmt::format("{:016x}", r.fingerprint), r.name);
  }
  rows.add("read", a.read);
  rows.add("located", a.located);
  rows.add("too_far", a.too_far);
  for (const auto& [reason, count] : a.rejected) rows.add("rejected", fmt::format("{}", count), reason);
  rows.add("filtered", a.filtered);
  rows.add("first", a.first);
  rows.add("last", a.last);
  rows.add("since", about.coverage.since);
  rows.add("until", about.coverage.until);
  rows.add("max_offset_m", fmt::format("{}", about.coverage.max_offset.m));
  return std::move(rows).table();
}

ProfileAbout parse_about(const std::vector<AboutRow>& rows, const std::string& source) {
  const Lookup in(rows, source);
  std::vector<GridRoute> routes;
  Coverage coverage;
  Accounting& a = coverage.accounting;
  for (const AboutRow& row : rows) {
    if (row.key == "length_m") {
      routes.push_back({row.item, in.number<double>(row, "length"), in.fingerprint(in.need("vertices", row.item))});
    } else if (row.key == "rejected") {
      a.rejected[row.item] += in.number<std::uint64_t>(row, "count");
    }
  }
  if (routes.empty()) (void)in.need("length_m");
  a.read = in.count("read");
  a.located = in.count("located");
  a.too_far = in.count("too_far");
  a.filtered = in.count("filtered");
  a.first = in.moment("first");
  a.last = in.moment("last");
  coverage.since = in.moment("since");
  coverage.until = in.moment("until");
  if (const AboutRow* row = in.find("max_offset_m")) coverage.max_offset = {in.number<double>(*row, "length")};
  const double bin_m = in.number<double>(in.need("bin_m"), "length");
  const PeriodKind period = parse_period_kind(in.need("period").value, source + ": period in " + kAboutLayer);
  return {ProfileGrid(std::move(routes), bin_m, period), std::move(coverage)};
}

}  // namespace thalweg
