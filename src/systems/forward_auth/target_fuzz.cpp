// Metadata of any bytes, in every family. Whatever is accepted keeps the promises of target.h, reads as the
// same again, and its plain path holds nothing that a rule could be fooled by.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "systems/forward_auth/path_pattern.h"
#include "systems/forward_auth/target.h"
#include "systems/forward_auth/target_parts.h"

namespace {

using namespace narvi::systems::forward_auth;
namespace http = narvi::http;

void require(bool promise) {
  if (!promise) {
    std::abort();
  }
}

/// The next of the parts that 0x1E divides.
std::string_view next_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\x1E'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

void check_plain(std::string_view plain) {
  require(plain.starts_with('/'));
  require(plain.find("//") == std::string_view::npos);
  for (std::string_view rest = plain; !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    require(segment != "." && segment != "..");
    rest.remove_prefix(segment.size());
  }
}

void check(const Target& target) {
  require(is_target_method(target.method));
  require(target_scheme(target.scheme) == target.scheme);
  require(canonical_host(target.host) == target.host);
  require(target.authority.starts_with(target.host));
  require(target.path.starts_with('/'));
  check_plain(target.plain_path);
  require(target.plain_path.size() <= target.path.size());
  const std::string address = target.address();
  require(std::ranges::none_of(address, [](char c) { return static_cast<unsigned char>(c) <= 0x20; }));
  const std::optional<AddressParts> again = parse_address(address);
  if (address.size() <= kLongestPart) {
    require(again && again->scheme == target.scheme && again->authority == target.authority);
    require(again->where.path == target.path && again->where.query == target.query);
  }
}

/// The pattern of a plain path fits it, and patterns end in time whatever they are.
void check_pattern(std::string_view pattern, const Target& target) {
  if (const auto glob = PathPattern::glob(pattern)) {
    (*glob)->fits(target.plain_path);
    require((*glob)->covers(**glob));
  }
  const std::string_view plain = target.plain_path;
  const auto itself = PathPattern::glob(plain);
  if (itself) {
    require((*itself)->fits(plain));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view pattern = next_part(rest);
  const std::string_view method = next_part(rest);
  const std::string_view scheme = next_part(rest);
  const std::string_view host = next_part(rest);
  const std::string_view uri = next_part(rest);
  const std::string url = std::string(scheme).append("://").append(host).append(uri);

  http::Request request;
  request.method = method;
  request.query = next_part(rest);
  request.headers.add("Host", host);
  request.headers.add("X-Forwarded-Proto", scheme);
  request.headers.add("X-Forwarded-Method", method);
  request.headers.add("X-Forwarded-Host", host);
  request.headers.add("X-Forwarded-Uri", uri);
  for (const Family family : {Family::kForwardAuth, Family::kExtAuthz, Family::kAuthRequest}) {
    if (const auto target = read_target(family, request, uri)) {
      check(*target);
      check_pattern(pattern, *target);
    }
  }
  http::Request asked;
  asked.headers.add("X-Original-Method", method);
  asked.headers.add("X-Original-URL", url);
  const auto by_url = read_target(Family::kAuthRequest, asked, {});
  if (by_url) {
    check(*by_url);
  }
  const auto by_parts = read_target(Family::kForwardAuth, request, {});
  if (by_parts && url.size() <= kLongestPart) {
    require(by_url && by_url->address() == by_parts->address());
  }
  return 0;
}
