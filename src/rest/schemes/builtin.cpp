#include "rest/schemes/builtin.h"

#include <array>

namespace narvi::rest::schemes {

std::span<const SchemeEntry> builtin() {
  static constexpr std::array<SchemeEntry, 2> kEntries = {{
      {"SessionAuthentication", "rest_framework.authentication.SessionAuthentication", make_session},
      {"BasicAuthentication", "rest_framework.authentication.BasicAuthentication", make_basic},
  }};
  return kEntries;
}

}  // namespace narvi::rest::schemes
