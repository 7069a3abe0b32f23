#include "systems/forward_auth/target.h"

#include <array>
#include <optional>

#include "systems/forward_auth/target_parts.h"

namespace narvi::systems::forward_auth {

namespace {

/// The fields that speak of the visitor's request, each at most once.
enum Field : std::uint8_t {
  kOriginalMethod,
  kOriginalUrl,
  kForwardedMethod,
  kForwardedProto,
  kForwardedHost,
  kForwardedUri,
  kHost,
};
constexpr std::array<std::string_view, 7> kFieldNames = {"X-Original-Method",
                                                         "X-Original-URL",
                                                         "X-Forwarded-Method",
                                                         "X-Forwarded-Proto",
                                                         "X-Forwarded-Host",
                                                         "X-Forwarded-Uri",
                                                         "Host"};

class Metadata {
 public:
  explicit Metadata(const http::Headers& headers) {
    for (const http::HeaderView& field : headers.fields()) {
      for (std::size_t index = 0; index < kFieldNames.size(); ++index) {
        if (http::same_name(field.name, kFieldNames[index])) {
          repeated_[index] = repeated_[index] || values_[index].has_value();
          values_[index] = field.value;
          break;
        }
      }
    }
  }

  bool has(Field field) const { return values_[field].has_value(); }
  /// Two lines of one field are two answers to one question: nobody picks one of them (§3.2).
  Result<std::string_view, TargetFault> one(Field field) const {
    if (!has(field)) {
      return tl::unexpected(TargetFault::kMissing);
    }
    if (repeated_[field] || values_[field]->size() > kLongestPart) {
      return tl::unexpected(TargetFault::kMalformed);
    }
    return *values_[field];
  }

 private:
  std::array<std::optional<std::string_view>, kFieldNames.size()> values_;
  std::array<bool, kFieldNames.size()> repeated_{};
};

/// What was said, before it is checked as a whole.
struct Said {
  std::string_view method;
  std::string_view scheme;
  std::string_view authority;
  PathAndQuery where;
};
using SaidOrFault = Result<Said, TargetFault>;

constexpr auto kMalformed = TargetFault::kMalformed;

SaidOrFault said_by_forwarded(const Metadata& metadata) {
  const auto method = metadata.one(kForwardedMethod);
  const auto scheme = metadata.one(kForwardedProto);
  const auto host = metadata.one(kForwardedHost);
  const auto uri = metadata.one(kForwardedUri);
  for (const auto* field : {&method, &scheme, &host, &uri}) {
    if (!*field) {
      return tl::unexpected(field->error());
    }
  }
  const std::optional<PathAndQuery> where = parse_origin_form(*uri);
  if (!where) {
    return tl::unexpected(kMalformed);
  }
  return Said{*method, target_scheme(*scheme), *host, *where};
}

/// Whether the visitor's request is told in both ways, with different contents: then the proxy has let the
/// visitor say one of the two, and which one nobody knows.
bool contradicts(const Metadata& metadata, Field field, std::string_view expected) {
  return metadata.has(field) && metadata.one(field) != Result<std::string_view, TargetFault>(expected);
}

/// The same of the host, in whatever spelling.
bool contradicts_host(const Metadata& metadata, std::string_view scheme, std::string_view authority) {
  if (!metadata.has(kForwardedHost)) {
    return false;
  }
  const auto told = metadata.one(kForwardedHost);
  const auto theirs = told ? parse_authority(*told) : std::nullopt;
  const auto ours = parse_authority(authority);
  return !theirs || !ours || authority_text(*theirs, scheme) != authority_text(*ours, scheme);
}

SaidOrFault said_by_original(const Metadata& metadata) {
  const bool forwarded = metadata.has(kForwardedUri) || metadata.has(kForwardedMethod);
  if (!metadata.has(kOriginalMethod) && !metadata.has(kOriginalUrl)) {
    return said_by_forwarded(metadata);
  }
  if (forwarded && metadata.has(kOriginalMethod) != metadata.has(kOriginalUrl)) {
    return tl::unexpected(kMalformed);  // half of the one way beside the other: the visitor's own addition
  }
  const auto method = metadata.one(kOriginalMethod);
  const auto url = metadata.one(kOriginalUrl);
  if (!method || !url) {
    return tl::unexpected(method ? url.error() : method.error());
  }
  const std::optional<AddressParts> address = parse_address(*url);
  if (!address || contradicts(metadata, kForwardedMethod, *method) ||
      contradicts(metadata, kForwardedUri, address->request_target) ||
      contradicts_host(metadata, address->scheme, address->authority)) {
    return tl::unexpected(kMalformed);
  }
  return Said{*method, address->scheme, address->authority, address->where};
}

/// Envoy sends the request itself, with a prefix before its path.
SaidOrFault said_by_request(const Metadata& metadata, const http::Request& request, std::string_view rest) {
  std::string_view scheme = request.https ? "https" : "http";
  if (metadata.has(kForwardedProto)) {
    const auto told = metadata.one(kForwardedProto);
    if (!told) {
      return tl::unexpected(told.error());
    }
    scheme = target_scheme(*told);
  }
  const auto host = metadata.one(kHost);
  if (!host) {
    return tl::unexpected(host.error());
  }
  const auto path = parse_origin_form(rest);
  if (!path || path->path != rest || !is_target_query(request.query)) {
    return tl::unexpected(kMalformed);
  }
  return Said{request.method, scheme, *host, {path->path, request.query}};
}

SaidOrFault read_metadata(Family family, const http::Request& request, std::string_view rest) {
  const Metadata metadata(request.headers);
  switch (family) {
    case Family::kAuthRequest:
      return said_by_original(metadata);
    case Family::kForwardAuth:
      return said_by_forwarded(metadata);
    case Family::kExtAuthz:
      break;
  }
  return said_by_request(metadata, request, rest);
}

}  // namespace

std::string Target::address() const {
  std::string text = scheme + "://" + authority + path;
  return query.empty() ? text : text.append("?").append(query);
}

Result<Target, TargetFault> read_target(Family family, const http::Request& request, std::string_view rest) {
  const SaidOrFault said = read_metadata(family, request, rest);
  if (!said) {
    return tl::unexpected(said.error());
  }
  const std::optional<Authority> authority = parse_authority(said->authority);
  if (!authority || said->scheme.empty() || !is_target_method(said->method)) {
    return tl::unexpected(kMalformed);
  }
  PlainPath plain = plain_path(said->where.path);
  return Target{
      .method = std::string(said->method),
      .scheme = std::string(said->scheme),
      .host = authority->host,
      .authority = authority_text(*authority, said->scheme),
      .path = std::string(said->where.path),
      .query = std::string(said->where.query),
      .plain_path = std::move(plain.text),
      .unusual_path = plain.unusual,
  };
}

}  // namespace narvi::systems::forward_auth
