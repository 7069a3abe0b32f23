#include "systems/forward_auth/assertion.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/base64.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "http/python_json.h"

namespace narvi::systems::forward_auth {
namespace {

using http::json::Object;
using http::json::Value;

// RFC 7515 A.1.1.
constexpr std::string_view kSecret =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
// RFC 8037 A.1, A.2.
constexpr std::string_view kSeed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr std::string_view kPublic = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

std::string decoded(std::string_view text) {
  return base64_url_decode(text).value();
}

AssertionKey secret_key() {
  return AssertionKey::hs256(SecretText(decoded(kSecret))).value();
}

AssertionKey ed25519_key() {
  return AssertionKey::eddsa(crypto::Ed25519Key::from_seed(SecretText(decoded(kSeed))).value());
}

Value json(std::string_view text) {
  return http::json::read(text).value();
}

struct Token {
  explicit Token(const std::string& text) {
    const std::size_t first = text.find('.');
    const std::size_t second = text.find('.', first + 1);
    head = json(decoded(std::string_view(text).substr(0, first)));
    claims = json(decoded(std::string_view(text).substr(first + 1, second - first - 1)));
    input = text.substr(0, second);
    signature = decoded(std::string_view(text).substr(second + 1));
  }
  std::string claim(std::string_view name) const {
    const Value* value = claims.object()->find(name);
    return value == nullptr ? "(none)" : http::json::write(*value, http::json::Style::kCompactUtf8);
  }
  Value head;
  Value claims;
  std::string input;
  std::string signature;
};

accounts::User alice() {
  accounts::User user;
  user.key = accounts::UserKey(std::int64_t{7});
  user.username = "alice \xC3\xA4";
  return user;
}

const Target kTarget = {.method = "POST",
                        .scheme = "https",
                        .host = "app.example.com",
                        .authority = "app.example.com:8443",
                        .path = "/a%20b//c",
                        .query = "q=1",
                        .plain_path = "/a b/c"};
const Instant kNow = Instant(Seconds(1'700'000'000) + Microseconds(999'999));
const std::vector<std::string> kTold = {"user", "groups"};

TEST(AssertionKey, SignsAsThePublishedVectorsDo) {
  EXPECT_EQ(secret_key().sign("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                              "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                              "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  EXPECT_EQ(ed25519_key().sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST(AssertionKey, PublishesThePublicKey) {
  EXPECT_EQ(ed25519_key().key_set(),
            R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":")" + std::string(kPublic) +
                R"(","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","use":"sig","alg":"EdDSA"}]})");
  EXPECT_EQ(secret_key().key_set(), R"({"keys":[]})");
}

TEST(AssertionKey, SecretsAreLongEnough) {
  EXPECT_FALSE(AssertionKey::hs256(SecretText(std::string(31, 'x'))));
  EXPECT_TRUE(AssertionKey::hs256(SecretText(std::string(32, 'x'))));
}

TEST(Assertion, SaysWhoMayDoWhat) {
  const accounts::User user = alice();
  const std::vector<std::string> groups = {"staff", "a,b"};
  const Assertion assertion(secret_key(), "narvi", Seconds(60));
  const Token token(assertion.sign(Visitor{user, groups}, kTold, kTarget, kNow));
  EXPECT_EQ(http::json::write(token.head, http::json::Style::kCompactUtf8),
            R"({"alg":"HS256","typ":"narvi-assertion+jwt"})");
  EXPECT_EQ(token.claim("iss"), "\"narvi\"");
  EXPECT_EQ(token.claim("sub"), "\"7\"");
  EXPECT_EQ(token.claim("preferred_username"), "\"alice \xC3\xA4\"");
  EXPECT_EQ(token.claim("groups"), R"(["staff","a,b"])");
  EXPECT_EQ(token.claim("aud"), "\"app.example.com\"");
  EXPECT_EQ(token.claim("iat"), "1700000000");
  EXPECT_EQ(token.claim("exp"), "1700000060");
  EXPECT_EQ(token.claim("method"), "\"POST\"");
  EXPECT_EQ(token.claim("path_sha256"), "\"" + base64_url_encode(crypto::sha256("/a%20b//c").bytes()) + "\"");
  EXPECT_EQ(token.claims.object()->size(), 9u);
  EXPECT_EQ(token.signature,
            crypto::hmac(crypto::HashAlgorithm::kSha256, decoded(kSecret), token.input).bytes());
}

TEST(Assertion, EdDsaIsVerifiedByThePublicKey) {
  const accounts::User user = alice();
  const Assertion assertion(ed25519_key(), "auth.example.com", Seconds(5));
  const std::vector<std::string> groups;
  const Token token(assertion.sign(Visitor{user, groups}, kTold, kTarget, kNow));
  EXPECT_EQ(*token.head.object()->find("alg")->text(), "EdDSA");
  EXPECT_EQ(*token.head.object()->find("kid")->text(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_TRUE(crypto::ed25519_verify(decoded(kPublic), token.input, token.signature));
  EXPECT_EQ(token.claim("exp"), "1700000005");
}

TEST(Assertion, TellsNoMoreThanTheRuleDoes) {
  const accounts::User user = alice();
  const std::vector<std::string> groups = {"staff"};
  const Assertion assertion(secret_key(), "narvi", Seconds(60));
  const Token nobody(assertion.sign(std::nullopt, kTold, kTarget, kNow));
  for (const char* name : {"sub", "preferred_username", "groups"}) {
    EXPECT_EQ(nobody.claim(name), "(none)") << name;
  }
  EXPECT_EQ(nobody.claim("aud"), "\"app.example.com\"");
  const Token little(assertion.sign(Visitor{user, groups}, {"email"}, kTarget, kNow));
  EXPECT_EQ(little.claim("sub"), "\"7\"");
  EXPECT_EQ(little.claim("preferred_username"), "(none)");
  EXPECT_EQ(little.claim("groups"), "(none)");
}

class AssertionFile : public testing::Test {
 protected:
  AssertionFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "narvi.XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    options_.assertion = AssertionKind::kEdDsa;
    options_.assertion_issuer = "narvi";
    options_.assertion_lifetime = Seconds(60);
    options_.assertion_key_file = folder_ + "/key.pem";
  }
  ~AssertionFile() override { std::filesystem::remove_all(folder_); }

  void write(std::string_view text, mode_t mode = 0600) {
    std::ofstream(options_.assertion_key_file, std::ios::binary) << text;
    ASSERT_EQ(::chmod(options_.assertion_key_file.c_str(), mode), 0);
  }
  std::string error() const {
    const auto made = Assertion::make(options_);
    return made ? "" : made.error().message;
  }

  std::string folder_;
  Options options_;
};

std::string pem() {
  const std::string wrapping = base64_decode("MC4CAQAwBQYDK2VwBCIEIA==").value();
  return "-----BEGIN PRIVATE KEY-----\n" + base64_encode(wrapping + decoded(kSeed)) +
         "\n-----END PRIVATE KEY-----\n";
}

TEST_F(AssertionFile, IsRead) {
  write(pem(), 0640);
  const auto made = Assertion::make(options_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_NE((*made)->key_set().find(kPublic), std::string::npos);
}

TEST_F(AssertionFile, ThatIsNoKeyStopsTheStart) {
  EXPECT_NE(error().find("key.pem: there is no such file"), std::string::npos);
  write("");
  EXPECT_NE(error().find("cannot be read, is empty"), std::string::npos);
  write("no key");
  EXPECT_NE(error().find("no private key in PEM"), std::string::npos);
  write(std::string(20'000, 'x'));
  EXPECT_NE(error().find("far too long"), std::string::npos);
  write(pem(), 0604);
  EXPECT_NE(error().find("chmod o="), std::string::npos);
  options_.assertion_key_file = folder_;
  EXPECT_NE(error().find("no such file"), std::string::npos);
}

TEST_F(AssertionFile, IsNotNeededForASecret) {
  options_.assertion = AssertionKind::kHs256;
  EXPECT_FALSE(Assertion::make(options_));
  options_.assertion_key = SecretText(std::string(32, 'x'));
  EXPECT_TRUE(*Assertion::make(options_));
  options_.assertion = AssertionKind::kNone;
  EXPECT_FALSE(*Assertion::make(options_));
}

}  // namespace
}  // namespace narvi::systems::forward_auth
