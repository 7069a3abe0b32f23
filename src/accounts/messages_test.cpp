#include "accounts/messages.h"

#include <gtest/gtest.h>

namespace narvi::accounts {
namespace {

constexpr auto kPolish = std::to_array<Phrase>({
    {Message::kPasswordTooShort, {"{min_length} znak", "{min_length} znaki", "{min_length} znaków"}},
    {Message::kUsername, {"nazwa"}},
});
constexpr Language kPartOfPolish{"pl",
                                 [](std::int64_t count) -> std::size_t {
                                   if (count == 1) {
                                     return 0;
                                   }
                                   const bool few = count % 10 >= 2 && count % 10 <= 4 &&
                                                    (count % 100 < 10 || count % 100 >= 20);
                                   return few ? 1 : 2;
                                 },
                                 kPolish};

std::string length(const Language& language, std::int64_t count) {
  return say_counted(language, Message::kPasswordTooShort, "min_length", count);
}

TEST(Messages, FillArguments) {
  EXPECT_EQ(say(english(), Message::kPasswordTooSimilar, {{"verbose_name", "{verbose_name}"}}),
            "The password is too similar to the {verbose_name}.");
  EXPECT_EQ(say(english(), Message::kPasswordTooSimilar),
            "The password is too similar to the {verbose_name}.");
}

TEST(Messages, ChooseThePluralOfTheLanguage) {
  EXPECT_EQ(length(english(), 1), "This password is too short. It must contain at least 1 character.");
  EXPECT_EQ(length(english(), 0), "This password is too short. It must contain at least 0 characters.");
  EXPECT_EQ(length(kPartOfPolish, 1), "1 znak");
  EXPECT_EQ(length(kPartOfPolish, 22), "22 znaki");
  EXPECT_EQ(length(kPartOfPolish, 12), "12 znaków");
}

TEST(Messages, FallBackToEnglish) {
  EXPECT_EQ(say(kPartOfPolish, Message::kUsername), "nazwa");
  EXPECT_EQ(say(kPartOfPolish, Message::kPasswordTooCommon), "This password is too common.");
  EXPECT_EQ(say_counted(kPartOfPolish, Message::kPasswordTooShortHelp, "min_length", 1),
            "Your password must contain at least 1 character.");
}

}  // namespace
}  // namespace narvi::accounts
