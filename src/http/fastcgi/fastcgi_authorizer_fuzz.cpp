// Dialogue, pairs and the request made of them on arbitrary bytes in arbitrary pieces. The pieces must not
// matter, and whatever becomes a request must keep the promises that the decision relies on.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/admit.h"
#include "http/fastcgi/authorizer_request.h"
#include "http/fastcgi/dialogue.h"
#include "http/server/guarded_fields.h"

namespace {

using namespace narvi::http;
using namespace narvi::http::fastcgi;

constexpr std::size_t kLimit = 2000;

void require(bool promise) {
  if (!promise) {
    std::abort();
  }
}

/// What the web server said is still there once a trusted peer's request is admitted: no field of the visitor
/// takes it away.
void check_admitted(Request& request) {
  constexpr std::string_view kSaid[] = {"X-Forwarded-For", "X-Forwarded-Uri", "X-Forwarded-Method",
                                        "X-Forwarded-Host", "X-Forwarded-Proto"};
  const std::size_t before = request.headers.fields().size();
  std::size_t said = 0;
  for (const std::string_view name : kSaid) {
    said += request.headers.count(name);
  }
  AdmitPolicy policy;
  policy.trust_unix_socket = true;
  Peer peer;
  peer.unix_uid = 0;
  request.peer = &peer;
  admit(policy, request);
  require(request.from_trusted_peer && request.headers.fields().size() == before);
  for (const std::string_view name : kSaid) {
    said -= request.headers.count(name);
  }
  require(said == 0);
}

void check_request(std::string_view params) {
  AuthorizerRequest reader("/authz/forward-auth");
  Request request;
  if (reader.read(params, 64, request)) {
    return;
  }
  require(request.method == "GET" && request.target == "/authz/forward-auth" && request.body == nullptr);
  for (const HeaderView& field : request.headers.fields()) {
    require(!field.name.empty() && field.name.find('_') == std::string_view::npos);
    for (const char c : field.value) {
      require(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    }
    if (server::guarded_field(field.name)) {
      require(request.headers.count(field.name) == 1);
    }
  }
  require(!request.headers.find("Remote-User") && !request.headers.find("X-Original-URL"));
  check_admitted(request);
}

/// Everything that happens, as text.
std::string play(std::string_view bytes, std::size_t piece) {
  Dialogue dialogue(kLimit, 9);
  std::string told;
  std::string input;
  while (!bytes.empty()) {
    input += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    Dialogue::Step step = Dialogue::Step::kRequest;
    while (step == Dialogue::Step::kRequest) {
      std::string_view rest = input;
      step = dialogue.take(rest, told);
      input.erase(0, input.size() - rest.size());
      if (step == Dialogue::Step::kRequest) {
        require(dialogue.open() && dialogue.params().size() <= kLimit);
        told += "request " + dialogue.params();
        check_request(dialogue.params());
        dialogue.answered();
      }
    }
    if (step != Dialogue::Step::kMore) {
      return told + "ended " + std::to_string(static_cast<int>(step));
    }
    require(input.size() < Dialogue::wanted(input));
  }
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = play(bytes, bytes.size() + 1);
  require(play(bytes, 1 + data[0] % 23U) == whole);
  check_request(bytes);
  return 0;
}
