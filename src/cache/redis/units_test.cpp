// The parts that need no server: addresses, replies, commands.

#include <gtest/gtest.h>

#include "cache/redis/address.h"
#include "cache/redis/log_script.h"
#include "cache/redis/reply.h"

namespace narvi::cache::redis {
namespace {

TEST(Address, ReadsWhatItShould) {
  struct Case {
    std::string_view url, host, path, user, password, shown;
    int port, database;
  };
  const Case cases[] = {
      {"redis://localhost", "localhost", "", "", "", "localhost:6379/0", 6379, 0},
      {"redis://localhost/", "localhost", "", "", "", "localhost:6379/0", 6379, 0},
      {"redis://10.0.0.1:7000/15", "10.0.0.1", "", "", "", "10.0.0.1:7000/15", 7000, 15},
      {"redis://:hush@cache.example.org/2", "cache.example.org", "", "", "hush", "cache.example.org:6379/2",
       6379, 2},
      {"redis://kim:h%40%3a%2Fsh@h:1", "h", "", "kim", "h@:/sh", "h:1/0", 1, 0},
      {"redis://:a@b@h", "h", "", "", "a@b", "h:6379/0", 6379, 0},
      {"redis://:a:b@h", "h", "", "", "a:b", "h:6379/0", 6379, 0},
      {"redis://[::1]", "::1", "", "", "", "[::1]:6379/0", 6379, 0},
      {"redis://[::1]:65535/1", "::1", "", "", "", "[::1]:65535/1", 65535, 1},
      {"unix:/run/redis.sock", "", "/run/redis.sock", "", "", "unix:/run/redis.sock", 6379, 0},
      {"unix:///run/redis.sock", "", "/run/redis.sock", "", "", "unix:/run/redis.sock", 6379, 0},
      {"unix://:hush@/run/r", "", "/run/r", "", "hush", "unix:/run/r", 6379, 0},
      {"unix://kim:hush@/run/r", "", "/run/r", "kim", "hush", "unix:/run/r", 6379, 0},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.url);
    const auto address = parse_address(each.url);
    ASSERT_TRUE(address.has_value());
    EXPECT_EQ(address->host, each.host);
    EXPECT_EQ(address->path, each.path);
    EXPECT_EQ(address->user, each.user);
    EXPECT_EQ(address->password.reveal(), each.password);
    EXPECT_EQ(address->port, each.port);
    EXPECT_EQ(address->database, static_cast<std::uint32_t>(each.database));
    EXPECT_EQ(address->shown(), each.shown);
  }
}

TEST(Address, RefusesTheRestWithoutShowingIt) {
  const std::string long_path = "unix:/" + std::string(107, 'x');
  const std::string long_url = "redis://:" + std::string(3000, 'x') + "@h";
  const std::string_view cases[] = {"",
                                    "redis",
                                    "redis:",
                                    "redis:/h",
                                    "redis://",
                                    "redis:///1",
                                    "redis://:hush@",
                                    "redis://h:0",
                                    "redis://h:65536",
                                    "redis://h:",
                                    "redis://h:x",
                                    "redis://h:1x",
                                    "redis://h/x",
                                    "redis://h/-1",
                                    "redis://h/1/2",
                                    "redis://h/99999999999999999999",
                                    "redis://h?db=1",
                                    "redis://kim@h",
                                    "redis://kim:@h",
                                    "redis://:@h",
                                    "redis://:%zz@h",
                                    "redis://:%4@h",
                                    "redis://:%@h",
                                    "redis://h o",
                                    "redis://[::1",
                                    "redis://[]",
                                    "redis://[x]",
                                    "redis://[1.2.3.4]",
                                    "redis://::1",
                                    "rediss://h",
                                    "REDIS://h",
                                    "unix:",
                                    "unix:/",
                                    "unix:run/r",
                                    "unix://run/r",
                                    "unix://kim@/run/r",
                                    long_path,
                                    long_url,
                                    std::string_view("redis://h\0", 10)};
  for (const std::string_view url : cases) {
    const auto address = parse_address(url);
    ASSERT_FALSE(address.has_value()) << url;
    EXPECT_EQ(address.error().kind, ErrorKind::kConfiguration);
    EXPECT_EQ(address.error().message, "the URL is not the address of a Redis server");
  }
}

std::vector<Reply> read_all(std::string_view bytes, std::size_t piece, bool& whole) {
  ReplyReader reader;
  std::vector<Reply> replies;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.substr(at, piece));
    auto reply = reader.next();
    while (reply && *reply) {
      replies.push_back(std::move(**reply));
      reply = reader.next();
    }
    whole = reply.has_value();
    if (!whole) {
      break;
    }
  }
  return replies;
}

TEST(ReplyReader, ReadsEveryKindInAnyPieces) {
  const std::string_view bytes =
      "+OK\r\n-NOSCRIPT no such\r\n:-7\r\n$5\r\nab\r\nc\r\n$-1\r\n*3\r\n:0\r\n$0\r\n\r\n+x\r\n*0\r\n*-1\r\n";
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    bool whole = false;
    const std::vector<Reply> replies = read_all(bytes, piece, whole);
    ASSERT_TRUE(whole);
    ASSERT_EQ(replies.size(), 8U);
    EXPECT_EQ(replies[0].kind, Reply::Kind::kStatus);
    EXPECT_EQ(replies[0].text, "OK");
    EXPECT_TRUE(replies[1].is_error());
    EXPECT_EQ(replies[1].error_code(), "NOSCRIPT");
    EXPECT_EQ(replies[2].integer, -7);
    EXPECT_EQ(replies[3].text, "ab\r\nc");
    EXPECT_EQ(replies[4].kind, Reply::Kind::kNil);
    ASSERT_EQ(replies[5].elements.size(), 3U);
    EXPECT_EQ(replies[5].elements[1].kind, Reply::Kind::kString);
    EXPECT_EQ(replies[5].elements[2].text, "x");
    EXPECT_EQ(replies[6].kind, Reply::Kind::kArray);
    EXPECT_EQ(replies[7].kind, Reply::Kind::kNil);
  }
}

TEST(ReplyReader, RefusesWhatIsNoAnswerToUs) {
  const std::string cases[] = {"HTTP/1.1 400 Bad Request\r\n",
                               ":x\r\n",
                               "$x\r\n",
                               "$-2\r\n",
                               "*9\r\n",
                               "*1000000000\r\n",
                               "*1\r\n*1\r\n:1\r\n",
                               "*-2\r\n",
                               "$9223372036854775807\r\n" + std::string(kMostBytes, 'x'),
                               "+" + std::string(kMostBytes + 1, 'x'),
                               "$99999999\r\n" + std::string(kMostBytes, 'x'),
                               std::string("\0\0\0\0", 4),
                               ":99999999999999999999\r\n"};
  for (const std::string& bytes : cases) {
    for (const std::size_t piece : {3U, 100'000U}) {
      bool whole = true;
      EXPECT_TRUE(read_all(bytes, piece, whole).empty()) << bytes.substr(0, 30);
      EXPECT_FALSE(whole) << bytes.substr(0, 30);
    }
  }
}

TEST(Reply, OnlyAPlainCodeIsShown) {
  const auto code = [](std::string text) {
    Reply reply;
    reply.kind = Reply::Kind::kError;
    reply.text = std::move(text);
    return std::string(reply.error_code());
  };
  EXPECT_EQ(code("ERR unknown command 'AUTH', with args beginning with: 'hush'"), "ERR");
  EXPECT_EQ(code("WRONGPASS"), "WRONGPASS");
  EXPECT_EQ(code("hush"), "?");
  EXPECT_EQ(code(""), "?");
  EXPECT_EQ(code(std::string(33, 'A')), "?");
}

TEST(Call, WritesLengthsSoThatNoValueCanBecomeACommand) {
  Call call;
  call.words = {"DEL", std::string("a\r\n\0*1", 6), ""};
  std::string bytes = "before";
  call.write_to(bytes);
  EXPECT_EQ(bytes, std::string("before*3\r\n$3\r\nDEL\r\n$6\r\na\r\n\0*1\r\n$0\r\n\r\n", 37));
}

TEST(LogScript, IsNamedByItsDigestOrSpeltOut) {
  const Script script("return 1");
  Call call;
  call.script = &script;
  call.words = {"0"};
  std::string bytes;
  call.write_to(bytes);
  EXPECT_EQ(bytes, "*3\r\n$7\r\nEVALSHA\r\n$40\r\ne0e1f9fabfc9d4800c877a703b823ac0578ff8db\r\n$1\r\n0\r\n");
  call.spell_out = true;
  bytes.clear();
  call.write_to(bytes);
  EXPECT_EQ(bytes, "*3\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n0\r\n");
}

Result<Allowance> read(std::string_view bytes) {
  const Question question{"k", 3, std::chrono::minutes(1), Instant(Seconds(100)), true};
  ReplyReader reader;
  reader.feed(bytes);
  return read_allowance(question, **reader.next());
}

TEST(LogScript, ReadsItsAnswersAndNoOthers) {
  EXPECT_TRUE(read("*1\r\n:1\r\n")->allowed);
  EXPECT_EQ(read("*3\r\n:0\r\n:3\r\n$8\r\n90000000\r\n")->wait, 50.0);
  EXPECT_EQ(read("*3\r\n:0\r\n:4\r\n$8\r\n90000000\r\n")->wait, std::nullopt);
  EXPECT_EQ(read("*3\r\n:0\r\n:3\r\n$0\r\n\r\n")->wait, 60.0);
  for (const std::string_view strange :
       {"+OK\r\n", ":1\r\n", "$1\r\n1\r\n", "$-1\r\n", "*0\r\n", "*-1\r\n", "*1\r\n:0\r\n", "*1\r\n+1\r\n",
        "*2\r\n:1\r\n:1\r\n", "*3\r\n:0\r\n:2\r\n$8\r\n90000000\r\n", "*3\r\n:0\r\n:3\r\n:9\r\n",
        "*3\r\n:0\r\n:3\r\n$1\r\nx\r\n", "*3\r\n:0\r\n$1\r\n3\r\n$0\r\n\r\n", "*3\r\n:2\r\n:3\r\n$0\r\n\r\n",
        "*3\r\n:0\r\n:3\r\n$-1\r\n"}) {
    const Result<Allowance> allowance = read(strange);
    ASSERT_FALSE(allowance.has_value()) << strange;
    EXPECT_EQ(allowance.error().kind, ErrorKind::kUnavailable);
  }
}

}  // namespace
}  // namespace narvi::cache::redis
