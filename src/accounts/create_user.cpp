#include "accounts/create_user.h"

#include <utility>

#include "accounts/password_hash.h"
#include "accounts/username.h"

namespace narvi::accounts {

namespace {

io::Task<Result<User>> create(Accounts& accounts, UserDraft draft) {
  const UserTable& table = accounts.users.table();
  const bool address_is_name = table.email == table.username;
  if (draft.username.empty() && address_is_name) {
    draft.username = draft.email;
  }
  if (draft.username.empty()) {
    co_return fail(ErrorKind::kInvalid, "The given username must be set");
  }
  std::optional<std::string> name = normalize_username(draft.username);
  if (!name) {
    co_return fail(ErrorKind::kInvalid, "The given username is not UTF-8");
  }
  NewUser user;
  user.username = address_is_name ? normalize_email(*name) : std::move(*name);
  user.email = address_is_name ? user.username : normalize_email(draft.email);
  user.first_name = std::move(draft.first_name);
  user.last_name = std::move(draft.last_name);
  user.is_active = draft.is_active;
  user.is_staff = draft.is_staff.value_or(false);
  user.is_superuser = draft.is_superuser.value_or(false);
  if (draft.password) {
    Result<SecretText> encoded = co_await accounts.passwords.make(std::move(*draft.password));
    if (!encoded) {
      co_return tl::unexpected<Error>(std::move(encoded.error()));
    }
    user.password = std::move(*encoded);
  } else {
    user.password = SecretText(make_unusable_password(accounts.random));
  }
  co_return co_await accounts.users.create_row(std::move(user), accounts.clock.now());
}

tl::unexpected<Error> refused(std::string words) {
  return fail(ErrorKind::kInvalid, std::move(words));
}

}  // namespace

io::Task<Result<User>> create_user(Accounts& accounts, UserDraft draft) {
  return create(accounts, std::move(draft));
}

io::Task<Result<User>> create_superuser(Accounts& accounts, UserDraft draft) {
  if (!draft.is_staff.value_or(true)) {
    co_return refused("Superuser must have is_staff=True.");
  }
  if (!draft.is_superuser.value_or(true)) {
    co_return refused("Superuser must have is_superuser=True.");
  }
  draft.is_staff = true;
  draft.is_superuser = true;
  co_return co_await create(accounts, std::move(draft));
}

}  // namespace narvi::accounts
