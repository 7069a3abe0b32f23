#pragma once
// From what was given to a setting's value: type, range and choices, with words for a person when it does not
// fit.

#include <string>

#include "app/given_value.h"
#include "base/result.h"
#include "base/settings.h"

namespace narvi::app {

/// What is wrong with a value and what would be right. Secrets are never quoted.
struct Complaint {
  std::string message;  ///< "\"four\" is a text; a whole number is needed"
  std::string mend;     ///< "write a whole number from 0 to 1024"; the caller adds an example
};

/// The value of `setting`, or why `given` is none.
Result<SettingValue, Complaint> setting_value(const Setting& setting, const GivenValue& given);

}  // namespace narvi::app
