#include "geo/sqlite_pages.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace thalweg {
namespace {

constexpr char kFork = 5, kLeaf = 13;                     // kinds of pages of a table
constexpr std::size_t kForkHeader = 12, kLeafHeader = 8;  // their size in bytes
constexpr std::size_t kDeepest = 20;                      // forks above a leaf, as SQLite has it
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// The unsigned number that the bytes are, the most significant first. At most eight bytes.
std::uint64_t number(std::string_view bytes) {
  std::uint64_t v = 0;
  for (const char c : bytes) v = v << 8 | static_cast<unsigned char>(c);
  return v;
}

/// Takes a number of one to nine bytes off the front; false if they are fewer than it needs.
bool take_varint(std::string_view& from, std::uint64_t& v) {
  constexpr std::size_t longest = 9;
  v = 0;
  for (std::size_t i = 0; i < std::min(from.size(), longest); ++i) {
    const auto byte = static_cast<unsigned char>(from[i]);
    const bool last = byte < 0x80 || i + 1 == longest;
    v = i + 1 == longest ? v << 8 | byte : v << 7 | (byte & 0x7F);
    if (!last) continue;
    from.remove_prefix(i + 1);
    return true;
  }
  return false;
}

/// Finds the bytes from a cell on; false if it does not begin on the page.
bool find_cell(std::string_view page, std::size_t header, std::size_t i, std::string_view& bytes) {
  const auto at = static_cast<std::size_t>(number(page.substr(header + 2 * i, 2)));
  if (at < header || at >= page.size()) return false;
  bytes = page.substr(at);
  return true;
}

/// How many of a row's bytes are on its leaf, of whose page `used` bytes are in use.
std::size_t bytes_on_leaf(std::uint64_t bytes, std::size_t used) {
  if (bytes <= used - 35) return static_cast<std::size_t>(bytes);
  const std::size_t least = (used - 12) * 32 / 255 - 23;
  const std::size_t some = least + static_cast<std::size_t>((bytes - least) % (used - 4));
  return some <= used - 35 ? some : least;
}

/// The kind and size of a value by its code in the record's header; false if SQLite writes no such code.
bool take_code(std::uint64_t code, StoredValue& value, std::uint64_t& size) {
  using Kind = StoredValue::Kind;
  constexpr std::array<std::uint8_t, 10> sizes{0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  if (code >= 12) {
    value.kind = code % 2 == 0 ? Kind::blob : Kind::text;
    size = (code - 12) / 2;
    return true;
  }
  if (code >= sizes.size()) return false;
  value.kind = code == 0 ? Kind::null : code == 7 ? Kind::real : Kind::integer;
  size = sizes[code];
  return true;
}

}  // namespace

std::optional<SqlitePages> SqlitePages::of(std::string_view file) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  constexpr std::size_t header = 100, least_used = 480;
  if (file.size() < header || !file.starts_with(magic)) return std::nullopt;
  std::size_t size = number(file.substr(16, 2));
  if (size == 1) size = 65536;
  const auto reserved = static_cast<unsigned char>(file[20]);
  if (!std::has_single_bit(size) || size < 512 || size - reserved < least_used) return std::nullopt;
  const bool rollback_journal = file[18] == 1 && file[19] == 1, utf8 = number(file.substr(56, 4)) == 1;
  if (!rollback_journal || !utf8) return std::nullopt;
  return SqlitePages(file, size, size - reserved);
}

std::string_view SqlitePages::page(std::uint32_t number) const {
  if (number < 2 || number > file_.size() / size_) return {};
  return file_.substr((number - 1) * size_, used_);
}

bool TableLeaf::row(std::size_t i, StoredRow& row) const {
  std::string_view rest;
  std::uint64_t size = 0, id = 0;
  if (!find_cell(page, kLeafHeader, i, rest) || !take_varint(rest, size) || !take_varint(rest, id)) return false;
  const std::size_t here = bytes_on_leaf(size, page.size());
  if (here > rest.size()) return false;
  row.id = static_cast<std::int64_t>(id);
  row.record = rest.substr(0, here);
  return true;
}

bool TableLeaves::is_table(std::string_view page) {
  return !page.empty() && (page[0] == kFork || page[0] == kLeaf);
}

TableLeaves::TableLeaves(const SqlitePages& pages, std::uint32_t root)
    : pages_(pages), root_(Branch{root, kLeast, kMost}) {}

std::optional<TableLeaf> TableLeaves::next() {
  while (const auto branch = next_branch()) {
    const std::string_view page = pages_.page(branch->number);
    if (!is_table(page)) return give_up();
    const std::size_t cells = number(page.substr(3, 2)), header = page[0] == kLeaf ? kLeafHeader : kForkHeader;
    if (page[0] == kLeaf && cells == 0 && path_.empty()) return std::nullopt;  // a table without rows
    if (cells == 0 || header + 2 * cells > page.size()) return give_up();
    if (page[0] == kLeaf) return TableLeaf{page, cells, branch->least, branch->most};
    if (path_.size() == kDeepest) return give_up();
    path_.push_back({page, cells, 0, branch->least, branch->most});
  }
  return std::nullopt;
}

std::optional<TableLeaves::Branch> TableLeaves::next_branch() {
  if (root_) return std::exchange(root_, std::nullopt);
  while (!path_.empty() && path_.back().next > path_.back().cells) path_.pop_back();
  Branch branch{};
  if (path_.empty()) return std::nullopt;
  if (!take_branch(path_.back(), branch)) return give_up();
  return branch;
}

/// The next branch of a fork: of each cell the one with ids up to the cell's, and at last the one with the ids above.
bool TableLeaves::take_branch(Fork& fork, Branch& branch) {
  constexpr std::size_t last_branch = 8, number_size = 4;
  if (fork.next == fork.cells) {
    branch = {static_cast<std::uint32_t>(number(fork.page.substr(last_branch, number_size))), fork.least, fork.most};
    ++fork.next;
    return true;
  }
  std::string_view rest;
  if (!find_cell(fork.page, kForkHeader, fork.next++, rest) || rest.size() < number_size) return false;
  branch.number = static_cast<std::uint32_t>(number(rest.substr(0, number_size)));
  rest.remove_prefix(number_size);
  std::uint64_t id = 0;
  if (!take_varint(rest, id)) return false;
  branch.least = fork.least;
  branch.most = static_cast<std::int64_t>(id);
  // Ids rise from branch to branch, so that no page comes twice.
  if (branch.most < fork.least || branch.most >= fork.most) return false;
  fork.least = branch.most + 1;
  return true;
}

std::nullopt_t TableLeaves::give_up() {
  damaged_ = true;
  path_.clear();
  return std::nullopt;
}

std::int64_t StoredValue::integer() const {
  const std::uint64_t v = number(bytes);
  const std::size_t unused = 64 - 8 * bytes.size();
  return static_cast<std::int64_t>(v << unused) >> unused;  // with the sign of the first byte
}

double StoredValue::real() const {
  std::uint64_t v = 0;
  std::memcpy(&v, bytes.data(), sizeof v);
  if constexpr (std::endian::native == std::endian::little) v = __builtin_bswap64(v);
  return std::bit_cast<double>(v);
}

bool read_record(std::string_view record, std::span<StoredValue> values) {
  static constexpr std::array<char, 2> constants{0, 1};  // codes that are the value
  std::string_view header = record;
  std::uint64_t header_size = 0;
  if (!take_varint(header, header_size) || header_size > record.size()) return false;
  const std::size_t length_size = record.size() - header.size();
  if (header_size < length_size) return false;
  header = header.substr(0, static_cast<std::size_t>(header_size) - length_size);
  std::string_view body = record.substr(static_cast<std::size_t>(header_size));
  for (StoredValue& value : values) {
    value = {};
    if (header.empty()) continue;
    std::uint64_t code = 0, size = 0;
    if (!take_varint(header, code) || !take_code(code, value, size)) return false;
    if (size > body.size()) {
      value.kind = StoredValue::Kind::elsewhere;
      body = {};
    } else if (code == 8 || code == 9) {
      value.bytes = {constants.data() + (code - 8), 1};
    } else {
      value.bytes = body.substr(0, static_cast<std::size_t>(size));
      body.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  return true;
}

}  // namespace thalweg
