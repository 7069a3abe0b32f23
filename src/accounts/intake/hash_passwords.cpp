#include "accounts/intake/hash_passwords.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "io/suspend.h"

namespace narvi::accounts::intake {

namespace {

/// What the lanes share. All of them run on one loop, so nothing needs a lock.
struct Work {
  std::vector<Record>& records;
  Passwords& passwords;
  Intake& intake;
  Callback<void()> each;
  std::size_t next = 0;
  std::size_t lanes = 0;
  std::optional<Error> failure;
  std::exception_ptr thrown;
};

io::Task<Result<void>> hash_one(Work& work, Record& record) {
  UserRecord& user = std::get<UserRecord>(record.what);
  Result<std::optional<SecretText>> stored = co_await work.intake.stored_password(user.username);
  if (!stored) {
    co_return tl::unexpected<Error>(std::move(stored.error()));
  }
  if (*stored) {
    Result<PasswordCheck> check = co_await work.passwords.check(*user.clear_password, **stored);
    if (!check) {
      co_return tl::unexpected<Error>(std::move(check.error()));
    }
    if (check->correct()) {
      user.password = std::move(**stored);
      co_return Result<void>();
    }
  }
  Result<SecretText> made = co_await work.passwords.make(*user.clear_password);
  if (made) {
    user.password = std::move(*made);
    co_return Result<void>();
  }
  if (made.error().kind != ErrorKind::kInvalid) {
    co_return tl::unexpected<Error>(std::move(made.error()));
  }
  record.what = RefusedRecord{"user '" + user.username + "'", "clear_password: " + made.error().message};
  co_return Result<void>();
}

bool has_clear_password(const Record& record) {
  const auto* user = std::get_if<UserRecord>(&record.what);
  return user != nullptr && user->clear_password.has_value();
}

io::Task<bool> lane(Work& work) {
  while (work.next < work.records.size() && !work.failure && !work.thrown) {
    Record& record = work.records[work.next++];
    if (!has_clear_password(record)) {
      continue;
    }
    Result<void> hashed = co_await hash_one(work, record);
    if (!hashed) {
      work.failure = std::move(hashed.error());
      co_return false;
    }
    work.each();
  }
  co_return true;
}

}  // namespace

io::Task<Result<void>> hash_passwords(std::vector<Record>& records, Passwords& passwords, Intake& intake,
                                      std::size_t at_once, Callback<void()> each) {
  Work work{records, passwords, intake, std::move(each), 0, std::max<std::size_t>(at_once, 1), {}, {}};
  const std::size_t lanes = work.lanes;
  co_await io::suspend<bool>([&work, lanes](io::Resume<bool> resume) {
    for (std::size_t i = 0; i < lanes; ++i) {
      io::start(lane(work), [&work, resume](std::optional<bool> /*done*/, std::exception_ptr thrown) {
        work.thrown = work.thrown ? work.thrown : thrown;
        if (--work.lanes == 0) {
          resume(true);
        }
      });
    }
  });
  if (work.thrown) {
    std::rethrow_exception(work.thrown);
  }
  if (work.failure) {
    co_return tl::unexpected<Error>(std::move(*work.failure));
  }
  for (Record& record : records) {
    if (auto* user = std::get_if<UserRecord>(&record.what)) {
      user->clear_password.reset();
    }
  }
  co_return Result<void>();
}

}  // namespace narvi::accounts::intake
