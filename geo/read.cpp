#include "geo/read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "geo/categories.hpp"
#include "geo/error.hpp"
#include "geo/source.hpp"
#include "geo/time.hpp"

namespace thalweg {
namespace {

bool is_csv(const std::string& path) {
  std::string ending = std::filesystem::path(path).extension().string();
  std::ranges::transform(ending, ending.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
  return path == "-" || ending == ".csv" || ending == ".tsv" || ending == ".txt";
}

std::unique_ptr<Source> open_source(const std::string& path, const ReadOptions& options) {
  // A condition in SQL needs an SQL engine: GDAL's CSV driver then reads instead of ours.
  if (is_csv(path) && options.where.empty()) return open_csv(path, options);
  if (path == "-") bad_input("standard input: --where needs a file");
  return open_ogr(path, options);
}

/// The same values as text.
Texts as_texts(const Column& column) {
  struct Print {
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return v; }
    std::string operator()(Instant v) const { return format_instant(v); }
  };
  Texts out;
  std::visit(
      [&](const auto& values) {
        for (const auto& v : values) out.push_back(v ? std::optional(Print{}(*v)) : std::nullopt);
      },
      column.values);
  return out;
}

/// Columns of every source by name; where two sources disagree on the type, text.
Table unite(const std::vector<std::unique_ptr<Source>>& sources) {
  Table all;
  for (const auto& source : sources) {
    for (const Column& column : source->own_columns().columns) {
      const auto known = std::ranges::find(all.columns, column.name, &Column::name);
      if (known == all.columns.end()) {
        all.columns.push_back(column);
      } else if (known->values.index() != column.values.index()) {
        known->values = Texts{};
      }
    }
  }
  return all;
}

/// Brings a source's own columns into the common order and types.
Table conform(Table own, const Table& all, std::size_t rows) {
  Table out = all;
  for (Column& column : out.columns) {
    const auto it = std::ranges::find(own.columns, column.name, &Column::name);
    if (it == own.columns.end()) {
      std::visit([&](auto& values) { values.resize(rows); }, column.values);
    } else if (it->values.index() == column.values.index()) {
      column.values = std::move(it->values);
    } else {
      column.values = as_texts(*it);
    }
  }
  return out;
}

/// A source's chunk as a part of the whole input.
class PartOfAll : public Chunk {
 public:
  PartOfAll(std::unique_ptr<Chunk> part, std::size_t source, std::optional<double> share_taken, const Table& all)
      : part_(std::move(part)), source_(source), share_taken_(share_taken), all_(all) {}

  void read(EventBatch& batch) override {
    part_->read(batch);
    part_.reset();
    batch.source_index = source_;
    batch.share_taken = share_taken_;
    batch.own = conform(std::move(batch.own), all_, batch.size());
  }

 private:
  std::unique_ptr<Chunk> part_;
  std::size_t source_;
  std::optional<double> share_taken_;
  const Table& all_;
};

}  // namespace

std::string describe_columns(const std::string& source, const std::vector<std::string>& names, const Columns& columns) {
  constexpr std::array<std::string_view, kRoles> role{"lon", "lat", "time", "category", "weight", "precision"};
  std::string out = source + ":";
  for (std::size_t r = 0; r < kRoles; ++r) {
    if (columns.index[r]) out += fmt::format(" {}={}", role[r], names[*columns.index[r]]);
  }
  if (columns.schema) out += fmt::format(", schema {}", columns.schema->name);
  return out;
}

class EventReader::Impl {
 public:
  explicit Impl(ReadOptions options) : options_(std::move(options)) {
    if (options_.sources.empty()) bad_input("no events given; name a file, or - for CSV on standard input");
    if (options_.since && options_.until && *options_.since >= *options_.until) {
      bad_input("--since {} is not before --until {}", format_instant(*options_.since),
                format_instant(*options_.until));
    }
    if (options_.chunk_bytes == 0 || options_.chunk_rows == 0) bad_input("a chunk needs at least one byte or row");
    if (!options_.time_format.empty() && !options_.time_format.starts_with("epoch")) {
      check_time_format(options_.time_format, "--time-format");
    }
    for (const std::string& path : options_.sources) sources_.push_back(open_source(path, options_));
    own_ = unite(sources_);
    own_.name = "events";
  }

  std::unique_ptr<Chunk> take() {
    for (; current_ < sources_.size(); ++current_) {
      auto part = sources_[current_]->next();
      if (part) return std::make_unique<PartOfAll>(std::move(part), current_, share_taken(), own_);
    }
    return nullptr;
  }

  void settle(EventBatch& batch) {
    if (batch.source_index != settled_source_ || !rows_before_) {
      settled_source_ = batch.source_index;
      rows_before_ = sources_[settled_source_]->rows_before();
    }
    for (std::uint64_t& row : batch.row) row += *rows_before_;
    for (Reject& reject : batch.rejects) reject.row += *rows_before_;
    *rows_before_ += batch.rows;
    std::vector<std::uint32_t> ids;
    for (const std::string& name : batch.own_categories) ids.push_back(categories_.id(name));
    for (std::uint32_t& category : batch.category) {
      if (category != kNoCategory) category = ids[category];
    }
    batch.own_categories.clear();
  }

  /// Of all sources, each by its size.
  [[nodiscard]] std::optional<double> share_taken() const {
    double taken = 0, all = 0;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const auto bytes = sources_[i]->bytes();
      const auto share = i == current_ ? sources_[i]->share_taken() : std::optional(i < current_ ? 1.0 : 0.0);
      if (!bytes || !share) return std::nullopt;
      taken += static_cast<double>(*bytes) * *share;
      all += static_cast<double>(*bytes);
    }
    if (all == 0) return std::nullopt;
    return taken / all;
  }

  ReadOptions options_;
  Categories categories_;
  std::vector<std::unique_ptr<Source>> sources_;
  Table own_;
  std::size_t current_ = 0;         // source that chunks are taken from
  std::size_t settled_source_ = 0;  // source of the last settled batch
  std::optional<std::uint64_t> rows_before_;
};

EventReader::EventReader(ReadOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;

bool EventReader::next(EventBatch& batch) {
  batch.clear();
  const auto chunk = take();
  if (!chunk) return false;
  chunk->read(batch);
  settle(batch);
  return true;
}
std::unique_ptr<Chunk> EventReader::take() {
  return impl_->take();
}
void EventReader::settle(EventBatch& batch) {
  impl_->settle(batch);
}
const Table& EventReader::own_columns() const {
  return impl_->own_;
}
const std::vector<std::string>& EventReader::categories() const {
  return impl_->categories_.names();
}

bool EventReader::has_time() const {
  return std::ranges::any_of(impl_->sources_, [](const auto& source) { return source->has_time(); });
}

std::vector<std::string> EventReader::notes() const {
  std::vector<std::string> out;
  for (const auto& source : impl_->sources_) out.push_back(source->note());
  return out;
}

}  // namespace thalweg
