#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "http/multipart.h"

namespace {

using namespace narvi::http;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// Fields written in the plainest form read back as they were.
void check_round_trip(const MultipartForm& form) {
  const std::string boundary = "narvi-0123456789abcdef";
  std::string body;
  for (const auto& [name, value] : form.fields.fields()) {
    if (name.find_first_of("\r\n\"\\") != std::string::npos || name.size() > 500 ||
        value.find(boundary) != std::string::npos || name != narvi::ascii_strip(name)) {
      return;
    }
    body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"").append(name);
    body.append("\"\r\n\r\n").append(value).append("\r\n");
  }
  body.append("--").append(boundary).append("--\r\n");
  const auto again = parse_multipart("multipart/form-data; boundary=" + boundary, body);
  require(again.has_value() && again->fields == form.fields);
}

}  // namespace

// The first line is the Content-Type, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(line + 1, input.size()));
  for (const std::string_view type :
       {input.substr(0, line), std::string_view("multipart/form-data; boundary=B")}) {
    const auto form = parse_multipart(type, body, {.fields = 50, .files = 5, .memory = 4096});
    if (!form) {
      require(!form.error().text.empty() && !narvi::find_utf8_fault(form.error().text));
      continue;
    }
    require(form->fields.fields().size() <= 52 && form->files.size() <= 5);
    for (const UploadedFile& file : form->files) {
      require(!file.field.empty() && !file.name.empty() &&
              file.name.find_first_of("/\\") == std::string::npos);
    }
    check_round_trip(*form);
  }
  return 0;
}
