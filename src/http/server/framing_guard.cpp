#include "http/server/framing_guard.h"

#include <algorithm>
#include <charconv>

#include "http/list_field.h"
#include "http/server/guarded_fields.h"

namespace narvi::http::server {

std::optional<Refusal> guard_bytes(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto byte = static_cast<unsigned char>(head[i]);
    if (byte >= 0x20 && byte != 0x7f) [[likely]] {
      continue;
    }
    if (byte == '\t') {
      continue;  // legal inside values only; the tokeniser refuses it elsewhere
    }
    if (byte != '\r' || i + 1 == head.size() || head[i + 1] != '\n') {
      return Refusal::kBytes;
    }
    ++i;
    if (i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t')) {
      return Refusal::kFolding;
    }
  }
  return std::nullopt;
}

namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool digits_only = !text.empty() && text.front() >= '0' && text.front() <= '9';
  if (!digits_only || error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return value;
}

/// What the fields say, gathered in one pass.
struct Gathered {
  std::uint32_t hosts = 0;
  std::uint32_t lengths = 0;
  std::uint32_t codings = 0;
  std::string_view length;
  std::string_view coding;
  std::string_view expect;
  bool expects = false;
  bool says_close = false;
  bool says_keep_alive = false;
  bool has_underscore = false;
  std::uint64_t guarded = 0;  // bit i: GuardedField::index i was seen
};

std::optional<Refusal> gather_guarded(const HeaderView& field, GuardedField which, bool underscore,
                                      Gathered& all) {
  if (underscore) {
    return Refusal::kUnderscoreField;
  }
  switch (which.kind) {
    case GuardedKind::kHost:
      ++all.hosts;
      return std::nullopt;
    case GuardedKind::kContentLength:
      ++all.lengths;
      all.length = field.value;
      return std::nullopt;
    case GuardedKind::kTransferEncoding:
      ++all.codings;
      all.coding = field.value;
      return std::nullopt;
    case GuardedKind::kIdentity:
      break;
  }
  const std::uint64_t bit = std::uint64_t{1} << which.index;
  if ((all.guarded & bit) != 0) {
    return Refusal::kRepeatedField;
  }
  all.guarded |= bit;
  return std::nullopt;
}

std::optional<Refusal> gather(const HeaderView& field, Gathered& all) {
  const bool underscore = field.name.find('_') != std::string_view::npos;
  all.has_underscore = all.has_underscore || underscore;
  if (const auto guarded = guarded_field(field.name)) {
    return gather_guarded(field, *guarded, underscore, all);
  }
  if (same_name(field.name, "Connection")) {
    bool lists_guarded = false;
    each_element(field.value, [&](std::string_view option) {
      all.says_close = all.says_close || same_name(option, "close");
      all.says_keep_alive = all.says_keep_alive || same_name(option, "keep-alive");
      lists_guarded = lists_guarded || guarded_field(option).has_value();
    });
    return lists_guarded ? std::optional(Refusal::kHopByHopField) : std::nullopt;
  }
  if (same_name(field.name, "Expect")) {
    if (all.expects) {
      return Refusal::kExpectation;
    }
    all.expects = true;
    all.expect = field.value;
  }
  return std::nullopt;
}

std::optional<Refusal> check_host(std::string_view target, int version, std::uint32_t hosts) {
  if (hosts == 1) {
    return std::nullopt;
  }
  // Old load balancers probe with HTTP/1.0 and no Host.
  const bool probe = hosts == 0 && version == 10 && target.substr(0, target.find('?')) == "/healthz";
  return probe ? std::nullopt : std::optional(Refusal::kHost);
}

Result<Framing, Refusal> delimit(int version, const Gathered& all) {
  Framing framing;
  if (all.codings > 0) {
    if (version < 11 || all.lengths > 0 || all.codings > 1 || all.coding != "chunked") {
      return tl::unexpected(Refusal::kTransferEncoding);
    }
    framing.body = Framing::Body::kChunked;
  } else if (all.lengths > 0) {
    const auto length = whole_number(all.length);
    if (all.lengths > 1 || !length) {
      return tl::unexpected(Refusal::kContentLength);
    }
    framing.body = *length > 0 ? Framing::Body::kLength : Framing::Body::kNone;
    framing.length = *length;
  }
  return framing;
}

}  // namespace

Result<Framing, Refusal> guard_fields(std::string_view target, int version, Headers& headers) {
  Gathered all;
  for (const HeaderView& field : headers.fields()) {
    if (const auto refusal = gather(field, all)) {
      return tl::unexpected(*refusal);
    }
  }
  if (const auto refusal = check_host(target, version, all.hosts)) {
    return tl::unexpected(*refusal);
  }
  auto framing = delimit(version, all);
  if (!framing) {
    return framing;
  }
  if (all.expects && !same_name(all.expect, "100-continue")) {
    return tl::unexpected(Refusal::kExpectation);
  }
  framing->expect_continue = all.expects && version >= 11;
  framing->keep_alive = !all.says_close && (version >= 11 || all.says_keep_alive);
  if (all.has_underscore) {
    std::erase_if(headers.fields(),
                  [](const HeaderView& field) { return field.name.find('_') != std::string_view::npos; });
  }
  return framing;
}

}  // namespace narvi::http::server
