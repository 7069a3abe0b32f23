#pragma once
// Session: what one request sees of its browser session, and the changes it wants. It does no I/O: a
// SessionStore loads and saves it. Changes are recorded, so that a save that lost against a parallel request
// can be repeated on the newer data instead of overwriting it (design §3; contract django-sessions-csrf
// §3.1).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/python_json.h"

namespace narvi::accounts {

class Session {
 public:
  /// `cookie_key` is the value of the session cookie. Fewer than 8 characters count as no key.
  explicit Session(std::optional<std::string_view> cookie_key);

  // --- what the request does with it; every one of these counts as an access (Vary: Cookie) ---

  /// The value under `name`, or null. Only after a store has loaded the session.
  const http::json::Value* get(std::string_view name);
  /// The text under `name`; empty if absent or not text.
  std::string_view text(std::string_view name);
  bool has(std::string_view name) { return get(name) != nullptr; }
  void set(std::string_view name, http::json::Value value);
  /// The value that was there, which goes; empty if there was none.
  std::optional<http::json::Value> pop(std::string_view name);
  /// The value under `name`, which becomes `value` if there was none.
  const http::json::Value& set_default(std::string_view name, http::json::Value value);
  /// Sets every member of `members`. Counts as a change even without one, as Django's update() does.
  void update(const http::json::Object& members);
  void erase(std::string_view name);
  /// All data gone, key and row kept.
  void clear();
  /// Ends the session: data gone, row to be deleted, no key. What logout does.
  void flush();
  /// A new key for the same data; the old row is to be deleted. What login does against fixation.
  void cycle_key();

  // --- what the response needs to know ---

  bool loaded() const { return loaded_; }
  bool accessed() const { return accessed_; }
  bool modified() const { return modified_; }
  /// No key and no data: the cookie, if the browser sent one, is to be deleted.
  bool empty() const { return !key_ && !wants_key_ && data_.empty(); }
  const std::optional<std::string>& key() const { return key_; }
  const http::json::Object& data() const { return data_; }

  // --- for stores ---

  /// The row was found; `stored`: see stored().
  void found(http::json::Object data, std::string stored);
  /// No such row, or expired: a key that the client chose is never adopted.
  void not_found();
  /// What was stored cannot be read: empty, under the same key, to be written anew (signed_cookies).
  void unreadable();
  /// Somebody else saved first: takes the newer data and applies this request's changes to it again.
  void rebase(http::json::Object newer, std::string stored);
  /// The row to delete, if a flush or cycle left one behind.
  const std::optional<std::string>& doomed_key() const { return doomed_key_; }
  /// What compare-and-set compares: session_data of the row as loaded, or the version of a cache's entry.
  /// Empty if there is nothing stored yet.
  const std::optional<std::string>& stored() const { return stored_; }
  /// The save succeeded under `key`.
  void saved(std::string key, std::string stored);
  /// The deletion of doomed_key succeeded.
  void doomed_deleted() { doomed_key_.reset(); }

 private:
  struct Change {
    std::string name;
    std::optional<http::json::Value> value;  // empty: erased
  };
  void leave_row();

  std::optional<std::string> key_;
  std::optional<std::string> doomed_key_;
  std::optional<std::string> stored_;
  http::json::Object data_;
  std::vector<Change> changes_;
  bool cleared_ = false;  // before changes_
  bool wants_key_ = false;
  bool loaded_ = false;
  bool accessed_ = false;
  bool modified_ = false;
};

}  // namespace narvi::accounts
