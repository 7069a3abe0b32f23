#include "systems/durin/office.h"

#include <utility>

#include "http/python_int.h"
#include "rest/throttle_registry.h"
#include "systems/durin/throttle.h"

namespace narvi::systems::durin {

namespace {

using accounts::User;
using rest::HeldCredential;

constexpr std::string_view kKind = "durin";

class DurinCredentials final : public rest::CredentialKind {
 public:
  explicit DurinCredentials(std::shared_ptr<Office> office) : office_(std::move(office)) {}

  std::shared_ptr<Office> office() const { return office_; }
  std::string_view name() const override { return kKind; }

  io::Task<Result<std::vector<HeldCredential>>> held_by(User user) const override {
    Result<std::vector<ListedToken>> tokens = co_await office_->tokens.of_user(user.key);
    if (!tokens) {
      co_return tl::unexpected<Error>(std::move(tokens.error()));
    }
    const Instant now = office_->services.clock.now();
    std::vector<HeldCredential> held;
    for (const ListedToken& token : *tokens) {
      if (!token.row.expired(now) && std::ssize(held) < rest::kMostHeld) {
        held.push_back({std::to_string(token.row.id), token.client, token.row.created, token.row.expiry});
      }
    }
    co_return held;
  }

  io::Task<Result<bool>> end(User user, std::string ref) const override {
    const std::optional<std::int64_t> id = http::python_int(ref);
    if (!id) {
      co_return false;
    }
    co_return co_await office_->tokens.end(user.key, *id);
  }

  io::Task<Result<std::int64_t>> end_all(User user, std::string except) const override {
    const std::int64_t spared = http::python_int(except).value_or(0);  // no row has the id 0
    co_return co_await office_->tokens.end_all(user.key, spared);
  }

  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) const override {
    return office_->tokens.delete_expired(limit);
  }
  io::Task<Result<std::int64_t>> count_expired() const override { return office_->tokens.count_expired(); }

  // Only refs of this kind are numbers, and a planner may compare the refs before the kinds.
  std::string gone_condition() const override {
    return "NOT EXISTS (SELECT 1 FROM durin_authtoken t WHERE t.id = "
           "CASE WHEN m.kind = 'durin' THEN CAST(m.ref AS bigint) END)";
  }

 private:
  std::shared_ptr<Office> office_;
};

}  // namespace

Office::Office(const rest::Services& its_services, Options its_options)
    : services(its_services),
      options(std::move(its_options)),
      checked({.trusted = options.trusted}),
      clients(services.database),
      tokens(services, options, checked),
      issue(services, options, checked) {}

void attach(const rest::Services& services) {
  Result<Options> options = read_options(services.settings);
  if (!options) {
    return;
  }
  auto office = std::make_shared<Office>(services, std::move(*options));
  accounts::Events& events = services.accounts.events;
  // What a cached entry shows of a user must be what he is; whether he is active above all.
  events.user_changed.emplace_back(
      [office](const accounts::UserChanged& changed) { office->checked.changed(changed.after.key); });
  events.user_password_changed.emplace_back(
      [office](const User& user) { office->checked.changed(user.key); });
  events.user_removed.emplace_back([office](const User& user) { office->checked.changed(user.key); });
  rest::offer_throttle_class(
      {"durin.UserClientRateThrottle", "durin.throttling.UserClientRateThrottle", user_client_rate_throttle});
  services.credentials.add(std::make_shared<DurinCredentials>(std::move(office)));
}

std::shared_ptr<Office> office_of(const rest::Services& services) {
  const auto* kind = dynamic_cast<const DurinCredentials*>(services.credentials.find(kKind));
  return kind == nullptr ? nullptr : kind->office();
}

}  // namespace narvi::systems::durin
