#include "geo/template.hpp"

#include "catch.hpp"
#include "messages.hpp"

using namespace thalweg;
using namespace thalweg::test;

namespace {

const Fields kFields{{"name", "A & <B> | c_d"},
                     {"yes", true},
                     {"no", false},
                     {"rows", {{{"n", "1"}}, {{"n", "2"}}}},
                     {"none", Fields::array()},
                     {"side", {{"name", "CHN"}}},
                     {"list", {"x", "y"}}};

std::string filled(const std::string& text, Escaping escaping = Escaping::html) {
  return fill_template(text, "my.html", kFields, escaping);
}

std::string refused(const std::string& text) {
  return message_of([&] { filled(text); });
}

}  // namespace

TEST_CASE("templates are filled as mustache(5) says", "[template]") {
  CHECK(filled("{{name}}") == "A &amp; &lt;B&gt; | c_d");
  CHECK(filled("{{{name}}}") == "A & <B> | c_d");
  CHECK(filled("{{name}}", Escaping::markdown) == "A & \\<B\\> \\| c\\_d");
  CHECK(filled("{{#yes}}a{{/yes}}{{^yes}}b{{/yes}}{{#no}}c{{/no}}{{^no}}d{{/no}}") == "ad");
  CHECK(filled("{{#rows}}({{n}}){{/rows}}{{^none}}none{{/none}}") == "(1)(2)none");
  CHECK(filled("{{side.name}} {{#side}}{{name}}{{/side}} {{#list}}{{.}};{{/list}}") == "CHN CHN x;y;");
  CHECK(filled("{{! a remark }}a\n{{#yes}}\nb\n{{/yes}}\n") == "a\nb\n");
  CHECK(filled("{{=<% %>=}}<%side.name%>") == "CHN");
}

TEST_CASE("a template that is wrong is refused with its line", "[template]") {
  CHECK_THAT(refused("a\nb {{#yes}} c"),
             Contains("my.html, line 2: is no Mustache template: Unclosed section \"yes\""));
  CHECK_THAT(refused("a\n\n{{/yes}}"), Contains("my.html, line 3: is no Mustache template: Unopened section"));
  CHECK_THAT(refused("{{name"), Contains("my.html, line 1: is no Mustache template"));
  CHECK_THAT(refused("a\n{{nam}}\n"), Contains("my.html, line 2: there is no field 'nam' here"));
  CHECK_THAT(refused("nam\n{{#rows}}\n{{m}}{{/rows}}"), Contains("my.html, line 3: there is no field 'm' here"));
  CHECK_THAT(refused("{{#nowhere}}x{{/nowhere}}"), Contains("there is no field 'nowhere'"));
  CHECK_THAT(refused("{{> part}}"), Contains("there is no field 'part'"));
}
