#pragma once
// Lists of common passwords: the one built into the program, and files of a site's own.

#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::accounts {

/// Passwords in lower case, one a line, sorted by bytes, each line ended by a line feed. Django's list
/// (data/README.md), part of the program's own read-only memory.
std::string_view shipped_passwords();

/// Whether `password` is a line of `sorted_lines`, a text of the form above. Neither allocates nor scans.
bool lists_password(std::string_view sorted_lines, std::string_view password);

/// The lines of a list in that form: outer white space dropped, sorted, each once. Like Django it does not
/// lower-case them, so capitals in a list never match.
std::string sorted_password_lines(std::string_view list);

/// Reads a list from a file: UTF-8 text, or such text compressed by gzip. kConfiguration if it cannot be read
/// or holds more than 256 MiB of text.
Result<std::string> read_password_list(const std::string& path);

}  // namespace narvi::accounts
