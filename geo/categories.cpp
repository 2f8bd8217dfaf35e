#include "geo/categories.hpp"

namespace thalweg {

std::uint32_t Categories::id(std::string_view name) {
  if (const auto it = ids_.find(name); it != ids_.end()) return it->second;
  const auto id = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  ids_.emplace(std::string(name), id);
  return id;
}

}  // namespace thalweg
