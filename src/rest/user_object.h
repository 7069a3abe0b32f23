#pragma once
// The user as a token's answer shows him (USER_SERIALIZER of durin §4 and knox §4).

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/user.h"
#include "http/python_json.h"

namespace narvi::rest {

/// What a setting `user_fields` may list. "username" stands for the model's USERNAME_FIELD.
inline constexpr std::array<std::string_view, 6> kUserFields = {"id",         "username",  "email",
                                                                "first_name", "last_name", "is_staff"};

/// An object of `fields`, in their order. The key of "username" is the column that plays it in `table`, as
/// upstream's serializers name it (USERNAME_FIELD); a UUID key is text.
http::json::Value user_object(const accounts::User& user, const std::vector<std::string>& fields,
                              const accounts::UserTable& table);

}  // namespace narvi::rest
