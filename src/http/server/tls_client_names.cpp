#include "http/server/tls_client_names.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "http/network.h"

namespace narvi::http::server {

namespace {

constexpr int kMostNames = 100;

std::string text_of(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(std::max(0, ASN1_STRING_length(value)))};
}

/// All three are IA5String; a NUL or a blank inside has fooled readers before.
bool is_plain(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char character) { return character > ' ' && character < 0x7F; });
}

/// Not one that could be another kind: an address, a URI, or "10.0.0.1", whose last label no DNS name has.
bool is_dns_name(std::string_view text) {
  const std::string_view last = text.substr(text.rfind('.') + 1);
  return text.find_first_of("@:/") == std::string_view::npos &&
         last.find_first_not_of("0123456789") != std::string_view::npos;
}

std::string address_text(const ASN1_OCTET_STRING* value) {
  const std::string bytes = text_of(value);
  const bool is_v4 = bytes.size() == sizeof(in_addr);
  char text[INET6_ADDRSTRLEN] = {};
  if (!is_v4 && bytes.size() != sizeof(in6_addr)) {
    return {};
  }
  return ::inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof(text)) == nullptr ? "" : text;
}

/// Empty: a kind that we do not know, or not of the form of its kind.
std::string name_text(const GENERAL_NAME* name) {
  std::string text;
  bool fits = false;
  switch (name->type) {
    case GEN_DNS:
      text = text_of(name->d.dNSName);
      fits = is_dns_name(text);
      break;
    case GEN_EMAIL:
      text = text_of(name->d.rfc822Name);
      fits = text.find('@') != std::string::npos && text.find_first_of(":/") == std::string::npos;
      break;
    case GEN_URI:
      text = text_of(name->d.uniformResourceIdentifier);
      fits = text.find(':') != std::string::npos && !parse_ip(text);  // "2001:db8::1" is another kind
      break;
    case GEN_IPADD:
      return address_text(name->d.iPAddress);
    default:
      break;
  }
  return fits && is_plain(text) ? text : std::string();
}

}  // namespace

std::vector<std::string> alternative_names(const x509_st* certificate) {
  using Names = std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)>;
  const Names all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  std::vector<std::string> names;
  const int count = all ? std::min(sk_GENERAL_NAME_num(all.get()), kMostNames) : 0;
  for (int i = 0; i < count; ++i) {
    if (std::string text = name_text(sk_GENERAL_NAME_value(all.get(), i)); !text.empty()) {
      names.push_back(std::move(text));
    }
  }
  return names;
}

}  // namespace narvi::http::server
