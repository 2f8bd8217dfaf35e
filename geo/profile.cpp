#include "geo/profile.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "geo/error.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

template <typename T, typename Choose>
std::optional<T> chosen(const std::optional<T>& a, const std::optional<T>& b, Choose choose) {
  return a && b ? choose(*a, *b) : a ? a : b;
}
constexpr auto kEarlier = [](Instant a, Instant b) { return std::min(a, b); };
constexpr auto kLater = [](Instant a, Instant b) { return std::max(a, b); };

}  // namespace

void Coverage::merge(const Coverage& other) {
  accounting.merge(other.accounting);
  since = chosen(since, other.since, kEarlier);
  until = chosen(until, other.until, kLater);
  max_offset = std::max(max_offset, other.max_offset);
}

bool operator==(const Coverage& a, const Coverage& b) {
  const Accounting &x = a.accounting, &y = b.accounting;
  return x.read == y.read && x.located == y.located && x.too_far == y.too_far && x.filtered == y.filtered &&
         x.rejected == y.rejected && x.first == y.first && x.last == y.last && a.since == b.since &&
         a.until == b.until && a.max_offset == b.max_offset;
}

/// A filter in the terms of one profile's cells.
class Profile::Matcher {
 public:
  Matcher(const Profile& profile, const CellFilter& filter)
      : key_(profile.key_), side_(filter.side), timed_(filter.timed || filter.since || filter.until) {
    categories_.assign(profile.categories_.size() + 1, filter.categories.empty());
    for (const std::string& name : filter.categories) {
      const auto at = std::ranges::lower_bound(profile.categories_, name);
      if (at != profile.categories_.end() && *at == name) {
        categories_[static_cast<std::size_t>(at - profile.categories_.begin()) + 1] = true;
      }
    }
    precisions_.fill(filter.precisions.empty());
    for (const PrecisionClass c : filter.precisions) precisions_[static_cast<std::size_t>(c)] = true;
    if (filter.timed) profile.require_periods();
    if (filter.since) from_ = profile.period_from(*filter.since, "--since");
    if (filter.until) to_ = profile.period_from(*filter.until, "--until");
  }

  /// Whether the cell's events have no time though they need one.
  [[nodiscard]] bool lacks_time(const PackedCell& cell) const { return timed_ && key_.period(cell.key) == kNoPeriod; }

  bool operator()(const PackedCell& cell) const {
    const PeriodNumber period = key_.period(cell.key);
    return (!timed_ || (period != kNoPeriod && period >= from_ && period < to_)) &&
           (!side_ || *side_ == key_.side(cell.key)) && categories_[key_.category(cell.key)] &&
           precisions_[static_cast<std::size_t>(key_.precision(cell.key))];
  }

 private:
  const ProfileKey& key_;
  std::optional<Side> side_;
  std::vector<bool> categories_;  // the first: no category
  std::array<bool, kPrecisionClasses> precisions_{};
  bool timed_;
  PeriodNumber from_ = std::numeric_limits<PeriodNumber>::min();
  PeriodNumber to_ = std::numeric_limits<PeriodNumber>::max();
};

void Profile::add_to_totals(std::uint64_t count, WeightSum weight) {
  std::int64_t steps = 0;
  std::uint64_t total = 0;
  if (__builtin_add_overflow(weight_.steps(), weight.steps(), &steps)) {
    bad_input("the weights add up to more than 8.7e12; divide them by a constant");
  }
  if (__builtin_add_overflow(total_, count, &total)) bad_input("the counts add up to more than 1.8e19");
  total_ = total;
  weight_ = WeightSum::of_steps(steps);
}

void Profile::require_room(std::size_t categories) const {
  if (categories <= key_.max_categories()) return;
  bad_input("{} categories are more than a profile of {} bins by {} has room for, {}; use wider bins or longer periods",
            categories, grid_.bins(), name_of(grid_.period()), key_.max_categories());
}

std::vector<std::uint64_t> Profile::codes_in(const std::vector<std::string>& names) const {
  std::vector<std::uint64_t> code{0};
  for (const std::string& name : categories_) {
    code.push_back(static_cast<std::uint64_t>(std::ranges::lower_bound(names, name) - names.begin()) + 1);
  }
  return code;
}

void Profile::drop_unused_categories() {
  std::vector<bool> used(categories_.size() + 1);
  for (const PackedCell& cell : cells_) used[key_.category(cell.key)] = true;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    if (used[i + 1]) names.push_back(categories_[i]);
  }
  const std::vector<std::uint64_t> code = codes_in(names);
  for (PackedCell& cell : cells_) cell.key = key_.with_category(cell.key, code[key_.category(cell.key)]);
  categories_ = std::move(names);
}

void Profile::merge(const Profile& other) {
  grid_.require_same(other.grid_, "the profile", "the one to merge");
  std::vector<std::string> names;
  std::ranges::set_union(categories_, other.categories_, std::back_inserter(names));
  require_room(names.size());
  add_to_totals(other.total_, other.weight_);
  coverage.merge(other.coverage);

  // Names in order keep their order in the union, so renumbered cells are still sorted.
  const std::vector<std::uint64_t> code = codes_in(names), other_code = other.codes_in(names);
  const auto moved = [&](PackedCell cell, const std::vector<std::uint64_t>& to) {
    cell.key = key_.with_category(cell.key, to[key_.category(cell.key)]);
    return cell;
  };
  std::vector<PackedCell> all;
  all.reserve(std::max(cells_.size(), other.cells_.size()));
  auto a = cells_.begin();
  for (const PackedCell& given : other.cells_) {
    const PackedCell b = moved(given, other_code);
    for (; a != cells_.end() && moved(*a, code).key < b.key; ++a) all.push_back(moved(*a, code));
    all.push_back(b);
    if (a == cells_.end() || moved(*a, code).key != b.key) continue;
    all.back().count += a->count;
    all.back().steps += a->steps;
    ++a;
  }
  for (; a != cells_.end(); ++a) all.push_back(moved(*a, code));
  cells_ = std::move(all);
  categories_ = std::move(names);
}

ProfileCell Profile::cell(std::size_t i) const {
  const PackedCell& c = cells_[i];
  const std::size_t bin = key_.bin(c.key);
  std::uint32_t route = 0;
  while (bin >= grid_.first_bin(route + 1)) ++route;
  const std::uint64_t category = key_.category(c.key);
  return {route,
          bin - grid_.first_bin(route),
          key_.period(c.key),
          category == 0 ? kNoCategory : static_cast<std::uint32_t>(category - 1),
          key_.side(c.key),
          key_.precision(c.key),
          c.count,
          WeightSum::of_steps(c.steps)};
}

void Profile::require_periods(const std::string& otherwise) const {
  if (grid_.period() != PeriodKind::none) return;
  bad_input("the profile does not tell when its events were; make it with --period month{}", otherwise);
}

PeriodNumber Profile::period_from(Instant t, std::string_view option) const {
  require_periods(fmt::format(", or leave out {}", option));
  const PeriodKind kind = grid_.period();
  const PeriodNumber period = period_at(kind, t);
  const Instant start = period_start(kind, period);
  const Accounting& known = coverage.accounting;
  if (start == t || (known.first && t <= *known.first)) return period;
  if (known.last && t > *known.last) return period + 1;
  bad_input("{} {} is inside of a {} of the profile, which cannot be divided; use {} or {}", option, format_instant(t),
            name_of(kind), format_instant(start), format_instant(period_start(kind, period + 1)));
}

BinnedLine Profile::line(std::uint32_t route, Measure measure, const CellFilter& filter) const {
  const std::size_t first = grid_.first_bin(route);
  BinnedLine out{grid_.routes()[route].length_m, grid_.bin_m(), std::vector<double>(grid_.bins(route))};
  const Matcher fits(*this, filter);
  auto at = std::ranges::lower_bound(cells_, key_.first_of_bin(first), {}, &PackedCell::key);
  for (; at != cells_.end() && key_.bin(at->key) < first + out.value.size(); ++at) {
    if (!fits(*at)) continue;
    out.value[key_.bin(at->key) - first] +=
        measure == Measure::count ? static_cast<double>(at->count) : WeightSum::of_steps(at->steps).value();
  }
  return out;
}

CategoryRows Profile::rows_by_category(const std::vector<std::string>& asked) const {
  CategoryRows rows;
  for (const std::string& name : asked) rows.try_emplace(name, 0);
  for (const PackedCell& cell : cells_) {
    const std::uint64_t category = key_.category(cell.key);
    if (category > 0) rows[categories_[category - 1]] += cell.count;
  }
  return rows;
}

Profile Profile::filtered(const CellFilter& filter) const {
  Profile out(grid_);
  out.categories_ = categories_;
  out.coverage = coverage;
  Accounting& a = out.coverage.accounting;
  const Matcher fits(*this, filter);
  if (!filter.categories.empty()) a.by_category = rows_by_category(filter.categories);
  PeriodNumber earliest = kNoPeriod, latest = kNoPeriod;
  for (const PackedCell& cell : cells_) {
    if (fits(cell)) {
      out.cells_.push_back(cell);
      out.add_to_totals(cell.count, WeightSum::of_steps(cell.steps));
      const PeriodNumber period = key_.period(cell.key);
      if (period == kNoPeriod) continue;
      earliest = earliest == kNoPeriod ? period : std::min(earliest, period);
      latest = std::max(latest, period);
      continue;
    }
    a.located -= cell.count;
    if (fits.lacks_time(cell)) {
      a.rejected["no_time"] += cell.count;
    } else {
      a.read -= cell.count;
      a.filtered += cell.count;
    }
  }
  out.drop_unused_categories();
  out.coverage.since = chosen(coverage.since, filter.since, kLater);
  out.coverage.until = chosen(coverage.until, filter.until, kEarlier);
  if (earliest == kNoPeriod) {
    if (grid_.period() != PeriodKind::none || out.cells_.empty()) a.first = a.last = std::nullopt;
    return out;
  }
  const Instant start = period_start(grid_.period(), earliest), end = period_start(grid_.period(), latest + 1);
  if (a.first) a.first = std::max(*a.first, start);
  if (a.last) a.last = std::min(*a.last, Instant{end.ms - 1});
  return out;
}

}  // namespace thalweg
