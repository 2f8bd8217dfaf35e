#pragma once

#include <cpl_conv.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace thalweg {

/// Sets options of GDAL on this thread while it lives.
class WritingOptions {
 public:
  WritingOptions() {
    for (std::size_t i = 0; i < kOptions.size(); ++i) {
      if (const char* old = CPLGetThreadLocalConfigOption(kOptions[i].first, nullptr)) old_[i] = old;
      CPLSetThreadLocalConfigOption(kOptions[i].first, kOptions[i].second);
    }
  }
  ~WritingOptions() {
    for (std::size_t i = 0; i < kOptions.size(); ++i) {
      CPLSetThreadLocalConfigOption(kOptions[i].first, old_[i] ? old_[i]->c_str() : nullptr);
    }
  }
  WritingOptions(const WritingOptions&) = delete;
  WritingOptions& operator=(const WritingOptions&) = delete;

 private:
  /// The clock stands still, for formats that note when they were written. SQLite need neither wait for the disk
  /// (Staging does, at the end) nor be able to take back what it wrote (then the whole file goes); it keeps 64 MB of
  /// pages, since those of the spatial index are written to here and there. One thread makes tiles: with several
  /// the bytes are others.
  static constexpr std::array<std::pair<const char*, const char*>, 5> kOptions{
      {{"OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z"},
       {"OGR_SQLITE_SYNCHRONOUS", "OFF"},
       {"OGR_SQLITE_JOURNAL", "OFF"},
       {"OGR_SQLITE_CACHE", "64"},
       {"GDAL_NUM_THREADS", "1"}}};
  std::array<std::optional<std::string>, kOptions.size()> old_;
};

}  // namespace thalweg
