#pragma once
// From the decision's answer to the text of an AUTHORIZER's answer (contract remote-user-forward-auth §6.2;
// FastCGI specification §6.3). Pure.

#include <optional>
#include <string>
#include <vector>

#include "http/response.h"

namespace narvi::http::fastcgi {

/// A field of an allowing answer and the variable it becomes for the web server.
struct Variable {
  std::string field;  ///< "Remote-User"
  std::string name;   ///< "REMOTE_USER"; the line is `Variable-REMOTE_USER: alice`
};

/// The name of a field as a variable: upper case, '_' for '-' (RFC 3875 §4.1.18).
std::string variable_name(std::string_view field);

/// The text of STDOUT. 200 becomes the variables (also those without a value: they clear what a visitor might
/// have set) and the cookies; everything else its status, the fields that the visitor's client needs, and the
/// body. Empty optional: the answer cannot be sent (server::may_be_sent, and no success other than
/// 200).
std::optional<std::string> answer_text(const Response& response, const std::vector<Variable>& variables);

}  // namespace narvi::http::fastcgi
