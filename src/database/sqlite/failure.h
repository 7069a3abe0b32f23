#pragma once
// SQLite's result codes in the port's vocabulary.

#include <string_view>

#include "database/error.h"

namespace narvi::database::sqlite {

/// The port's code for an extended result code.
ErrorCode error_code(int extended_code);

/// "accounts.user_by_name: UNIQUE constraint failed: auth_user.username (2067)".
Error make_error(int extended_code, std::string_view what, std::string_view words);

}  // namespace narvi::database::sqlite
