#pragma once
// The state before and after an exchange: rows in, rows and signals out.

#include "exchanges.h"

namespace narvi::tests {

/// Empties the tables and inserts users, tokens and sessions of `setup`.
void insert_state(TestHouse& house, const ExchangeSystem& system, const http::json::Value& setup);

/// {"tokens": [...], "last_login": {...}} as the database has it, in the form of `comparable`.
http::json::Value state_of(TestHouse& house, const ExchangeSystem& system);

/// The same state as a vector writes it, comparable by ==: instants in one spelling, rows in one order,
/// columns as `system` names them.
http::json::Value comparable_state(const ExchangeSystem& system, const http::json::Value& db);

/// Notes the signals of a house, each as an object without `sender`.
class SignalLog {
 public:
  explicit SignalLog(TestHouse& house);
  void clear() { signals_->clear(); }
  http::json::Value taken() const { return http::json::Value(*signals_); }

 private:
  std::shared_ptr<http::json::Array> signals_ = std::make_shared<http::json::Array>();
};

/// A vector's `signals` in that form.
http::json::Value comparable_signals(const http::json::Value& signals);

/// An ISO instant ("2024-01-02T03:04:05.678901Z", with an offset, or naive).
Instant instant_of(std::string_view iso);

}  // namespace narvi::tests
