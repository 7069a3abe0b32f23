#pragma once
// Text of others on a terminal.

#include <string>
#include <string_view>

namespace narvi {

/// Bytes that a terminal would obey (controls, C1) as "\x1b": a name may hold anything.
std::string printable(std::string_view text);

}  // namespace narvi
