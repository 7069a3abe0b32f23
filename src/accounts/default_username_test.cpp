#include "accounts/default_username.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace narvi::accounts {
namespace {

// The cases of Django's own tests (contract django-auth §8, get_default_username), and a few more.
TEST(DefaultUsername, BlanksAccentsAndCapitalsGo) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"joe", "joe"},
      {"J\xC3\xBAlia", "julia"},
      {"Ju lia", "julia"},
      {"J\xC3\xA9r\xC3\xB4me K", "jeromek"},
      {"\xEF\xAC\x81x", "fix"},
      {"\xE6\x97\xA5\xE6\x9C\xAC", ""},
      {"", ""},
      {"\xFF", ""},
      {"a\xCC\x81", "a"},
  };
  for (const auto& [system, name] : cases) {
    EXPECT_EQ(default_username(system), name) << system;
  }
}

}  // namespace
}  // namespace narvi::accounts
