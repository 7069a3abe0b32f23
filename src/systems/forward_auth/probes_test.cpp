#include "systems/forward_auth/probes.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace narvi::systems::forward_auth {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

ProbeUrl page() {
  return parse_probe_url("https://app.example.com:8443/admin?a=1").value();
}

TEST(Probes, TakeAddressesApart) {
  const ProbeUrl url = page();
  EXPECT_EQ(url.origin, "https://app.example.com:8443");
  EXPECT_EQ(url.host, "app.example.com");
  EXPECT_EQ(url.path, "/admin");
  EXPECT_EQ(url.query, "a=1");
  EXPECT_EQ(parse_probe_url("http://app.example.com").value().path, "/");
  for (const char* bad : {"", "app", "ftp://app.example.com/", "file:///etc/passwd", "http://", "//app/",
                          "https://user:password@app.example.com/"}) {
    EXPECT_FALSE(parse_probe_url(bad)) << bad;
  }
}

TEST(Probes, CannotChangeAnything) {
  for (const Probe& probe : probes(page(), "admin", true)) {
    EXPECT_THAT((std::vector<std::string>{"GET", "HEAD", "OPTIONS"}), Contains(probe.request.method));
    EXPECT_THAT(probe.request.url, HasSubstr("https://app.example.com:8443/"));
    EXPECT_THAT(probe.request.url, HasSubstr("/admin?a=1"));
    for (const std::string& field : probe.request.fields) {
      EXPECT_EQ(field.find_first_of("\r\n"), std::string::npos);
    }
  }
}

TEST(Probes, ForgeEverySpelling) {
  const std::vector<Probe> all = probes(page(), "kim", false);
  for (const char* field :
       {"Remote-User: kim", "Remote_User: kim", "REMOTE-USER: kim", "REMOTE_USER: kim",
        "X_Forwarded-User: kim", "Connection: Remote-User", "X-Forwarded-Uri: /", "X-Original-URL: /"}) {
    EXPECT_TRUE(std::ranges::any_of(all, [field](const Probe& probe) {
      return std::ranges::count(probe.request.fields, field) > 0;
    })) << field;
  }
  EXPECT_TRUE(std::ranges::any_of(all, [](const Probe& probe) {
    return std::ranges::count(probe.request.fields, "Remote-User: kim") == 2;
  }));
}

struct Case {
  int status;
  std::string location;
  Finding finding;
};

TEST(Probes, JudgeAnswers) {
  Probe probe;
  probe.request.url = "https://app.example.com:8443/admin?a=1";
  const std::vector<Case> cases = {
      {200, "", Finding::kBad},
      {204, "", Finding::kBad},
      {101, "", Finding::kBad},
      {404, "", Finding::kBad},  // the application has answered
      {405, "", Finding::kBad},
      {0, "", Finding::kGood},
      {400, "", Finding::kGood},
      {401, "", Finding::kGood},
      {403, "", Finding::kGood},
      {429, "", Finding::kGood},
      {302, "https://auth.example.com/login?rd=x", Finding::kGood},
      {302, "https://app.example.com:8443/login", Finding::kGood},
      {302, "https://forged.invalid/", Finding::kBad},
      {302, "https://auth.example.com/login?rd=https%3A%2F%2Fforged.invalid%2F", Finding::kBad},
      {301, "https://app.example.com:8443/admin/", Finding::kUnknown},
      {308, "https://app.example.com/admin?a=1", Finding::kUnknown},
      {302, "", Finding::kUnknown},
      {500, "", Finding::kUnknown},
      {503, "", Finding::kUnknown},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(judge(page(), probe, {one.status, one.location}).finding, one.finding)
        << one.status << " " << one.location;
  }
}

TEST(Probes, ABrowserHasToBeSentToTheLogin) {
  Probe probe;
  probe.request.url = "https://app.example.com:8443/admin?a=1";
  probe.wants_login = true;
  EXPECT_EQ(judge(page(), probe, {302, "https://auth.example.com/login?rd=x"}).finding, Finding::kGood);
  EXPECT_EQ(judge(page(), probe, {401, ""}).finding, Finding::kBad);
  EXPECT_EQ(judge(page(), probe, {200, ""}).finding, Finding::kBad);
  EXPECT_EQ(judge(page(), probe, {503, ""}).finding, Finding::kUnknown);
}

TEST(Probes, AnotherSpellingOfThePathMayNotExist) {
  Probe probe;
  probe.request.url = "https://app.example.com:8443/./admin?a=1";
  EXPECT_EQ(judge(page(), probe, {404, ""}).finding, Finding::kGood);
  EXPECT_EQ(judge(page(), probe, {200, ""}).finding, Finding::kBad);
}

}  // namespace
}  // namespace narvi::systems::forward_auth
