#include "http/response.h"

#include <algorithm>
#include <array>

#include "http/list_field.h"
#include "http/request.h"

namespace narvi::http {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

// IANA's registry (RFC 9110 §15, RFC 6585, RFC 7725, RFC 8297, RFC 8470), in the spelling Python's http
// module uses where it differs from RFC 9110, because that is what Django answers with.
constexpr std::array kReasons = {
    Reason{100, "Continue"},
    Reason{101, "Switching Protocols"},
    Reason{103, "Early Hints"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{203, "Non-Authoritative Information"},
    Reason{204, "No Content"},
    Reason{205, "Reset Content"},
    Reason{206, "Partial Content"},
    Reason{300, "Multiple Choices"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{402, "Payment Required"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{407, "Proxy Authentication Required"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Request Entity Too Large"},
    Reason{414, "Request-URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Requested Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Entity"},
    Reason{425, "Too Early"},
    Reason{426, "Upgrade Required"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{451, "Unavailable For Legal Reasons"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{511, "Network Authentication Required"},
};

/// The items of a comma list without the blanks around them; none for an empty list.
std::vector<std::string> list_items(std::string_view list) {
  std::vector<std::string> items;
  each_element(list, [&items](std::string_view item) { items.emplace_back(item); });
  return items;
}

}  // namespace

const std::string* Response::find(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (same_name(field, name)) {
      return &value;
    }
  }
  return nullptr;
}

void Response::set(std::string_view name, std::string value) {
  const auto matches = [&](const auto& field) { return same_name(field.first, name); };
  const auto first = std::ranges::find_if(headers, matches);
  if (first == headers.end()) {
    headers.emplace_back(name, std::move(value));
    return;
  }
  *first = {std::string(name), std::move(value)};
  headers.erase(std::remove_if(first + 1, headers.end(), matches), headers.end());
}

void Response::add(std::string_view name, std::string value) {
  headers.emplace_back(name, std::move(value));
}

void Response::set_default(std::string_view name, std::string value) {
  if (find(name) == nullptr) {
    add(name, std::move(value));
  }
}

void Response::vary(std::string_view field) {
  const std::string* const present = find("Vary");
  std::vector<std::string> names = list_items(present == nullptr ? std::string_view{} : *present);
  for (std::string& name : list_items(field)) {
    if (std::ranges::none_of(names, [&](const std::string& known) { return same_name(known, name); })) {
      names.push_back(std::move(name));
    }
  }
  if (std::ranges::find(names, "*") != names.end()) {
    set("Vary", "*");
    return;
  }
  std::string joined;
  for (const std::string& name : names) {
    joined.append(joined.empty() ? "" : ", ").append(name);
  }
  if (!joined.empty()) {
    set("Vary", std::move(joined));
  }
}

std::string_view reason_phrase(int status) {
  const auto found = std::ranges::lower_bound(kReasons, status, {}, &Reason::status);
  return found != kReasons.end() && found->status == status ? found->phrase : "Unknown";
}

}  // namespace narvi::http
