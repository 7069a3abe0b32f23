#pragma once
// Migrations: what `narvi migrate` creates, as data. Upstream's tables are recorded in django_migrations
// under upstream's names, so Django's own migrate afterwards has nothing to do (design §3).

#include <span>
#include <string_view>

namespace narvi::database {

/// One step of one app. `sql` may contain several statements; it is empty for steps that upstream records but
/// that change no SQL. In SQL, "{user.table}", "{user.pk}" and "{user.key_type}" stand for the configured
/// user table, its primary-key column (both without quotes), and the column type of a reference to it;
/// "{user.fk TABLE COLUMN HASH}" for the name that Django gives the foreign key of TABLE.COLUMN to it, where
/// HASH is the eight digits that also stand in the name of that column's index.
struct Migration {
  std::string_view app;   ///< "auth", "sessions", "narvi"
  std::string_view name;  ///< "0001_initial"
  std::string_view sqlite;
  std::string_view postgres;
  std::string_view creates;  ///< a table this step creates (empty: none): if it exists already, nothing runs
                             ///< and the step is recorded
  /// Upstream's step alters tables, but the step of the same app that `creates` them already makes them in
  /// their final form, so there is no SQL here. Such a step is recorded only together with the app's first
  /// one: where the app is recorded up to an older level, upstream made its tables, and upstream must bring
  /// them up to date.
  bool folded = false;
};

/// A model whose content type and four default permissions are recorded (contract django-auth §5).
struct Model {
  std::string_view app_label;
  std::string_view model;         ///< "user"
  std::string_view verbose_name;  ///< "user", as in "Can add user"
};

}  // namespace narvi::database
