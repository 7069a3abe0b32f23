#pragma once
// Module: the shared object narvi_ext_authz.so, loaded only when the gRPC entrance is wanted, so that the
// program itself needs neither gRPC nor protobuf.

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/ext_authz/module_interface.h"

namespace narvi::http::ext_authz {

/// Where the shared object may be, in this order, if the settings do not name it: beside the program, in
/// ../lib/narvi as seen from there.
std::vector<std::string> usual_places();

/// Loads the first of `places` that exists. It stays loaded until the process ends: threads of gRPC may still
/// run through it. Errors: kConfiguration (none there, not loadable, of another build), naming the files.
Result<const narvi_ext_authz_entry*> load_module(const std::vector<std::string>& places);

}  // namespace narvi::http::ext_authz
