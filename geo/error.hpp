#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace thalweg {

/// What kind of failure an Error tells of; adapters translate it (the command line: `bad_input` exits 2, `io` exits 1).
enum class Code {
  bad_input,  ///< the request or the data are wrong; the user can mend it
  io,         ///< reading or writing failed: permissions, disk full, driver failure
  cancelled,  ///< the caller asked to stop
};

/// The library's one exception. The message says what, where, the value, the limit and how to mend it, in one line.
class Error : public std::runtime_error {
 public:
  Error(Code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] Code code() const noexcept { return code_; }

 private:
  Code code_;
};

/// Throws Error{Code::bad_input} with a formatted message.
template <typename... Args>
[[noreturn]] void bad_input(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(Code::bad_input, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws Error{Code::io} with a formatted message.
template <typename... Args>
[[noreturn]] void io_error(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(Code::io, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws Error{Code::cancelled}.
[[noreturn]] inline void cancelled() {
  throw Error(Code::cancelled, "stopped on request; no result was written");
}

/// Runs a call; what it throws then names `what`, the file or the like that it is about, if it does not yet.
template <typename Call>
auto naming(const std::string& what, Call call) {
  try {
    return call();
  } catch (const Error& e) {
    if (e.code() == Code::cancelled || std::string_view(e.what()).starts_with(what)) throw;
    throw Error(e.code(), fmt::format("{}: {}", what, e.what()));
  }
}

}  // namespace thalweg
