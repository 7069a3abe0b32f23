#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "http/date.h"
#include "http/routes.h"
#include "http/url.h"

namespace {

using namespace narvi::http;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

const Routes& table() {
  static const Routes routes = [] {
    Routes made;
    std::size_t endpoint = 0;
    for (const std::string_view pattern : {"/", "/a/", "/a/<x>/", "/a/<int:n>/b/", "/<slug:s>/b",
                                           "/<x>/<y>/<z>/<w>", "/a/<lookup:l>/<uuid:u>/"}) {
      require(made.add(pattern, endpoint++).has_value());
    }
    return made;
  }();
  return routes;
}

void check_paths(std::string_view raw) {
  std::string storage;
  const std::string decoded(decode_path(raw, storage));
  require(!narvi::find_utf8_fault(decoded));
  require(percent_decode(quote(raw)) == raw);
  std::string again;
  require(decode_path(escape_path(decoded), again) == decoded);

  const std::string location = slash_location(decoded, raw);
  require(!location.starts_with("//"));
  for (const char c : location) {
    require(c > 0x20 && c < 0x7F);
  }
  require(iri_to_uri(location) == location);

  if (const auto match = table().find(decoded)) {
    require(match->endpoint < table().patterns().size());
    for (std::size_t i = 0; i < match->size(); ++i) {
      require(!match->at(i).value.empty() && match->at(i).value.find('/') == std::string_view::npos);
    }
  }
}

}  // namespace

// Paths, queries, locations, route patterns and dates: whatever comes in one short line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_paths(text);
  Routes fresh;
  if (fresh.add(text, 1)) {
    require(!fresh.add(text, 2).has_value());
  }
  if (const auto instant = parse_http_date(text)) {
    require(parse_http_date(write_http_date(*instant)) == instant);
  }
  return 0;
}
