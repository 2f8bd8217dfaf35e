#include <algorithm>
#include <string>

#include "geo/error.hpp"
#include "geo/number.hpp"
#include "geo/simulate.hpp"

namespace thalweg {

HotStretch parse_hot_stretch(std::string_view text) {
  const auto dash = text.find('-');
  const auto colon = text.find(':', dash == std::string_view::npos ? 0 : dash);
  if (dash == std::string_view::npos || colon == std::string_view::npos) {
    bad_input("hot stretch '{}' is not of the form FROM-TO:FACTOR, such as 700km-760km:8", text);
  }
  const auto more = text.find(':', colon + 1);
  const std::string_view factor_text = text.substr(colon + 1, more == std::string_view::npos ? more : more - colon - 1);
  const std::string what = fmt::format("hot stretch '{}'", text);
  HotStretch hot;
  hot.stretch = {{parse_length(text.substr(0, dash), what).m},
                 {parse_length(text.substr(dash + 1, colon - dash - 1), what).m}};
  if (!(hot.stretch.from < hot.stretch.to)) bad_input("{} is empty: it must end after it begins", what);
  const auto factor = parse_number(factor_text);
  if (!factor || !(*factor >= 0 && *factor <= 1e12)) {
    bad_input("{} has the factor '{}', must be a number in [0, 1e12]", what, factor_text);
  }
  hot.factor = *factor;
  if (more != std::string_view::npos) hot.categories = parse_categories(text.substr(more + 1));
  return hot;
}

std::vector<CategoryShare> parse_categories(std::string_view text) {
  std::vector<CategoryShare> categories;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::string_view item = text.substr(from, comma - from);
    const std::size_t colon = std::min(item.rfind(':'), item.size());
    const auto share = colon < item.size() ? parse_number(item.substr(colon + 1)) : 1.0;
    const std::string name(trimmed(item.substr(0, colon)));
    if (name.empty() || !share || !(*share > 0 && *share <= 1e12)) {
      bad_input("category '{}' in '{}' is not of the form NAME:SHARE with a share in (0, 1e12], such as seizure:2",
                item, text);
    }
    categories.push_back({name, *share});
    from = comma + 1;
  }
  return categories;
}

}  // namespace thalweg
