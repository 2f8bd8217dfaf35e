#pragma once

#include <string>
#include <string_view>

namespace thalweg {

/// Text as it stands inside an XML attribute or element. Line breaks and tabs are kept; XML 1.0 has no other control
/// characters, they become spaces.
std::string xml_escaped(std::string_view text);

}  // namespace thalweg
