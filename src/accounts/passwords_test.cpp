#include "accounts/passwords.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "accounts/pbkdf2_hasher.h"
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
  ASSERT_TRUE(pool.submit([](bool) {}));  // fills the queue
  Passwords passwords(cheap_hashers(), pool, random);
  const Result<void> spent = io::run_blocking(passwords.spend_as_for_unknown_user(SecretText("x")));
  ASSERT_FALSE(spent.has_value());
  EXPECT_EQ(spent.error().kind, ErrorKind::kOverloaded);
  const std::lock_guard lock(mutex);
  go_on = true;
  changed.notify_all();
}

}  // namespace
}  // namespace narvi::accounts
