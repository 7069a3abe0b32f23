#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "systems/knox/tokens.h"

using namespace narvi::systems::knox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  if (!may_be_token(given)) {
    return 0;
  }
  // Whatever came, it can be compared with rows: UTF-8, without NUL, its key a start of it.
  const auto hash = narvi::crypto::NamedHash::find("sha512");
  const std::string key = token_key(given);
  if (!given.starts_with(key) || !may_be_token(key) || narvi::count_code_points(key) > kKeyLength) {
    std::abort();
  }
  const auto digest = hex_digest_of(*hash, given);
  if (digest && (given.size() % 2 != 0 || digest->size() != digest_of(*hash, given).size())) {
    std::abort();
  }
  return 0;
}
