#include "systems/remote_user/options.h"

#include <array>

namespace narvi::systems::remote_user {

namespace {

constexpr std::array<std::string_view, 3> kModes = {"request", "session", "persistent"};
constexpr std::array<std::string_view, 2> kPasswords = {"unusable", "empty"};
constexpr std::array<std::string_view, 2> kCharsets = {"latin-1", "utf-8"};
constexpr std::array<std::string_view, 2> kCases = {"keep", "lower"};
constexpr std::array<std::string_view, 3> kStripped = {"none", "suffix", "prefix"};
constexpr std::array<std::string_view, 3> kSyncs = {"none", "add", "replace"};

constexpr std::string_view kHeaderWord = "header:";

constexpr auto kSettings = std::to_array<Setting>({
    {"source", SettingType::kText, "\"header:Remote-User\"",
     "where the name comes from: \"header:NAME\" (a field of the front server), \"env\" (the entrance's own "
     "REMOTE_USER) or \"tls\" (the client certificate shown to Narvi itself)"},
    {"mode", SettingType::kText, "\"request\"",
     "\"request\": RemoteUserAuthentication alone; \"session\" and \"persistent\": Django's "
     "RemoteUserMiddleware and PersistentRemoteUserMiddleware, which open sessions",
     kModes},
    {"paths", SettingType::kTextList, "[]",
     "the middleware works only below these paths, each with both slashes; []: everywhere"},
    {"unix_peer_uids", SettingType::kTextList, "[]",
     "front servers come by unix socket, as processes of these numeric users; []: not looked at"},
    {"unix_peer_gids", SettingType::kTextList, "[]",
     "front servers come by unix socket, as processes of these numeric groups; []: not looked at"},
    {"mtls_subjects", SettingType::kTextList, "[]",
     "front servers show a client certificate with one of these subject alternative names; []: not looked "
     "at"},
    {"shared_secret", SettingType::kSecretList, "[]",
     "front servers send one of these in shared_secret_header (several: while one takes the other's place); "
     "[]: not looked at"},
    {"shared_secret_header", SettingType::kText, "\"X-Narvi-Proxy-Secret\"",
     "the field of the secret, which is removed before anything else sees the request"},
    {"charset", SettingType::kText, "\"latin-1\"",
     "how the bytes of the fields are read; \"latin-1\" is Django's way", kCharsets},
    {"create_unknown_user", SettingType::kBoolean, "true",
     "make an account for a name that has none; not given: as [auth] create_unknown_user"},
    {"password", SettingType::kText, "\"unusable\"",
     "the stored password of such an account; not given: as [auth] remote_user_password", kPasswords},
    {"clean_case", SettingType::kText, "\"keep\"", "letters of the name: as they come, or lower case",
     kCases},
    {"strip_domain", SettingType::kText, "\"none\"",
     "take the domain away: \"suffix\" of user@REALM, \"prefix\" of DOMAIN\\\\user", kStripped},
    {"clean_pattern", SettingType::kText, "\"\"",
     "after that, the first match of this pattern (RE2) becomes clean_replacement"},
    {"clean_replacement", SettingType::kText, "\"\"", "what takes its place; \\\\1 is the first group"},
    {"email_header", SettingType::kText, "\"\"", "field with the user's mail address; empty: none"},
    {"name_header", SettingType::kText, "\"\"",
     "field with the full name: its first word is the first name, the rest the last name; empty: none"},
    {"update_on_login", SettingType::kBoolean, "false",
     "address and names follow the front server; false: only what is still empty is filled"},
    {"groups_header", SettingType::kText, "\"\"", "field with the names of groups; empty: none"},
    {"groups_separator", SettingType::kText, "\",\"", "what stands between them"},
    {"sync_groups", SettingType::kText, "\"none\"",
     "\"add\" the user to these groups; \"replace\": and take him out of other groups that could come this "
     "way",
     kSyncs},
    {"allowed_groups", SettingType::kTextList, "[]",
     "the groups that may be handed out, as they come; [\"*\"]: any; []: any, but only with groups_prefix"},
    {"groups_prefix", SettingType::kText, "\"\"",
     "put in front of each name, so that it cannot be a group of the site's own"},
    {"create_groups", SettingType::kBoolean, "false",
     "make groups that are not there; false: leave them out"},
    {"staff_groups", SettingType::kTextList, "[]",
     "whoever comes with one of these groups is staff, others are not; []: is_staff is never changed"},
    {"superuser_groups", SettingType::kTextList, "[]",
     "whoever comes with one of these groups is a superuser, others are not; []: never changed"},
});

std::set<std::string> set_of(const Settings& settings, std::string_view key) {
  const std::vector<std::string>& list = settings.list(kTable, key);
  return {list.begin(), list.end()};
}

Source read_source(const Settings& settings) {
  Source source;
  const std::string& text = settings.text(kTable, "source");
  if (text.starts_with(kHeaderWord)) {
    source.header = text.substr(kHeaderWord.size());
  } else {
    source.kind = text == "tls" ? SourceKind::kCertificate : SourceKind::kEnvironment;
  }
  source.utf8 = settings.text(kTable, "charset") == "utf-8";
  source.email_header = settings.text(kTable, "email_header");
  source.name_header = settings.text(kTable, "name_header");
  source.groups_header = settings.text(kTable, "groups_header");
  source.groups_separator = settings.text(kTable, "groups_separator");
  return source;
}

GroupRules read_groups(const Settings& settings) {
  GroupRules groups;
  const std::string& sync = settings.text(kTable, "sync_groups");
  groups.sync = sync == "add" ? GroupSync::kAdd : sync == "replace" ? GroupSync::kReplace : GroupSync::kNone;
  groups.create = settings.boolean(kTable, "create_groups");
  groups.prefix = settings.text(kTable, "groups_prefix");
  groups.allowed = set_of(settings, "allowed_groups");
  groups.allow_all = groups.allowed.contains("*") || groups.allowed.empty();
  groups.staff = set_of(settings, "staff_groups");
  groups.superuser = set_of(settings, "superuser_groups");
  return groups;
}

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

Options read_options(const Settings& settings) {
  Options options;
  options.source = read_source(settings);
  const std::string& mode = settings.text(kTable, "mode");
  options.mode = mode == "session"      ? Mode::kSession
                 : mode == "persistent" ? Mode::kPersistent
                                        : Mode::kRequest;
  options.paths = settings.list(kTable, "paths");
  // Both tables have these two; whichever is given counts, and contradictions have stopped the start.
  options.create_unknown_user = settings.is_default(kTable, "create_unknown_user")
                                    ? settings.boolean("auth", "create_unknown_user")
                                    : settings.boolean(kTable, "create_unknown_user");
  options.empty_password =
      (settings.is_default(kTable, "password") ? settings.text("auth", "remote_user_password")
                                               : settings.text(kTable, "password")) == "empty";
  const std::string& strip = settings.text(kTable, "strip_domain");
  options.cleaning.strip_domain = strip == "suffix"   ? StripDomain::kSuffix
                                  : strip == "prefix" ? StripDomain::kPrefix
                                                      : StripDomain::kNone;
  options.cleaning.lower = settings.text(kTable, "clean_case") == "lower";
  options.cleaning.latin1 = options.source.kind != SourceKind::kCertificate && !options.source.utf8;
  options.update_on_login = settings.boolean(kTable, "update_on_login");
  options.groups = read_groups(settings);
  return options;
}

}  // namespace narvi::systems::remote_user
