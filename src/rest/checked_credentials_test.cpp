#include "rest/checked_credentials.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace narvi::rest {
namespace {

const Instant kNow{std::chrono::seconds(1'700'000'000)};
constexpr Milliseconds kMoment(1);

crypto::Digest digest(int number) {
  return crypto::sha256(std::to_string(number));
}

Identity identity(std::int64_t user) {
  Identity made;
  made.user.key = accounts::UserKey(user);
  made.credential = "the token itself";
  return made;
}

/// Asks and remembers at `now`, with nothing between.
void keep(CheckedCredentials& checked, int number, std::int64_t user, Instant now,
          std::optional<Instant> expiry = std::nullopt) {
  checked.remember(digest(number), identity(user), expiry, checked.ask(now));
}

TEST(CheckedCredentials, KeepsWhomItProvedButNotTheToken) {
  CheckedCredentials checked({});
  EXPECT_EQ(checked.find(digest(1), kNow), nullptr);
  keep(checked, 1, 5, kNow);
  const auto found = checked.find(digest(1), kNow + kMoment);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->user.key, accounts::UserKey(std::int64_t{5}));
  EXPECT_EQ(found->credential, "");
  EXPECT_EQ(checked.find(digest(2), kNow), nullptr);
}

TEST(CheckedCredentials, ABelievedEntryIsYoungAndNotExpired) {
  CheckedCredentials checked({.trusted = Milliseconds(100)});
  keep(checked, 1, 5, kNow, kNow + Milliseconds(50));
  EXPECT_NE(checked.find(digest(1), kNow + Milliseconds(50)), nullptr) << "equal is still valid";
  EXPECT_EQ(checked.find(digest(1), kNow + Milliseconds(50) + Microseconds(1)), nullptr);
  keep(checked, 2, 5, kNow);
  EXPECT_NE(checked.find(digest(2), kNow + Milliseconds(99)), nullptr);
  EXPECT_EQ(checked.find(digest(2), kNow + Milliseconds(100)), nullptr);
  EXPECT_EQ(checked.find(digest(2), kNow - kMoment), nullptr) << "the clock was put back";
}

TEST(CheckedCredentials, AChangeEndsTheEntriesOfThatUser) {
  CheckedCredentials checked({});
  keep(checked, 1, 5, kNow);
  keep(checked, 2, 6, kNow);
  checked.changed(accounts::UserKey(std::int64_t{5}));
  EXPECT_EQ(checked.find(digest(1), kNow), nullptr);
  EXPECT_NE(checked.find(digest(2), kNow), nullptr);
  checked.changed_all();
  EXPECT_EQ(checked.find(digest(2), kNow), nullptr);
}

TEST(CheckedCredentials, AnAnswerFromBeforeAChangeIsNotKept) {
  CheckedCredentials checked({});
  const auto question = checked.ask(kNow);
  checked.changed(accounts::UserKey(std::int64_t{5}));
  checked.remember(digest(1), identity(5), std::nullopt, question);
  EXPECT_EQ(checked.find(digest(1), kNow), nullptr);
  EXPECT_EQ(checked.size(), 0U);
}

TEST(CheckedCredentials, IsBoundedAndForgetsTheOldest) {
  CheckedCredentials checked({.trusted = Milliseconds(100), .capacity = 160});
  for (int number = 0; number < 5000; ++number) {
    keep(checked, number, number, kNow);
  }
  EXPECT_LE(checked.size(), 160U);
  EXPECT_NE(checked.find(digest(4999), kNow), nullptr);
  EXPECT_EQ(checked.find(digest(0), kNow), nullptr);
  for (int number = 0; number < 300; ++number) {
    keep(checked, number, number, kNow + Milliseconds(200));
  }
  EXPECT_LE(checked.size(), 160U);
}

TEST(CheckedCredentials, WithoutTrustNothingIsKept) {
  CheckedCredentials checked({.trusted = Milliseconds(0)});
  keep(checked, 1, 5, kNow);
  EXPECT_EQ(checked.size(), 0U);
}

/// A store whose one credential ends in each round, beside readers that look it up and remember it: once the
/// writer has called `changed`, nobody is told the old answer.
TEST(CheckedCredentials, NobodyIsToldWhatEndedBeforeTheQuestion) {
  constexpr int kRounds = 3000;
  CheckedCredentials checked({.trusted = Milliseconds(100)});
  std::atomic<int> stored{0};
  std::atomic<int> acknowledged{0};
  std::atomic<bool> done{false};
  std::atomic<int> stale{0};
  const auto read = [&] {
    while (!done) {
      const int known = acknowledged;
      auto found = checked.find(digest(1), kNow);
      if (found == nullptr) {
        const auto question = checked.ask(kNow);
        Identity made = identity(5);
        made.client = std::to_string(stored.load());
        checked.remember(digest(1), std::move(made), std::nullopt, question);
      } else if (std::stoi(found->client) < known) {
        ++stale;
      }
    }
  };
  std::thread one(read);
  std::thread other(read);
  for (int round = 1; round <= kRounds; ++round) {
    stored = round;
    checked.changed(accounts::UserKey(std::int64_t{5}));
    acknowledged = round;
  }
  done = true;
  one.join();
  other.join();
  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace narvi::rest
