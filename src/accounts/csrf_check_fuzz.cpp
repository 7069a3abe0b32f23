// CSRF checks with any cookie, token, Origin, Referer and Host. What a stranger sends is never accepted
// unless the tokens match, whatever the version.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/csrf_check.h"
#include "accounts/csrf_token.h"

using namespace narvi;
using namespace narvi::accounts;

namespace {

/// Cuts the input at newlines: one field after the other; an absent field is a missing header.
std::optional<std::string_view> take_line(std::string_view& rest) {
  if (rest.empty()) {
    return std::nullopt;
  }
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  std::string_view rest(static_cast<const char*>(static_cast<const void*>(data)), size);
  const auto flags = static_cast<unsigned char>(rest.front());
  rest.remove_prefix(1);
  CsrfRequest request;
  request.method = "POST";
  request.https = (flags & 1U) != 0;
  request.host_allowed = (flags & 2U) == 0;
  request.host = take_line(rest).value_or("");
  request.secret = take_line(rest);
  request.form_token = take_line(rest);
  request.origin = take_line(rest);
  request.referer = take_line(rest);
  request.header_token = take_line(rest);
  BrowserSettings settings;
  settings.csrf.trusted_origins = {"https://*.example.com", ".example.com",
                                   std::string(take_line(rest).value_or(""))};
  settings.csrf.cookie.domain = (flags & 4U) != 0 ? ".example.com" : "";
  for (const DjangoBehaviour& version : django_behaviours()) {
    const bool accepted = !refuse_csrf(request, settings, version);
    const std::string_view form = request.form_token.value_or("");
    const std::string_view token = form.empty() ? request.header_token.value_or("") : form;
    if (accepted && !csrf_tokens_match(token, request.secret.value_or(""))) {
      std::abort();
    }
  }
  return 0;
}
