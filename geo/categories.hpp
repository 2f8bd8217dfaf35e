#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace thalweg {

/// Names numbered in order of first appearance. Fast where few names come again and again.
class Categories {
 public:
  std::uint32_t id(std::string_view name) {
    if (name.empty()) return add(name);
    const Entry* known = recent_[slot(name)];
    return known && known->first == name ? known->second : add(name);
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  using Ids = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
  using Entry = Ids::value_type;
  static constexpr std::size_t kSlots = 64;

  static std::size_t slot(std::string_view name) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(name[i]); };
    return (name.size() + 7U * at(0) + 3U * at(name.size() / 2) + at(name.size() - 1)) % kSlots;
  }
  std::uint32_t add(std::string_view name);

  std::vector<std::string> names_;
  Ids ids_;
  std::array<const Entry*, kSlots> recent_{};  // by slot()
};

}  // namespace thalweg
