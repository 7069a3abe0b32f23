#include <array>

#include "app/server_settings.h"
#include "rest/renderers.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 4> kDjango = {"3.2", "4.2", "5.2", "6.1"};
constexpr std::array<std::string_view, 5> kRestFramework = {"3.14", "3.15", "3.16", "3.17", "3.18"};

// Design §3: sharing a database needs the site's versions, or passwords are hashed anew and people logged
// out.
constexpr std::array<Setting, 4> kCompat = {{
    {"django", SettingType::kText, "\"5.2\"",
     "version of Django to behave like; the site's, if a database is shared", kDjango},
    {"rest_framework", SettingType::kText, "\"3.16\"", "version of Django REST Framework to behave like",
     kRestFramework},
    {"time_zone", SettingType::kText, "\"UTC\"",
     "Django's TIME_ZONE; the site's, or the links to choose a new password differ"},
    {"use_tz", SettingType::kBoolean, "true",
     "Django's USE_TZ, true in the projects that Django makes; false: SQLite keeps times of time_zone"},
}};

// Contract drf §4.
constexpr std::array<std::string_view, 2> kAnonymous = {"AnonymousUser",
                                                        "django.contrib.auth.models.AnonymousUser"};
constexpr std::array<std::string_view, 2> kMetadata = {"SimpleMetadata",
                                                       "rest_framework.metadata.SimpleMetadata"};

constexpr std::array<Setting, 14> kRest = {{
    {"default_authentication_classes", SettingType::kTextList,
     "[\"SessionAuthentication\", \"BasicAuthentication\"]",
     "schemes of endpoints that name none, in order; names as upstream, short or dotted"},
    {"default_permission_classes", SettingType::kTextList, "[\"AllowAny\"]",
     "permissions of endpoints that name none"},
    {"default_renderer_classes", SettingType::kTextList, "[\"JSONRenderer\", \"BrowsableAPIRenderer\"]",
     "what endpoints that name none can answer with, as Vary and OPTIONS tell; the answer is JSON always",
     rest::kRendererClasses},
    {"default_throttle_classes", SettingType::kTextList, "[]", "throttles of endpoints that name none"},
    {"default_throttle_rates", SettingType::kMap, "{ user = \"none\", anon = \"none\" }",
     "rate of each scope: \"10/min\", or \"none\" for no limit"},
    {"extended_throttle_rates", SettingType::kBoolean, "false",
     "take rates such as \"10/15m\", too, which REST framework does not know"},
    {"num_proxies",
     SettingType::kInteger,
     "\"none\"",
     "entry of X-Forwarded-For, from the right, that throttles count by; 0: the peer; none: the whole field",
     {},
     0,
     100,
     "none"},
    {"non_field_errors_key", SettingType::kText, "\"non_field_errors\"",
     "key of errors that belong to no field"},
    {"basic_realm", SettingType::kText, "\"api\"", "realm that BasicAuthentication names in its challenge"},
    {"remote_user_header", SettingType::kText, "\"REMOTE_USER\"",
     "where RemoteUserAuthentication looks: \"REMOTE_USER\" is the server variable, \"HTTP_REMOTE_USER\" the "
     "field Remote-User of a trusted proxy"},
    {"unauthenticated_user", SettingType::kText, "\"AnonymousUser\"",
     "what the user of an anonymous request is shown as; none: None", kAnonymous, INT64_MIN, INT64_MAX,
     "none"},
    {"unauthenticated_token",
     SettingType::kText,
     "\"none\"",
     "what the credential of an anonymous request is shown as",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"url_format_override",
     SettingType::kText,
     "\"format\"",
     "query parameter that chooses the format of an answer, as in ?format=json; none: no parameter does",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"default_metadata_class", SettingType::kText, "\"SimpleMetadata\"",
     "what OPTIONS answers with; none: 405", kMetadata, INT64_MIN, INT64_MAX, "none"},
}};

constexpr std::array<SettingTable, 2> kTables = {{
    {"compat", "The versions whose behaviour is shown.", kCompat},
    {"rest_framework", "Django REST Framework's settings.", kRest},
}};

}  // namespace

std::span<const SettingTable> rest_tables() {
  return kTables;
}

}  // namespace narvi::app
