// Many operations in flight on one connection: they really are, and none disturbs another.

#include <boost/asio/io_context.hpp>

#include "database/postgres/test_server.h"
#include "database/testbed/tcp_gate.h"
#include "io/asio_loop.h"

namespace narvi::database::postgres {
namespace {

Options one_connection(const std::string& url) {
  Options options = options_for(url);
  options.readers = 1;
  options.writers = 1;
  return options;
}

const Statement& insert_thing() {
  static const Statement statement("test.insert_thing", "INSERT INTO thing (id, owner) VALUES ($1, $2)");
  return statement;
}

class Pipelined : public ::testing::Test {
 protected:
  Pipelined() : name_(cluster().create_database()) {
    cluster().execute(
        "CREATE TABLE owner (id bigint PRIMARY KEY); CREATE TABLE thing (id bigint PRIMARY KEY, owner bigint"
        " REFERENCES owner (id) DEFERRABLE INITIALLY DEFERRED, CHECK (id >= 0)); INSERT INTO owner VALUES "
        "(1)",
        name_);
  }
  std::string name_;
};

TEST_F(Pipelined, SendsManyRequestsBeforeTheFirstAnswer) {
  testbed::TcpGate gate(cluster().port());
  const auto database = open_or_fail(one_connection(cluster().url(name_, gate.port())));
  ASSERT_TRUE(run(database->look_up(one(), {integer(1)})));  // prepared
  gate.hold_answers(true);
  const std::size_t before = gate.requested();
  auto answers = std::async(std::launch::async, [&] {
    return run_together<Result<Rows>>(64, [&](int n) { return database->look_up(one(), {integer(n)}); });
  });
  // Bind, Describe, Execute and Sync of one request take more than 40 bytes.
  EXPECT_TRUE(eventually([&] { return gate.requested() > before + 64 * 40; }));
  EXPECT_EQ(answers.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  gate.hold_answers(false);
  const std::vector<Result<Rows>> found = answers.get();
  EXPECT_EQ(gate.connections(), 1U);
  for (std::size_t n = 0; n < found.size(); ++n) {
    ASSERT_TRUE(found[n]) << found[n].error().message;
    EXPECT_EQ(found[n]->front().integer(0), static_cast<std::int64_t>(n) + 1);
  }
}

TEST_F(Pipelined, KeepsErrorsFromNeighbours) {
  static const Statement divide("test.divide", "SELECT 10 / $1::bigint");
  static const Statement nonsense("test.nonsense", "SELECT nonsense FROM nowhere");
  static const Statement echo("test.echo", "SELECT $1::text");
  struct Case {
    const Statement& statement;
    Params params;
    std::optional<ErrorCode> code;
  };
  const std::vector<Case> cases{
      {one(), {integer(1)}, std::nullopt},
      {divide, {integer(0)}, ErrorCode::kRejectedValue},
      {nonsense, {}, ErrorCode::kStatement},
      {one(), {text("not a number")}, ErrorCode::kRejectedValue},
      {echo, {text("bad \xff utf-8")}, ErrorCode::kRejectedValue},
      {echo, {text(std::string_view("nul\0nul", 7))}, ErrorCode::kRejectedValue},
      {divide, {integer(5)}, std::nullopt},
      {one(), {text("9223372036854775808")}, ErrorCode::kRejectedValue},
      {echo, {text("good")}, std::nullopt},
  };
  const auto database = open_or_fail(one_connection(cluster().url(name_)));
  for (int round = 0; round < 3; ++round) {  // the first prepares
    const auto found = run_together<Result<Rows>>(90, [&](int n) {
      const Case& each = cases[static_cast<std::size_t>(n) % cases.size()];
      return database->look_up(each.statement, each.params);
    });
    for (std::size_t n = 0; n < found.size(); ++n) {
      EXPECT_EQ(code_of(found[n]), cases[n % cases.size()].code) << n;
    }
  }
}

TEST_F(Pipelined, MakesEachBatchAtomicAmongItsNeighbours) {
  const auto database = open_or_fail(one_connection(cluster().url(name_)));
  // Every third fails in its second statement, every third only when it commits: its owner does not exist.
  const auto found = run_together<Result<std::vector<Outcome>>>(60, [&](int n) {
    Batch batch;
    batch.add(insert_thing(), {integer(2 * n), integer(1)});
    batch.add(insert_thing(), {integer(n % 3 == 1 ? -1 : 2 * n + 1), integer(n % 3 == 2 ? 404 : 1)});
    return database->run(std::move(batch));
  });
  for (std::size_t n = 0; n < found.size(); ++n) {
    EXPECT_EQ(code_of(found[n]), n % 3 == 0 ? std::nullopt : std::optional(ErrorCode::kConstraint)) << n;
  }
  EXPECT_EQ(cluster().execute("SELECT count(*) || ' ' || count(*) FILTER (WHERE (id / 2) % 3 = 0) FROM thing",
                              name_),
            "40 40");
}

TEST_F(Pipelined, SaysNothingOfValuesInErrors) {
  const auto database = open_or_fail(one_connection(cluster().url(name_)));
  const Result<Rows> refused = run(database->look_up(one(), {text("my secret")}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "test.one: the server refused a value (22P02)");
}

TEST_F(Pipelined, RefusesWhatItsQueueCannotHold) {
  testbed::TcpGate gate(cluster().port());
  Options options = one_connection(cluster().url(name_, gate.port()));
  options.depth = 2;
  options.queue = 3;
  const auto database = open_or_fail(std::move(options));
  gate.hold_answers(true);
  int refused = 0;
  auto answers = std::async(std::launch::async, [&] {
    return run_together<Result<Rows>>(9, [&](int n) -> io::Task<Result<Rows>> {
      Result<Rows> rows = co_await database->look_up(one(), {integer(n)});
      refused += code_of(rows) == ErrorCode::kUnavailable ? 1 : 0;
      if (refused == 4) {
        gate.hold_answers(false);
      }
      co_return std::move(rows);
    });
  });
  const std::vector<Result<Rows>> found = answers.get();
  for (std::size_t n = 0; n < found.size(); ++n) {
    EXPECT_EQ(found[n].has_value(), n < 5) << n;  // two in flight, three waiting
  }
}

// A flow on a production loop uses that loop's own connections and goes on there.
TEST_F(Pipelined, ServesEachLoopOnItsOwnConnections) {
  io::LoopGroup loops(2);
  loops.start();
  Options options = one_connection(cluster().url(name_));
  auto database = open_or_fail(std::move(options), {&loops.at(0), &loops.at(1)});
  static const Statement whoami("test.whoami", "SELECT pg_backend_pid()");
  const auto ask = [&](io::Loop& loop) {
    std::promise<std::pair<std::int64_t, bool>> answer;
    loop.post([&] {
      io::start(database->look_up(whoami, {}),
                [&](std::optional<Result<Rows>> rows, const std::exception_ptr&) {
                  const std::int64_t pid = *rows ? (*rows)->front().integer(0).value_or(-1) : -1;
                  answer.set_value({pid, io::Loop::current() == &loop});
                });
    });
    return answer.get_future().get();
  };
  const auto first = ask(loops.at(0));
  const auto second = ask(loops.at(1));
  EXPECT_TRUE(first.second);
  EXPECT_TRUE(second.second);
  EXPECT_GT(first.first, 0);
  EXPECT_NE(first.first, second.first);
  EXPECT_EQ(ask(loops.at(0)).first, first.first);
  const Result<Rows> elsewhere = run(database->look_up(whoami, {}));
  ASSERT_TRUE(elsewhere);
  EXPECT_NE(elsewhere->front().integer(0), first.first);
  database.reset();
  loops.stop();
}

}  // namespace
}  // namespace narvi::database::postgres
