#include "http/forms.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/url.h"

namespace narvi::http {
namespace {

std::string decode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return spaced.find('%') == std::string::npos ? spaced : utf8_with_replacement(percent_decode(spaced));
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

Result<FormData, FormFailure> parse_form(std::string_view bytes, FormLimits limits) {
  FormData form;
  if (bytes.empty()) {
    return form;
  }
  if (static_cast<std::size_t>(std::ranges::count(bytes, '&')) >= limits.fields) {
    return tl::unexpected(FormFailure::kTooManyFields);
  }
  std::string latin1;
  if (find_utf8_fault(bytes)) {
    latin1 = utf8_from_latin1(bytes);
    bytes = latin1;
  }
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('&'), bytes.size());
    const std::string_view field = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (field.empty()) {
      continue;
    }
    const std::size_t equals = std::min(field.find('='), field.size());
    form.add(decode(field.substr(0, equals)), decode(field.substr(std::min(equals + 1, field.size()))));
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
