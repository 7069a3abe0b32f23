#include "accounts/reset_token.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/radix.h"
#include "crypto/same.h"
#include "database/time_text.h"

namespace narvi::accounts {

namespace {

using crypto::HashAlgorithm;

constexpr LocalTime kEpoch = std::chrono::local_days(std::chrono::year(2001) / 1 / 1);
constexpr std::int64_t kSecondsOfDay = 86'400;
constexpr std::size_t kShortestSecondsToken = 4;  // a shorter number counts days (Django <= 3.0)

std::string every_second(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    out.push_back(text[at]);
  }
  return out;
}

/// str() of a naive datetime without its fraction.
std::string datetime_text(LocalTime time) {
  const Instant as_utc(std::chrono::floor<Seconds>(time).time_since_epoch());
  return database::format_instant(as_utc).value_or("");
}

}  // namespace

ResetTokens::ResetTokens(const DjangoBehaviour& version, const SigningKeys& keys, ResetTokenOptions options)
    : version_(&version), keys_(&keys), options_(std::move(options)) {}

std::string ResetTokens::make(const User& user, Instant now, std::string_view more) const {
  const std::int64_t timestamp = wall_seconds(now);
  return token(timestamp, hash_input(user, timestamp, more), secret(), options_.algorithm);
}

bool ResetTokens::check(const User& user, std::string_view token, Instant now, std::string_view more) const {
  return check(user, token, now, options_.timeout, more);
}

bool ResetTokens::check(const User& user, std::string_view token, Instant now, Seconds timeout,
                        std::string_view more) const {
  const std::size_t dash = token.find('-');
  if (dash == std::string_view::npos || token.find('-', dash + 1) != std::string_view::npos) {
    return false;
  }
  const std::optional<std::int64_t> number = from_base36(token.substr(0, dash));
  if (!number || *number < 0 || !is_authentic(user, token, *number, more)) {
    return false;
  }
  const std::int64_t seconds = wall_seconds(now);
  std::int64_t made = *number;
  if (version_->legacy_reset_tokens && dash < kShortestSecondsToken) {
    // Such a token is as old as whole days are: it is taken for one of the same time of that day.
    made = made * kSecondsOfDay + seconds % kSecondsOfDay;
  }
  return seconds - made <= timeout.count();
}

std::int64_t ResetTokens::wall_seconds(Instant now) const {
  const Seconds since = std::chrono::floor<Seconds>(options_.zone.to_local(now) - kEpoch);
  return std::max<std::int64_t>(since.count(), 0);
}

std::string ResetTokens::hash_input(const User& user, std::int64_t timestamp, std::string_view more) const {
  std::string standard = user.key.text() + user.password.reveal();
  if (user.last_login) {
    const TimeZone zone = options_.use_tz ? TimeZone() : options_.zone;
    standard += datetime_text(zone.to_local(*user.last_login));
  }
  standard += std::to_string(timestamp) + user.email;
  return options_.hash_input ? options_.hash_input(std::move(standard), user, more) : standard.append(more);
}

std::string ResetTokens::token(std::int64_t timestamp, std::string_view input, const SecretText& secret,
                               HashAlgorithm algorithm) const {
  const crypto::Digest code = salted_hmac(algorithm, options_.key_salt, input, secret);
  return to_base36(static_cast<std::uint64_t>(timestamp)) + "-" + every_second(code.hex());
}

bool ResetTokens::is_authentic(const User& user, std::string_view given, std::int64_t timestamp,
                               std::string_view more) const {
  const SecretText input(hash_input(user, timestamp, more));
  const auto matches = [&](const SecretText& key, HashAlgorithm algorithm) {
    return crypto::same(given, token(timestamp, input.reveal(), key, algorithm));
  };
  return matches(secret(), options_.algorithm) ||
         (version_->legacy_reset_tokens && matches(secret(), HashAlgorithm::kSha1)) ||
         std::ranges::any_of(fallbacks(),
                             [&](const SecretText& key) { return matches(key, options_.algorithm); });
}

const SecretText& ResetTokens::secret() const {
  return options_.secret ? *options_.secret : keys_->key;
}

const std::vector<SecretText>& ResetTokens::fallbacks() const {
  static const std::vector<SecretText> kNone;
  if (!version_->secret_key_fallbacks) {
    return kNone;
  }
  return options_.secret_fallbacks ? *options_.secret_fallbacks : keys_->fallbacks;
}

std::string encode_uid(const UserKey& key) {
  return base64_url_encode(key.text());
}

std::optional<std::string> decode_uid(std::string_view uid) {
  // Upstream pads by the remainder, which is more than base64 needs; the surplus is ignored, but `M Q`, whose
  // blank is counted, reads thanks to it.
  return base64_decode_lenient(std::string(uid).append(uid.size() % 4, '='), Base64Alphabet::kUrl);
}

std::optional<UserKey> user_key_of_uid(std::string_view uid, UserKeyType type) {
  const std::optional<std::string> text = decode_uid(uid);
  return text ? parse_user_key(*text, type) : std::nullopt;
}

}  // namespace narvi::accounts
