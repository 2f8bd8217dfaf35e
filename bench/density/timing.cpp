// timing smooth EVENTS LENGTH BANDWIDTH STATIONS VALUES
//   bins the chainages of EVENTS by 10 m and smooths them at STATIONS places; writes `at,value` into VALUES, prints
//   seconds
// timing compare EVENTS LENGTH BANDWIDTH VALUES FROM TO
//   prints the largest difference of VALUES from the sum over all events and 60 mirror images, between two chainages:
//   as a share of the largest value, and of the value itself
// timing scale EVENTS
//   EVENTS million of them, on 1,400 km with 140,000 stations: prints `kernel,bandwidth,estimate,with limits`, seconds

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <numbers>
#include <random>
#include <string>

#include "geo/density.hpp"
#include "geo/number.hpp"

using namespace thalweg;

namespace {

/// Processor time of all threads, which other work on the machine does not change much.
template <typename Work>
double seconds(Work work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// The median of some runs, after one that warms up.
template <typename Work>
double median_seconds(int runs, Work work) {
  std::vector<double> times;
  for (int i = 0; i <= runs; ++i) times.push_back(seconds(work));
  std::sort(times.begin() + 1, times.end());
  return times[1 + static_cast<std::size_t>(runs / 2)];
}

/// The numbers of a file, one or two a line.
std::vector<std::pair<double, double>> read_numbers(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::pair<double, double>> out;
  for (std::string line; std::getline(file, line);) {
    const auto comma = line.find(',');
    const double second = comma == std::string::npos ? 0 : parse_number(line.substr(comma + 1)).value();
    out.emplace_back(parse_number(line.substr(0, comma)).value(), second);
  }
  return out;
}

std::vector<double> read_events(const std::string& path) {
  std::vector<double> out;
  for (const auto& [at, unused] : read_numbers(path)) out.push_back(at);
  return out;
}

BinnedLine binned(const std::vector<double>& events, double length) {
  BinnedLine line{length, 10, std::vector<double>(bin_count(length, 10), 0.0)};
  for (const double x : events) ++line.value[std::min(static_cast<std::size_t>(x / 10), line.value.size() - 1)];
  return line;
}

void smooth(const std::vector<double>& events, double length, double bandwidth, double stations,
            const std::string& path) {
  const std::vector<double> at = Lixels(length, length / stations).stations_m();
  std::vector<double> values;
  const double time = median_seconds(21, [&] {
    values = density_per_m(binned(events, length), {Kernel::gaussian, bandwidth, false}, at);
  });
  std::ofstream out(path);
  for (std::size_t i = 0; i < at.size(); ++i) out << fmt::format("{:.17g},{:.17g}\n", at[i], values[i]);
  fmt::print("{}\n", time);
}

/// Term by term, with arithmetic of its own.
double direct(const std::vector<double>& events, double length, double bandwidth, double x) {
  double sum = 0;
  for (const double y : events) {
    for (int n = -15; n < 15; ++n) {
      for (const double image : {y + 2 * n * length, -y + 2 * n * length}) {
        const double u = (x - image) / bandwidth;
        if (std::abs(u) < 40) sum += std::exp(-u * u / 2);
      }
    }
  }
  return sum / (bandwidth * std::sqrt(2 * std::numbers::pi));
}

void compare(const std::vector<double>& events, double length, double bandwidth, const std::string& path, double from,
             double to) {
  double largest = 0, difference = 0, relative = 0;
  for (const auto& [at, value] : read_numbers(path)) {
    if (at < from || at > to) continue;
    const double want = direct(events, length, bandwidth, at);
    largest = std::max(largest, want);
    difference = std::max(difference, std::abs(value - want));
    relative = std::max(relative, std::abs(value / want - 1));
  }
  fmt::print("{},{}\n", difference / largest, relative);
}

void scale(double millions) {
  const double length = 1'400'000;
  std::mt19937_64 engine(1);
  BinnedLine line{length, 10, std::vector<double>(140'000, 0.0)};
  for (double i = 0; i < millions * 1e6; ++i) ++line.value[engine() % line.value.size()];
  const BinnedEvents events = unweighted(line);
  const std::vector<double> at = Lixels(length, 10).stations_m();
  for (const Kernel kernel :
       {Kernel::gaussian, Kernel::epanechnikov, Kernel::quartic, Kernel::triangular, Kernel::uniform}) {
    for (const double bandwidth : {100.0, 1000.0, 10000.0, 100000.0}) {
      const Smoothing how{kernel, bandwidth, false};
      const double estimate = median_seconds(3, [&] { density_per_m(line, how, at); });
      const double limits = median_seconds(3, [&] { density(events, how, at); });
      fmt::print("{},{},{},{}\n", kernel_name(kernel), bandwidth, estimate, limits);
    }
  }
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> w(words + 1, words + count);
  const auto number = [&](std::size_t i) { return parse_number(w.at(i)).value(); };
  if (w.at(0) == "smooth") smooth(read_events(w.at(1)), number(2), number(3), number(4), w.at(5));
  if (w.at(0) == "compare") compare(read_events(w.at(1)), number(2), number(3), w.at(4), number(5), number(6));
  if (w.at(0) == "scale") scale(number(1));
}
