// What is read of a request, and what becomes of a name and of groups.

#include <gmock/gmock.h>

#include "systems/remote_user/assertion.h"
#include "systems/remote_user/clean_name.h"
#include "systems/remote_user/front_servers.h"
#include "systems/remote_user/provisioning.h"

namespace narvi::systems::remote_user {
namespace {

using http::AssertionFault;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

Source header_source() {
  Source source;
  source.header = "Remote-User";
  source.groups_separator = ",";
  return source;
}

TEST(CleanName, TakesDomainsAway) {
  struct Case {
    StripDomain strip;
    std::string_view given;
    std::string_view cleaned;
  };
  const Case cases[] = {
      {StripDomain::kNone, "alice@EXAMPLE.COM", "alice@EXAMPLE.COM"},
      {StripDomain::kNone, "DOMAIN\\alice", "DOMAIN\\alice"},
      {StripDomain::kSuffix, "alice@EXAMPLE.COM", "alice"},
      {StripDomain::kSuffix, "alice@a@b", "alice"},
      {StripDomain::kSuffix, "alice", "alice"},
      {StripDomain::kSuffix, "@EXAMPLE.COM", ""},
      {StripDomain::kPrefix, "DOMAIN\\alice", "alice"},
      {StripDomain::kPrefix, "alice", "alice"},
      {StripDomain::kPrefix, "\\alice", "alice"},
      {StripDomain::kPrefix, "DOMAIN\\", ""},
      {StripDomain::kPrefix, "A\\B\\c", "B\\c"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(clean_name({one.strip, false}, {}, std::string(one.given)), one.cleaned) << one.given;
  }
}

TEST(CleanName, AppliesThePatternBeforeTheCase) {
  const auto pattern = [](std::string name) { return name == "ALICE" ? std::string("Bob") : name; };
  EXPECT_EQ(clean_name({StripDomain::kSuffix, true}, pattern, "ALICE@X"), "bob");
  EXPECT_EQ(clean_name({StripDomain::kNone, true}, {}, "\xC3\x84RGER"), "\xC3\xA4rger");
  EXPECT_EQ(clean_name({}, {}, "Alice"), "Alice");
}

TEST(CleanName, LeavesNothingThatIsNoName) {
  EXPECT_EQ(clean_name({StripDomain::kSuffix, false}, {}, "alice @X"), "");
  EXPECT_EQ(clean_name({StripDomain::kPrefix, false}, {}, "X\\ alice"), "");
  EXPECT_EQ(clean_name(
                {}, [](const std::string&) { return std::string("a,b"); }, "a"),
            "");
  EXPECT_EQ(clean_name(
                {}, [](const std::string&) { return std::string(151, 'x'); }, "a"),
            "");
  EXPECT_EQ(clean_name({StripDomain::kNone, true}, {}, "\u212Aim"), "") << "not Kim's account";
  EXPECT_EQ(clean_name({StripDomain::kNone, true}, {}, "\u0130pek"), "i\u0307pek");
  EXPECT_EQ(clean_name({StripDomain::kSuffix, false, true}, {}, "Mart\u00C3\u00ADn@X"), "Mart\u00C3\u00ADn");
  EXPECT_EQ(clean_name({StripDomain::kSuffix, false, false}, {}, "Mart\u00ADn@X"), "");
}

TEST(Assertion, ReadsAField) {
  http::Request request;
  EXPECT_FALSE(read_assertion(header_source(), request)->has_value());
  request.headers.add("Remote-User", "");
  EXPECT_EQ(read_assertion(header_source(), request)->value().name, "") << "nobody, said aloud";
  request.headers.fields().front().value = "\xC3\xA9";
  EXPECT_EQ(read_assertion(header_source(), request)->value().name, "\xC3\x83\xC2\xA9") << "Django's Latin-1";
  Source utf8 = header_source();
  utf8.utf8 = true;
  EXPECT_EQ(read_assertion(utf8, request)->value().name, "\xC3\xA9");
  request.headers.fields().front().value = "\xE9";
  EXPECT_EQ(read_assertion(utf8, request).error(), AssertionFault::kCharset);
  request.headers.fields().front().value = "alice, bob";
  EXPECT_EQ(read_assertion(utf8, request).error(), AssertionFault::kList);
  request.headers.fields().front().value = "Mart\u00EDn";
  EXPECT_EQ(read_assertion(header_source(), request)->value().name, "Mart\u00C3\u00ADn");
  request.headers.fields().front().value = "al\u200Bice";
  EXPECT_EQ(read_assertion(utf8, request).error(), AssertionFault::kControl);
}

TEST(Assertion, ReadsTheVariableAndTheCertificate) {
  Source source;
  source.kind = SourceKind::kEnvironment;
  http::Request request;
  request.headers.add("Remote-User", "mallory");
  EXPECT_FALSE(read_assertion(source, request)->has_value());
  request.remote_user = "alice";
  EXPECT_EQ(read_assertion(source, request)->value().name, "alice");
  request.remote_user = " alice";
  EXPECT_EQ(read_assertion(source, request).error(), AssertionFault::kBlanks);

  source.kind = SourceKind::kCertificate;
  EXPECT_FALSE(read_assertion(source, request)->has_value());
  http::Peer peer{
      .address = "192.0.2.1", .tls = true, .tls_subject = "CN=alice,O=x", .tls_names = {"a@b.example"}};
  request.peer = &peer;
  EXPECT_EQ(read_assertion(source, request)->value().name, "alice");
  peer.tls_subject = "O=x";
  EXPECT_EQ(read_assertion(source, request)->value().name, "a@b.example");
  for (const std::string_view ambiguous : {"CN=alice,CN=bob", "CN=", "broken"}) {
    peer.tls_subject = std::string(ambiguous);
    EXPECT_FALSE(read_assertion(source, request)->has_value()) << ambiguous << ": not the other name";
  }
  peer.tls_subject = "O=x";
  peer.tls_names.clear();
  EXPECT_FALSE(read_assertion(source, request)->has_value());
  peer = {.address = "192.0.2.1", .tls_subject = "CN=alice"};
  EXPECT_FALSE(read_assertion(source, request)->has_value()) << "no TLS";
}

TEST(Assertion, ReadsWhatElseIsSaid) {
  Source source = header_source();
  source.email_header = "Remote-Email";
  source.name_header = "Remote-Name";
  source.groups_header = "Remote-Groups";
  http::Request request;
  request.headers.add("Remote-User", "alice");
  accounts::RemoteUserAttributes said = read_assertion(source, request)->value().said;
  EXPECT_FALSE(said.email || said.first_name || said.last_name);
  ASSERT_TRUE(said.groups) << "a proxy leaves empty fields away";
  EXPECT_TRUE(said.groups->empty());
  request.headers.add("Remote-Email", "alice@example.org");
  request.headers.add("Remote-Name", "Alice  de Wonder");
  request.headers.add("Remote-Groups", "staff, users,,staff ,");
  said = read_assertion(source, request)->value().said;
  EXPECT_EQ(said.email, "alice@example.org");
  EXPECT_EQ(said.first_name, "Alice");
  EXPECT_EQ(said.last_name, "de Wonder");
  EXPECT_THAT(*said.groups, ElementsAre("staff", "users"));
  request.headers.fields()[2].value = "Alice";
  EXPECT_EQ(read_assertion(source, request)->value().said.last_name, "");
}

TEST(Assertion, RefusesWhatIsMalformedBesideTheName) {
  Source source = header_source();
  source.email_header = "Remote-Email";
  source.name_header = "Remote-Name";
  source.groups_header = "Remote-Groups";
  const std::string long_word(151, 'x');
  const std::tuple<std::string_view, std::string, AssertionFault> cases[] = {
      {"Remote-Groups", "{http.reverse_proxy.header.Remote-Groups}", AssertionFault::kBraces},
      {"Remote-Groups", "a," + long_word, AssertionFault::kTooLong},
      {"Remote-Email", std::string(255, 'x'), AssertionFault::kTooLong},
      {"Remote-Name", long_word, AssertionFault::kTooLong},
      {"Remote-Name", "A " + long_word, AssertionFault::kTooLong},
      {"Remote_Email", "x", AssertionFault::kUnderscore},
      {"Connection", "Remote-Groups", AssertionFault::kHopByHop},
  };
  for (const auto& [field, value, fault] : cases) {
    http::Request request;
    request.headers.add("Remote-User", "alice");
    request.headers.add(field, value);
    const auto read = read_assertion(source, request);
    ASSERT_FALSE(read) << field << value;
    EXPECT_EQ(read.error(), fault) << field << value;
  }
}

TEST(SplitGroups, ByAnySeparator) {
  EXPECT_THAT(*split_groups("b;a;b; c ", ";"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*split_groups("a::b", "::"), ElementsAre("a", "b"));
  EXPECT_THAT(*split_groups("a,b", ";"), ElementsAre("a,b"));
  EXPECT_THAT(*split_groups("a,b", ""), ElementsAre("a,b"));
  EXPECT_TRUE(split_groups(" , ,", ",")->empty());
  std::string many;
  for (int i = 0; i < 500; ++i) {
    many += std::to_string(i) + ",";
  }
  EXPECT_EQ(split_groups(many + "7", ",")->size(), 500U);
  EXPECT_EQ(split_groups(many + "x", ",").error(), AssertionFault::kTooMany);
}

TEST(GroupRules, SayWhatMayBeHandedOut) {
  GroupRules rules;
  rules.allowed = {"staff", "users"};
  EXPECT_THAT(wanted_groups(rules, {"admin", "staff"}), UnorderedElementsAre("staff"));
  EXPECT_TRUE(could_come(rules, "users"));
  EXPECT_FALSE(could_come(rules, "admin"));
  rules.prefix = "sso-";
  EXPECT_THAT(wanted_groups(rules, {"admin", "staff"}), UnorderedElementsAre("sso-staff"));
  EXPECT_TRUE(could_come(rules, "sso-staff"));
  EXPECT_FALSE(could_come(rules, "staff"));
  EXPECT_FALSE(could_come(rules, "sso-admin"));
  rules.allow_all = true;
  EXPECT_THAT(wanted_groups(rules, {"admin", std::string(147, 'x')}), UnorderedElementsAre("sso-admin"));
  EXPECT_TRUE(could_come(rules, "sso-admin"));
  EXPECT_FALSE(could_come(rules, "admin"));
  EXPECT_FALSE(could_come(rules, "sso-"));
}

TEST(UnixIds, AreNumbers) {
  EXPECT_EQ(parse_unix_id("0"), 0U);
  EXPECT_EQ(parse_unix_id("4294967294"), 4294967294U);
  for (const char* bad : {"", "-1", "+1", "www-data", "4294967295", "4294967296", "1 ", "0x1"}) {
    EXPECT_FALSE(parse_unix_id(bad)) << bad;
  }
}

}  // namespace
}  // namespace narvi::systems::remote_user
