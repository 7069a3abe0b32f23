#pragma once
// Reading the heads of records. Pure and total.

#include <optional>
#include <string_view>

#include "http/fastcgi/record.h"

namespace narvi::http::fastcgi {

/// The head at the front of `bytes`, which hold kHeadSize of them or more. Empty optional: another version of
/// the protocol, or no FastCGI at all; nothing that follows can be understood.
std::optional<RecordHead> read_record_head(std::string_view bytes);

/// The content of BEGIN_REQUEST (§5.1).
struct BeginRequest {
  Role role{};  ///< any number: values beyond the enumerators are roles we do not know
  bool keep_connection = false;
};

/// Empty optional if `content` is not eight bytes long. Flags that the specification does not name are
/// ignored.
std::optional<BeginRequest> read_begin_request(std::string_view content);

}  // namespace narvi::http::fastcgi
