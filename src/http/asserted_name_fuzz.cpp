// A head of arbitrary fields: whatever is believed came once, spelled right, and reads the same everywhere.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/asserted_name.h"
#include "http/spoken_fields.h"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

std::string_view cut(std::string_view& text, char sign) {
  const std::size_t end = std::min(text.find(sign), text.size());
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  constexpr std::string_view kName = "Remote-User";
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Headers headers;
  while (!rest.empty()) {
    std::string_view line = cut(rest, '\n');
    const std::string_view name = cut(line, ':');
    headers.add(name, line);
  }
  std::size_t spellings = 0;
  for (const HeaderView& field : headers.fields()) {
    spellings += same_variable(field.name, kName) ? 1U : 0U;
    require(spoken_field(field.name).has_value() || !same_variable(field.name, kName));
  }
  const auto read = asserted_field(headers, kName);
  require(!read || (spellings == (*read ? 1U : 0U) && !is_hop_by_hop(headers, kName)));
  if (read && *read && !name_fault(**read)) {
    require((*read)->find_first_of(",{}\r\n") == std::string_view::npos);
    require((*read)->empty() || ((*read)->front() != ' ' && (*read)->back() != ' '));
  }
  return 0;
}
