#include <array>

#include "app/server_settings.h"

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
    {"time_zone", SettingType::kText, "\"UTC\"", "Django's TIME_ZONE"},
    {"use_tz", SettingType::kBoolean, "true", "Django's USE_TZ"},
}};

// Contract drf §4.
constexpr std::array<Setting, 6> kRest = {{
    {"default_authentication_classes", SettingType::kTextList,
     "[\"SessionAuthentication\", \"BasicAuthentication\"]",
     "schemes of endpoints that name none, in order; names as upstream, short or dotted"},
    {"default_permission_classes", SettingType::kTextList, "[\"AllowAny\"]",
     "permissions of endpoints that name none"},
    {"default_throttle_classes", SettingType::kTextList, "[]", "throttles of endpoints that name none"},
    {"default_throttle_rates", SettingType::kMap, "{ user = \"none\", anon = \"none\" }",
     "rate of each scope: \"10/min\", or \"none\" for no limit"},
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
