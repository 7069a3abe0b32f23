#pragma once
// Every text that accounts shows to people, in one catalogue: a table for each language, keyed by message.
// English is Django's own wording, byte for byte (contract django-auth §6.7).

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace narvi::accounts {

enum class Message : std::uint8_t {
  kPasswordTooSimilar,  ///< {verbose_name}
  kPasswordTooSimilarHelp,
  kPasswordTooShort,      ///< {min_length}, counted
  kPasswordTooShortHelp,  ///< {min_length}, counted
  kPasswordTooCommon,
  kPasswordTooCommonHelp,
  kPasswordEntirelyNumeric,
  kPasswordEntirelyNumericHelp,
  kUsername,  ///< names of attributes, as other messages mention them
  kFirstName,
  kLastName,
  kEmailAddress,
  kInvalidEmail,
};

/// One message in one language: a form for each of its plurals; those that do not count have the first only.
struct Phrase {
  static constexpr std::size_t kForms = 6;  // Arabic has most

  Message message;
  std::array<std::string_view, kForms> forms;
};

/// A table of texts and the rule that chooses among the forms of a counted one.
struct Language {
  std::string_view tag;  ///< "en", "pt-br"
  /// The index of the form for a number, under Phrase::kForms.
  std::size_t (*form_of)(std::int64_t count);
  std::span<const Phrase> phrases;  ///< in any order; a message that is missing is shown in English
};

/// Django's own texts. Every message stands in it.
const Language& english();

/// A name and what stands for `{name}` in the text.
struct Argument {
  std::string_view name;
  std::string_view value;
};

/// The text of `message`. A placeholder without an argument stays as it is.
std::string say(const Language& language, Message message, std::initializer_list<Argument> arguments = {});

/// The same for a text that depends on a number; `{counted}` is the name of the placeholder for it.
std::string say_counted(const Language& language, Message message, std::string_view counted,
                        std::int64_t count);

}  // namespace narvi::accounts
