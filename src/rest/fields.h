#pragma once
// Field validation with REST framework's exact messages (drf §2.1).

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rest/api_error.h"
#include "rest/body.h"

namespace narvi::rest {

/// A required CharField.
struct CharField {
  std::string_view name;
  bool trim = true;  ///< strip outer white space, as Python's str.strip
  bool allow_blank = false;
  std::size_t min_length = 0;  ///< characters
  std::size_t max_length = 0;  ///< characters; 0: no limit
};

/// The values of `fields` in their order, or one 400 with the errors of all of them. `non_field_key`: the key
/// of errors that belong to no field (NON_FIELD_ERRORS_KEY).
ApiResult<std::vector<std::string>> validate(const RequestData& data, std::span<const CharField> fields,
                                             std::string_view non_field_key = "non_field_errors");

}  // namespace narvi::rest
