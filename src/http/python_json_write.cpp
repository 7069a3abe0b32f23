#include <cstdio>

#include "base/utf8.h"
#include "http/python_json.h"

namespace narvi::http::json {
namespace {

constexpr char32_t kLineSeparator = 0x2028;       // JavaScript takes both for line ends, so REST framework
constexpr char32_t kParagraphSeparator = 0x2029;  // escapes them (contract drf §6.2)

void write_unit(std::string& out, unsigned unit) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "\\u%04x", unit);
  out.append(buffer);
}

void write_escape(std::string& out, char32_t c) {
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    case '\b':
      out.append("\\b");
      return;
    case '\f':
      out.append("\\f");
      return;
    default:
      break;
  }
  if (c >= 0x10000) {
    write_unit(out, 0xD800u + ((c - 0x10000u) >> 10));
    write_unit(out, 0xDC00u + ((c - 0x10000u) & 0x3FFu));
  } else {
    write_unit(out, static_cast<unsigned>(c));
  }
}

/// Whether a character stands for itself. A lone surrogate never does: it has no UTF-8 form.
bool is_plain(char32_t c, Style style) {
  if (c < 0x20 || c == '"' || c == '\\') {
    return false;
  }
  if (style == Style::kCompactAscii) {
    return c < 0x7F;
  }
  return c != kLineSeparator && c != kParagraphSeparator && !(c >= 0xD800 && c <= 0xDFFF);
}

void write_value(std::string& out, const Value& value, Style style);

struct Writer {
  std::string& out;
  Style style;

  void operator()(Null) const { out.append("null"); }
  void operator()(bool value) const { out.append(value ? "true" : "false"); }
  void operator()(std::int64_t value) const { out.append(std::to_string(value)); }
  void operator()(const BigInteger& value) const { out.append(value.digits); }
  void operator()(double value) const { out.append(python_float(value)); }
  void operator()(const std::string& value) const { write_text(out, value, style); }
  void operator()(const Array& value) const {
    out.push_back('[');
    for (const Value& element : value) {
      if (&element != &value.front()) {
        out.push_back(',');
      }
      write_value(out, element, style);
    }
    out.push_back(']');
  }
  void operator()(const Object& value) const {
    out.push_back('{');
    for (const auto& member : value.members()) {
      if (&member != &value.members().front()) {
        out.push_back(',');
      }
      write_text(out, member.first, style);
      out.push_back(':');
      write_value(out, member.second, style);
    }
    out.push_back('}');
  }
};

void write_value(std::string& out, const Value& value, Style style) {
  std::visit(Writer{out, style}, value.storage());
}

}  // namespace

std::string write(const Value& value, Style style) {
  std::string out;
  write_value(out, value, style);
  return out;
}

void write_text(std::string& out, std::string_view text, Style style) {
  out.push_back('"');
  std::size_t plain_from = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    const bool broken = point.value == 0xFFFD && text.substr(at, point.length) != "\uFFFD";
    if (!broken && is_plain(point.value, style)) {
      at += point.length;
      continue;
    }
    out.append(text.substr(plain_from, at - plain_from));
    if (broken && style == Style::kCompactUtf8) {
      append_code_point(out, point.value);
    } else {
      write_escape(out, point.value);
    }
    at += point.length;
    plain_from = at;
  }
  out.append(text.substr(plain_from));
  out.push_back('"');
}

}  // namespace narvi::http::json
