#pragma once
// Response: status, fields, body. The writer adds Date, Content-Length and Connection; everything else is
// here.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace narvi::http {

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>>
      headers;  ///< in the order they are sent; names may repeat (Set-Cookie)
  std::string body;
  bool close = false;      ///< close the connection after this answer
  bool head_only = false;  ///< answer to HEAD: Content-Length of the body, but no body

  /// The value of the first field of that name, or null.
  const std::string* find(std::string_view name) const;
  /// Replaces all fields of that name.
  void set(std::string_view name, std::string value);
  /// Adds one more field of that name.
  void add(std::string_view name, std::string value);
  /// Sets it only if it is absent (Django's setdefault).
  void set_default(std::string_view name, std::string value);
  /// Merges field names into Vary as Django's patch_vary_headers does: appends those not there yet.
  void vary(std::string_view field);
};

/// The standard reason phrase of a status ("OK", "Not Found"); "Unknown" if there is none.
std::string_view reason_phrase(int status);

}  // namespace narvi::http
