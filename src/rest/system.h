#pragma once
// System: the table by which one system of the ecosystem joins the house. Data, no static constructors:
// adding a system touches its own folder, the array in app/systems.cpp, docs and CHANGELOG.md (design §2).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/command.h"
#include "base/settings.h"
#include "database/migration.h"
#include "rest/endpoint.h"
#include "rest/middleware.h"
#include "rest/scheme.h"
#include "rest/services.h"

namespace narvi::rest {

/// Finds schemes by class name, short or dotted (contracts README C10).
class SchemeRegistry {
 public:
  void add(std::span<const SchemeEntry> entries);
  /// Schemes in the order of `class_names`. The error names the one that does not exist and lists those that
  /// do.
  /// A class that several endpoints name is made once, so that its statements are prepared once.
  Result<std::vector<std::shared_ptr<const Scheme>>> find(const std::vector<std::string>& class_names,
                                                          const Services& services) const;

 private:
  struct Row {
    SchemeEntry entry;
    mutable std::shared_ptr<const Scheme> made;
  };
  std::vector<Row> rows_;
};

/// What a system gets when it is mounted.
struct Mount {
  std::string path;  ///< "/auth-session/": with both slashes
  const Services& services;
  const SchemeRegistry& schemes;
};

/// Tells that so many more are done; the progress goes away with it.
using Advance = std::function<void(std::uint64_t by)>;

/// What a command of a system may use: a house without a door.
struct CommandHouse {
  const Services& services;
  /// Shows a long work while it runs: "Digesting tokens", of so many (empty: nobody knows).
  std::function<Advance(std::string what, std::optional<std::uint64_t> total)> show_progress;
};
using SystemCommand = CommandOf<const CommandHouse>;

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
  /// Lets it take part in what happens to users, once, when the house is built. May be null. `services`
  /// outlives what it adds.
  void (*attach)(const Services& services) = nullptr;
  /// What it does to every request first. May be null, and may give null. `services` outlives it.
  std::shared_ptr<const Middleware> (*middleware)(const Services& services) = nullptr;
  /// Its commands, listed in `narvi --help` under `title`. They run while the system is on.
  std::span<const SystemCommand> commands{};
};

}  // namespace narvi::rest
