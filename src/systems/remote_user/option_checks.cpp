#include "systems/remote_user/option_checks.h"

#include <algorithm>
#include <array>
#include <set>

#include "http/spoken_fields.h"
#include "rest/schemes/authorization.h"
#include "rest/schemes/builtin.h"
#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

namespace {

using Problems = std::vector<SettingProblem>;

/// Fields that mean something else to everybody.
bool has_another_meaning(std::string_view name) {
  constexpr std::array<std::string_view, 6> kOthers = {"authorization", "proxy-authorization", "cookie",
                                                       "host",          "content-length",      "connection"};
  const auto row = http::spoken_field(name);
  return (row && !http::spoken_fields()[*row].names_user) ||
         std::ranges::any_of(kOthers,
                             [name](std::string_view other) { return http::same_variable(other, name); });
}

void check_field(const Settings& settings, std::string_view key, const std::string& name,
                 Problems& problems) {
  if (!rest::schemes::is_word(name) || name.find('_') != std::string::npos) {
    add_problem(settings, key, "\"" + name + "\" is not the name of a field that a proxy can send",
                "write letters, digits and dashes; fields with '_' are dropped by most proxies, and by us",
                problems);
  } else if (has_another_meaning(name)) {
    add_problem(settings, key, "the field " + name + " has another meaning",
                "let the front server send a field of its own, such as Remote-User", problems);
  }
}

void check_source(const Settings& settings, Problems& problems) {
  const std::string& text = settings.text(kTable, "source");
  const Source source = read_options(settings).source;
  if (source.kind == SourceKind::kHeader) {
    check_field(settings, "source", source.header, problems);
    return;
  }
  if (text != "tls" && text != "env") {
    add_problem(settings, "source", "\"" + text + "\" is not known",
                "write \"header:Remote-User\", \"env\" or \"tls\"", problems);
  }
  if (text == "tls" && !settings.optional_text("server", "tls_client_ca")) {
    add_problem(settings, "source", "no client shows a certificate: [server] tls_client_ca is none",
                "set [server] tls_client_ca to the authority of the users' certificates", problems);
  }
}

/// Fields beside the name can only come from where the name comes from.
void check_fields(const Settings& settings, Problems& problems) {
  const Source source = read_options(settings).source;
  std::set<std::string> names;
  const auto lower = [](std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
  };
  names.insert(lower(source.header));
  for (const std::string_view key :
       {"shared_secret_header", "email_header", "name_header", "groups_header"}) {
    const std::string& name = settings.text(kTable, key);
    if (name.empty() && key != "shared_secret_header") {
      continue;
    }
    check_field(settings, key, name, problems);
    if (!names.insert(lower(name)).second) {
      add_problem(settings, key, "the field " + name + " is used for something else already",
                  "give each its own field", problems);
    }
    if (source.kind != SourceKind::kHeader && key != "shared_secret_header") {
      add_problem(settings, key,
                  "with source = \"" + settings.text(kTable, "source") + "\" any client could send the field",
                  "remove it, or take the name from a field, too: source = \"header:Remote-User\"", problems);
    }
  }
}

void check_paths(const Settings& settings, Problems& problems) {
  for (const std::string& path : settings.list(kTable, "paths")) {
    if (!path.starts_with('/') || !path.ends_with('/') || path.find_first_of(" ?#") != std::string::npos) {
      add_problem(settings, "paths", "\"" + path + "\" is not a path",
                  "write each with both slashes: paths = [\"/intranet/\"]", problems);
    }
  }
  if (settings.text(kTable, "mode") == "request" && !settings.list(kTable, "paths").empty()) {
    add_problem(settings, "paths", "mode = \"request\" has no middleware: the endpoints' classes decide",
                "remove it, or write mode = \"session\"", problems);
  }
}

/// A key that two tables have may be given in one of them, or in both alike.
void check_twins(const Settings& settings, Problems& problems) {
  const bool create = settings.boolean(kTable, "create_unknown_user");
  if (!settings.is_default(kTable, "create_unknown_user") &&
      !settings.is_default("auth", "create_unknown_user") &&
      create != settings.boolean("auth", "create_unknown_user")) {
    add_problem(
        settings, "create_unknown_user",
        "it contradicts [auth] create_unknown_user (" + settings.origin("auth", "create_unknown_user") + ")",
        "remove one of the two", problems);
  }
  const std::string& password = settings.text(kTable, "password");
  if (!settings.is_default(kTable, "password") && !settings.is_default("auth", "remote_user_password") &&
      password != settings.text("auth", "remote_user_password")) {
    add_problem(settings, "password",
                "it contradicts [auth] remote_user_password (" +
                    settings.origin("auth", "remote_user_password") + ")",
                "remove one of the two", problems);
  }
  const std::string& key = settings.text("rest_framework", "remote_user_header");
  const std::string field = rest::schemes::header_of_key(key);
  if (!settings.is_default("rest_framework", "remote_user_header") &&
      !http::same_variable(field, read_options(settings).source.header)) {
    add_problem(settings, "source",
                "it contradicts [rest_framework] remote_user_header (" +
                    settings.origin("rest_framework", "remote_user_header") + "), which is " + key,
                "remove remote_user_header: source is what RemoteUserAuthentication reads", problems);
  }
}

void check_backend(const Settings& settings, Problems& problems) {
  const std::vector<std::string>& backends = settings.list("auth", "authentication_backends");
  if (std::ranges::none_of(backends,
                           [](const std::string& name) { return name.ends_with("RemoteUserBackend"); })) {
    add_problem(settings, "enabled", "no backend turns the name into a user",
                "add it to [auth] authentication_backends: [\"RemoteUserBackend\", \"ModelBackend\"]",
                problems);
  }
  if (settings.text(kTable, "clean_pattern").empty() && !settings.text(kTable, "clean_replacement").empty()) {
    add_problem(settings, "clean_replacement", "it has no effect: there is no clean_pattern",
                "set clean_pattern, or remove it", problems);
  }
}

}  // namespace

void add_problem(const Settings& settings, std::string_view key, std::string message, std::string mend,
                 std::vector<SettingProblem>& problems) {
  problems.push_back({settings.origin(kTable, key),
                      "[systems.remote_user] " + std::string(key) + ": " + std::move(message),
                      std::move(mend)});
}

std::vector<SettingProblem> check(const Settings& settings) {
  Problems problems;
  check_source(settings, problems);
  check_fields(settings, problems);
  check_paths(settings, problems);
  check_twins(settings, problems);
  check_backend(settings, problems);
  check_trust(settings, problems);
  check_groups(settings, problems);
  return problems;
}

}  // namespace narvi::systems::remote_user
