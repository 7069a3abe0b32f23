#include "http/header_parameters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.h"
#include "http/repeated_names.h"
#include "http/url.h"

namespace narvi::http {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// Splits at each ';' before which the quotes of its own piece are balanced. One pass: the count of quotes
/// goes on from one ';' to the next.
std::vector<std::string_view> split_pieces(std::string_view line) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      quoted = !quoted;
    }
    if (line[i] == ';' && !quoted) {
      pieces.push_back(ascii_strip(line.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  pieces.push_back(ascii_strip(line.substr(begin)));
  return pieces;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (;;) {
    const std::size_t at = text.find(from);
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) {
      return out;
    }
    out.append(to);
    text.remove_prefix(at + from.size());
  }
}

std::string unquote(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
    return std::string(value);
  }
  return replace_all(replace_all(value.substr(1, value.size() - 2), "\\\\", "\\"), "\\\"", "\"");
}

enum class Charset { kUtf8, kLatin1, kAscii };

/// Python looks up charsets by their letters and digits alone.
std::optional<Charset> charset_of(std::string_view name) {
  struct Name {
    std::string_view text;
    Charset charset;
  };
  constexpr std::array kNames = {
      Name{"utf8", Charset::kUtf8},       Name{"utf", Charset::kUtf8},      Name{"u8", Charset::kUtf8},
      Name{"iso88591", Charset::kLatin1}, Name{"latin1", Charset::kLatin1}, Name{"latin", Charset::kLatin1},
      Name{"ascii", Charset::kAscii},     Name{"usascii", Charset::kAscii},
  };
  std::string wanted = lower(name);
  std::erase_if(wanted, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  const auto* const found = std::ranges::find(kNames, std::string_view(wanted), &Name::text);
  return found == kNames.end() ? std::nullopt : std::optional(found->charset);
}

std::string decode(std::string_view bytes, Charset charset) {
  switch (charset) {
    case Charset::kUtf8:
      return utf8_with_replacement(bytes);
    case Charset::kLatin1:
      return utf8_from_latin1(bytes);
    case Charset::kAscii:
      break;
  }
  std::string out;
  for (const char c : bytes) {
    append_code_point(out, static_cast<std::uint8_t>(c) < 0x80 ? static_cast<char32_t>(c) : U'\uFFFD');
  }
  return out;
}

/// RFC 2231 §4: charset'language'percent-encoded. Only runs of ASCII are decoded; other characters stay.
std::optional<std::string> decode_extended(std::string_view value) {
  const std::size_t first = value.find('\'');
  const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view text = value.substr(second + 1);
  if (find_utf8_fault(text) || find_utf8_fault(value.substr(0, first))) {
    return std::nullopt;
  }
  if (text.find('%') == std::string_view::npos) {
    return std::string(text);
  }
  const auto charset = charset_of(value.substr(0, first));
  if (!charset) {
    return std::nullopt;
  }
  std::string out;
  while (!text.empty()) {
    const bool ascii = static_cast<std::uint8_t>(text.front()) < 0x80;
    const auto* const end = std::ranges::find_if(
        text, [ascii](char c) { return (static_cast<std::uint8_t>(c) < 0x80) != ascii; });
    const std::string_view run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    out.append(ascii ? decode(percent_decode(run), *charset) : std::string(run));
    text.remove_prefix(run.size());
  }
  return out;
}

/// Reads one `name=value` into `into`, unless the piece has no '=' and so says nothing. False where Django
/// raises.
bool read_parameter(std::vector<HeaderParameter>& into, std::string_view piece, ExtendedNames extended) {
  const std::size_t equals = piece.find('=');
  if (equals == std::string_view::npos) {
    return true;
  }
  HeaderParameter parameter;
  parameter.name = lower(ascii_strip(piece.substr(0, equals)));
  if (!is_ascii(parameter.name)) {
    return false;
  }
  parameter.value = unquote(ascii_strip(piece.substr(equals + 1)));
  if (extended == ExtendedNames::kRead && parameter.name.ends_with('*')) {
    parameter.name.pop_back();
    if (std::ranges::count(piece, '\'') == 2) {
      auto decoded = decode_extended(parameter.value);
      if (!decoded) {
        return false;
      }
      parameter.value = std::move(*decoded);
      parameter.decoded = true;
    }
  }
  into.push_back(std::move(parameter));
  return true;
}

}  // namespace

const HeaderParameter* HeaderParameters::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &HeaderParameter::name);
  return found == parameters.end() ? nullptr : &*found;
}

std::optional<HeaderParameters> parse_header_parameters(std::string_view line, ExtendedNames extended) {
  const std::vector<std::string_view> pieces = split_pieces(line);
  HeaderParameters header;
  header.value = lower(pieces.front());
  if (!is_ascii(header.value)) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    if (!read_parameter(header.parameters, pieces[i], extended)) {
      return std::nullopt;
    }
  }
  keep_last_of_each(header.parameters, [](const HeaderParameter& left, const HeaderParameter& right) {
    return left.name < right.name;
  });
  return header;
}

}  // namespace narvi::http
