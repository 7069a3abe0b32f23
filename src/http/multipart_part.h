#pragma once
// One part of a multipart body: its head read, its content still as it came.

#include <string>
#include <string_view>

#include "http/charset.h"

namespace narvi::http {

struct Part {
  enum class Kind {
    kRaw,  ///< no readable Content-Disposition: text before, between and after the boundaries
    kField,
    kFile,  ///< Content-Disposition has a filename that is not empty
  };
  Kind kind = Kind::kRaw;
  bool named = false;        ///< a part without a name is skipped; an empty name is a name
  std::string name;          ///< trimmed, UTF-8
  std::string file_name;     ///< as sent, UTF-8
  std::string content_type;  ///< lower case
  std::string charset;
  bool base64 = false;  ///< Content-Transfer-Encoding
  std::string_view content;
};

/// Reads the head of a part, whose names are in `charset`; a head that does not end within `longest_head`
/// bytes leaves a raw part.
Part read_part(std::string_view bytes, std::size_t longest_head, Charset charset);

/// What Django keeps of an uploaded file's name: entities decoded, directories dropped, empty for "." and
/// "..".
std::string safe_file_name(std::string_view name);

}  // namespace narvi::http
