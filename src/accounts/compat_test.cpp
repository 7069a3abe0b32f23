#include "accounts/compat.h"

#include <gtest/gtest.h>

#include <set>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

TEST(DjangoVersions, TableIsInTheOrderOfTheEnumeration) {
  for (const DjangoBehaviour& row : django_behaviours()) {
    EXPECT_EQ(&behaviour(row.version), &row);
    EXPECT_EQ(parse_django_version(row.name), row.version);
  }
  EXPECT_EQ(parse_django_version("4.1"), std::nullopt);
  EXPECT_EQ(parse_django_version("5.2.18"), std::nullopt);
  EXPECT_EQ(parse_django_version(""), std::nullopt);
}

// Every kind in the file is replayed by a test of this room, or stands here with what it waits for.
TEST(DjangoVectors, NoKindIsForgotten) {
  const std::set<std::string_view> replayed{
      "hasher_encode",
      "hasher_verify",
      "hasher_identify",
      "hasher_must_update",
      "hasher_safe_summary",
      "password_usable",
      "salted_hmac",
      "signer_sign",
      "signer_unsign",
      "timestamp_sign",
      "signing_dumps",
      "signing_loads",
      "base36",
      "base36_parse",
      "base62",
      "session_encode",
      "session_decode",
      "session_signed_cookie",
      "session_auth_hash",
      "session_expiry",
      "session_cookie",
      "csrf_mask",
      "session_cookie_delete",
      "csrf_unmask",
      "session_set_expiry",
      "csrf_cookie",
      "csrf_request",
      "security_headers",
      "username_normalize",
      "username_validate",
      "email_normalize",
      "password_validate",
      "password_help_texts",
      "password_reset_token",
      "password_reset_check",
      "uidb64",
      "uidb64_decode",
      "signed_cookie",
      "signed_cookie_get",
      "redirect_safe",
      "redirect_to_login",
      "email_validate",
  };
  const std::set<std::string_view> elsewhere{
      "session_user",  // tests/site/session_user_test.cpp: the visit, which needs users
  };
  for (const http::json::Value& entry : vectors::all()) {
    const std::string& kind = *entry.object()->find("kind")->text();
    EXPECT_TRUE(replayed.contains(kind) != elsewhere.contains(kind)) << kind;
  }
}

}  // namespace
}  // namespace narvi::accounts
