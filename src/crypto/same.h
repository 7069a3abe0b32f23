#pragma once
// Comparison of secrets in a time that does not depend on where they differ.

#include <string_view>

namespace narvi::crypto {

/// True if both are equal. The time depends on the lengths only (they are public for every format we
/// compare).
bool same(std::string_view left, std::string_view right);

}  // namespace narvi::crypto
