#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace thalweg {

/// What a template's fields may hold: texts, lists, objects, and true or false.
using Fields = nlohmann::ordered_json;

/// How the text of `{{field}}` is made safe for the document around it; `{{{field}}}` goes in as it is.
enum class Escaping { html, markdown };

/// Fills a Mustache template (mustache(5): variables, sections, inverted sections, comments, other delimiters).
/// @throws Error{bad_input} naming `name`, and the line where it is known: the template cannot be understood, or names
/// a field that there is not.
std::string fill_template(const std::string& text, const std::string& name, const Fields& fields, Escaping escaping);

}  // namespace thalweg
