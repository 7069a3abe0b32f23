#include "accounts/intake/intake.h"

#include <functional>
#include <memory>
#include <utility>

#include "accounts/intake/writer.h"

namespace narvi::accounts::intake {

namespace {

/// What the database says of a row, not of itself.
bool is_about_a_row(database::ErrorCode code) {
  return code == database::ErrorCode::kUniqueViolation || code == database::ErrorCode::kConstraint ||
         code == database::ErrorCode::kRejectedValue;
}

struct Described {
  std::string what;
  Tally* tally;  ///< null: nobody knows what it is
};

Described describe(const Record& record, IntakeReport& report) {
  if (const auto* user = std::get_if<UserRecord>(&record.what)) {
    return {"user '" + user->username + "'", &report.users};
  }
  if (const auto* group = std::get_if<GroupRecord>(&record.what)) {
    return {"group '" + group->name + "'", &report.groups};
  }
  if (const auto* permission = std::get_if<PermissionRecord>(&record.what)) {
    return {"permission '" + permission->permission.codename + "'", &report.permissions};
  }
  return {std::get<RefusedRecord>(record.what).what, nullptr};
}

void refuse(const Record& record, std::string reason, IntakeReport& report) {
  const Described described = describe(record, report);
  std::uint64_t& count = described.tally == nullptr ? report.unreadable : described.tally->refused;
  ++count;
  report.refusals.push_back({record.line, described.what, std::move(reason)});
}

void count(const Record& record, Verdict verdict, IntakeReport& report) {
  Tally& tally = *describe(record, report).tally;
  switch (verdict.kind) {
    case Verdict::Kind::kCreated:
      ++tally.created;
      return;
    case Verdict::Kind::kUnchanged:
      ++tally.unchanged;
      return;
    case Verdict::Kind::kUpdated:
      ++tally.updated;
      return;
    case Verdict::Kind::kRefused:
      refuse(record, std::move(verdict.reason), report);
  }
}

io::Task<database::Result<Verdict>> write(Writer& writer, const Record& record) {
  if (const auto* user = std::get_if<UserRecord>(&record.what)) {
    return writer.write_user(*user);
  }
  if (const auto* group = std::get_if<GroupRecord>(&record.what)) {
    return writer.write_group(*group);
  }
  return writer.write_permission(std::get<PermissionRecord>(record.what));
}

io::Task<database::Result<IntakeReport>> write_all(database::Transaction& transaction, WriterContext context,
                                                   std::shared_ptr<const std::vector<Record>> chunk,
                                                   database::Engine engine) {
  Writer writer(transaction, context);
  IntakeReport report;
  for (const Record& record : *chunk) {
    if (const auto* refused = std::get_if<RefusedRecord>(&record.what)) {
      refuse(record, refused->reason, report);
      continue;
    }
    auto verdict = co_await write(writer, record);
    if (!verdict) {
      co_return tl::unexpected<database::Error>(std::move(verdict.error()));
    }
    count(record, std::move(*verdict), report);
  }
  auto moved = co_await writer.move_sequences_forward(engine);
  if (!moved) {
    co_return tl::unexpected<database::Error>(std::move(moved.error()));
  }
  co_return report;
}

void add(Tally& sum, const Tally& tally) {
  sum.created += tally.created;
  sum.unchanged += tally.unchanged;
  sum.updated += tally.updated;
  sum.refused += tally.refused;
}

}  // namespace

void IntakeReport::add(const IntakeReport& chunk) {
  intake::add(users, chunk.users);
  intake::add(groups, chunk.groups);
  intake::add(permissions, chunk.permissions);
  unreadable += chunk.unreadable;
  refusals.insert(refusals.end(), chunk.refusals.begin(), chunk.refusals.end());
}

Intake::Intake(database::Database& database, Users& users, IntakeOptions options, const Clock& clock,
               Random& random)
    : database_(database),
      users_(users),
      statements_(users.table()),
      options_(options),
      clock_(clock),
      random_(random) {}

io::Task<database::Result<IntakeReport>> Intake::take_together(Chunk chunk) {
  const WriterContext context{users_, statements_, options_, dry_run_, clock_, random_};
  const database::Engine engine = database_.engine();
  auto body = [context, chunk, engine](database::Transaction& transaction) {
    return write_all(transaction, context, chunk, engine);
  };
  co_return co_await database_.transact<IntakeReport>(std::move(body));
}

database::Result<IntakeReport> Intake::refused_alone(const Record& record,
                                                     const database::Error& error) const {
  if (!is_about_a_row(error.code)) {
    return tl::unexpected<database::Error>(error);
  }
  IntakeReport report;
  refuse(record, "the database refuses it: " + error.message, report);
  return report;
}

/// A dry run knows what it would have written.
void Intake::remember(const std::vector<Record>& chunk) {
  for (const Record& record : chunk) {
    if (const auto* user = std::get_if<UserRecord>(&record.what)) {
      if (dry_run_.users.size() < DryRun::kMostNames) {
        dry_run_.users.insert(std::hash<std::string>()(user->username));
      }
    } else if (const auto* group = std::get_if<GroupRecord>(&record.what)) {
      dry_run_.groups.insert(group->name);
    } else if (const auto* permission = std::get_if<PermissionRecord>(&record.what)) {
      dry_run_.permissions.insert(permission->permission);
    }
  }
}

io::Task<Result<IntakeReport>> Intake::take(std::vector<Record> records) {
  if (options_.dry_run) {  // each sees what the one before would have written
    IntakeReport sum;
    for (Record& record : records) {
      const Chunk alone = std::make_shared<const std::vector<Record>>(1, std::move(record));
      database::Result<IntakeReport> taken = co_await take_together(alone);
      if (!taken) {
        taken = refused_alone(alone->front(), taken.error());
      }
      if (!taken) {
        co_return tl::unexpected<Error>(database::to_error(taken.error()));
      }
      sum.add(*taken);
      remember(*alone);
    }
    co_return sum;
  }
  const Chunk chunk = std::make_shared<const std::vector<Record>>(std::move(records));
  database::Result<IntakeReport> together = co_await take_together(chunk);
  if (together) {
    co_return std::move(*together);
  }
  if (!is_about_a_row(together.error().code)) {
    co_return tl::unexpected<Error>(database::to_error(together.error()));
  }
  IntakeReport sum;
  for (const Record& record : *chunk) {
    database::Result<IntakeReport> taken =
        co_await take_together(std::make_shared<const std::vector<Record>>(1, record));
    if (!taken) {
      taken = refused_alone(record, taken.error());
    }
    if (!taken) {
      co_return tl::unexpected<Error>(database::to_error(taken.error()));
    }
    sum.add(*taken);
  }
  co_return sum;
}

io::Task<Result<std::optional<SecretText>>> Intake::stored_password(std::string username) {
  Result<std::optional<User>> user = co_await users_.find_by_name(std::move(username));
  if (!user) {
    co_return tl::unexpected<Error>(std::move(user.error()));
  }
  co_return *user ? std::optional((*user)->password) : std::nullopt;
}

}  // namespace narvi::accounts::intake
