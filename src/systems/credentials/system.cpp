#include "systems/credentials/system.h"

#include <memory>
#include <mutex>
#include <optional>

#include "accounts/events.h"
#include "rest/call.h"
#include "systems/credentials/commands.h"
#include "systems/credentials/endpoints.h"
#include "systems/credentials/options.h"
#include "systems/credentials/orphans.h"
#include "systems/credentials/session_kind.h"
#include "systems/credentials/tables.h"
#include "systems/credentials/uses.h"

namespace narvi::systems::credentials {

namespace {

constexpr Seconds kWriteEvery{5};

/// Made at its first use: systems that come later add their kinds after `attach` of this one.
class LateOrphans {
 public:
  LateOrphans(const rest::Services& services, Notes notes) : services_(services), notes_(notes) {}
  io::Task<Result<std::int64_t>> remove(std::int64_t limit) {
    std::call_once(once_, [this] { orphans_.emplace(services_, notes_); });
    return orphans_->remove(limit);
  }

 private:
  const rest::Services& services_;
  Notes notes_;
  std::once_flag once_;
  std::optional<Orphans> orphans_;
};

void note_uses(const rest::Services& services, const std::shared_ptr<Uses>& uses) {
  services.events.identified.emplace_back([uses](const rest::Call& call) {
    const rest::Identity& identity = *call.identity;
    if (!identity.proof.kind.empty()) {
      uses->note(identity.proof, identity.user.key, call.request, call.services.clock.now());
    }
  });
  const Clock& clock = services.clock;
  services.accounts.events.session_started.emplace_back(
      [uses, &clock](const accounts::SessionStarted& started) {
        if (started.key.size() <= accounts::kSessionKeyLength) {  // signed_cookies keeps more there
          const rest::CredentialRef session{"session", std::string(started.key)};
          uses->note(session, started.user.key, started.request, clock.now());
        }
      });
  services.background.push_back(
      {"credential_uses", [uses](std::int64_t limit) { return uses->write(limit); }, kWriteEvery, true});
}

void attach(const rest::Services& services) {
  const Options options = read_options(services.settings);
  const auto uses = options.metadata ? std::make_shared<Uses>(services.database, options) : nullptr;
  services.credentials.add(std::make_shared<const SessionKind>(services, uses));
  if (uses) {
    note_uses(services, uses);
  }
  auto orphans = std::make_shared<LateOrphans>(services, uses ? Notes::kKeep : Notes::kDeleteAll);
  services.background.push_back(
      {"credential_notes", [orphans](std::int64_t limit) { return orphans->remove(limit); }, {}, false});
}

}  // namespace

const rest::System& system() {
  static const rest::System kSystem{
      .name = "credentials",
      .title = "Every session and token of a user in one list, whatever system it belongs to",
      .default_path = "/narvi/",
      .settings = settings(),
      .migrations = migrations(),
      .endpoints = endpoints,
      .attach = attach,
      .commands = commands(),
  };
  return kSystem;
}

}  // namespace narvi::systems::credentials
