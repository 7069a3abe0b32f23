#include "accounts/username_fold.h"

#include <gtest/gtest.h>

namespace narvi::accounts {
namespace {

TEST(FoldUsername, UnitesSpellings) {
  const std::pair<std::string, std::string> same[] = {{"Alice", "alice"},
                                                      {" alice\t", "alice"},
                                                      {"\u2126", "\u03c9"},
                                                      {"STRASSE", "stra\u00dfe"},
                                                      {"\uff41lice", "ALICE"}};
  for (const auto& [left, right] : same) {
    EXPECT_EQ(fold_username(left), fold_username(right)) << left;
  }
  EXPECT_NE(fold_username("alice"), fold_username("alise"));
  EXPECT_EQ(fold_username("\xff"), "\xff");
}

}  // namespace
}  // namespace narvi::accounts
