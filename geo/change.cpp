#include "geo/change.hpp"

#include <fmt/format.h>

#include <chrono>

#include "geo/error.hpp"
#include "geo/fdr.hpp"
#include "geo/time.hpp"
#include "geo/words.hpp"

namespace thalweg {
namespace {

/// Adjusts the p-values there are.
Reals adjusted(const Reals& p) {
  std::vector<double> known;
  for (const auto& value : p) {
    if (value) known.push_back(*value);
  }
  const std::vector<double> q = benjamini_hochberg(known);
  Reals out(p.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i]) out[i] = q[next++];
  }
  return out;
}

template <typename Tests>
Reals p_of(const Tests& tests) {
  Reals out;
  for (const auto& test : tests) out.push_back(test.p);
  return out;
}

/// The day, or the moment where it is not the day's beginning.
std::string moment_text(Instant t) {
  const std::string moment = format_instant(t);
  return moment.ends_with("T00:00:00Z") ? day_text(t) : moment;
}

/// `1.42 times (95 % limits 1.32–1.53) as many events a year`.
std::string times_text(const RateChange& c) {
  if (!c.ratio.value) return "events, and there were none before";
  return fmt::format("{} times (95 % limits {}–{}) as many events a year", rate_text(*c.ratio.value),
                     rate_text(*c.ratio.lower), rate_text(*c.ratio.upper));
}

/// `1.25 years`, or days where it is less than a tenth of a year.
std::string years_text(Instant from, Instant to) {
  using Days = std::chrono::duration<double, std::chrono::days::period>;
  const double years = years_between(from, to);
  if (years >= 0.1) return fmt::format("{:.2f} years", years);
  return fmt::format("{:.1f} days", Days(std::chrono::milliseconds(to.ms - from.ms)).count());
}

}  // namespace

void ChangeCounts::add(const LocatedBatch& batch, const SegmentIndex& index, Instant at) {
  for (std::size_t i = 0; i < batch.places.size(); ++i) {
    if (!batch.within[i]) continue;
    const auto& time = batch.events.time[i];
    if (!time) {
      ++without_time;
      continue;
    }
    const Location& place = batch.places[i];
    (*time < at ? before : after)
        .add(index.find(place.route, place.chainage), place.side, kNoCategory, batch.events.weight[i]);
  }
}

void ChangeCounts::merge(const ChangeCounts& other) {
  before.merge(other.before);
  after.merge(other.after);
  without_time += other.without_time;
}

BinnedChange count_change(const Profile& profile, const SegmentIndex& index, Instant at) {
  const Instant start = period_start(profile.grid().period(), profile.period_from(at, "--change-at"));
  CellFilter earlier, later;
  earlier.until = start;
  later.since = start;
  BinnedSegments before = count_by_segment(profile.filtered(earlier), index);
  const BinnedSegments after = count_by_segment(profile.filtered(later), index);
  BinnedChange out{ChangeCounts(index.segments().size()), std::move(before.near_ends),
                   before.in_cut_bins + after.in_cut_bins};
  out.counts.before = std::move(before.counter);
  out.counts.after = after.counter;
  out.counts.without_time = profile.total() - out.counts.before.total() - out.counts.after.total();
  for (std::size_t i = 0; i < out.near_ends.size(); ++i) out.near_ends[i] += after.near_ends[i];
  return out;
}

double DividedTime::years_before() const {
  return years_between(whole.from, at);
}
double DividedTime::years_after() const {
  return years_between(at, whole.to);
}
double DividedTime::share_after() const {
  return years_after() / years_between(whole.from, whole.to);
}

DividedTime divided_time(const std::optional<Period>& known, Instant at) {
  if (!known) {
    bad_input(
        "--change-at: the time in which the events were gathered is not known; state it with --since and --until, "
        "or name the column of times with --time");
  }
  if (!(known->from < at && at < known->to)) {
    bad_input("--change-at: {} is not inside of the time of the events, {} to {}, so that there is no time to compare",
              format_instant(at), format_instant(known->from), format_instant(known->to));
  }
  return {*known, at};
}

RateChange rate_change(std::uint64_t before, std::uint64_t after, const DividedTime& time) {
  const std::uint64_t total = before + after;
  RateChange out{before, after, {}, {}};
  if (total == 0) return out;
  out.ratio = relative_risk(after, static_cast<double>(total) * time.share_after(), total);
  out.p = binomial_test(after, total, time.share_after());
  return out;
}

Change change_of(const ChangeCounts& counts, const DividedTime& time) {
  const std::uint64_t before = counts.before.total(), after = counts.after.total();
  Change out{time, rate_change(before, after, time), {}, {}, {}, {}};
  for (std::size_t i = 0; i < counts.before.tallies().size(); ++i) {
    const std::uint64_t b = counts.before.tallies()[i].count, a = counts.after.tallies()[i].count;
    out.segments.push_back(rate_change(b, a, time));
    out.relative.push_back(odds_ratio({b, a, before - b, after - a}));
  }
  out.q_fdr = adjusted(p_of(out.segments));
  out.q_relative_fdr = adjusted(p_of(out.relative));
  return out;
}

std::string in_words(const Change& change) {
  const RateChange& whole = change.whole;
  if (!whole.p) return "No event has a time: there is nothing to compare.";
  return fmt::format("From {} on there are {}: {} in {}, {} in the {} before ({}).", moment_text(change.time.at),
                     times_text(whole), events_text(whole.after), years_text(change.time.at, change.time.whole.to),
                     count_text(whole.before), years_text(change.time.whole.from, change.time.at),
                     p_text("p", *whole.p));
}

}  // namespace thalweg
