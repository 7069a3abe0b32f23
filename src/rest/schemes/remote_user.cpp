#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "http/joined_field.h"
#include "rest/call.h"
#include "rest/scheme.h"
#include "rest/schemes/builtin.h"

namespace narvi::rest::schemes {

namespace {

class RemoteUserScheme final : public Scheme {
 public:
  explicit RemoteUserScheme(std::string header) : header_(std::move(header)) {}

  std::string_view name() const override { return "remote_user"; }

  io::Task<Result<Verdict>> authenticate(Call& call) const override {
    // Two lines name nobody: a WSGI server joins them, and so does this.
    const std::string given = header_.empty()
                                  ? std::string(call.request.remote_user)
                                  : http::joined_field(call.request.headers, header_).value_or("");
    // Django's META is Latin-1, whatever the bytes were meant to be.
    Result<accounts::Authenticated> result = co_await call.services.accounts.backends.authenticate(
        accounts::AnyCredentials(accounts::RemoteUserCredentials{utf8_from_latin1(given)}));
    if (!result) {
      co_return tl::unexpected<Error>(std::move(result.error()));
    }
    if (!result->user || !result->user->is_active) {
      co_return Verdict::not_mine();
    }
    co_return Verdict::accepted(Identity{std::move(*result->user), "remote_user", {}, {}});
  }

 private:
  std::string header_;  ///< empty: the server variable
};

}  // namespace

std::string header_of_key(std::string_view key) {
  constexpr std::string_view kPrefix = "HTTP_";
  if (!key.starts_with(kPrefix)) {
    return {};
  }
  std::string name(key.substr(kPrefix.size()));
  const bool is_name = std::ranges::all_of(name, [](char character) {
    return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9') ||
           character == '_';
  });
  if (!is_name) {
    return {};
  }
  std::ranges::replace(name, '_', '-');
  return name;
}

std::shared_ptr<const Scheme> remote_user_scheme(std::string_view key) {
  return std::make_shared<RemoteUserScheme>(header_of_key(key));
}

std::shared_ptr<const Scheme> make_remote_user(const Services& services) {
  return remote_user_scheme(services.settings.text("rest_framework", "remote_user_header"));
}

}  // namespace narvi::rest::schemes
