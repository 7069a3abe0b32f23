#include "systems/durin/permissions.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "rest/call.h"
#include "systems/durin/client.h"

namespace narvi::systems::durin {

namespace {

class SpecificClients final : public rest::Permission {
 public:
  SpecificClients(std::string_view name, std::vector<std::string> clients, bool allowed)
      : name_(name), clients_(std::move(clients)), allowed_(allowed) {}

  std::string_view name() const override { return name_; }

  io::Task<rest::ApiResult<bool>> allows(rest::Call& call) const override {
    const DurinAuth* auth = durin_auth(call.identity);
    if (auth == nullptr) {
      co_return false;
    }
    const bool listed = std::ranges::find(clients_, auth->client.name) != clients_.end();
    co_return listed == allowed_;
  }

 private:
  std::string_view name_;
  std::vector<std::string> clients_;
  bool allowed_;  // what being listed means
};

}  // namespace

rest::PermissionRef allow_specific_clients(std::vector<std::string> names) {
  return std::make_shared<SpecificClients>("AllowSpecificClients", std::move(names), true);
}

rest::PermissionRef disallow_specific_clients(std::vector<std::string> names) {
  return std::make_shared<SpecificClients>("DisallowSpecificClients", std::move(names), false);
}

}  // namespace narvi::systems::durin
