#include "accounts/password_validators.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "accounts/common_passwords.h"
#include "accounts/common_validator.h"
#include "accounts/length_validator.h"
#include "accounts/numeric_validator.h"
#include "accounts/similarity_validator.h"
#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::Members;

std::unique_ptr<PasswordValidator> make_validator(const std::string& name, const Members& options) {
  if (name == "UserAttributeSimilarityValidator") {
    SimilarityRule rule;
    if (options.has("max_similarity")) {
      rule.max_similarity = *options.at("max_similarity").real();
    }
    return make_similarity_validator(rule);
  }
  if (name == "MinimumLengthValidator") {
    return make_length_validator(
        {options.has("min_length") ? static_cast<std::size_t>(options.integer("min_length")) : 8});
  }
  return name == "CommonPasswordValidator" ? make_common_validator() : make_numeric_validator();
}

PasswordValidators make_validators(const Members& inputs) {
  PasswordValidators validators;
  for (const http::json::Value& entry : *inputs.at("validators").array()) {
    const http::json::Array& pair = *entry.array();
    validators.add(make_validator(*pair[0].text(), Members(*pair[1].object())));
  }
  return validators;
}

std::optional<PasswordOwner> owner_of(const Members& inputs) {
  if (inputs.at("user").is_null()) {
    return std::nullopt;
  }
  const Members user = inputs.object("user");
  return PasswordOwner{user.text("username"), user.text("first_name"), user.text("last_name"),
                       user.text("email")};
}

TEST(PasswordValidators, AnswerAsRecorded) {
  const std::size_t cases = vectors::replay("password_validate", [](const Case& test) {
    const std::optional<PasswordOwner> owner = owner_of(test.inputs);
    const auto problems = make_validators(test.inputs)
                              .check(SecretText(test.inputs.text("password")), owner ? &*owner : nullptr);
    const http::json::Array& expected = *test.expected.at("errors").array();
    ASSERT_EQ(problems.size(), expected.size());
    for (std::size_t at = 0; at < problems.size(); ++at) {
      const Members error(*expected[at].object());
      EXPECT_EQ(problems[at].code, error.text("code"));
      EXPECT_EQ(problems[at].message, error.text("message"));
    }
  });
  EXPECT_EQ(cases, 22U);
}

TEST(PasswordValidators, HelpAsRecorded) {
  const std::size_t cases = vectors::replay("password_help_texts", [](const Case& test) {
    const PasswordValidators validators = make_validators(test.inputs);
    std::vector<std::string> expected;
    for (const http::json::Value& text : *test.expected.at("texts").array()) {
      expected.push_back(*text.text());
    }
    EXPECT_EQ(validators.help_texts(), expected);
    EXPECT_EQ(validators.help_html(), test.expected.text("html"));
  });
  EXPECT_EQ(cases, 1U);
}

class Remembers final : public PasswordValidator {
 public:
  explicit Remembers(std::vector<std::string>& heard) : heard_(heard) {}
  std::optional<PasswordProblem> check(std::string_view, const PasswordOwner*) const override { return {}; }
  std::string help_text() const override { return "<b> & \"'"; }
  void password_changed(std::string_view password, const PasswordOwner& owner) const override {
    heard_.push_back(owner.username + " " + std::string(password));
  }

 private:
  std::vector<std::string>& heard_;
};

TEST(PasswordValidators, TellOfChangesAndEscapeHelp) {
  std::vector<std::string> heard;
  PasswordValidators validators;
  EXPECT_EQ(validators.help_html(), "");
  validators.add(std::make_unique<Remembers>(heard));
  validators.add(std::make_unique<Remembers>(heard));
  validators.password_changed(SecretText("new"), PasswordOwner{"ada", {}, {}, {}});
  EXPECT_EQ(heard, (std::vector<std::string>{"ada new", "ada new"}));
  EXPECT_EQ(validators.help_html(),
            "<ul><li>&lt;b&gt; &amp; &quot;&#x27;</li><li>&lt;b&gt; &amp; &quot;&#x27;</li></ul>");
}

bool is_similar(std::string_view password, PasswordOwner owner, SimilarityRule rule = {}) {
  return make_similarity_validator(std::move(rule))->check(password, &owner).has_value();
}

TEST(SimilarityValidator, SeesPartsAndOnlyTheAttributesItWasTold) {
  const PasswordOwner owner{"testclient", "Test", "Client", "client@example.com"};
  EXPECT_TRUE(is_similar("example.com", owner));
  EXPECT_TRUE(is_similar("TESTCLIENT", owner));
  EXPECT_TRUE(is_similar("test", owner));
  EXPECT_FALSE(is_similar("test", owner, {0.7, {UserAttribute::kEmail}}));
  EXPECT_TRUE(is_similar("testclient", owner, {0.3, {UserAttribute::kFirstName}}));
  EXPECT_FALSE(is_similar("testclientz", owner, {1.0, {UserAttribute::kUsername}}));
  // An attribute that ends in a sign has an empty last part, which an empty password equals.
  EXPECT_TRUE(is_similar("", {"a@", "", "", ""}));
  EXPECT_FALSE(is_similar("", {"a", "", "", ""}));
}

TEST(SimilarityValidator, KnowsItsAttributes) {
  for (const std::string_view name : {"username", "first_name", "last_name", "email"}) {
    EXPECT_TRUE(parse_user_attribute(name).has_value()) << name;
  }
  EXPECT_FALSE(parse_user_attribute("phone").has_value());
}

TEST(CommonPasswords, ShippedListIsSortedAndComplete) {
  const std::string_view list = shipped_passwords();
  EXPECT_EQ(sorted_password_lines(list), list);
  EXPECT_EQ(std::ranges::count(list, '\n'), 19727);
  std::size_t start = 0;
  while (start < list.size()) {
    const std::size_t end = list.find('\n', start);
    ASSERT_TRUE(lists_password(list, list.substr(start, end - start))) << list.substr(start, end - start);
    start = end + 1;
  }
}

TEST(CommonPasswords, LooksUpWholeLines) {
  const std::string list = sorted_password_lines(" b \nab\n\nabc\nb\nzz");
  EXPECT_EQ(list, "\nab\nabc\nb\nzz\n");
  for (const std::string_view in : {"", "ab", "abc", "b", "zz"}) {
    EXPECT_TRUE(lists_password(list, in)) << in;
  }
  for (const std::string_view out : {"a", "abcd", "bb", "z", "zzz", "ab\nabc", "\n", "c"}) {
    EXPECT_FALSE(lists_password(list, out)) << out;
  }
  EXPECT_FALSE(lists_password("", "a"));
  EXPECT_FALSE(lists_password("", ""));
}

class PasswordFile : public testing::Test {
 protected:
  std::string write(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

 private:
  const std::string path_ = testing::TempDir() + "narvi_password_list_" + std::to_string(::getpid());
};

TEST_F(PasswordFile, MayBePlainOrCompressed) {
  using std::string_view_literals::operator""sv;
  // What `printf 'from-my-custom-list\n' | gzip -n` writes.
  constexpr std::string_view kGzip =
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x2b\xca\xcf\xd5\xcd\xad\xd4\x4d"
      "\x2e\x2d\x2e\x01\xb2\x72\x32\x8b\x4b\xb8\x00\x12\x64\x84\x17\x14\x00\x00\x00"sv;
  for (const std::string_view bytes :
       {"from-my-custom-list\n"sv, "x\r\n from-my-custom-list \r\n"sv, kGzip}) {
    auto validator = make_common_validator_from(write(bytes));
    ASSERT_TRUE(validator) << validator.error().message;
    EXPECT_TRUE((*validator)->check(" From-My-Custom-List", nullptr).has_value());
    EXPECT_FALSE((*validator)->check("password", nullptr).has_value());
  }
}

TEST_F(PasswordFile, ThatCannotBeReadStopsTheStart) {
  EXPECT_EQ(make_common_validator_from("/nonexistent/list").error().kind, ErrorKind::kConfiguration);
  EXPECT_EQ(make_common_validator_from("/").error().kind, ErrorKind::kConfiguration);
  EXPECT_EQ(make_common_validator_from(write("\x1f\x8b\x08 broken")).error().kind, ErrorKind::kConfiguration);
  EXPECT_EQ(make_common_validator_from(write("caf\xe9\n")).error().kind, ErrorKind::kConfiguration);
}

}  // namespace
}  // namespace narvi::accounts
