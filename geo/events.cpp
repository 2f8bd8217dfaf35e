#include "geo/events.hpp"

namespace thalweg {

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
  read = filtered = rows = 0;
  share_taken.reset();
}

}  // namespace thalweg
