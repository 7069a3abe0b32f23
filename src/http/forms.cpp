#include "http/forms.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/url.h"

namespace narvi::http {
namespace {

bool is_ascii(char character) {
  return (character & 0x80) == 0;
}

/// Python's unquote(): each run of ASCII is decoded by the charset as a whole, other characters stay.
std::string unquote(std::string_view text, Charset charset) {
  std::string out;
  while (!text.empty()) {
    const bool ascii = is_ascii(text.front());
    const auto* const end =
        std::ranges::find_if(text, [ascii](char character) { return is_ascii(character) != ascii; });
    const std::string_view run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    out.append(ascii ? decode_with_replacement(percent_decode(run), charset) : std::string(run));
    text.remove_prefix(run.size());
  }
  return out;
}

std::string decode(std::string_view text, Charset charset) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return spaced.find('%') == std::string::npos ? spaced : unquote(spaced, charset);
}

}  // namespace

const std::string* FormData::find(std::string_view name) const {
  const auto found =
      std::find_if(fields_.rbegin(), fields_.rend(), [&](const Field& f) { return f.first == name; });
  return found == fields_.rend() ? nullptr : &found->second;
}

std::vector<std::string_view> FormData::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [field, value] : fields_) {
    if (field == name) {
      values.push_back(value);
    }
  }
  return values;
}

Result<FormData, FormFailure> parse_form(std::string_view bytes, FormLimits limits, Charset charset) {
  FormData form;
  std::string decoded;
  if (charset != Charset::kUtf8 || find_utf8_fault(bytes)) {
    std::optional<std::string> text = decode_whole(bytes, charset);
    decoded = text ? std::move(*text) : utf8_from_latin1(bytes);
    bytes = decoded;
  }
  if (bytes.empty()) {
    return form;
  }
  if (static_cast<std::size_t>(std::ranges::count(bytes, '&')) >= limits.fields) {
    return tl::unexpected(FormFailure::kTooManyFields);
  }
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('&'), bytes.size());
    const std::string_view field = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (field.empty()) {
      continue;
    }
    const std::size_t equals = std::min(field.find('='), field.size());
    form.add(decode(field.substr(0, equals), charset),
             decode(field.substr(std::min(equals + 1, field.size())), charset));
  }
  return form;
}

std::string write_form(const FormData& form) {
  std::string out;
  for (const auto& [name, value] : form.fields()) {
    out.append(out.empty() ? "" : "&").append(quote_plus(name)).append("=").append(quote_plus(value));
  }
  return out;
}

}  // namespace narvi::http
