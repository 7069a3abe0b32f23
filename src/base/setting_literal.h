#pragma once
// The defaults in setting tables are written as TOML literals; this reads them without a TOML library, so
// that settings work in every room and in tests.

#include "base/settings.h"

namespace narvi {

/// The value of `setting.default_toml`, by the setting's type. A default that does not fit its type is a bug
/// in a table and ends the program with the key named.
SettingValue default_value(const Setting& setting);

}  // namespace narvi
