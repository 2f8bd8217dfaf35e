#include "geo/categories.hpp"

namespace thalweg {

/// The number of a name that was not the last one of its slot.
std::uint32_t Categories::add(std::string_view name) {
  auto it = ids_.find(name);
  if (it == ids_.end()) {
    it = ids_.emplace(std::string(name), static_cast<std::uint32_t>(names_.size())).first;
    names_.emplace_back(name);
  }
  if (!name.empty()) recent_[slot(name)] = &*it;
  return it->second;
}

}  // namespace thalweg
