#pragma once
// The replay of durin_http.json and knox_http.json, which share one format (durin §10, knox §10): all state
// in `setup`, an empty database for each, one request, and then answer, rows and signals.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "test_house.h"
#include "vectors.h"

namespace narvi::tests {

enum class ColumnForm { kText, kInteger, kInstant };

struct TokenColumn {
  std::string_view name;
  ColumnForm form;
};

/// What one system adds to the common format.
struct ExchangeSystem {
  std::string_view file;         ///< "knox_http.json"
  std::string_view token_table;  ///< emptied first, then filled with setup.tokens, compared with db.tokens
  std::vector<TokenColumn> token_columns;  ///< an "id" column is a numbered one
  SettingChanges settings;                 ///< for every exchange: the system on, its path
  /// Puts one of upstream's settings (REST_KNOX and its object) under its name here; false: it has none.
  /// REST_FRAMEWORK's classes and rates, TIME_ZONE and USE_TZ are done already.
  std::function<bool(const std::string& name, const http::json::Value& value, SettingChanges& changes)>
      map_setting;
  /// The test resources, made anew for each house; they get the renderers of the site. Schemes that need a
  /// house: late_scheme.
  std::function<std::vector<rest::Endpoint>()> resources;
  /// Rows that tokens refer to (clients). May be empty. Tables that it fills go into `more_tables`.
  std::function<void(TestHouse& house, const http::json::Value& setup)> insert_more;
  std::vector<std::string> more_tables;  ///< emptied, too; behind those that refer to them
  /// Last changes to an exchange by name, before its house is made and its requests are sent. May be empty.
  std::function<void(const std::string& vector, SettingChanges& changes)> adjust;
  std::function<void(TestRequest& request)> adjust_request;
  /// Exchanges that are not replayed, each with the reason.
  std::map<std::string, std::string> excluded;
};

/// A scheme for endpoints that are made before their house: `make` is called at the first request.
std::shared_ptr<const rest::Scheme> late_scheme(
    std::function<std::shared_ptr<const rest::Scheme>(const rest::Services&)> make);

/// Replays every exchange of the file on a database of `engine`; what differs is a failure under the
/// exchange's name. Returns how many were replayed.
std::size_t replay_exchanges(const ExchangeSystem& system, Engine engine);

/// After rows with chosen ids: PostgreSQL goes on behind them.
void renumber(TestHouse& house, const std::string& table);

/// Texts of an array.
std::vector<std::string> text_list(const http::json::Value& array);

}  // namespace narvi::tests
