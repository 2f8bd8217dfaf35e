#include "geo/events.hpp"

namespace thalweg {

void add_rows(CategoryRows& total, const CategoryRows& part) {
  for (const auto& [name, rows] : part) {
    const auto known = total.find(name);
    if (known != total.end()) {
      known->second += rows;
    } else if (total.size() < kMaxCategoryRows) {
      total.emplace(name, rows);
    }
  }
}

void EventBatch::clear() {
  row.clear();
  position.clear();
  time.clear();
  category.clear();
  weight.clear();
  precision_m.clear();
  own = {};
  rejects.clear();
  own_categories.clear();
  by_category.clear();
  read = filtered = rows = 0;
  share_taken.reset();
}

}  // namespace thalweg
