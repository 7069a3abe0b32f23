#pragma once
// [systems.remote_user] as values (contract remote-user-forward-auth §3.1, §3.2, §4).

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"

namespace narvi::systems::remote_user {

inline constexpr std::string_view kTable = "systems.remote_user";

/// Rows of the table.
std::span<const Setting> settings();

/// Where the name comes from.
enum class SourceKind {
  kHeader,       ///< a field that a front server sets
  kEnvironment,  ///< Request::remote_user: the entrance itself knows it
  kCertificate,  ///< the client's own certificate, verified by our own door
};

struct Source {
  SourceKind kind = SourceKind::kHeader;
  std::string header;  ///< with kHeader
  bool utf8 = false;   ///< how bytes of fields and variables are read; false: Latin-1, as Django's WSGI does
  std::string email_header;  ///< these are empty where they are not used
  std::string name_header;
  std::string groups_header;
  std::string groups_separator;
};

enum class Mode {
  kRequest,     ///< RemoteUserAuthentication alone, no session
  kSession,     ///< RemoteUserMiddleware
  kPersistent,  ///< PersistentRemoteUserMiddleware
};

enum class StripDomain { kNone, kSuffix, kPrefix };

/// The settings of clean_username but for the pattern, which app compiles.
struct Cleaning {
  StripDomain strip_domain = StripDomain::kNone;
  bool lower = false;
  bool latin1 = false;  ///< names are bytes, each of which is a character (http::Reading::kBytes)
};

enum class GroupSync { kNone, kAdd, kReplace };

/// What groups a front server hands out.
struct GroupRules {
  GroupSync sync = GroupSync::kNone;
  bool create = false;
  std::string prefix;             ///< put in front of every name that comes
  bool allow_all = false;         ///< whatever `allowed` has
  std::set<std::string> allowed;  ///< as they come, without the prefix
  std::set<std::string> staff;  ///< who is in one of these is staff, and nobody else; empty: not decided here
  std::set<std::string> superuser;
};

struct Options {
  Source source;
  Mode mode = Mode::kRequest;
  std::vector<std::string> paths;  ///< empty: everywhere
  bool create_unknown_user = true;
  bool empty_password = false;
  Cleaning cleaning;
  bool update_on_login = false;
  GroupRules groups;
};

/// Reads the table. Texts that are not what they should be: option_checks.h.
Options read_options(const Settings& settings);

}  // namespace narvi::systems::remote_user
