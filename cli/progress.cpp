#include "cli/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/interrupt.hpp"

namespace thalweg::cli {
namespace {

constexpr std::size_t kBar = 20;    // characters of the bar
constexpr std::size_t kUsual = 80;  // columns of a terminal that does not tell

std::string rows_in_words(double n, const char* unit) {
  if (n >= 999.5e6) return fmt::format("{:.2f} G {}", n / 1e9, unit);
  if (n >= 999.5e3) return fmt::format("{:.2f} M {}", n / 1e6, unit);
  return n >= 999.5 ? fmt::format("{:.1f} k {}", n / 1e3, unit) : fmt::format("{:.0f} {}", n, unit);
}

std::string duration(double seconds) {
  const auto s = static_cast<long long>(std::ceil(seconds));
  if (s < 60) return fmt::format("{} s", s);
  return s < 3600 ? fmt::format("{} min {:02} s", s / 60, s % 60)
                  : fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
}

std::string line_of(const Advance& a, double seconds) {
  const auto rows = static_cast<double>(a.rows);
  const std::string done = rows_in_words(rows, "rows") + ", " + rows_in_words(rows / std::max(seconds, 1e-3), "rows/s");
  if (!a.share) return done;
  const std::size_t full = static_cast<std::size_t>(*a.share * kBar);
  std::string line = fmt::format("[{}{}] {:3.0f} %  {}", std::string(full, '#'), std::string(kBar - full, '.'),
                                 std::floor(*a.share * 100), done);
  if (*a.share >= 1) return line + "; analysing";
  if (*a.share > 0) line += fmt::format(", {} left", duration(seconds * (1 - *a.share) / *a.share));
  return line;
}

bool can_redraw() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal && std::string_view(terminal) != "dumb";
}

std::size_t columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace

ProgressBar::ProgressBar(bool wanted) : on_(wanted && can_redraw()) {}

ProgressBar::~ProgressBar() {
  erase();
}

void ProgressBar::show(const Advance& advance) {
  const auto now = Clock::now();
  const bool all_read = advance.share && *advance.share >= 1;
  if (!on_ || (now < next_ && !all_read)) return;
  next_ = now + std::chrono::milliseconds(100);
  const double seconds = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "\r{}\x1b[K", line_of(advance, seconds).substr(0, columns() - 1));
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::erase() {
  if (!drawn_) return;
  drawn_ = false;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

Progress shown_by(ProgressBar& bar) {
  return [&bar](const Advance& advance) {
    bar.show(advance);
    return !interrupted();
  };
}

}  // namespace thalweg::cli
