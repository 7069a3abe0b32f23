#pragma once
// Mail addresses: which ones forms and serializers take, and which two are one mailbox.

#include <string_view>

#include "accounts/compat.h"

namespace narvi::accounts {

/// Django's EmailValidator (contract django-auth §6.6); its message is Message::kInvalidEmail. Up to 4.2 a
/// domain outside ASCII is judged by its IDNA form; from 5.2 on by its own letters, and a top-level domain
/// holds no digits. Text that is not UTF-8 is no address.
bool is_valid_email(std::string_view address, const DjangoBehaviour& version);

/// Whether a typed address means the stored one: equal after NFKC and case folding, as the password reset
/// compares (contract django-auth §2.5). Text that is not UTF-8 equals nothing.
bool same_mailbox(std::string_view left, std::string_view right);

}  // namespace narvi::accounts
