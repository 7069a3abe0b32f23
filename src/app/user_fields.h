#pragma once
// What people may type for a new user, checked as the fields of Django's form would check it.

#include <string>
#include <string_view>

#include "app/house.h"
#include "base/result.h"

namespace narvi::app {

/// The name in the form it will be stored, or the messages of the field (joined by "; "): blank, longer than
/// 150 (254 for an address), other characters than allowed.
Result<std::string, std::string> clean_username(House& house, std::string_view given);

/// Why a clean name cannot be used: blank, or taken ("Error: That username is already taken."). Empty: it
/// can. An error of the database is a reason, too.
std::string refuse_new_username(House& house, const std::string& name);

/// The address as it will be stored, or the messages of the field. Blank is allowed.
Result<std::string, std::string> clean_email(House& house, std::string_view given);

/// A text of at most 150 characters, or the message of the field.
Result<std::string, std::string> clean_short_text(std::string_view given);

/// The name offered by createsuperuser: that of the system's user if it is valid and free; else empty.
std::string free_default_username(House& house, std::string_view system_name);

}  // namespace narvi::app
