#include "accounts/csrf_check.h"

#include <algorithm>
#include <array>

#include "accounts/csrf_origin.h"
#include "accounts/csrf_token.h"

namespace narvi::accounts {

namespace {

using Refusal = std::optional<std::string>;

constexpr std::string_view kNoCookie = "CSRF cookie not set.";
constexpr std::string_view kNoToken = "CSRF token missing.";
constexpr std::string_view kTokenMissingOrIncorrect =
    "CSRF token missing or incorrect.";  // 3.2 has one for all

std::string_view format_fault(CsrfFormat format) {
  return format == CsrfFormat::kBadLength ? "has incorrect length" : "has invalid characters";
}

/// The token that counts: for POST the form field, and only if that is missing or empty the header. A wrong
/// field is not rescued by a right header.
struct GivenToken {
  std::string_view text;
  std::string source;
};

std::optional<GivenToken> given_token(const CsrfRequest& request, const BrowserSettings& settings) {
  if (request.method == "POST" && request.form_token && !request.form_token->empty()) {
    return GivenToken{*request.form_token, "POST"};
  }
  if (request.header_token) {
    return GivenToken{*request.header_token,
                      "the '" + csrf_header(settings.csrf.header_name) + "' HTTP header"};
  }
  return std::nullopt;
}

Refusal refuse_token_3_2(const CsrfRequest& request, const BrowserSettings& settings) {
  if (!request.secret) {
    return std::string(kNoCookie);
  }
  const std::optional<GivenToken> token = given_token(request, settings);
  if (!token || !csrf_tokens_match(token->text, *request.secret)) {
    return std::string(kTokenMissingOrIncorrect);
  }
  return std::nullopt;
}

Refusal refuse_token(const CsrfRequest& request, const BrowserSettings& settings) {
  if (!request.secret) {
    return std::string(kNoCookie);
  }
  const CsrfFormat secret_format = csrf_format(*request.secret);
  if (secret_format != CsrfFormat::kGood) {
    return "CSRF cookie " + std::string(format_fault(secret_format)) + ".";
  }
  const std::optional<GivenToken> token = given_token(request, settings);
  if (!token) {
    return std::string(kNoToken);
  }
  const CsrfFormat token_format = csrf_format(token->text);
  if (token_format != CsrfFormat::kGood) {
    return "CSRF token from " + token->source + " " + std::string(format_fault(token_format)) + ".";
  }
  if (!csrf_tokens_match(token->text, *request.secret)) {
    return "CSRF token from " + token->source + " incorrect.";
  }
  return std::nullopt;
}

Refusal refuse_upper_case(const CsrfRequest& request, const BrowserSettings& settings,
                          const DjangoBehaviour& version) {
  Refusal refusal;
  if (version.csrf_checks_origin && request.origin) {
    refusal = refuse_origin(request, settings);  // a good Origin: the Referer is not looked at
  } else if (request.https) {
    refusal = refuse_referer(request, settings, version);
  }
  if (refusal) {
    return refusal;
  }
  return version.csrf_checks_origin ? refuse_token(request, settings) : refuse_token_3_2(request, settings);
}

std::string upper_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - ('a' - 'A')) : character;
  });
  return out;
}

}  // namespace

std::optional<std::string> refuse_csrf(const CsrfRequest& request, const BrowserSettings& settings,
                                       const DjangoBehaviour& version) {
  if (is_csrf_safe(request.method)) {
    return std::nullopt;
  }
  const std::string method = upper_case(request.method);
  CsrfRequest upper = request;
  upper.method = method;
  return refuse_upper_case(upper, settings, version);
}

bool is_csrf_safe(std::string_view method) {
  static constexpr std::array<std::string_view, 4> kSafe{"GET", "HEAD", "OPTIONS", "TRACE"};
  return std::find(kSafe.begin(), kSafe.end(), upper_case(method)) != kSafe.end();
}

std::string csrf_header(std::string_view header_name) {
  if (header_name.starts_with("HTTP_")) {
    header_name.remove_prefix(5);
  }
  std::string out;
  bool first = true;
  for (const char character : upper_case(header_name)) {
    const bool letter = character >= 'A' && character <= 'Z';
    out.push_back(character == '_'   ? '-'
                  : letter && !first ? static_cast<char>(character + ('a' - 'A'))
                                     : character);
    first = !letter;  // Python's title(): a capital after anything that is not a letter
  }
  return out;
}

}  // namespace narvi::accounts
