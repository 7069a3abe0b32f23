#include "accounts/user_values.h"

namespace narvi::accounts {

namespace {

using database::Null;
using database::Value;

template <class T>
Value or_null(const std::optional<T>& given) {
  return given ? Value(*given) : Value(Null());
}

Value value_of(UserPart part, const NewUser& user, Instant now) {
  switch (part) {
    case UserPart::kUsername:
      return user.username;
    case UserPart::kPassword:
      return user.password.reveal();
    case UserPart::kEmail:
      return user.email;
    case UserPart::kFirstName:
      return user.first_name;
    case UserPart::kLastName:
      return user.last_name;
    case UserPart::kIsActive:
      return user.is_active;
    case UserPart::kIsStaff:
      return user.is_staff;
    case UserPart::kIsSuperuser:
      return user.is_superuser;
    case UserPart::kLastLogin:
      return or_null(user.last_login);
    case UserPart::kDateJoined:
      return user.date_joined.value_or(now);
    case UserPart::kNow:
      return now;
    case UserPart::kKey:
      return user.key ? user.key->value() : Value(Null());
  }
  return Null();
}

Value value_of(UserPart part, const UserKey& key, const UserChange& change) {
  switch (part) {
    case UserPart::kUsername:
      return or_null(change.username);
    case UserPart::kPassword:
      return change.password ? Value(change.password->reveal()) : Value(Null());
    case UserPart::kEmail:
      return or_null(change.email);
    case UserPart::kFirstName:
      return or_null(change.first_name);
    case UserPart::kLastName:
      return or_null(change.last_name);
    case UserPart::kIsActive:
      return or_null(change.is_active);
    case UserPart::kIsStaff:
      return or_null(change.is_staff);
    case UserPart::kIsSuperuser:
      return or_null(change.is_superuser);
    case UserPart::kLastLogin:
      return or_null(change.last_login);
    case UserPart::kDateJoined:
      return or_null(change.date_joined);
    case UserPart::kNow:
      return Null();
    case UserPart::kKey:
      return key.value();
  }
  return Null();
}

}  // namespace

database::Params insert_values(const UserWrite& write, const NewUser& user, Instant now) {
  database::Params params;
  for (const UserPart part : write.parts) {
    params.push_back(value_of(part, user, now));
  }
  return params;
}

database::Params change_values(const UserWrite& write, const UserKey& key, const UserChange& change) {
  database::Params params;
  for (const UserPart part : write.parts) {
    params.push_back(value_of(part, key, change));
  }
  return params;
}

}  // namespace narvi::accounts
