#pragma once

#include <string>

namespace thalweg {

/// A connection string or a text that quotes one, without its passwords: `PG:dbname=a password=b` is `PG:dbname=a`,
/// `postgresql://user:b@host/a` is `postgresql://user@host/a`. Where it is not clear where a password ends, more is
/// left out.
std::string without_passwords(const std::string& text);

}  // namespace thalweg
