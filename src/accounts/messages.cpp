#include "accounts/messages.h"

#include <algorithm>

namespace narvi::accounts {

namespace {

constexpr auto kEnglish = std::to_array<Phrase>({
    {Message::kPasswordTooSimilar, {"The password is too similar to the {verbose_name}."}},
    {Message::kPasswordTooSimilarHelp,
     {"Your password can’t be too similar to your other personal information."}},
    {Message::kPasswordTooShort,
     {"This password is too short. It must contain at least {min_length} character.",
      "This password is too short. It must contain at least {min_length} characters."}},
    {Message::kPasswordTooShortHelp,
     {"Your password must contain at least {min_length} character.",
      "Your password must contain at least {min_length} characters."}},
    {Message::kPasswordTooCommon, {"This password is too common."}},
    {Message::kPasswordTooCommonHelp, {"Your password can’t be a commonly used password."}},
    {Message::kPasswordEntirelyNumeric, {"This password is entirely numeric."}},
    {Message::kPasswordEntirelyNumericHelp, {"Your password can’t be entirely numeric."}},
    {Message::kUsername, {"username"}},
    {Message::kFirstName, {"first name"}},
    {Message::kLastName, {"last name"}},
    {Message::kEmailAddress, {"email address"}},
    {Message::kInvalidEmail, {"Enter a valid email address."}},
});

constexpr bool is_complete() {
  for (std::size_t at = 0; at < kEnglish.size(); ++at) {
    if (static_cast<std::size_t>(kEnglish[at].message) != at || kEnglish[at].forms[0].empty()) {
      return false;
    }
  }
  return kEnglish.size() == static_cast<std::size_t>(Message::kInvalidEmail) + 1;
}
static_assert(is_complete(), "English holds every message, in the order of the enumeration");

constexpr Language kEnglishLanguage{
    "en", [](std::int64_t count) -> std::size_t { return count == 1 ? 0 : 1; }, kEnglish};

const Phrase* find(const Language& language, Message message) {
  const auto found = std::ranges::find(language.phrases, message, &Phrase::message);
  return found == language.phrases.end() ? nullptr : &*found;
}

/// The form numbered `form`; the first if the phrase has no such form.
std::string_view form(const Phrase& phrase, std::size_t number) {
  const std::string_view text = phrase.forms[std::min(number, Phrase::kForms - 1)];
  return text.empty() ? phrase.forms[0] : text;
}

std::string filled(std::string_view text, std::span<const Argument> arguments) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    out.append(text.substr(0, open));
    if (close == std::string_view::npos) {
      return out.append(text.substr(std::min(open, text.size())));
    }
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto argument = std::ranges::find(arguments, name, &Argument::name);
    out.append(argument == arguments.end() ? text.substr(open, close - open + 1) : argument->value);
    text.remove_prefix(close + 1);
  }
}

}  // namespace

const Language& english() {
  return kEnglishLanguage;
}

std::string say(const Language& language, Message message, std::initializer_list<Argument> arguments) {
  const Phrase* const phrase = find(language, message);
  return filled(form(phrase != nullptr ? *phrase : kEnglish[static_cast<std::size_t>(message)], 0),
                arguments);
}

std::string say_counted(const Language& language, Message message, std::string_view counted,
                        std::int64_t count) {
  const std::string number = std::to_string(count);
  const Argument argument{counted, number};
  const Phrase* const phrase = find(language, message);
  if (phrase == nullptr) {
    return filled(form(kEnglish[static_cast<std::size_t>(message)], english().form_of(count)),
                  {&argument, 1});
  }
  return filled(form(*phrase, language.form_of(count)), {&argument, 1});
}

}  // namespace narvi::accounts
