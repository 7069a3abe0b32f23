#include "systems/credentials/holdings.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/base64.h"
#include "base/log.h"
#include "crypto/digest.h"

namespace narvi::systems::credentials {

namespace {

constexpr std::size_t kIdLength = 22;  // of base64url: 132 bits
constexpr std::int64_t kMostNotes = 10 * rest::kMostHeld;

/// Later first; what was never used comes last, by when it was made.
bool used_later(const Holding& left, const Holding& right) {
  return std::tie(left.last_used, left.held.created, left.id) >
         std::tie(right.last_used, right.held.created, right.id);
}

/// `row`: of the statement credentials.notes.
void add_note(Holding& holding, const database::Row& row) {
  holding.name = row.text(2);
  if (!holding.held.created) {
    holding.held.created = row.instant(3);
  }
  holding.last_used = row.instant(4);
  holding.address = row.text(5);
  holding.user_agent = row.text(6);
}

}  // namespace

std::string public_id(std::string_view kind, std::string_view ref) {
  const crypto::Digest digest =
      crypto::digest(crypto::HashAlgorithm::kSha256, {"narvi.credential ", kind, " ", ref});
  return std::string(kind) + "-" + base64_url_encode(digest.bytes()).substr(0, kIdLength);
}

Holdings::Holdings(const rest::Services& services, std::shared_ptr<Uses> uses)
    : services_(services),
      uses_(std::move(uses)),
      notes_("credentials.notes",
             "SELECT kind, ref, name, created, last_used, address, user_agent FROM narvi_credential WHERE "
             "user_id = $1 LIMIT $2"),
      rename_("credentials.rename",
              "INSERT INTO narvi_credential (kind, ref, user_id, name, created, last_used, address, "
              "user_agent) VALUES ($1, $2, $3, $4, $5, NULL, '', '') ON CONFLICT (kind, ref) DO UPDATE SET "
              "name = excluded.name"),
      forget_("credentials.forget", "DELETE FROM narvi_credential WHERE kind = $1 AND ref = $2") {}

/// So that the list shows also what just happened. A list without it is better than none.
io::Task<void> Holdings::write_uses() const {
  if (!uses_) {
    co_return;
  }
  const Result<void> written = co_await uses_->write_all();
  if (!written) {
    log_warning("uses of credentials could not be noted", {{"why", written.error().message}});
  }
}

io::Task<Result<void>> Holdings::add_notes(accounts::UserKey user, std::vector<Holding>& holdings) const {
  if (!uses_ || holdings.empty()) {
    co_return Result<void>();
  }
  database::Params params{user.value(), database::integer(kMostNotes)};
  const auto rows = co_await services_.database.scan(notes_, std::move(params));
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  std::unordered_map<std::string, std::size_t> by_ref;
  for (std::size_t index = 0; index < rows->size(); ++index) {
    by_ref.emplace((*rows)[index].text(0) + " " + (*rows)[index].text(1), index);
  }
  for (Holding& holding : holdings) {
    const auto found = by_ref.find(std::string(holding.kind) + " " + holding.held.ref);
    if (found != by_ref.end()) {
      add_note(holding, (*rows)[found->second]);
    }
  }
  co_return Result<void>();
}

io::Task<Result<std::vector<Holding>>> Holdings::of_kind(accounts::User user,
                                                         const rest::CredentialKind* kind) const {
  Result<std::vector<rest::HeldCredential>> held = co_await kind->held_by(std::move(user));
  if (!held) {
    co_return tl::unexpected<Error>(held.error());
  }
  std::vector<Holding> holdings;
  for (rest::HeldCredential& each : *held) {
    std::string id = public_id(kind->name(), each.ref);
    holdings.push_back({std::move(id), kind->name(), std::move(each), {}, std::nullopt, {}, {}});
  }
  co_return holdings;
}

io::Task<Result<std::vector<Holding>>> Holdings::of(accounts::User user) const {
  co_await write_uses();
  std::vector<Holding> holdings;
  for (const auto& kind : services_.credentials.all()) {
    Result<std::vector<Holding>> more = co_await of_kind(user, kind.get());
    if (!more) {
      co_return tl::unexpected<Error>(more.error());
    }
    std::move(more->begin(), more->end(), std::back_inserter(holdings));
  }
  const Result<void> added = co_await add_notes(user.key, holdings);
  if (!added) {
    co_return tl::unexpected<Error>(added.error());
  }
  std::sort(holdings.begin(), holdings.end(), used_later);
  co_return holdings;
}

io::Task<Result<std::optional<Holding>>> Holdings::find(accounts::User user, std::string id) const {
  const rest::CredentialKind* const kind =
      services_.credentials.find(std::string_view(id).substr(0, id.find('-')));
  if (kind == nullptr) {
    co_return std::nullopt;
  }
  co_await write_uses();
  const accounts::UserKey key = user.key;
  Result<std::vector<Holding>> all = co_await of_kind(std::move(user), kind);
  if (!all) {
    co_return tl::unexpected<Error>(all.error());
  }
  std::erase_if(*all, [&](const Holding& each) { return each.id != id; });
  const Result<void> added = co_await add_notes(key, *all);
  if (!added) {
    co_return tl::unexpected<Error>(added.error());
  }
  co_return all->empty() ? std::nullopt : std::optional(std::move(all->front()));
}

io::Task<Result<bool>> Holdings::end(accounts::User user, Holding holding) const {
  const rest::CredentialKind* const kind = services_.credentials.find(holding.kind);
  if (kind == nullptr) {
    co_return false;
  }
  const Result<bool> ended = co_await kind->end(std::move(user), holding.held.ref);
  if (!ended || !uses_) {
    co_return ended;
  }
  database::Params which{std::string(holding.kind), holding.held.ref};
  const auto forgotten = co_await services_.database.write(forget_, std::move(which));
  if (!forgotten) {  // it is ended all the same, and the clean-up finds the note
    log_warning("the note of an ended credential stays", {{"why", forgotten.error().message}});
  }
  co_return ended;
}

io::Task<Result<std::int64_t>> Holdings::end_of_client(accounts::User user, Selection selection) const {
  const Result<std::vector<Holding>> all = co_await of(user);
  if (!all) {
    co_return tl::unexpected<Error>(all.error());
  }
  std::int64_t ended = 0;
  for (const Holding& each : *all) {
    const bool spared = each.kind == selection.except.kind && each.held.ref == selection.except.ref;
    if (spared || each.held.client != selection.client ||
        (!selection.kind.empty() && each.kind != selection.kind)) {
      continue;
    }
    const Result<bool> went = co_await end(user, each);
    if (!went) {
      co_return tl::unexpected<Error>(went.error());
    }
    ended += *went ? 1 : 0;
  }
  co_return ended;
}

io::Task<Result<std::int64_t>> Holdings::end_all(accounts::User user, Selection selection) const {
  if (!selection.client.empty()) {
    co_return co_await end_of_client(std::move(user), std::move(selection));
  }
  std::int64_t ended = 0;
  for (const auto& kind : services_.credentials.all()) {
    if (!selection.kind.empty() && kind->name() != selection.kind) {
      continue;
    }
    std::string except = selection.except.kind == kind->name() ? selection.except.ref : std::string();
    const Result<std::int64_t> went = co_await kind->end_all(user, std::move(except));
    if (!went) {
      co_return tl::unexpected<Error>(went.error());
    }
    ended += *went;
  }
  co_return ended;  // their notes go with the next clean-up
}

io::Task<Result<void>> Holdings::rename(accounts::User user, Holding holding, std::string name) const {
  if (!uses_) {
    co_return fail(ErrorKind::kInvalid,
                   "[systems.credentials] metadata is off: there is no place for a name");
  }
  database::Params row{std::string(holding.kind), holding.held.ref, user.key.value(), std::move(name),
                       holding.held.created.value_or(services_.clock.now())};
  const auto written = co_await services_.database.write(rename_, std::move(row));
  if (!written) {
    co_return tl::unexpected<Error>(database::to_error(written.error()));
  }
  co_return Result<void>();
}

}  // namespace narvi::systems::credentials
