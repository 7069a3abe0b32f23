#pragma once
// A user of a dump.

#include <cstdint>

#include "accounts/intake/dump_names.h"
#include "accounts/intake/record.h"
#include "accounts/intake/record_check.h"
#include "http/python_json.h"

namespace narvi::accounts::intake {

/// The user in `fields`, which are called like the columns of the site's user table (others of a custom model
/// are passed over), or why it is refused. `key` may be null.
Record read_dump_user(std::uint64_t line, const http::json::Value* key, const http::json::Object& fields,
                      const DumpNames& names, const Judgement& judgement);

}  // namespace narvi::accounts::intake
