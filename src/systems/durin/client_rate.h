#pragma once
// The rate of a client: what may be stored, and what counts of what is stored (contract durin §6.5).

#include <optional>
#include <string>
#include <string_view>

#include "rest/throttle.h"

namespace narvi::systems::durin {

/// Why "<int>/<s|m|h|d>" does not hold for `text`, in upstream's words; empty: it does, or the text is empty.
std::string client_rate_fault(std::string_view text);

/// The rate that stored text stands for: only the first letter of the period counts, and limits of zero and
/// less block everything. Empty if it is none.
std::optional<rest::Rate> parse_client_rate(std::string_view text);

}  // namespace narvi::systems::durin
