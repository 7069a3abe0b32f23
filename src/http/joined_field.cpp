#include "http/joined_field.h"

namespace narvi::http {

std::optional<std::string> joined_field(const Headers& headers, std::string_view name,
                                        std::string_view separator) {
  std::optional<std::string> joined;
  for (const HeaderView& field : headers.fields()) {
    if (!same_name(field.name, name)) {
      continue;
    }
    if (joined) {
      joined->append(separator).append(field.value);
    } else {
      joined.emplace(field.value);
    }
  }
  return joined;
}

}  // namespace narvi::http
