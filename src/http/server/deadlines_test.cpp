#include "http/server/deadlines.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace narvi::http::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Ended final : Expiring {
  Ended(Deadlines& all, std::string given) : name(std::move(given)), slot(all, *this) {}
  void on_deadline(Phase phase) override {
    log->push_back(name + std::to_string(static_cast<int>(phase)));
    if (then) {
      then();
    }
  }
  std::string name;
  std::vector<std::string>* log = nullptr;
  std::function<void()> then;
  Deadlines::Slot slot;
};

TEST(Deadlines, ExpireInOrderAndOnlyWhenDue) {
  Deadlines all(DeadlineLengths{});
  std::vector<std::string> log;
  Ended a(all, "a");
  Ended b(all, "b");
  Ended c(all, "c");
  a.log = b.log = c.log = &log;
  const Deadlines::Time start{};
  a.slot.arm(Phase::kHead, start);
  b.slot.arm(Phase::kHead, start + seconds(1));
  c.slot.arm(Phase::kIdle, start);
  all.expire(start + milliseconds(4'999));
  EXPECT_TRUE(log.empty());
  all.expire(start + seconds(5));
  EXPECT_EQ(log, (std::vector<std::string>{"a0"}));
  EXPECT_FALSE(a.slot.armed());
  all.expire(start + seconds(100));
  EXPECT_EQ(log, (std::vector<std::string>{"a0", "b0", "c2"}));
}

TEST(Deadlines, ANewOneReplacesTheOldAndDisarmingEndsIt) {
  Deadlines all(DeadlineLengths{});
  std::vector<std::string> log;
  Ended a(all, "a");
  Ended b(all, "b");
  a.log = b.log = &log;
  const Deadlines::Time start{};
  a.slot.arm(Phase::kHead, start);
  a.slot.arm(Phase::kBody, start);
  b.slot.arm(Phase::kHead, start);
  b.slot.disarm();
  all.expire(start + seconds(9));
  EXPECT_TRUE(log.empty());
  all.expire(start + seconds(10));
  EXPECT_EQ(log, (std::vector<std::string>{"a1"}));
}

TEST(Deadlines, OwnersMayVanishWhileOthersExpire) {
  Deadlines all(DeadlineLengths{});
  std::vector<std::string> log;
  auto a = std::make_unique<Ended>(all, "a");
  auto b = std::make_unique<Ended>(all, "b");
  a->log = b->log = &log;
  a->then = [&b] { b.reset(); };
  a->slot.arm(Phase::kHead, {});
  b->slot.arm(Phase::kHead, {});
  all.expire(Deadlines::Time{} + seconds(60));
  EXPECT_EQ(log, (std::vector<std::string>{"a0"}));
}

TEST(Deadlines, TheTickFollowsTheShortest) {
  DeadlineLengths lengths;
  EXPECT_EQ(Deadlines(lengths).tick(), milliseconds(250));
  lengths[Phase::kBody] = milliseconds(80);
  EXPECT_EQ(Deadlines(lengths).tick(), milliseconds(10));
  lengths[Phase::kBody] = milliseconds(1);
  EXPECT_EQ(Deadlines(lengths).tick(), milliseconds(5));
}

}  // namespace
}  // namespace narvi::http::server
