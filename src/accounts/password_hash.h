#pragma once
// Encoded password hashes as Django keeps them in the user table, and the list of hashers that read and write
// them (contract django-auth §6.1, §6.2). Pure: hashing runs where it is called; accounts/passwords.h moves
// it to a pool.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace narvi::accounts {

/// Why a password was accepted or not: more than a bool, because the last three deserve a line in the log.
enum class Verification {
  kCorrect,
  kWrong,
  kUnusable,   ///< `!...`: the account has no password
  kUnknown,    ///< no configured hasher reads this hash
  kMalformed,  ///< the hash is not what its algorithm writes
  kTooCostly,  ///< its cost parameters are over the ceiling; nothing was computed
};

/// Label and masked value, as the administration site shows them.
using SafeSummary = std::vector<std::pair<std::string, std::string>>;

/// One algorithm with its cost parameters.
class Hasher {
 public:
  virtual ~Hasher() = default;

  /// The text before the first `$`.
  virtual std::string_view algorithm() const = 0;
  /// The encoded hash of `password` at the configured cost. `salt`: kSaltLength letters and digits, of which
  /// an old format may take only the first ones or none. Errors: kInvalid if the algorithm cannot read the
  /// password (a NUL where the library takes C strings). Throws std::bad_alloc if there is no memory.
  virtual Result<std::string> encode(const SecretText& password, std::string_view salt) const = 0;
  /// An encoded hash at the configured cost that no password is known to have: verified where there is
  /// nothing to verify, so that this takes exactly the time of a check.
  virtual std::string decoy() const = 0;
  /// kCorrect, kWrong, kMalformed or kTooCostly, whatever `encoded` holds. Throws only std::bad_alloc, if
  /// there is no memory.
  virtual Verification verify(const SecretText& password, std::string_view encoded) const = 0;
  /// Django's answer to "must this hash be renewed": also true when the stored cost is higher than
  /// configured. False if it is malformed.
  virtual bool must_update(std::string_view encoded) const = 0;
  /// True only if renewing makes the hash stronger: a cost lower than configured or a short salt, and no cost
  /// higher than configured (contracts README C21).
  virtual bool is_weaker(std::string_view encoded) const = 0;
  /// Spends the difference between the configured cost and that of `encoded`, so that the time of a wrong
  /// password does not tell how old the hash is.
  virtual void harden_runtime(const SecretText& password, std::string_view encoded) const = 0;
  /// What may be shown of a hash; empty if it is malformed.
  virtual SafeSummary safe_summary(std::string_view encoded) const = 0;

  /// Bytes that encode() needs at once, if they are worth reserving; 0 for what fits on a stack.
  virtual std::uint64_t encode_memory() const { return 0; }
  /// The same for verify(); empty if that would compute nothing (malformed or too costly).
  virtual std::optional<std::uint64_t> verify_memory(std::string_view encoded) const = 0;
};

/// The hashers of a site: the first one makes new hashes, all of them verify (PASSWORD_HASHERS).
class Hashers {
 public:
  /// `ordered`: at least one.
  explicit Hashers(std::vector<std::unique_ptr<Hasher>> ordered);

  const Hasher& preferred() const { return *ordered_.front(); }
  /// The hasher that reads `encoded`; null if there is none.
  const Hasher* identify(std::string_view encoded) const;

 private:
  std::vector<std::unique_ptr<Hasher>> ordered_;
};

/// The algorithm that a hash claims (contract django-auth §6.1 "Identify"), known or not.
std::string_view claimed_algorithm(std::string_view encoded);

/// False for `!...`. An empty or unreadable hash counts as usable, though nothing verifies against it.
bool is_password_usable(std::string_view encoded);

/// `!` and 40 random characters: a password that nothing matches.
std::string make_unusable_password(Random& random);

/// A salt for a new hash: 22 characters, 128 bits and a little more.
std::string make_salt(Random& random);

inline constexpr std::size_t kSaltLength = 22;

/// Shows the first `visible` characters (code points), and `*` for each of the others.
std::string masked(std::string_view text, std::size_t visible = 6);

/// When a correct password has its hash renewed.
enum class UpgradeRule {
  kOnlyStronger,  ///< never lower a cost (contracts README C21)
  kAsDjango,      ///< whenever parameters differ
};

/// The outcome of a check.
struct PasswordCheck {
  Verification verification = Verification::kWrong;
  bool must_update = false;  ///< only if correct: re-hash with the preferred hasher
  bool correct() const { return verification == Verification::kCorrect; }
};

/// Checks a password as Django's check_password. Whatever cannot be verified costs one hash of the preferred
/// kind, so that the time tells nothing; a wrong password against an old hash is hardened.
PasswordCheck check_password(const Hashers& hashers, const SecretText& password, std::string_view encoded,
                             UpgradeRule rule);

/// The bytes that check_password() will need at once for `encoded`.
std::uint64_t check_memory(const Hashers& hashers, std::string_view encoded);

/// Stands for the stored hash of a user who does not exist: checking it takes as long as checking a current
/// one and never succeeds (contract django-auth §3.2).
inline constexpr std::string_view kNobodysHash = "!";

}  // namespace narvi::accounts
