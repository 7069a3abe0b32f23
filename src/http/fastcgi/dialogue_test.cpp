#include "http/fastcgi/dialogue.h"

#include <gtest/gtest.h>

#include "http/fastcgi/records_for_tests.h"

namespace narvi::http::fastcgi {
namespace {

using test::begin;
using test::record;
using Step = Dialogue::Step;

constexpr std::size_t kLimit = 1000;

/// Feeds all at once; what stays is told.
struct Fed {
  Step step{};
  std::string out;
  std::string rest;
};

Fed feed(Dialogue& dialogue, std::string_view bytes) {
  Fed fed;
  fed.step = dialogue.take(bytes, fed.out);
  fed.rest = bytes;
  return fed;
}

std::string ended(std::uint16_t id, EndStatus status) {
  return record(RecordType::kEndRequest, id, std::string{0, 0, 0, 0, static_cast<char>(status), 0, 0, 0});
}

TEST(Dialogue, GathersAWholeRequest) {
  Dialogue dialogue(kLimit, 10);
  const std::string first = test::pairs({{"A", "1"}});
  const std::string second = test::pairs({{"B", "2"}});
  const Fed fed =
      feed(dialogue, begin(7, Role::kAuthorizer, true) + record(RecordType::kParams, 7, first, 5) +
                         record(RecordType::kParams, 7, second, 255) + record(RecordType::kParams, 7, "") +
                         "rest");
  EXPECT_EQ(fed.step, Step::kRequest);
  EXPECT_EQ(fed.rest, "rest");
  EXPECT_EQ(fed.out, "");
  EXPECT_EQ(dialogue.id(), 7);
  EXPECT_TRUE(dialogue.keep_connection());
  EXPECT_EQ(dialogue.params(), first + second);
  dialogue.answered();
  EXPECT_FALSE(dialogue.open());
  EXPECT_EQ(dialogue.params(), "");
}

TEST(Dialogue, DoesNotCareHowTheBytesCome) {
  const std::string bytes = test::request(300, {{"REQUEST_METHOD", std::string(200, 'x')}});
  Dialogue dialogue(kLimit, 10);
  std::string input;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_LT(input.size(), Dialogue::wanted(input));
    input += bytes[i];
    const Fed fed = feed(dialogue, input);
    input = fed.rest;
    EXPECT_EQ(fed.step, i + 1 == bytes.size() ? Step::kRequest : Step::kMore) << i;
  }
}

TEST(Dialogue, TellsManagers) {
  Dialogue dialogue(kLimit, 10);
  const std::string asked =
      test::pairs({{"FCGI_MAX_CONNS", ""}, {"OTHER", ""}, {"FCGI_MAX_REQS", ""}, {"FCGI_MPXS_CONNS", ""}});
  Fed fed = feed(dialogue,
                 record(RecordType::kGetValues, 0, asked) + record(static_cast<RecordType>(77), 0, "what?"));
  EXPECT_EQ(fed.step, Step::kMore);
  const auto told = test::records(fed.out);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].head.type, RecordType::kGetValuesResult);
  EXPECT_EQ(told[0].head.id, 0);
  EXPECT_EQ(test::lines(told[0].content), "FCGI_MAX_CONNS=10\nFCGI_MAX_REQS=10\nFCGI_MPXS_CONNS=0\n");
  EXPECT_EQ(told[1].head.type, RecordType::kUnknownType);
  EXPECT_EQ(told[1].content, (std::string{77, 0, 0, 0, 0, 0, 0, 0}));
  fed = feed(dialogue, record(RecordType::kGetValues, 0, "\x05"));
  EXPECT_EQ(fed.step, Step::kBroken);
}

TEST(Dialogue, TellsManagersInTheMiddleOfARequest) {
  Dialogue dialogue(kLimit, 10);
  const Fed fed = feed(dialogue, begin(1) + record(RecordType::kGetValues, 0, "") + test::params(1, {}));
  EXPECT_EQ(fed.step, Step::kRequest);
  EXPECT_EQ(test::records(fed.out).at(0).head.type, RecordType::kGetValuesResult);
}

TEST(Dialogue, ServesAuthorizersOnly) {
  for (const Role role : {Role::kResponder, Role::kFilter, static_cast<Role>(0), static_cast<Role>(255)}) {
    for (const bool keep : {true, false}) {
      Dialogue dialogue(kLimit, 10);
      const Fed fed = feed(dialogue, begin(3, role, keep) + test::params(3, {{"A", "1"}}));
      EXPECT_EQ(fed.out, ended(3, EndStatus::kUnknownRole));
      EXPECT_EQ(fed.step, keep ? Step::kMore : Step::kClose);
      EXPECT_FALSE(dialogue.open());
    }
  }
}

TEST(Dialogue, RefusesASecondRequestMeanwhile) {
  Dialogue dialogue(kLimit, 10);
  const Fed fed =
      feed(dialogue, begin(1) + begin(2) + test::params(2, {{"X", "2"}}) + test::params(1, {{"X", "1"}}));
  EXPECT_EQ(fed.step, Step::kRequest);
  EXPECT_EQ(fed.out, ended(2, EndStatus::kCannotMultiplex));
  EXPECT_EQ(dialogue.id(), 1);
  EXPECT_EQ(test::lines(dialogue.params()), "X=1\n");
}

TEST(Dialogue, EndsWhatIsAborted) {
  Dialogue dialogue(kLimit, 10);
  const std::string abort = record(RecordType::kAbortRequest, 4, "");
  const std::string some = record(RecordType::kParams, 4, test::pairs({{"A", "1"}}));
  Fed fed = feed(dialogue, begin(4, Role::kAuthorizer, true) + some + abort + abort);
  EXPECT_EQ(fed.step, Step::kMore);
  EXPECT_EQ(fed.out, ended(4, EndStatus::kComplete));
  fed = feed(dialogue, begin(4) + test::params(4, {{"B", "2"}}));
  EXPECT_EQ(fed.step, Step::kRequest);
  EXPECT_EQ(test::lines(dialogue.params()), "B=2\n") << "nothing of the aborted request stays";
  dialogue.answered();
  fed = feed(dialogue, begin(4) + abort);
  EXPECT_EQ(fed.step, Step::kClose);
}

TEST(Dialogue, IgnoresBodiesAndWhatHasEnded) {
  Dialogue dialogue(kLimit, 10);
  const std::string stray = record(RecordType::kStdin, 1, "body") + record(RecordType::kStdin, 1, "") +
                            record(RecordType::kData, 1, "data") + record(RecordType::kParams, 9, "junk") +
                            record(RecordType::kAbortRequest, 9, "");
  const Fed fed = feed(dialogue, stray + begin(1) + stray + test::params(1, {{"A", "1"}}));
  EXPECT_EQ(fed.step, Step::kRequest);
  EXPECT_EQ(fed.out, "");
  EXPECT_EQ(test::lines(dialogue.params()), "A=1\n");
}

TEST(Dialogue, RefusesTooMuchBeforeItCame) {
  Dialogue dialogue(kLimit, 10);
  const std::string half(600, 'x');
  EXPECT_EQ(feed(dialogue, begin(1) + record(RecordType::kParams, 1, half)).step, Step::kMore);
  const std::string more = record(RecordType::kParams, 1, half);
  EXPECT_EQ(feed(dialogue, more.substr(0, kHeadSize)).step, Step::kTooLarge);
  Dialogue exact(kLimit, 10);
  EXPECT_EQ(feed(exact, begin(1) + record(RecordType::kParams, 1, std::string(kLimit, 'x')) +
                            record(RecordType::kParams, 1, ""))
                .step,
            Step::kRequest);
}

TEST(Dialogue, KnowsWhatIsNoFastCgi) {
  const std::string cases[] = {
      "GET / HTTP/1.1\r\n",
      std::string(8, '\0'),
      "\x02" + begin(1).substr(1),
      record(RecordType::kBeginRequest, 1, "short"),
      record(RecordType::kBeginRequest, 1, std::string(9, '\0')),
      begin(1) + begin(1),
      record(RecordType::kStdout, 1, "x"),
      record(RecordType::kEndRequest, 1, std::string(8, '\0')),
      record(static_cast<RecordType>(0), 1, ""),
      record(static_cast<RecordType>(200), 1, ""),
  };
  for (const std::string& bytes : cases) {
    Dialogue dialogue(kLimit, 10);
    EXPECT_EQ(feed(dialogue, bytes).step, Step::kBroken) << testing::PrintToString(bytes);
  }
}

}  // namespace
}  // namespace narvi::http::fastcgi
