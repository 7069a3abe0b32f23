#include "rest/schemes/builtin.h"

#include <array>

namespace narvi::rest::schemes {

std::span<const SchemeEntry> builtin() {
  static constexpr std::array<SchemeEntry, 3> kEntries = {{
      {"SessionAuthentication", "rest_framework.authentication.SessionAuthentication", make_session},
      {"BasicAuthentication", "rest_framework.authentication.BasicAuthentication", make_basic},
      {"RemoteUserAuthentication", "rest_framework.authentication.RemoteUserAuthentication",
       make_remote_user},
  }};
  return kEntries;
}

}  // namespace narvi::rest::schemes
