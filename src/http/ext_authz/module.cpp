#include "http/ext_authz/module.h"

#include <dlfcn.h>

#include <filesystem>

namespace narvi::http::ext_authz {

namespace {

constexpr const char* kFile = "narvi_ext_authz.so";

tl::unexpected<Error> refuse(std::string why) {
  return fail(ErrorKind::kConfiguration, std::move(why));
}

Result<const narvi_ext_authz_entry*> load(const std::string& path) {
  void* object = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) {
    const char* why = ::dlerror();  // names the file, or the library that it misses
    return refuse(std::string("cannot load ") + (why == nullptr ? path : why));
  }
  const auto* entry = static_cast<const narvi_ext_authz_entry*>(::dlsym(object, NARVI_EXT_AUTHZ_SYMBOL));
  if (entry == nullptr || entry->version != NARVI_EXT_AUTHZ_VERSION) {
    return refuse(path + " belongs to another version of this program");
  }
  return entry;
}

}  // namespace

std::vector<std::string> usual_places() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) {
    return {};
  }
  const std::filesystem::path folder = program.parent_path();
  return {folder / kFile, folder.parent_path() / "lib" / "narvi" / kFile};
}

Result<const narvi_ext_authz_entry*> load_module(const std::vector<std::string>& places) {
  std::string tried;
  for (const std::string& place : places) {
    std::error_code error;
    if (std::filesystem::exists(place, error)) {
      return load(place);
    }
    tried += (tried.empty() ? "" : " and ") + place;
  }
  return refuse("the part that speaks gRPC is missing: " + tried);
}

}  // namespace narvi::http::ext_authz
