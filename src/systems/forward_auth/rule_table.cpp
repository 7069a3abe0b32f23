// The columns of [[systems.forward_auth.rules]].

#include <array>

#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::array<std::string_view, 3> kPolicies = {"require", "bypass", "deny"};
constexpr std::array<std::string_view, 5> kIdentity = {"user", "groups", "name", "email", "id"};
constexpr std::array<std::string_view, 3> kUnauthenticated = {"by_visitor", "challenge", "redirect"};

constexpr std::array<Setting, 19> kColumns = {{
    {"name", SettingType::kText, "\"\"", "what logs and `narvi authz check` call it; empty: \"rule 3\""},
    {"hosts", SettingType::kTextList, "[]",
     "fits these hosts: \"app.example.com\", \"*.example.com\" (all below, not itself), \"*\"; empty: any"},
    {"paths", SettingType::kTextList, "[]",
     "fits these paths: \"*\" is anything between two slashes, \"**\" any number of parts, so \"/admin/**\" "
     "is also \"/admin\" and \"/admin/\"; empty: any"},
    {"path_regex", SettingType::kText, "\"\"",
     "fits paths that this expression (RE2) matches as a whole, besides `paths`"},
    {"methods", SettingType::kTextList, "[]", "fits these methods: \"GET\", \"POST\"; empty: any"},
    {"networks", SettingType::kTextList, "[]",
     "fits visitors from these networks: \"10.0.0.0/8\", \"2001:db8::/32\"; empty: any"},
    {"policy", SettingType::kText, "\"require\"",
     "\"require\" what follows; \"bypass\": everybody passes, as nobody; \"deny\": nobody passes", kPolicies},
    {"authentication_classes", SettingType::kTextList, "[]",
     "how a visitor may prove who he is; empty: [rest_framework] default_authentication_classes"},
    {"permission_classes", SettingType::kTextList, "[\"IsAuthenticated\"]", "all of them must let him pass"},
    {"users", SettingType::kTextList, "[]", "only these user names; empty: any"},
    {"groups", SettingType::kTextList, "[]", "only members of one of these groups; empty: any"},
    {"user_permissions", SettingType::kTextList, "[]",
     "only who has all of these permissions: \"blog.change_post\""},
    {"clients", SettingType::kTextList, "[]",
     "only credentials that were issued to one of these clients; empty: any"},
    {"throttle",
     SettingType::kRate,
     "\"none\"",
     "how many decisions a minute for each user, or each address without one: \"600/min\"",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"identity", SettingType::kTextList, "[\"user\", \"groups\", \"name\", \"email\"]",
     "what the application is told; the other identity fields are empty", kIdentity},
    {"unauthenticated", SettingType::kText, "\"by_visitor\"",
     "what nobody gets: \"challenge\" 401, \"redirect\" to the login page, \"by_visitor\" whichever suits",
     kUnauthenticated},
    {"allow_preflight", SettingType::kBoolean, "false",
     "CORS preflights pass as nobody: browsers send no credentials with them"},
    {"check_origin", SettingType::kBoolean, "true",
     "neither a session nor Basic counts for what another site makes the browser send, but to look"},
    {"unusual_paths", SettingType::kBoolean, "false",
     "pass paths that two programs could read in two ways, such as those with %2F, \"..\" or ';'"},
}};

constexpr SettingTable kRules = {"systems.forward_auth.rules", "who may pass where", kColumns};

}  // namespace

const SettingTable& rule_table() {
  return kRules;
}

}  // namespace narvi::systems::forward_auth
