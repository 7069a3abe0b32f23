#include "systems/remote_user/assertion.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/distinguished_name.h"

namespace narvi::systems::remote_user {

namespace {

using http::AssertionFault;

constexpr std::size_t kLongestEmail = 254;  // of Django's columns, as the next two
constexpr std::size_t kLongestName = 150;
constexpr std::size_t kLongestGroup = 150;
constexpr std::size_t kMostGroups = 500;  // what is looked up at each request must have a bound
constexpr std::size_t kLongestFullName = 2 * kLongestName + 1;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

http::Reading reading(const Source& source) {
  return source.kind != SourceKind::kCertificate && !source.utf8 ? http::Reading::kBytes
                                                                 : http::Reading::kText;
}

std::string decode(const Source& source, std::string_view bytes) {
  return source.utf8 ? std::string(bytes) : utf8_from_latin1(bytes);
}

/// The text of a field that may be missing; without the field, or a name for it, empty.
Result<std::string, AssertionFault> attribute(const Source& source, const http::Request& request,
                                              const std::string& header, std::size_t longest) {
  if (header.empty()) {
    return std::string();
  }
  const auto field = http::asserted_field(request.headers, header);
  if (!field) {
    return tl::unexpected(field.error());
  }
  std::string text = decode(source, field->value_or(""));
  if (const auto fault = http::text_fault(text, longest, reading(source))) {
    return tl::unexpected(*fault);
  }
  return text;
}

std::optional<std::string> some(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

Result<void, AssertionFault> read_names(const Source& source, const http::Request& request,
                                        accounts::RemoteUserAttributes& said) {
  const auto full = attribute(source, request, source.name_header, kLongestFullName);
  if (!full) {
    return tl::unexpected(full.error());
  }
  const std::size_t blank = std::min(full->find(' '), full->size());
  const std::string_view first = std::string_view(*full).substr(0, blank);
  const std::string_view last = trim(std::string_view(*full).substr(blank));
  if (count_code_points(first) > kLongestName || count_code_points(last) > kLongestName) {
    return tl::unexpected(AssertionFault::kTooLong);
  }
  said.first_name = some(first);
  said.last_name = first.empty() ? std::nullopt : std::optional<std::string>(last);
  return {};
}

/// A field that a proxy leaves away because it is empty means the same as an empty one: no groups.
Result<void, AssertionFault> read_groups(const Source& source, const http::Request& request,
                                         accounts::RemoteUserAttributes& said) {
  if (source.groups_header.empty()) {
    return {};
  }
  const auto value = attribute(source, request, source.groups_header, std::string::npos);
  if (!value) {
    return tl::unexpected(value.error());
  }
  auto groups = split_groups(*value, source.groups_separator, reading(source));
  if (!groups) {
    return tl::unexpected(groups.error());
  }
  said.groups = std::move(*groups);
  return {};
}

Result<void, AssertionFault> read_attributes(const Source& source, const http::Request& request,
                                             accounts::RemoteUserAttributes& said) {
  const auto email = attribute(source, request, source.email_header, kLongestEmail);
  if (!email) {
    return tl::unexpected(email.error());
  }
  said.email = some(*email);
  if (auto names = read_names(source, request, said); !names) {
    return names;
  }
  return read_groups(source, request, said);
}

/// A subject that could be read in two ways names nobody, whatever else the certificate says.
std::optional<std::string> certificate_name(const http::Peer* peer) {
  if (peer == nullptr || !peer->tls || peer->tls_subject.empty()) {
    return std::nullopt;
  }
  const auto name = http::common_name(peer->tls_subject);
  if (!name || *name) {
    return name ? *name : std::nullopt;
  }
  return peer->tls_names.empty() ? std::nullopt : std::optional(peer->tls_names.front());
}

Result<std::optional<std::string>, AssertionFault> read_name(const Source& source,
                                                             const http::Request& request) {
  switch (source.kind) {
    case SourceKind::kCertificate:
      return certificate_name(request.peer);
    case SourceKind::kEnvironment:
      return request.remote_user.empty() ? std::nullopt : std::optional(decode(source, request.remote_user));
    case SourceKind::kHeader:
      break;
  }
  const auto field = http::asserted_field(request.headers, source.header);
  if (!field) {
    return tl::unexpected(field.error());
  }
  return *field ? std::optional(decode(source, **field)) : std::nullopt;
}

}  // namespace

Result<std::vector<std::string>, AssertionFault> split_groups(std::string_view value,
                                                              std::string_view separator,
                                                              http::Reading reading) {
  std::vector<std::string> groups;
  while (!value.empty()) {
    const std::size_t end = separator.empty() ? value.size() : std::min(value.find(separator), value.size());
    const std::string_view name = trim(value.substr(0, end));
    value.remove_prefix(std::min(end + separator.size(), value.size()));
    if (name.empty()) {
      continue;
    }
    if (const auto fault = http::text_fault(name, kLongestGroup, reading)) {
      return tl::unexpected(*fault);
    }
    groups.emplace_back(name);
  }
  std::ranges::sort(groups);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  if (groups.size() > kMostGroups) {
    return tl::unexpected(AssertionFault::kTooMany);
  }
  return groups;
}

Result<std::optional<Assertion>, AssertionFault> read_assertion(const Source& source,
                                                                const http::Request& request) {
  auto name = read_name(source, request);
  if (!name) {
    return tl::unexpected(name.error());
  }
  if (!*name) {
    return std::optional<Assertion>();
  }
  if (const auto fault = http::name_fault(**name, reading(source))) {
    return tl::unexpected(*fault);
  }
  Assertion assertion{std::move(**name), {}};
  if (auto read = read_attributes(source, request, assertion.said); !read) {
    return tl::unexpected(read.error());
  }
  return std::optional(std::move(assertion));
}

}  // namespace narvi::systems::remote_user
