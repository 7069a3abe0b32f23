#pragma once
// From the decision's answer to what Envoy is told (contract remote-user-forward-auth §2.3, §6.3). Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/ext_authz/module_interface.h"
#include "http/response.h"

namespace narvi::http::ext_authz {

/// Which fields of an allowing answer the application gets.
struct AnswerRules {
  std::vector<std::string> fields;   ///< "Remote-User"; also if they are empty
  std::vector<std::string> removed;  ///< "Remote_User": taken away from whatever the visitor sent
};

/// The spellings of a field's name that CGI and WSGI take for the same: each '-' may be a '_', at least one
/// is. Of names with more than four dashes, the one without any: CheckAnswer takes away the others as they
/// come.
std::vector<std::string> folded_spellings(const std::string& name);

/// An answer and what its views point into: itself, `response`, `rules` and `visitor`.
class CheckAnswer {
 public:
  /// Only 200 lets pass: every rule's field is told, overwriting, or taken away if the answer lacks it, and
  /// Set-Cookie goes to the visitor. A field that is told is never taken away: Envoy would do that last. Of
  /// the `visitor`'s own fields, other spellings of a rule's field are taken away, however many there could
  /// be.
  CheckAnswer(const Response& response, const AnswerRules& rules,
              std::span<const narvi_ext_authz_field> visitor = {});
  CheckAnswer(const CheckAnswer&) = delete;
  CheckAnswer& operator=(const CheckAnswer&) = delete;

  const narvi_ext_authz_answer& plain() const { return plain_; }

 private:
  void allow(const Response& response, const AnswerRules& rules,
             std::span<const narvi_ext_authz_field> visitor);
  void refuse(const Response& response);

  std::vector<narvi_ext_authz_told> fields_;
  std::vector<narvi_ext_authz_told> visitor_fields_;
  std::vector<narvi_ext_authz_text> removed_;
  narvi_ext_authz_answer plain_{};
};

/// Whether Envoy can be given `response`: server::may_be_sent, and not a success other than 200, which would
/// be a refusal that looks like a success.
bool may_be_told(const Response& response);

}  // namespace narvi::http::ext_authz
