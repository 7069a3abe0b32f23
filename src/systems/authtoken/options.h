#pragma once
// authtoken's settings as values. With defaults every byte of upstream holds.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/settings.h"
#include "rest/throttle.h"
#include "systems/authtoken/tokens.h"

namespace narvi::systems::authtoken {

/// Rows of [systems.authtoken].
std::span<const Setting> settings();

struct Options {
  std::string keyword;  ///< first word of the header, and the challenge
  Storage storage = Storage::kPlain;
  bool create_for_new_users = false;
  std::vector<std::string> response_fields;  ///< keys of the obtain answer, in order
  std::optional<rest::Rate> address_rate;    ///< obtaining, by client address
  std::optional<rest::Rate> account_rate;    ///< obtaining, by the user name that was given
};

/// Reads and checks them, also when the system is off: other systems make tokens in its table. The error
/// names the key and what it should be.
Result<Options> read_options(const Settings& settings);

}  // namespace narvi::systems::authtoken
