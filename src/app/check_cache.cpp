#include <algorithm>

#include "app/cache_wiring.h"
#include "app/settings_check.h"

namespace narvi::app {

namespace {
constexpr std::size_t kLongestPrefix = 100;
}  // namespace

void check_cache(Findings& findings) {
  const Settings& settings = findings.settings();
  if (!is_cache_url(settings.secret("cache", "url").reveal())) {
    // The text may hold a password, so it is not shown.
    findings.add(
        "cache", "url", "this is not the address of a cache",
        "write \"memory:\", \"redis://:password@host:6379/0\" or \"unix:/run/redis/redis.sock\"; in a "
        "password write %40 for @, %2F for / and %25 for %");
  }
  const std::string& prefix = settings.text("cache", "key_prefix");
  const bool plain = std::all_of(prefix.begin(), prefix.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!plain || prefix.size() > kLongestPrefix) {
    findings.add("cache", "key_prefix",
                 "it holds blanks or other than ASCII characters, or is longer than 100",
                 "write a short word such as \"shop:\"");
  }
}

}  // namespace narvi::app
