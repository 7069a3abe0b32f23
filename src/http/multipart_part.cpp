#include "http/multipart_part.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "http/header_parameters.h"

namespace narvi::http {
namespace {

/// What named its own charset (RFC 2231) is text already, and blanks around it are those of text.
std::string name_of(const HeaderParameter& given, Charset charset) {
  return given.decoded ? std::string(python_strip(given.value))
                       : decode_with_replacement(ascii_strip(given.value), charset);
}

void read_disposition(Part& part, const HeaderParameters& header, Charset charset) {
  const HeaderParameter* const name = header.find("name");
  const HeaderParameter* const file = header.find("filename");
  part.kind = file != nullptr && !file->value.empty() ? Part::Kind::kFile : Part::Kind::kField;
  part.named = name != nullptr;
  part.name = part.named ? name_of(*name, charset) : "";
  if (file != nullptr) {
    part.file_name = file->decoded ? file->value : decode_with_replacement(file->value, charset);
  }
}

/// Applies one line of a head. Lines that cannot be read are ignored; of a repeated field the last counts.
/// The name is compared with the blanks before its colon, as Django does.
void read_line(Part& part, std::string_view line, Charset charset) {
  const auto header = parse_header_parameters(line);
  if (!header) {
    return;
  }
  const std::size_t colon = header->value.find(':');
  if (colon == std::string::npos) {
    return;
  }
  const std::string_view name = std::string_view(header->value).substr(0, colon);
  const std::string_view value = python_strip(std::string_view(header->value).substr(colon + 1));
  if (name == "content-disposition") {
    read_disposition(part, *header, charset);
  } else if (name == "content-transfer-encoding") {
    part.base64 = value == "base64";
  } else if (name == "content-type") {
    const HeaderParameter* const own_charset = header->find("charset");
    part.content_type = value;
    part.charset = own_charset == nullptr ? "" : own_charset->value;
  }
}

struct Entity {
  std::string_view name;
  char character;
};
// Of HTML's named entities only those that matter to a file name's safety; any other stays as it is. Four are
// entities without their semicolon too.
constexpr std::array kEntities = {
    Entity{"amp;", '&'},   Entity{"lt;", '<'},  Entity{"gt;", '>'},    Entity{"quot;", '"'},
    Entity{"apos;", '\''}, Entity{"sol;", '/'}, Entity{"bsol;", '\\'}, Entity{"period;", '.'},
    Entity{"amp", '&'},    Entity{"lt", '<'},   Entity{"gt", '>'},     Entity{"quot", '"'},
};

/// Numbers that HTML gives no character: controls and noncharacters (WHATWG HTML §13.2.5.80).
bool is_nothing(unsigned value) {
  return (value < 0x20 && value != '\t' && value != '\n' && value != '\f' && value != '\r') ||
         (value >= 0x7F && value < 0xA0) || (value >= 0xFDD0 && value <= 0xFDEF) ||
         (value & 0xFFFEu) == 0xFFFEu;
}

/// The length of the numeric reference at the start of `text` (after '&'), whose character is appended; or 0.
std::size_t decode_number(std::string& out, std::string_view text) {
  if (!text.starts_with('#')) {
    return 0;
  }
  const bool hex = text.substr(1).starts_with('x') || text.substr(1).starts_with('X');
  const char* const begin = text.data() + (hex ? 2 : 1);
  const char* const end = text.data() + text.size();
  unsigned value = 0;
  const auto parsed = std::from_chars(begin, end, value, hex ? 16 : 10);
  if (parsed.ptr == begin) {
    return 0;
  }
  const bool bad =
      parsed.ec != std::errc{} || value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF);
  if (bad || !is_nothing(value)) {
    append_code_point(out, bad ? U'\uFFFD' : static_cast<char32_t>(value));
  }
  const bool closed = parsed.ptr != end && *parsed.ptr == ';';
  return static_cast<std::size_t>(parsed.ptr - text.data()) + (closed ? 1 : 0);
}

std::string decode_entities(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('&'), text.size());
    out.append(text.substr(0, mark));
    text.remove_prefix(mark);
    if (text.empty()) {
      break;
    }
    const std::string_view rest = text.substr(1);
    const auto entity =
        std::ranges::find_if(kEntities, [&](const Entity& e) { return rest.starts_with(e.name); });
    if (entity != kEntities.end()) {
      out.push_back(entity->character);
      text.remove_prefix(1 + entity->name.size());
      continue;
    }
    const std::size_t number = decode_number(out, rest);
    if (number == 0) {
      out.push_back('&');
    }
    text.remove_prefix(1 + number);
  }
  return out;
}

}  // namespace

Part read_part(std::string_view bytes, std::size_t longest_head, Charset charset) {
  constexpr std::string_view kEndOfHead = "\r\n\r\n";
  Part part;
  const std::size_t end = bytes.substr(0, longest_head).find(kEndOfHead);
  if (end == std::string_view::npos) {
    return part;
  }
  std::string_view head = bytes.substr(0, end);
  while (!head.empty()) {
    const std::size_t line_end = std::min(head.find("\r\n"), head.size());
    read_line(part, head.substr(0, line_end), charset);
    head.remove_prefix(std::min(line_end + 2, head.size()));
  }
  part.content = bytes.substr(end + kEndOfHead.size());
  return part;
}

std::string safe_file_name(std::string_view name) {
  const std::string decoded = decode_entities(name);
  const std::size_t separator = decoded.find_last_of("/\\");
  std::string last = separator == std::string::npos ? decoded : decoded.substr(separator + 1);
  return last == "." || last == ".." ? std::string() : last;
}

}  // namespace narvi::http
