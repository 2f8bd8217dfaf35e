#pragma once

#include <string>

#include "catch.hpp"
#include "geo/error.hpp"

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/matchers/catch_matchers_string.hpp>
namespace thalweg::test {
using Catch::Matchers::EndsWith;
inline auto Contains(const std::string& part) {
  return Catch::Matchers::ContainsSubstring(part);
}
}  // namespace thalweg::test
#else
namespace thalweg::test {
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
}  // namespace thalweg::test
#endif

namespace thalweg::test {

/// The message of the Error that a call throws; fails the test if it throws none.
template <typename Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Error& e) {
    CHECK(std::string(e.what()).find('\n') == std::string::npos);
    return e.what();
  }
  FAIL("no error was thrown");
  return {};
}

}  // namespace thalweg::test
