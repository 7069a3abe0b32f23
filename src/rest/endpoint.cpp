#include "rest/endpoint.h"

#include <array>

namespace narvi::rest {

namespace {
constexpr std::array<std::string_view, 8> kMethodOrder = {"GET",    "POST", "PUT",     "PATCH",
                                                          "DELETE", "HEAD", "OPTIONS", "TRACE"};
}

const Handler* Endpoint::handler(std::string_view method) const {
  for (const Method& candidate : methods) {
    if (candidate.name == method) {
      return &candidate.handler;
    }
  }
  return method == "HEAD" && head_follows_get ? handler("GET") : nullptr;
}

void Endpoint::seal() {
  allow.clear();
  for (const std::string_view method : kMethodOrder) {
    if (method == "OPTIONS" || handler(method) != nullptr) {
      allow.append(allow.empty() ? "" : ", ").append(method);
    }
  }
}

}  // namespace narvi::rest
