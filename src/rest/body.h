#pragma once
// The parsing step: the body by the endpoint's parsers (drf §2.4): JSON, form, multipart.

#include <optional>
#include <string>
#include <variant>

#include "http/forms.h"
#include "http/multipart.h"
#include "http/python_json.h"
#include "io/task.h"
#include "rest/api_error.h"

namespace narvi::rest {

struct Call;

/// What REST framework calls request.data.
struct RequestData {
  /// JSON, or the fields of a form.
  std::variant<http::json::Value, http::FormData> value;
  std::vector<http::UploadedFile> files;  ///< of multipart

  const http::json::Value* json() const { return std::get_if<http::json::Value>(&value); }
  const http::FormData* form() const { return std::get_if<http::FormData>(&value); }
};

/// Reads and parses the body. 415 for a type that no parser takes, 400 for a malformed one, 413 for too much.
/// An empty body is an empty object, or an empty form for form types. May be asked again.
io::Task<ApiResult<RequestData>> parse_body(Call& call);

/// The charset that Content-Type names, if Python knew it; else UTF-8 (drf §2.4). Django reads the query by
/// it, too.
http::Charset request_charset(const Call& call);

}  // namespace narvi::rest
