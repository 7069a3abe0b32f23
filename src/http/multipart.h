#pragma once
// multipart/form-data as Django's MultiPartParser reads it: as tolerant, and with its error texts
// (contract drf §2.3, §2.4).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/charset.h"
#include "http/forms.h"

namespace narvi::http {

struct UploadedFile {
  std::string field;
  std::string name;          ///< the last part of the path, entities decoded; never empty, "." or ".."
  std::string content_type;  ///< lower case, may be empty
  std::string charset;       ///< as sent, may be empty
  std::string bytes;
};

struct MultipartForm {
  FormData fields;
  std::vector<UploadedFile> files;
};

/// Limits, from Django's settings of the same meaning. SIZE_MAX stands for None. The body's size is the
/// caller's.
struct MultipartLimits {
  std::size_t fields = 1000;     ///< DATA_UPLOAD_MAX_NUMBER_FIELDS
  std::size_t files = 100;       ///< DATA_UPLOAD_MAX_NUMBER_FILES
  std::size_t memory = 2621440;  ///< DATA_UPLOAD_MAX_MEMORY_SIZE: bytes of all fields, without files
  std::size_t part_head = 1024;  ///< Django's fixed limit: a part whose head is longer is ignored
};

struct MultipartFailure {
  enum class Kind {
    kMalformed,      ///< MultiPartParserError: 400 `Multipart form parse error - TEXT`
    kTooManyFields,  ///< TooManyFieldsSent: 400 with Django's HTML page, as are the next two
    kTooManyFiles,
    kTooMuchData,
  };
  Kind kind;
  std::string text;  ///< what Django says, for kMalformed; else for the log
};

/// Reads a whole body. Names and values are in `charset`; without one, in that which the Content-Type names,
/// else in UTF-8. An empty body is an empty form, once the Content-Type has passed. (The door has refused
/// negative lengths before, so `Invalid content length` has no place here.)
Result<MultipartForm, MultipartFailure> parse_multipart(std::string_view content_type, std::string_view body,
                                                        MultipartLimits limits = {},
                                                        std::optional<Charset> charset = std::nullopt);

}  // namespace narvi::http
