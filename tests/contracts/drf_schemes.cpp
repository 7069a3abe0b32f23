#include "drf_schemes.h"

#include <map>
#include <mutex>
#include <utility>

#include "rest/call.h"
#include "systems/authtoken/scheme.h"

namespace narvi::tests {

namespace {

using rest::Call;
using rest::Verdict;

class XUsername final : public rest::Scheme {
 public:
  explicit XUsername(std::string challenge) : challenge_(std::move(challenge)) {}
  std::string_view name() const override { return "x_username"; }
  std::string challenge() const override { return challenge_; }

  io::Task<Result<Verdict>> authenticate(Call& call) const override {
    const std::string name(call.request.headers.find("X-USERNAME").value_or(std::string_view()));
    if (name.empty()) {
      co_return Verdict::not_mine();
    }
    Result<std::optional<accounts::User>> user = co_await call.services.accounts.users.find_by_name(name);
    if (!user) {
      co_return tl::unexpected<Error>(std::move(user.error()));
    }
    if (!*user) {
      co_return Verdict::refused(rest::authentication_failed("No such user"));
    }
    co_return Verdict::accepted({std::move(**user), "x_username", {}, {}});
  }

 private:
  std::string challenge_;
};

class LateToken final : public rest::Scheme {
 public:
  explicit LateToken(std::string keyword) : keyword_(std::move(keyword)) {}
  std::string_view name() const override { return "token"; }
  std::string challenge() const override { return keyword_; }

  io::Task<Result<Verdict>> authenticate(Call& call) const override {
    std::call_once(made_, [&] { scheme_ = systems::authtoken::token_scheme(call.services, keyword_); });
    co_return co_await scheme_->authenticate(call);
  }

 private:
  std::string keyword_;
  mutable std::once_flag made_;
  mutable std::shared_ptr<const rest::Scheme> scheme_;
};

}  // namespace

std::shared_ptr<const rest::Scheme> x_username(std::string challenge) {
  return std::make_shared<XUsername>(std::move(challenge));
}

std::shared_ptr<const rest::Scheme> token(std::string keyword) {
  return std::make_shared<LateToken>(std::move(keyword));
}

}  // namespace narvi::tests
