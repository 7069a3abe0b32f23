#include "http/multipart.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/base64.h"
#include "base/utf8.h"
#include "http/charset.h"
#include "http/header_parameters.h"
#include "http/multipart_part.h"

namespace narvi::http {
namespace {

using Kind = MultipartFailure::Kind;
using Failure = tl::unexpected<MultipartFailure>;

Failure failure(Kind kind, std::string text) {
  return Failure(MultipartFailure{kind, std::move(text)});
}

/// 1 to 201 printable characters of ASCII, the last not a space.
bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= 201 && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

struct Opening {
  std::string boundary;
  Charset charset = Charset::kUtf8;
};

Result<Opening, MultipartFailure> read_content_type(std::string_view content_type,
                                                    std::optional<Charset> given) {
  if (!content_type.starts_with("multipart/")) {  // Django's test is case-sensitive
    return failure(Kind::kMalformed, "Invalid Content-Type: " + utf8_from_latin1(content_type));
  }
  if (std::ranges::any_of(content_type, [](char c) { return static_cast<std::uint8_t>(c) >= 0x80; })) {
    return failure(Kind::kMalformed,
                   "Invalid non-ASCII Content-Type in multipart: " + utf8_from_latin1(content_type));
  }
  const auto header = parse_header_parameters(content_type);
  const HeaderParameter* const boundary = header ? header->find("boundary") : nullptr;
  if (boundary == nullptr || !is_boundary(boundary->value)) {
    return failure(Kind::kMalformed,
                   "Invalid boundary in multipart: " + (boundary == nullptr ? "None" : boundary->value));
  }
  if (given) {
    return Opening{boundary->value, *given};
  }
  const HeaderParameter* const charset = header->find("charset");
  return Opening{boundary->value,
                 charset == nullptr ? Charset::kUtf8 : find_charset(charset->value).value_or(Charset::kUtf8)};
}

/// Cuts a body at its boundaries. Like Django it finds a boundary anywhere, not only at the start of a line,
/// and takes one line end before it away.
class Cutter {
 public:
  Cutter(std::string_view body, std::string_view boundary) : rest_(body), separator_("--") {
    separator_.append(boundary);
  }

  std::optional<std::string_view> next() {
    if (rest_.empty()) {
      return std::nullopt;
    }
    const std::size_t found = rest_.find(separator_);
    if (found == std::string_view::npos) {
      return std::exchange(rest_, {});
    }
    std::size_t end = found;
    if (end > 0 && rest_[end - 1] == '\n') {
      --end;
    }
    if (end > 0 && rest_[end - 1] == '\r') {
      --end;
    }
    const std::string_view part = rest_.substr(0, end);
    rest_.remove_prefix(found + separator_.size());
    return part;
  }

 private:
  std::string_view rest_;
  std::string separator_;
};

/// Collects the parts under the limits.
class Collector {
 public:
  Collector(const MultipartLimits& limits, Charset charset) : limits_(limits), charset_(charset) {}

  std::optional<MultipartFailure> take(const Part& part) {
    finish_file();
    if (part.kind != Part::Kind::kFile) {
      // Django counts raw parts too, and allows two for those before the first and after the last boundary.
      if (limits_.fields < SIZE_MAX - 2 && ++fields_ > limits_.fields + 2) {
        return MultipartFailure{Kind::kTooManyFields, "more form fields than allowed"};
      }
    }
    if (part.kind == Part::Kind::kRaw || !part.named) {
      return std::nullopt;
    }
    return part.kind == Part::Kind::kField ? take_field(part) : take_file(part);
  }

  MultipartForm form() { return std::move(form_); }

 private:
  std::optional<MultipartFailure> take_field(const Part& part) {
    memory_ +=
        part.content.size() + count_code_points(part.name) + 2;  // "&" and "=", as in the other form type
    if (memory_ > limits_.memory) {
      return MultipartFailure{Kind::kTooMuchData, "form fields hold more than allowed"};
    }
    std::optional<std::string> decoded;
    if (part.base64) {
      decoded = base64_decode_lenient(part.content,
                                      Base64Alphabet::kStandard);  // what does not decode stays as it is
    }
    form_.fields.add(part.name, decode_with_replacement(decoded ? *decoded : part.content, charset_));
    return std::nullopt;
  }

  std::optional<MultipartFailure> take_file(const Part& part) {
    if (++files_ > limits_.files) {
      return MultipartFailure{Kind::kTooManyFiles, "more files than allowed"};
    }
    std::string name = safe_file_name(part.file_name);
    if (name.empty()) {
      return std::nullopt;
    }
    UploadedFile file{part.name, std::move(name), part.content_type, part.charset, std::string(part.content)};
    if (part.base64) {
      std::erase_if(file.bytes, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
      auto decoded = base64_decode_lenient(file.bytes, Base64Alphabet::kStandard);
      if (!decoded || file.bytes.size() % 4 != 0) {
        return MultipartFailure{Kind::kMalformed, "Could not decode base64 data."};
      }
      file.bytes = std::move(*decoded);
    }
    open_file_ = std::move(file);
    return std::nullopt;
  }

  /// A file counts only once something follows it: without a closing boundary it may be cut short. One whose
  /// field has no name is dropped.
  void finish_file() {
    if (open_file_ && !open_file_->field.empty()) {
      form_.files.push_back(std::move(*open_file_));
    }
    open_file_.reset();
  }

  const MultipartLimits& limits_;
  Charset charset_;
  MultipartForm form_;
  std::optional<UploadedFile> open_file_;
  std::size_t fields_ = 0;
  std::size_t files_ = 0;
  std::size_t memory_ = 0;
};

}  // namespace

Result<MultipartForm, MultipartFailure> parse_multipart(std::string_view content_type, std::string_view body,
                                                        MultipartLimits limits,
                                                        std::optional<Charset> charset) {
  const auto opening = read_content_type(content_type, charset);
  if (!opening) {
    return tl::unexpected(opening.error());
  }
  Cutter cutter(body, opening->boundary);
  Collector collector(limits, opening->charset);
  for (;;) {
    const auto bytes = cutter.next();
    if (!bytes) {
      return collector.form();
    }
    if (auto refused = collector.take(read_part(*bytes, limits.part_head, opening->charset))) {
      return tl::unexpected(std::move(*refused));
    }
  }
}

}  // namespace narvi::http
