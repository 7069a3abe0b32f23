// Composed permissions: truth tables, laziness, messages, objects (contract drf §7.1, §8).

#include "rest/permission_composition.h"

#include <gtest/gtest.h>

#include "browser.h"
#include "io/suspend.h"
#include "rest/call.h"
#include "rest/model_permissions.h"

namespace narvi::tests {
namespace {

using rest::ApiResult;
using rest::Call;
using rest::PermissionRef;

/// Says what it is told to, and counts how often it is asked.
class Counting final : public rest::Permission {
 public:
  explicit Counting(bool call, bool object = true) : call_(call), object_(object) {}
  std::string_view name() const override { return call_ ? "Yes" : "No"; }
  io::Task<ApiResult<bool>> allows(Call& /*call*/) const override {
    ++asked;
    co_return call_;
  }
  io::Task<ApiResult<bool>> allows_object(Call& /*call*/,
                                          const rest::GuardedObject& /*object*/) const override {
    ++asked_object;
    co_return object_;
  }
  std::string_view message() const override { return "an operand's message"; }

  mutable int asked = 0;
  mutable int asked_object = 0;

 private:
  bool call_;
  bool object_;
};

/// Refuses with an answer of its own.
class Raising final : public rest::Permission {
 public:
  std::string_view name() const override { return "Raising"; }
  io::Task<ApiResult<bool>> allows(Call& /*call*/) const override {
    co_return rest::refuse(rest::method_not_allowed("BREW"));
  }
};

class Thing final : public rest::GuardedObject {
 public:
  std::string_view model() const override { return "shop.thing"; }
  std::string key() const override { return "7"; }
};

std::shared_ptr<Counting> counting(bool call, bool object = true) {
  return std::make_shared<Counting>(call, object);
}

class Composition : public testing::Test {
 protected:
  bool allows(const PermissionRef& permission) {
    const auto allowed = io::run_blocking(permission->allows(call_));
    return allowed.value();
  }
  bool allows_object(const PermissionRef& permission) {
    const auto allowed = io::run_blocking(permission->allows_object(call_, Thing()));
    return allowed.value();
  }

  std::unique_ptr<TestHouse> house_ = make_site(Engine::kSqlite);
  http::Request request_;
  Call call_{request_, house_->house().services()};
};

TEST_F(Composition, FollowsTheTruthTables) {
  for (const bool a : {false, true}) {
    EXPECT_EQ(allows(rest::negation(counting(a))), !a);
    for (const bool b : {false, true}) {
      EXPECT_EQ(allows(rest::both(counting(a), counting(b))), a && b) << a << b;
      EXPECT_EQ(allows(rest::either(counting(a), counting(b))), a || b) << a << b;
      EXPECT_EQ(allows_object(rest::both(counting(true, a), counting(true, b))), a && b) << a << b;
      for (const bool c : {false, true}) {
        EXPECT_EQ(allows(rest::both(counting(a), rest::either(counting(b), rest::negation(counting(c))))),
                  a && (b || !c))
            << a << b << c;
      }
    }
  }
}

TEST_F(Composition, OrAboutAnObjectNeedsBothAnswersOfOneOperand) {
  for (int bits = 0; bits < 16; ++bits) {
    const bool a = (bits & 1) != 0;
    const bool a_object = (bits & 2) != 0;
    const bool b = (bits & 4) != 0;
    const bool b_object = (bits & 8) != 0;
    EXPECT_EQ(allows_object(rest::either(counting(a, a_object), counting(b, b_object))),
              (a && a_object) || (b && b_object))
        << bits;
  }
}

TEST_F(Composition, NotAboutAnObjectRefusesWhatNobodyLookedAt) {
  EXPECT_FALSE(allows_object(rest::negation(rest::is_authenticated()))) << "its answer was true by default";
  EXPECT_TRUE(allows_object(rest::negation(counting(true, false))));
}

TEST_F(Composition, IsLazyFromLeftToRight) {
  struct Row {
    bool left;
    bool is_and;
    int asked_right;
  };
  for (const Row& row :
       {Row{false, true, 0}, Row{true, true, 1}, Row{true, false, 0}, Row{false, false, 1}}) {
    const auto left = counting(row.left);
    const auto right = counting(true);
    const PermissionRef composed = row.is_and ? rest::both(left, right) : rest::either(left, right);
    allows(composed);
    EXPECT_EQ(left->asked, 1);
    EXPECT_EQ(right->asked, row.asked_right) << row.left << row.is_and;
  }
}

TEST_F(Composition, IsLazyAboutObjects) {
  const auto refuses = counting(true, false);
  const auto never = counting(true, true);
  allows_object(rest::both(refuses, never));
  EXPECT_EQ(refuses->asked_object, 1);
  EXPECT_EQ(never->asked_object, 0);

  const auto allows_it = counting(true, true);
  allows_object(rest::either(allows_it, never));
  EXPECT_EQ(allows_it->asked + allows_it->asked_object, 2);
  EXPECT_EQ(never->asked + never->asked_object, 0);

  const auto not_mine = counting(false, true);
  allows_object(rest::either(not_mine, allows_it));
  EXPECT_EQ(not_mine->asked_object, 0) << "an operand that refused the call has no say about the object";
}

TEST_F(Composition, AnAnswerOfItsOwnStopsEverything) {
  const auto raising = std::make_shared<Raising>();
  for (const PermissionRef& composed : {rest::both(raising, counting(false)),
                                        rest::either(raising, counting(true)), rest::negation(raising)}) {
    const auto answer = io::run_blocking(composed->allows(call_));
    ASSERT_FALSE(answer.has_value()) << composed->name();
    EXPECT_EQ(answer.error().status, 405);
  }
}

TEST_F(Composition, TellsItselfByNameAndLosesMessages) {
  const PermissionRef composed = rest::both(rest::is_admin_user(), rest::negation(counting(true)));
  EXPECT_EQ(composed->name(), "(IsAdminUser & ~Yes)");
  EXPECT_EQ(composed->message(), "");
  EXPECT_EQ(rest::either(rest::allow_any(), rest::is_admin_user())->name(), "(AllowAny | IsAdminUser)");
}

TEST_F(Composition, AsksItsOperandsWhatAnEndpointLacks) {
  const rest::Endpoint without_model;
  rest::Endpoint with_model;
  with_model.model = "auth.group";
  const PermissionRef model = rest::django_model_permissions();
  for (const PermissionRef& composed :
       {rest::both(rest::allow_any(), model), rest::either(model, model), rest::negation(model), model}) {
    EXPECT_FALSE(composed->check(without_model).has_value()) << composed->name();
    EXPECT_TRUE(composed->check(with_model).has_value()) << composed->name();
  }
  EXPECT_TRUE(rest::allow_any()->check(without_model).has_value());
}

}  // namespace
}  // namespace narvi::tests
