#include "systems/knox/token_sql.h"

namespace narvi::systems::knox {

namespace {

// What one request deletes at most, of the presented key and of others; the sweeper does the rest.
constexpr const char* kMostCleaned = " LIMIT 50";

// Of a key that many tokens share, which needs a prefix longer than the setting takes, the first.
constexpr const char* kMostOfOneKey = " LIMIT 64";

/// {tokens} is the token table; {token.columns} what stored_token.h reads, before the user's columns.
std::string expand(std::string sql, const std::string& table, const accounts::UserTable& users,
                   bool tells_expired = false) {
  const auto replace = [&sql](std::string_view name, const std::string& by) {
    for (std::size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at + by.size())) {
      sql.replace(at, name.size(), by);
    }
  };
  replace("{token.columns}",
          std::string("t.digest, t.token_key, t.created, t.expiry, ") +
              (tells_expired ? "EXISTS (SELECT 1 FROM {tokens} o "
                               "WHERE o.user_id = t.user_id AND o.expiry < $2) AS has_expired"
                             : "FALSE AS has_expired"));
  replace("{tokens}", "\"" + table + "\"");
  return users.expand(sql);
}

/// What counts towards the limit: an expiry of this very instant does not (knox §2.1).
constexpr const char* kCounts = "user_id = $1 AND (expiry > $2 OR expiry IS NULL)";

}  // namespace

TokenSql::TokenSql(const std::string& table, const accounts::UserTable& users, bool tells_expired)
    : find("knox.find", expand("SELECT {token.columns}, {user.columns} FROM {tokens} t "
                               "{user.join t.user_id} WHERE t.digest = $1",
                               table, users, tells_expired)),
      find_salted("knox.find_salted", expand("SELECT {token.columns}, {user.columns}, t.salt FROM {tokens} t "
                                             "{user.join t.user_id} WHERE t.token_key = $1",
                                             table, users, tells_expired) +
                                          kMostOfOneKey),
      users_of_key("knox.users_of_key", expand("SELECT {user.columns} FROM {tokens} t {user.join t.user_id} "
                                               "WHERE t.token_key = $1 AND EXISTS (SELECT 1 FROM {tokens} o "
                                               "WHERE o.user_id = t.user_id AND o.expiry < $2)",
                                               table, users) +
                                            kMostOfOneKey),
      clean("knox.clean", expand("DELETE FROM {tokens} WHERE digest IN ("
                                 "SELECT p.digest FROM (SELECT digest FROM {tokens} WHERE token_key = $3 AND "
                                 "user_id = $1 AND expiry < $2" +
                                     std::string(kMostCleaned) +
                                     ") p UNION ALL SELECT o.digest FROM (SELECT digest FROM {tokens} WHERE "
                                     "user_id = $1 AND expiry < $2" +
                                     kMostCleaned + ") o) AND expiry < $2 RETURNING digest, token_key",
                                 table, users)),
      renew("knox.renew",
            expand("UPDATE {tokens} SET expiry = $2 WHERE digest = $1 AND expiry = $3", table, users)),
      extend("knox.extend",
             expand("UPDATE {tokens} SET expiry = CASE WHEN expiry < $2 THEN $2 ELSE expiry END "
                    "WHERE digest = $1 RETURNING expiry",
                    table, users)),
      rewrite("knox.rewrite",
              expand("UPDATE {tokens} SET digest = $2, token_key = $3 WHERE digest = $1", table, users)),
      insert("knox.insert", expand("INSERT INTO {tokens} (digest, created, user_id, expiry, token_key) "
                                   "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING",
                                   table, users)),
      insert_salted("knox.insert_salted",
                    expand("INSERT INTO {tokens} (digest, created, user_id, expiry, token_key, salt) "
                           "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (digest) DO NOTHING",
                           table, users)),
      count("knox.count", expand("SELECT count(*) AS number FROM {tokens} WHERE ", table, users) + kCounts),
      evict("knox.evict",
            expand("DELETE FROM {tokens} WHERE digest IN (SELECT digest FROM {tokens} WHERE ", table, users) +
                kCounts + " ORDER BY created, digest LIMIT $3)"),
      end("knox.end", expand("DELETE FROM {tokens} WHERE user_id = $1 AND digest = $2", table, users)),
      end_all("knox.end_all",
              expand("DELETE FROM {tokens} WHERE user_id = $1 AND digest <> $2", table, users)),
      held("knox.held", expand("SELECT digest, created, expiry FROM {tokens} WHERE user_id = $1 AND "
                               "(expiry >= $2 OR expiry IS NULL) ORDER BY created DESC LIMIT $3",
                               table, users)),
      expired("knox.expired", expand("SELECT digest FROM {tokens} WHERE expiry < $1 LIMIT $2", table, users)),
      delete_expired("knox.delete_expired",
                     expand("DELETE FROM {tokens} WHERE digest = $1 AND expiry < $2", table, users)),
      count_expired("knox.count_expired",
                    expand("SELECT count(*) AS number FROM {tokens} WHERE expiry < $1", table, users)) {}

}  // namespace narvi::systems::knox
