#pragma once
// System: the table by which one system of the ecosystem joins the house. Data, no static constructors:
// adding a system touches its own folder, the array in app/systems.cpp, docs and CHANGELOG.md (design §2).

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"
#include "database/migration.h"
#include "rest/endpoint.h"
#include "rest/scheme.h"
#include "rest/services.h"

namespace narvi::rest {

/// Finds schemes by class name, short or dotted (contracts README C10).
class SchemeRegistry {
 public:
  void add(std::span<const SchemeEntry> entries);
  /// Schemes in the order of `class_names`. The error names the one that does not exist and lists those that
  /// do.
  Result<std::vector<std::shared_ptr<const Scheme>>> find(const std::vector<std::string>& class_names,
                                                          const Services& services) const;

 private:
  std::vector<SchemeEntry> entries_;
};

/// What a system gets when it is mounted.
struct Mount {
  std::string path;  ///< "/auth-session/": with both slashes
  const Services& services;
  const SchemeRegistry& schemes;
};

struct System {
  std::string_view name;   ///< "sav": also the folder and the table [systems.sav]
  std::string_view title;  ///< one line for `narvi routes` and docs
  std::string_view default_path;
  bool default_enabled = false;
  std::span<const Setting> settings{};  ///< besides `enabled` and `path`, which every system has
  std::span<const database::Migration> migrations{};
  std::span<const database::Model> models{};
  std::span<const SchemeEntry> schemes{};
  /// Builds the endpoints below mount.path. An error stops the start.
  Result<std::vector<Endpoint>> (*endpoints)(const Mount& mount) = nullptr;
  /// Settings of this system that contradict each other. May be null.
  std::vector<SettingProblem> (*check)(const Settings& settings) = nullptr;
};

}  // namespace narvi::rest
