#include "accounts/session.h"

#include <utility>

namespace narvi::accounts {

using http::json::Object;
using http::json::Value;

Session::Session(std::optional<std::string_view> cookie_key) {
  if (cookie_key && cookie_key->size() >= 8) {  // contract django-sessions-csrf §3.1, row "key"
    key_ = std::string(*cookie_key);
  }
}

const Value* Session::get(std::string_view name) {
  accessed_ = true;
  return data_.find(name);
}

std::string_view Session::text(std::string_view name) {
  const Value* value = get(name);
  const std::string* text = value == nullptr ? nullptr : value->text();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

void Session::set(std::string_view name, Value value) {
  accessed_ = true;
  modified_ = true;
  data_.set(name, value);
  changes_.push_back({std::string(name), std::move(value)});
}

std::optional<Value> Session::pop(std::string_view name) {
  const Value* const found = get(name);
  if (found == nullptr) {
    return std::nullopt;
  }
  std::optional<Value> value = *found;
  erase(name);
  return value;
}

const Value& Session::set_default(std::string_view name, Value value) {
  if (get(name) == nullptr) {
    set(name, std::move(value));
  }
  return *data_.find(name);
}

void Session::update(const Object& members) {
  accessed_ = true;
  modified_ = true;
  for (const auto& [name, value] : members.members()) {
    set(name, value);
  }
}

void Session::clear() {
  accessed_ = true;
  modified_ = true;
  cleared_ = true;
  data_ = Object();
  changes_.clear();
}

void Session::erase(std::string_view name) {
  accessed_ = true;
  if (data_.erase(name)) {
    modified_ = true;
    changes_.push_back({std::string(name), std::nullopt});
  }
}

void Session::leave_row() {
  if (key_) {
    doomed_key_ = std::exchange(key_, std::nullopt);
  }
  stored_.reset();
  accessed_ = true;
  modified_ = true;
}

void Session::flush() {
  leave_row();
  clear();
  wants_key_ = false;
  loaded_ = true;
}

void Session::cycle_key() {
  leave_row();
  wants_key_ = true;
}

void Session::found(Object data, std::string stored) {
  loaded_ = true;
  data_ = std::move(data);
  stored_ = std::move(stored);
}

void Session::not_found() {
  loaded_ = true;
  key_.reset();
  stored_.reset();
}

void Session::unreadable() {
  loaded_ = true;
  accessed_ = true;
  modified_ = true;
}

void Session::rebase(Object newer, std::string stored) {
  data_ = cleared_ ? Object() : std::move(newer);
  stored_ = std::move(stored);
  for (const Change& change : changes_) {
    if (change.value) {
      data_.set(change.name, *change.value);
    } else {
      data_.erase(change.name);
    }
  }
}

void Session::saved(std::string key, std::string stored) {
  key_ = std::move(key);
  stored_ = std::move(stored);
  wants_key_ = false;
  cleared_ = false;
  changes_.clear();
}

}  // namespace narvi::accounts
