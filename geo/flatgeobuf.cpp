#include "geo/flatgeobuf.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <span>

#include "geo/gdal.hpp"

namespace thalweg {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct VsiClose {
  void operator()(VSILFILE* f) const noexcept { VSIFCloseL(f); }
};

/// A little-endian number; nullopt outside the bytes.
template <typename Number>
std::optional<Number> number_at(Bytes bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < sizeof(Number)) return std::nullopt;
  Number out = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) out = static_cast<Number>(out | Number{bytes[at + i]} << (8 * i));
  return out;
}

/// Where the offset stored at `at` leads to.
std::optional<std::size_t> follow(Bytes bytes, std::size_t at) {
  const auto offset = number_at<std::uint32_t>(bytes, at);
  if (!offset) return std::nullopt;
  return at + *offset;
}

/// Where a FlatBuffers table keeps its n-th field: 0 if it is not stored, nullopt if the table is damaged.
std::optional<std::size_t> field_of(Bytes bytes, std::size_t table, std::size_t n) {
  const auto back = number_at<std::uint32_t>(bytes, table);
  if (!back) return std::nullopt;
  const std::size_t fields = table - static_cast<std::size_t>(static_cast<std::int32_t>(*back));
  const auto size = number_at<std::uint16_t>(bytes, fields);
  if (!size) return std::nullopt;
  const std::size_t entry = 4 + 2 * n;
  if (entry + 2 > *size) return 0;
  const auto offset = number_at<std::uint16_t>(bytes, fields + entry);
  if (!offset) return std::nullopt;
  return *offset == 0 ? 0 : table + *offset;
}

constexpr std::size_t kMagic = 8;          // bytes before the header's size
constexpr std::size_t kStart = 12;         // of the header
constexpr std::size_t kColumns = 7;        // field of the header
constexpr std::size_t kType = 1;           // field of a column
constexpr std::uint32_t kMost = 10 << 20;  // bytes of a header that GDAL accepts

std::optional<std::vector<std::size_t>> find_types(Bytes bytes) {
  const auto root = follow(bytes, kStart);
  const auto columns = root ? field_of(bytes, *root, kColumns) : std::nullopt;
  if (!columns) return std::nullopt;
  std::vector<std::size_t> out;
  if (*columns == 0) return out;
  const auto list = follow(bytes, *columns);
  const auto count = list ? number_at<std::uint32_t>(bytes, *list) : std::nullopt;
  if (!count) return std::nullopt;
  for (std::size_t i = 0; i < *count; ++i) {
    const auto column = follow(bytes, *list + 4 + 4 * i);
    const auto type = column ? field_of(bytes, *column, kType) : std::nullopt;
    if (!type || *type >= bytes.size()) return std::nullopt;
    out.push_back(*type);
  }
  return out;
}

}  // namespace

std::optional<FlatGeobufHeader> FlatGeobufHeader::read(const std::string& path) {
  const std::unique_ptr<VSILFILE, VsiClose> file(VSIFOpenL(path.c_str(), "rb"));
  FlatGeobufHeader out;
  out.bytes_.resize(kStart);
  if (!file || VSIFReadL(out.bytes_.data(), 1, kStart, file.get()) != kStart) return std::nullopt;
  if (out.bytes_[0] != 'f' || out.bytes_[1] != 'g' || out.bytes_[2] != 'b' || out.bytes_[3] != 3) return std::nullopt;
  const auto size = *number_at<std::uint32_t>(out.bytes_, kMagic);
  if (size > kMost) return std::nullopt;
  out.bytes_.resize(kStart + size);
  if (VSIFReadL(out.bytes_.data() + kStart, 1, size, file.get()) != size) return std::nullopt;
  auto types = find_types(out.bytes_);
  if (!types) return std::nullopt;
  out.type_at_ = std::move(*types);
  return out;
}

std::vector<FlatType> FlatGeobufHeader::types() const {
  std::vector<FlatType> out;
  for (const std::size_t at : type_at_) out.push_back(at == 0 ? FlatType::byte : FlatType{bytes_[at]});
  return out;
}

void FlatGeobufHeader::moments_as_text() {
  for (const std::size_t at : type_at_) {
    if (at != 0 && FlatType{bytes_[at]} == FlatType::date_time) {
      bytes_[at] = static_cast<std::uint8_t>(FlatType::string);
    }
  }
}

FileWithHeader::FileWithHeader(const std::string& path, std::vector<std::uint8_t> header) : header_(std::move(header)) {
  static std::atomic<unsigned> made{0};
  folder_ = fmt::format("/vsimem/thalweg-{}-{}", static_cast<const void*>(this), made++);
  VSIStatBufL info;
  const auto all = VSIStatL(path.c_str(), &info) == 0 ? static_cast<std::size_t>(info.st_size) : header_.size();
  const std::unique_ptr<char, decltype(&VSIFree)> escaped(CPLEscapeString(path.c_str(), -1, CPLES_XML), &VSIFree);
  const auto region = [](const std::string& file, std::size_t from, std::size_t to) {
    return fmt::format(
        "<SubfileRegion><Filename>{}</Filename><DestinationOffset>{}</DestinationOffset><SourceOffset>{}</SourceOffset>"
        "<RegionLength>{}</RegionLength></SubfileRegion>",
        file, from, from, to - from);
  };
  description_ =
      fmt::format("<VSISparseFile><Length>{}</Length>{}{}</VSISparseFile>", all,
                  region(folder_ + "/header", 0, header_.size()), region(escaped.get(), header_.size(), all));
  const auto show = [&](const char* name, void* bytes, std::size_t size) {
    VSILFILE* file = VSIFileFromMemBuffer((folder_ + name).c_str(), static_cast<GByte*>(bytes), size, FALSE);
    if (file) VSIFCloseL(file);
  };
  show("/header", header_.data(), header_.size());
  show("/events.fgb", description_.data(), description_.size());
}

FileWithHeader::~FileWithHeader() {
  VSIUnlink((folder_ + "/header").c_str());
  VSIUnlink((folder_ + "/events.fgb").c_str());
}

std::string FileWithHeader::path() const {
  return "/vsisparse/" + folder_ + "/events.fgb";
}

}  // namespace thalweg
