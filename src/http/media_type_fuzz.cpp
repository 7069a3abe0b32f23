#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/media_type.h"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  constexpr std::string_view kOffered[] = {"application/json", "text/html"};
  const std::string_view field(reinterpret_cast<const char*>(data), size);
  const MediaType type = parse_media_type(field);
  require(type.specificity() >= 0 && type.specificity() <= 3);
  require(satisfies(type, type));
  for (std::size_t i = 0; i < type.parameters.size(); ++i) {
    require(type.parameter(type.parameters[i].name) == &type.parameters[i].value);  // one of each name
  }
  const auto chosen = negotiate(field, kOffered);
  if (chosen) {
    require(satisfies(parse_media_type(kOffered[chosen->renderer]), chosen->asked));
    require(!chosen->accepted.empty());
  }
  // A wildcard added to what a client takes never leaves it without an answer.
  require(negotiate("*/*," + std::string(field), kOffered).has_value());
  const auto parser = select_parser(type, kOffered);
  require(!parser || *parser < 2);
  return 0;
}
