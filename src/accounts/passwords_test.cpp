#include "accounts/passwords.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "accounts/hashers_for_tests.h"
#include "io/suspend.h"

namespace narvi::accounts {
namespace {

std::shared_ptr<const Hashers> cheap_hashers() {
  std::vector<std::unique_ptr<Hasher>> ordered;
  ordered.push_back(make_pbkdf2_sha256({10}));
  return std::make_shared<const Hashers>(std::move(ordered));
}

class PasswordsTest : public testing::Test {
 protected:
  SystemRandom random_;
  io::WorkerPool pool_{io::WorkerPoolOptions{}};
  Passwords passwords_{cheap_hashers(), pool_, random_};
};

TEST_F(PasswordsTest, WhatWasMadeChecks) {
  const Result<SecretText> encoded = io::run_blocking(passwords_.make(SecretText("secret")));
  ASSERT_TRUE(encoded.has_value());
  EXPECT_TRUE(encoded->reveal().starts_with("pbkdf2_sha256$10$"));
  const Result<PasswordCheck> right = io::run_blocking(passwords_.check(SecretText("secret"), *encoded));
  ASSERT_TRUE(right.has_value());
  EXPECT_TRUE(right->correct());
  EXPECT_FALSE(right->must_update);
  const Result<PasswordCheck> wrong = io::run_blocking(passwords_.check(SecretText("Secret"), *encoded));
  ASSERT_TRUE(wrong.has_value());
  EXPECT_FALSE(wrong->correct());
}

TEST_F(PasswordsTest, SaltsDiffer) {
  const Result<SecretText> first = io::run_blocking(passwords_.make(SecretText("secret")));
  const Result<SecretText> second = io::run_blocking(passwords_.make(SecretText("secret")));
  EXPECT_NE(first->reveal(), second->reveal());
}

TEST_F(PasswordsTest, UnknownUsersAreAnAnswer) {
  EXPECT_TRUE(io::run_blocking(passwords_.spend_as_for_unknown_user(SecretText("secret"))).has_value());
}

TEST_F(PasswordsTest, CancelledJobsAreNotRun) {
  const auto flag = std::make_shared<std::atomic<bool>>(true);
  const Result<SecretText> encoded = io::run_blocking(passwords_.make(SecretText("secret"), flag));
  ASSERT_FALSE(encoded.has_value());
  EXPECT_EQ(encoded.error().kind, ErrorKind::kTimeout);
}

std::shared_ptr<const Hashers> hashers_of(std::unique_ptr<Hasher> only) {
  std::vector<std::unique_ptr<Hasher>> ordered;
  ordered.push_back(std::move(only));
  return std::make_shared<const Hashers>(std::move(ordered));
}

TEST(Passwords, WhatTheAlgorithmCannotReadIsInvalid) {
  SystemRandom random;
  io::WorkerPool pool({});
  Passwords passwords(hashers_of(make_bcrypt({.rounds = 4})), pool, random);
  const SecretText with_nul(std::string("a\0b", 3));
  const Result<SecretText> made = io::run_blocking(passwords.make(with_nul));
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(io::run_blocking(passwords.spend_as_for_unknown_user(with_nul)).has_value());
}

TEST(Passwords, MemoryIsReservedForWhatWillRun) {
  SystemRandom random;
  constexpr unsigned kKibibytes = 8192;
  constexpr std::uint64_t kBytes = std::uint64_t{kKibibytes} * 1024;
  const auto hashers = hashers_of(make_argon2({.time_cost = 1, .memory_cost = kKibibytes, .parallelism = 1}));
  io::WorkerPool enough({.memory = kBytes});
  Passwords passwords(hashers, enough, random);
  const Result<SecretText> made = io::run_blocking(passwords.make(SecretText("secret")));
  ASSERT_TRUE(made.has_value());
  EXPECT_TRUE(io::run_blocking(passwords.check(SecretText("secret"), *made))->correct());

  io::WorkerPool too_small({.memory = kBytes - 1});
  Passwords starved(hashers, too_small, random);
  EXPECT_FALSE(io::run_blocking(starved.make(SecretText("secret"))).has_value());
  EXPECT_FALSE(io::run_blocking(starved.check(SecretText("secret"), *made)).has_value());
  // A hash that nothing reads costs one of the preferred kind.
  EXPECT_FALSE(io::run_blocking(starved.check(SecretText("secret"), SecretText("!"))).has_value());
  EXPECT_FALSE(io::run_blocking(starved.spend_as_for_unknown_user(SecretText("secret"))).has_value());
}

TEST(Passwords, AFullQueueIsOverload) {
  std::mutex mutex;
  std::condition_variable changed;
  bool running = false;
  bool go_on = false;
  SystemRandom random;
  io::WorkerPool pool(io::WorkerPoolOptions{.threads = 1, .queue = 1});
  const auto block = [&](bool) {
    std::unique_lock lock(mutex);
    running = true;
    changed.notify_all();
    changed.wait(lock, [&] { return go_on; });
  };
  ASSERT_TRUE(pool.submit(block));
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return running; });
  }
  Passwords passwords(cheap_hashers(), pool, random);
  ASSERT_TRUE(pool.submit([](bool) {}));  // fills the queue
  const Result<void> spent = io::run_blocking(passwords.spend_as_for_unknown_user(SecretText("x")));
  ASSERT_FALSE(spent.has_value());
  EXPECT_EQ(spent.error().kind, ErrorKind::kOverloaded);
  const std::lock_guard lock(mutex);
  go_on = true;
  changed.notify_all();
}

}  // namespace
}  // namespace narvi::accounts
