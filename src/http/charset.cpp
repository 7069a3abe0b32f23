#include "http/charset.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "base/utf8.h"
#include "http/charset_units.h"

namespace narvi::http {

namespace {

constexpr std::size_t kLongestName = 40;

struct Name {
  std::string_view module;
  std::string_view aliases;
  Charset charset;
};

/// Python's modules and their aliases (encodings/aliases.py), as `normalised` writes them.
constexpr std::array<Name, 10> kNames = {{
    {"utf_8", "cp65001 u8 utf utf8 utf8_ucs2 utf8_ucs4", Charset::kUtf8},
    {"utf_8_sig", "", Charset::kUtf8Sig},
    {"ascii",
     "646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 cp367 csascii ibm367 iso646_us iso_646.irv_1991 "
     "iso_ir_6 us us_ascii",
     Charset::kAscii},
    {"latin_1",
     "8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1",
     Charset::kLatin1},
    {"utf_16", "u16 utf16", Charset::kUtf16},
    {"utf_16_le", "unicodelittleunmarked utf_16le", Charset::kUtf16Le},
    {"utf_16_be", "unicodebigunmarked utf_16be", Charset::kUtf16Be},
    {"utf_32", "u32 utf32", Charset::kUtf32},
    {"utf_32_le", "utf_32le", Charset::kUtf32Le},
    {"utf_32_be", "utf_32be", Charset::kUtf32Be},
}};

bool is_word(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character == '.';
}

/// Lower case, each run of other characters between words one underscore.
std::string normalised(std::string_view name) {
  std::string out;
  bool gap = false;
  for (char character : name) {
    if (character >= 'A' && character <= 'Z') {
      character = static_cast<char>(character - 'A' + 'a');
    }
    if (!is_word(character)) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) {
      out.push_back('_');
    }
    gap = false;
    out.push_back(character);
  }
  return out;
}

/// Whether `list`, words with blanks between, has `word`.
bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t blank = std::min(list.find(' '), list.size());
    if (list.substr(0, blank) == word) {
      return true;
    }
    list.remove_prefix(std::min(blank + 1, list.size()));
  }
  return false;
}

/// A name as Python looks for it: among the aliases also with '_' for each '.', which no module has.
struct Wanted {
  std::string name;
  std::string dotless;

  bool is(std::string_view module, std::string_view aliases) const {
    return name == module || has_word(aliases, name) || has_word(aliases, dotless);
  }
};

std::string fault_text(Charset charset, std::string_view bytes, std::size_t position,
                       const CharsetUnit& unit) {
  const std::string codec(codec_name(charset));
  const std::string where = std::to_string(position);
  if (unit.length > 1) {
    return "'" + codec + "' codec can't decode bytes in position " + where + "-" +
           std::to_string(position + unit.length - 1) + ": " + std::string(unit.fault);
  }
  char byte[3];
  std::snprintf(byte, sizeof byte, "%02x",
                static_cast<unsigned>(static_cast<unsigned char>(bytes[position])));
  return "'" + codec + "' codec can't decode byte 0x" + byte + " in position " + where + ": " +
         std::string(unit.fault);
}

/// The order that a mark at the start tells, and the length of the mark: 0 if there is none, which means the
/// order of the machines Python runs on.
struct Marked {
  Charset charset;
  std::size_t length = 0;
};

Marked look_for_mark(std::string_view bytes, Charset charset) {
  using namespace std::string_view_literals;
  if (charset == Charset::kUtf8Sig) {
    return {Charset::kUtf8, bytes.starts_with("\xEF\xBB\xBF") ? 3U : 0U};
  }
  if (charset == Charset::kUtf16) {
    const bool big = bytes.starts_with("\xFE\xFF"sv);
    return {big ? Charset::kUtf16Be : Charset::kUtf16Le, big || bytes.starts_with("\xFF\xFE"sv) ? 2U : 0U};
  }
  if (charset == Charset::kUtf32) {
    const bool big = bytes.starts_with("\0\0\xFE\xFF"sv);
    return {big ? Charset::kUtf32Be : Charset::kUtf32Le,
            big || bytes.starts_with("\xFF\xFE\0\0"sv) ? 4U : 0U};
  }
  return {charset};
}

bool is_utf8(Charset charset) {
  return charset == Charset::kUtf8 || charset == Charset::kUtf8Sig;
}

}  // namespace

std::optional<Charset> find_charset(std::string_view name) {
  if (name.size() > kLongestName) {
    return std::nullopt;
  }
  Wanted wanted{normalised(name), {}};
  if (wanted.name.empty()) {
    return std::nullopt;
  }
  wanted.dotless = wanted.name;
  std::ranges::replace(wanted.dotless, '.', '_');
  for (const Name& known : kNames) {
    if (wanted.is(known.module, known.aliases)) {
      return known.charset;
    }
  }
  const std::span<const CodePage> pages = code_pages();
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (wanted.is(pages[i].module, pages[i].aliases)) {
      return static_cast<Charset>(static_cast<std::size_t>(Charset::kFirstPage) + i);
    }
  }
  return std::nullopt;
}

Result<std::string, std::string> decode_charset(std::string_view bytes, Charset charset) {
  const Marked marked = look_for_mark(bytes, charset);
  if (is_utf8(marked.charset)) {
    return std::string(bytes.substr(marked.length));
  }
  std::string out;
  std::size_t at = marked.length;
  while (at < bytes.size()) {
    const CharsetUnit unit = first_unit(bytes.substr(at), marked.charset);
    if (unit.cut) {
      break;
    }
    if (!unit.fault.empty()) {
      return tl::unexpected<std::string>(fault_text(marked.charset, bytes, at, unit));
    }
    append_code_point(out, unit.value);
    at += unit.length;
  }
  // Python's stream readers insist on the mark that bytes.decode() can do without.
  const bool needs_mark = charset == Charset::kUtf16 || charset == Charset::kUtf32;
  if (needs_mark && marked.length == 0 && at > 0) {
    return tl::unexpected<std::string>(charset == Charset::kUtf16 ? "UTF-16 stream does not start with BOM"
                                                                  : "UTF-32 stream does not start with BOM");
  }
  return out;
}

std::optional<std::string> decode_whole(std::string_view bytes, Charset charset) {
  const Marked marked = look_for_mark(bytes, charset);
  bytes.remove_prefix(marked.length);
  if (is_utf8(marked.charset)) {
    return find_utf8_fault(bytes) ? std::nullopt : std::optional<std::string>(bytes);
  }
  std::string out;
  while (!bytes.empty()) {
    const CharsetUnit unit = first_unit(bytes, marked.charset);
    if (!unit.fault.empty()) {
      return std::nullopt;
    }
    append_code_point(out, unit.value);
    bytes.remove_prefix(unit.length);
  }
  return out;
}

std::string decode_with_replacement(std::string_view bytes, Charset charset) {
  const Marked marked = look_for_mark(bytes, charset);
  bytes.remove_prefix(marked.length);
  if (is_utf8(marked.charset)) {
    return utf8_with_replacement(bytes);
  }
  std::string out;
  while (!bytes.empty()) {
    const CharsetUnit unit = first_unit(bytes, marked.charset);
    append_code_point(out, unit.fault.empty() ? unit.value : U'\uFFFD');
    bytes.remove_prefix(unit.length);
  }
  return out;
}

}  // namespace narvi::http
