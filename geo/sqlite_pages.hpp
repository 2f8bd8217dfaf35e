#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace thalweg {

/// The pages of an SQLite database file, as https://www.sqlite.org/fileformat2.html has them. Whatever a page says is
/// checked before it is followed, so that bytes of any kind can be read without harm.
class SqlitePages {
 public:
  /// nullopt if the bytes are no database, or one in UTF-16 or with a write-ahead log.
  static std::optional<SqlitePages> of(std::string_view file);
  /// The part of a page that is in use; empty if there is no such page, and for the first, which holds no table's rows.
  [[nodiscard]] std::string_view page(std::uint32_t number) const;

 private:
  SqlitePages(std::string_view file, std::size_t size, std::size_t used) : file_(file), size_(size), used_(used) {}
  std::string_view file_;
  std::size_t size_, used_;  // of a page
};

/// A row as it is stored.
struct StoredRow {
  std::int64_t id = 0;
  std::string_view record;  ///< what lies on the page itself, not the rest on overflow pages
};

/// A page of a table that holds rows.
struct TableLeaf {
  std::string_view page;
  std::size_t rows = 0;
  std::int64_t least = 0, most = 0;  ///< the ids that the pages above allow

  /// False if the page is damaged there.
  [[nodiscard]] bool row(std::size_t i, StoredRow& row) const;
};

/// The leaves of a table in the order of the rows' ids.
class TableLeaves {
 public:
  /// Whether a page is of a table: its first page tells whether the table has rows with ids.
  [[nodiscard]] static bool is_table(std::string_view page);
  /// `root` is the table's first page.
  TableLeaves(const SqlitePages& pages, std::uint32_t root);
  /// nullopt after the last and where a page is damaged.
  std::optional<TableLeaf> next();
  [[nodiscard]] bool damaged() const { return damaged_; }

 private:
  /// A page and the ids that may be in it and below it.
  struct Branch {
    std::uint32_t number;
    std::int64_t least, most;
  };
  /// A page with branches that is being walked through.
  struct Fork {
    std::string_view page;
    std::size_t cells, next;
    std::int64_t least, most;
  };
  std::optional<Branch> next_branch();
  [[nodiscard]] static bool take_branch(Fork& fork, Branch& branch);
  std::nullopt_t give_up();

  SqlitePages pages_;
  std::optional<Branch> root_;
  std::vector<Fork> path_;
  bool damaged_ = false;
};

/// A value of a record.
struct StoredValue {
  enum class Kind : std::uint8_t {
    null,
    integer,
    real,
    text,
    blob,
    missing,    ///< the record is shorter: it was written before the column was added
    elsewhere,  ///< not wholly on the page
  };
  Kind kind = Kind::missing;
  std::string_view bytes;

  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] double real() const;
};

/// Finds a record's first values; false if its header does not lie on the page wholly, or is damaged.
bool read_record(std::string_view record, std::span<StoredValue> values);

}  // namespace thalweg
