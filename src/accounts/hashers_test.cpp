// What the vectors do not show: broken hashes, ceilings, what counts as weaker, passwords with a NUL.

#include <gtest/gtest.h>

#include "accounts/argon2_encoded.h"
#include "accounts/hashers_for_tests.h"

namespace narvi::accounts {
namespace {

using namespace std::string_literals;

constexpr std::string_view kSalt = "abcdefghijklmnopqrstuv";
const SecretText kPassword("correct horse");

std::string made_by(const Hasher& hasher, const SecretText& password = kPassword) {
  return hasher.encode(password, kSalt).value_or("error");
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(EveryHasher, ReadsWhatItWrites) {
  const Hashers hashers(every_hasher());
  for (const auto& hasher : every_hasher()) {
    for (const std::string& text : {""s, " "s, "a"s, "l\xc3\xa8tmein"s, std::string(100, 'x')}) {
      SCOPED_TRACE(std::string(hasher->algorithm()) + " " + text);
      const SecretText password(text);
      const std::string encoded = made_by(*hasher, password);
      EXPECT_LE(encoded.size(), 128U);
      EXPECT_EQ(claimed_algorithm(encoded), hasher->algorithm());
      EXPECT_EQ(hasher->verify(password, encoded), Verification::kCorrect);
      EXPECT_EQ(hasher->verify(SecretText("?" + text), encoded), Verification::kWrong);
      EXPECT_FALSE(hasher->must_update(encoded));
      EXPECT_FALSE(hasher->is_weaker(encoded));
      EXPECT_FALSE(hasher->safe_summary(encoded).empty());
      EXPECT_EQ(hasher->verify_memory(encoded), hasher->encode_memory());
      EXPECT_EQ(check_memory(hashers, encoded), hasher->encode_memory());
    }
  }
}

TEST(EveryHasher, DecoysCostAsMuchAsItsHashesAndBelongToNobody) {
  const Hashers hashers(every_hasher());
  for (const auto& hasher : every_hasher()) {
    const std::string decoy = hasher->decoy();
    SCOPED_TRACE(decoy);
    EXPECT_EQ(hashers.identify(decoy), hashers.identify(made_by(*hasher)));
    EXPECT_EQ(hasher->verify(kPassword, decoy), Verification::kWrong);
    EXPECT_EQ(hasher->verify_memory(decoy), hasher->encode_memory());
    EXPECT_FALSE(hasher->must_update(decoy)) << "its costs are the configured ones";
  }
}

TEST(EveryHasher, AnyByteCutOrAddedIsNoPassword) {
  for (const auto& hasher : every_hasher()) {
    const std::string encoded = made_by(*hasher);
    for (std::size_t length = 0; length < encoded.size(); ++length) {
      EXPECT_NE(hasher->verify(kPassword, encoded.substr(0, length)), Verification::kCorrect)
          << encoded << " cut to " << length;
    }
    for (const std::string_view more : {" ", "=", "A", "$", "\n"}) {
      EXPECT_NE(hasher->verify(kPassword, encoded + std::string(more)), Verification::kCorrect) << encoded;
    }
  }
}

TEST(EveryHasher, OtherAlgorithmsAreRenewed) {
  const Hashers hashers(every_hasher());
  for (const auto& hasher : every_hasher()) {
    const PasswordCheck check =
        check_password(hashers, kPassword, made_by(*hasher), UpgradeRule::kOnlyStronger);
    EXPECT_TRUE(check.correct());
    EXPECT_EQ(check.must_update, hasher->algorithm() != hashers.preferred().algorithm());
  }
}

TEST(NulBytes, NeverMatchTheirPrefix) {
  const SecretText with_nul("correct horse\0battery"s);
  for (const auto& hasher : every_hasher()) {
    SCOPED_TRACE(hasher->algorithm());
    EXPECT_EQ(hasher->verify(with_nul, made_by(*hasher)), Verification::kWrong);
    // HMAC fills its key up with zeros (RFC 2104 §2), so that NULs at the very end are nothing to it.
    const bool is_hmac = hasher->algorithm().starts_with("pbkdf2") || hasher->algorithm() == "scrypt";
    EXPECT_EQ(hasher->verify(SecretText("\0"s), made_by(*hasher, SecretText(""))),
              is_hmac ? Verification::kCorrect : Verification::kWrong);
    const bool reads_c_strings = hasher->algorithm() == "bcrypt" || hasher->algorithm() == "crypt";
    const Result<std::string> made = hasher->encode(with_nul, kSalt);
    ASSERT_EQ(made.has_value(), !reads_c_strings);
    if (made) {
      EXPECT_EQ(hasher->verify(with_nul, *made), Verification::kCorrect);
      EXPECT_EQ(hasher->verify(kPassword, *made), Verification::kWrong);
    } else {
      EXPECT_EQ(made.error().kind, ErrorKind::kInvalid);
    }
  }
  // One behind the bytes that bcrypt reads counts too, as in Python's library.
  const auto bcrypt = make_bcrypt({.rounds = 4});
  const std::string long_text(80, 'x');
  EXPECT_EQ(bcrypt->verify(SecretText(long_text + "\0"s), made_by(*bcrypt, SecretText(long_text))),
            Verification::kWrong);
}

TEST(Argon2, MalformedHashes) {
  const auto hasher = make_argon2(TestCosts().argon2);
  const std::string good = made_by(*hasher);
  EXPECT_TRUE(good.starts_with("argon2$argon2id$v=19$m=64,t=1,p=2$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$")) << good;
  const std::pair<std::string_view, std::string_view> edits[] = {
      {"argon2id", "argon2x"},
      {"argon2id", "argon2ID"},
      {"argon2id", ""},
      {"v=19", "v=18"},
      {"v=19", "v="},
      {"v=19", "v=019"},
      {"v=19$", "v=19$$"},
      {"m=64", "m=064"},
      {"m=64", "m=+64"},
      {"m=64", "m="},
      {"m=64", "m=15"},
      {"m=64", "m=0"},
      {"m=64,", "m=64,,"},
      {"m=64,", "m=64"},
      {"t=1", "t=0"},
      {"t=1", "t=-1"},
      {"t=1,", ""},
      {"p=2", "p=0"},
      {"p=2", "p=9"},
      {"p=2", "p=2,"},
      {"p=2", "p=2,keyid=A"},
      {"m=64,t=1", "t=1,m=64"},
      {"YWJjZGVm", "YWJ"},
      {"$YWJjZGVm", "YWJjZGVm"},
      {"YWJj", "YW=j"},
      {"YWJj", "Y-Jj"},
      {"R1dg$", "R1dh$"},
      {"R1dg$", "R1dg==$"},
      {"argon2$", "argon2"},
      {"argon2$", "argon3$"},
  };
  for (const auto& [what, with] : edits) {
    const std::string broken = replaced(good, what, with);
    EXPECT_EQ(hasher->verify(kPassword, broken), Verification::kMalformed) << broken;
    EXPECT_EQ(hasher->verify_memory(broken), std::nullopt) << broken;
    EXPECT_FALSE(hasher->must_update(broken)) << broken;
    EXPECT_FALSE(hasher->is_weaker(broken)) << broken;
    EXPECT_TRUE(hasher->safe_summary(broken).empty()) << broken;
  }
}

TEST(Argon2, CeilingsOfWorkAndMemory) {
  const std::string good = made_by(*make_argon2(TestCosts().argon2));
  Argon2Options options;
  options.work_ceiling = 128;
  const auto by_work = make_argon2(options);
  EXPECT_EQ(by_work->verify(kPassword, replaced(good, "t=1", "t=2")), Verification::kWrong);
  EXPECT_EQ(by_work->verify(kPassword, replaced(good, "t=1", "t=3")), Verification::kTooCostly);
  EXPECT_EQ(by_work->verify(kPassword, replaced(good, "t=1", "t=4294967295")), Verification::kTooCostly);
  EXPECT_EQ(by_work->verify(kPassword, replaced(good, "t=1", "t=99999999999999999999")),
            Verification::kTooCostly);
  EXPECT_EQ(by_work->verify(kPassword, replaced(good, "m=64", "m=4294967295")), Verification::kTooCostly);
  EXPECT_EQ(by_work->verify_memory(replaced(good, "t=1", "t=3")), std::nullopt);

  Argon2Options small;
  small.memory_ceiling = std::uint64_t{4} << 20U;
  EXPECT_EQ(make_argon2(small)->verify(kPassword, replaced(good, "m=64", "m=4096")), Verification::kWrong);
  EXPECT_EQ(make_argon2(small)->verify(kPassword, replaced(good, "m=64", "m=4097")),
            Verification::kTooCostly);
}

TEST(Argon2, WeakerOnlyIfNothingCostsMore) {
  const auto hasher = make_argon2({.time_cost = 2, .memory_cost = 128, .parallelism = 2});
  const std::string same = made_by(*hasher);
  const struct {
    std::string_view what;
    std::string_view with;
    bool weaker;
  } cases[] = {
      {"m=128", "m=127", true},
      {"m=128", "m=129", false},
      {"t=2", "t=1", true},
      {"t=2", "t=3", false},
      {"m=128,t=2", "m=64,t=3", false},
      {"m=128,t=2", "m=256,t=1", false},
      {"p=2", "p=1", false},
      {"p=2", "p=4", false},
      {"argon2id$", "argon2i$", true},
      {"argon2id$", "argon2d$", true},
      {"v=19", "v=16", true},
      {"$v=19", "", true},
      {"v=19$m=128", "v=16$m=256", false},
  };
  for (const auto& [what, with, weaker] : cases) {
    const std::string stored = replaced(same, what, with);
    EXPECT_TRUE(hasher->must_update(stored)) << stored;
    EXPECT_EQ(hasher->is_weaker(stored), weaker) << stored;
  }
  const auto short_tag =
      make_argon2({.time_cost = 2, .memory_cost = 128, .parallelism = 2, .hash_length = 16});
  EXPECT_TRUE(hasher->is_weaker(made_by(*short_tag)));
  EXPECT_TRUE(short_tag->must_update(same));
  EXPECT_FALSE(short_tag->is_weaker(same));
}

TEST(Argon2, SummaryHasWhatDjangoShows) {
  const SafeSummary expected = {{"algorithm", "argon2"}, {"variety", "argon2i"},
                                {"version", "18"},       {"memory cost", "8"},
                                {"time cost", "1"},      {"parallelism", "1"},
                                {"salt", "somesa**"},    {"hash", "gwQOXS" + std::string(80, '*')}};
  EXPECT_EQ(make_argon2({})->safe_summary(
                "argon2$argon2i$m=8,t=1,p=1$c29tZXNhbHQ$gwQOXSNhxiOxPOA0+PY10P9QFO4NAYysnqRt1GSQLE55m+"
                "2GYDt9FEjPMHhP2Cuf0nOEXXMocVrsJAtNSsKyfg"),
            expected);
}

TEST(Bcrypt, MalformedHashesAndCeiling) {
  const auto hasher = make_bcrypt_sha256({.rounds = 4, .rounds_ceiling = 6});
  const std::string good = made_by(*hasher);
  for (const auto& [what, with] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"$$2b", "$x$2b"},
                                                                            {"$2b$", "$2x$"},
                                                                            {"$2b$", "$2$"},
                                                                            {"$04$", "$4$"},
                                                                            {"$04$", "$004$"},
                                                                            {"$04$", "$03$"},
                                                                            {"$04$", "$32$"},
                                                                            {"$04$", "$0x$"},
                                                                            {"abcdef", "abc$e"},
                                                                            {"abcdef", "abcde!"},
                                                                            {"abcdef", "abc"},
                                                                            {"abcdef", "abcdefg"}}) {
    EXPECT_EQ(hasher->verify(kPassword, replaced(good, what, with)), Verification::kMalformed)
        << what << with;
  }
  EXPECT_EQ(hasher->verify(kPassword, replaced(good, "$04$", "$06$")), Verification::kWrong);
  EXPECT_EQ(hasher->verify(kPassword, replaced(good, "$04$", "$07$")), Verification::kTooCostly);
  EXPECT_EQ(hasher->verify(kPassword, replaced(good, "$04$", "$31$")), Verification::kTooCostly);
}

TEST(Bcrypt, WeakerOnlyBelowItsRounds) {
  const auto hasher = make_bcrypt({.rounds = 5});
  const std::string same = made_by(*hasher);
  for (const auto& [rounds, must_update, weaker] :
       {std::tuple("$04$", true, true), std::tuple("$05$", false, false), std::tuple("$06$", true, false)}) {
    const std::string stored = replaced(same, "$05$", rounds);
    EXPECT_EQ(hasher->must_update(stored), must_update) << rounds;
    EXPECT_EQ(hasher->is_weaker(stored), weaker) << rounds;
    hasher->harden_runtime(kPassword, stored);
  }
}

TEST(Bcrypt, Only72BytesCountWithoutTheDigest) {
  const SecretText first(std::string(72, 'x') + "a");
  const SecretText second(std::string(72, 'x') + "b");
  const auto plain = make_bcrypt({.rounds = 4});
  EXPECT_EQ(plain->verify(second, made_by(*plain, first)), Verification::kCorrect);
  const auto digested = make_bcrypt_sha256({.rounds = 4});
  EXPECT_EQ(digested->verify(second, made_by(*digested, first)), Verification::kWrong);
}

TEST(Scrypt, MalformedHashesAndCeilings) {
  ScryptOptions options{.work_factor = 16, .block_size = 1, .parallelism = 1};
  options.work_ceiling = 64;
  const auto hasher = make_scrypt(options);
  const std::string good = made_by(*hasher);
  EXPECT_TRUE(good.starts_with("scrypt$16$abcdefghijklmnopqrstuv$1$1$")) << good;
  for (const auto& [what, with] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"$16$", "$15$"},
                                                                            {"$16$", "$016$"},
                                                                            {"$16$", "$1$"},
                                                                            {"$16$", "$0$"},
                                                                            {"$16$", "$-16$"},
                                                                            {"$16$", "$$"},
                                                                            {"v$1$1$", "v$0$1$"},
                                                                            {"v$1$1$", "v$1$0$"},
                                                                            {"v$1$1$", "v$1$"},
                                                                            {"v$1$1$", "v$1$1$$"},
                                                                            {"abcdefghijklmnopqrstuv", ""}}) {
    EXPECT_EQ(hasher->verify(kPassword, replaced(good, what, with)), Verification::kMalformed)
        << what << with;
  }
  EXPECT_EQ(hasher->verify(kPassword, replaced(good, "$16$", "$64$")), Verification::kWrong);
  for (const auto& [what, with] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"$16$", "$128$"},
           {"$16$", "$4294967295$"},
           {"v$1$1$", "v$5$1$"},
           {"v$1$1$", "v$1$5$"},
           {"v$1$1$", "v$4294967295$4294967295$"},
           {"v$1$1$", "v$1$99999999999999999999$"}}) {
    EXPECT_EQ(hasher->verify(kPassword, replaced(good, what, with)), Verification::kTooCostly)
        << what << with;
    EXPECT_EQ(hasher->verify_memory(replaced(good, what, with)), std::nullopt);
  }
  options.work_ceiling = std::uint64_t{1} << 22U;
  options.memory_ceiling = std::uint64_t{1} << 20U;
  EXPECT_EQ(make_scrypt(options)->verify(kPassword, replaced(good, "$16$", "$8192$")),
            Verification::kTooCostly);
}

TEST(Scrypt, WeakerOnlyIfNothingCostsMore) {
  const auto hasher = make_scrypt({.work_factor = 32, .block_size = 2, .parallelism = 2});
  for (const auto& [costs, weaker] :
       {std::pair(ScryptOptions{.work_factor = 16, .block_size = 2, .parallelism = 2}, true),
        std::pair(ScryptOptions{.work_factor = 32, .block_size = 1, .parallelism = 2}, true),
        std::pair(ScryptOptions{.work_factor = 32, .block_size = 2, .parallelism = 1}, true),
        std::pair(ScryptOptions{.work_factor = 64, .block_size = 2, .parallelism = 1}, false),
        std::pair(ScryptOptions{.work_factor = 64, .block_size = 2, .parallelism = 2}, false)}) {
    const std::string stored = made_by(*make_scrypt(costs));
    EXPECT_TRUE(hasher->must_update(stored));
    EXPECT_EQ(hasher->is_weaker(stored), weaker) << stored;
  }
}

TEST(DigestHashers, UnsaltedFormsAndShortSalts) {
  const auto unsalted = make_unsalted_md5();
  const std::string bare = made_by(*unsalted);
  EXPECT_EQ(bare.size(), 32U);
  EXPECT_EQ(unsalted->verify(kPassword, "md5$$" + bare), Verification::kCorrect);
  EXPECT_EQ(make_unsalted_sha1()->verify(kPassword, made_by(*make_unsalted_sha1()).substr(6)),
            Verification::kMalformed);
  for (const auto& hasher : {make_md5(), make_sha1()}) {
    const std::string encoded = hasher->encode(kPassword, "short").value_or("error");
    EXPECT_EQ(hasher->verify(kPassword, encoded), Verification::kCorrect);
    EXPECT_TRUE(hasher->must_update(encoded));
    EXPECT_TRUE(hasher->is_weaker(encoded));
    EXPECT_EQ(hasher->verify(kPassword, replaced(encoded, "short", "")), Verification::kMalformed);
  }
}

TEST(Crypt, ReadsDesOnly) {
  const auto hasher = make_crypt();
  const std::string good = made_by(*hasher);
  EXPECT_EQ(hasher->verify(SecretText("correct house"), good), Verification::kCorrect);  // 8 bytes count
  for (const std::string_view broken :
       {"crypt$$", "crypt$$ab", "crypt$", "crypt$$*0", "crypt$$$1$abcdefgh$x", "crypt$$!!Hv2Lg7ltQoA"}) {
    EXPECT_EQ(hasher->verify(kPassword, broken), Verification::kMalformed) << broken;
  }
  EXPECT_EQ(hasher->verify(SecretText("correct " + std::string(504, 'x')), good), Verification::kWrong);
  EXPECT_FALSE(hasher->encode(SecretText(std::string(512, 'x')), kSalt).has_value());
}

}  // namespace
}  // namespace narvi::accounts
