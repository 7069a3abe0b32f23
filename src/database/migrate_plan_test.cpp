#include "database/migrate_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace narvi::database {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Migration step(std::string_view app, std::string_view name, std::string_view creates = {}) {
  return {.app = app, .name = name, .sqlite = "MAKE S", .postgres = "MAKE P", .creates = creates};
}
constexpr Migration folded(std::string_view app, std::string_view name) {
  return {.app = app, .name = name, .sqlite = {}, .postgres = {}, .creates = {}, .folded = true};
}
constexpr Migration empty(std::string_view app, std::string_view name) {
  return {.app = app, .name = name, .sqlite = {}, .postgres = {}, .creates = {}};
}

std::vector<std::string> apps_of_units(const std::vector<Migration>& list) {
  std::vector<std::string> units;
  for (const auto unit : atomic_units(list)) {
    std::string apps;
    for (const Migration& migration : unit) {
      apps += migration.app;
    }
    units.push_back(apps);
  }
  return units;
}

/// "auth.0001 MAKE S" for a step with SQL, "auth.0002" for one to record; the error's message if refused.
std::vector<std::string> plan(const std::vector<Migration>& list, const Snapshot& snapshot,
                              const UserReference& user = {}, Engine engine = Engine::kSqlite) {
  const narvi::Result<std::vector<PlannedStep>> steps = plan_unit(list, snapshot, user, engine);
  if (!steps) {
    return {"refused: " + steps.error().message};
  }
  std::vector<std::string> words;
  for (const PlannedStep& planned : *steps) {
    words.push_back(step_name(*planned.migration) + (planned.sql.empty() ? "" : " " + planned.sql));
  }
  return words;
}

TEST(MigratePlan, CutsTheListOnlyWhereNoAppIsCut) {
  EXPECT_THAT(apps_of_units({}), IsEmpty());
  EXPECT_THAT(apps_of_units({step("a", "1")}), ElementsAre("a"));
  EXPECT_THAT(apps_of_units({step("a", "1"), step("a", "2"), step("b", "1")}), ElementsAre("aa", "b"));
  EXPECT_THAT(apps_of_units({step("a", "1"), step("b", "1"), step("a", "2"), step("b", "2"), step("c", "1")}),
              ElementsAre("abab", "c"));
  EXPECT_THAT(apps_of_units({step("a", "1"), step("b", "1"), step("c", "1"), step("a", "2")}),
              ElementsAre("abca"));
}

TEST(MigratePlan, TakesWhatIsMissingInOrder) {
  const std::vector<Migration> list{step("a", "1", "a_table"), empty("a", "2"), step("a", "3")};
  EXPECT_THAT(plan(list, {}), ElementsAre("a.1 MAKE S", "a.2", "a.3 MAKE S"));
  EXPECT_THAT(plan(list, {}, {}, Engine::kPostgres), ElementsAre("a.1 MAKE P", "a.2", "a.3 MAKE P"));
  EXPECT_THAT(plan(list, {{{"a", "1"}}, {"a_table"}}), ElementsAre("a.2", "a.3 MAKE S"));
  EXPECT_THAT(plan(list, {{{"a", "1"}, {"a", "2"}, {"a", "3"}}, {}}), IsEmpty());
}

TEST(MigratePlan, OnlyRecordsAStepWhoseTableIsThere) {
  EXPECT_THAT(plan({step("a", "1", "a_table")}, {{}, {"a_table"}}), ElementsAre("a.1"));
  EXPECT_THAT(plan({step("a", "1", "a_table")}, {{}, {"other"}}), ElementsAre("a.1 MAKE S"));
}

TEST(MigratePlan, LeavesOldTablesOfUpstreamToUpstream) {
  const std::vector<Migration> list{step("a", "1", "a_table"), folded("a", "2"), empty("a", "3")};
  EXPECT_THAT(plan(list, {}), ElementsAre("a.1 MAKE S", "a.2", "a.3"));
  EXPECT_THAT(plan(list, {{{"a", "1"}}, {"a_table"}}), ElementsAre(HasSubstr("older than a.2")));
  EXPECT_THAT(plan(list, {{{"a", "1"}, {"a", "2"}}, {"a_table"}}), ElementsAre("a.3"));
}

TEST(MigratePlan, NeedsTheSitesUserTableBeforeWhatRefersToIt) {
  Migration refers = step("a", "1");
  refers.sqlite = "REFERENCES {user.table}";
  EXPECT_THAT(plan({refers}, {}), ElementsAre("a.1 REFERENCES auth_user"));
  EXPECT_THAT(plan({refers}, {}, {"people", "id"}), ElementsAre(HasSubstr("\"people\" does not exist")));
  EXPECT_THAT(plan({refers}, {{}, {"people"}}, {"people", "id"}), ElementsAre("a.1 REFERENCES people"));
  EXPECT_THAT(plan({step("a", "1")}, {}, {"people", "id"}), ElementsAre("a.1 MAKE S"));
}

TEST(MigratePlan, RefusesLevelsItDoesNotKnow) {
  const std::vector<Migration> known{step("a", "0001"), empty("a", "0002"), step("b", "0001")};
  EXPECT_TRUE(refuse_unknown_levels(known, {}).has_value());
  EXPECT_TRUE(refuse_unknown_levels(known, {{{"a", "0001"}, {"shop", "0099"}}, {}}).has_value());
  const narvi::Result<void> newer = refuse_unknown_levels(known, {{{"a", "0001"}, {"a", "0003_more"}}, {}});
  ASSERT_FALSE(newer.has_value());
  EXPECT_EQ(newer.error().kind, ErrorKind::kConfiguration);
  EXPECT_THAT(newer.error().message, HasSubstr("app \"a\" is at 0003_more"));
  EXPECT_THAT(newer.error().message, HasSubstr("known here is 0002"));
}

}  // namespace
}  // namespace narvi::database
