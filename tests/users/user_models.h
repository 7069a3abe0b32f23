#pragma once
// Houses with each kind of user table: Django's own, one with 64-bit keys, and one with UUIDs whose mail
// address is the login name. The last two have link tables of their own, named as Django would.

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "accounts/accounts.h"
#include "browser.h"
#include "io/suspend.h"

namespace narvi::tests {

enum class Model { kAuthUser, kCustomer, kMember };

/// A house without users. `changes` come on top of what the model needs.
std::unique_ptr<TestHouse> make_house_of(Model model, Engine engine, SettingChanges changes = {});

/// The settings that describe the model.
SettingChanges settings_of(Model model);

/// Runs one statement on a database that no house has opened yet.
void run_sql(const std::string& url, const std::string& sql);

/// The value of a task that must not fail.
template <class T>
T must(io::Task<Result<T>> task) {
  Result<T> result = io::run_blocking(std::move(task));
  if (!result) {
    ADD_FAILURE() << result.error().message;
    throw std::runtime_error(result.error().message);
  }
  return std::move(*result);
}
/// The kind of error of a task that must fail.
template <class T>
ErrorKind error_of(io::Task<Result<T>> task) {
  const Result<T> result = io::run_blocking(std::move(task));
  EXPECT_FALSE(result.has_value());
  return result ? ErrorKind::kInternal : result.error().kind;
}

/// Tests of each model on both engines.
class Models : public testing::TestWithParam<std::tuple<Engine, Model>> {
 protected:
  explicit Models(SettingChanges changes = {})
      : house_(make_house_of(model(), engine(), std::move(changes))) {}

  static Engine engine() { return std::get<0>(GetParam()); }
  static Model model() { return std::get<1>(GetParam()); }
  TestHouse& house() { return *house_; }
  accounts::Accounts& accounts() { return house_->house().accounts(); }
  accounts::Users& users() { return accounts().users; }

  /// The name by which the model knows somebody: "alice" or "alice@example.org".
  static std::string name_of_user(const std::string& name) {
    return model() == Model::kMember ? name + "@example.org" : name;
  }
  /// A stored user with that password; it has an address of its own where that is not the name.
  accounts::User add_user(const std::string& name, const std::string& password = "wonderland");
  accounts::User change(const accounts::User& user, accounts::UserChange change);
  accounts::User find(const std::string& name);

 private:
  std::unique_ptr<TestHouse> house_;
};

inline auto every_model() {
  return testing::Combine(testing::Values(Engine::kSqlite, Engine::kPostgres),
                          testing::Values(Model::kAuthUser, Model::kCustomer, Model::kMember));
}
std::string model_name(const testing::TestParamInfo<std::tuple<Engine, Model>>& info);

}  // namespace narvi::tests
