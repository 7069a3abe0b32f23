#include "systems/durin/clients.h"

#include <utility>

#include "base/utf8.h"
#include "http/python_json.h"

namespace narvi::systems::durin {

namespace {

using http::json::Object;
using http::json::Value;

constexpr std::size_t kLongestName = 64;  // characters: the column's width

constexpr std::string_view kColumns =
    "SELECT c.id, c.name, c.token_ttl, c.throttle_rate, s.settings FROM durin_client c "
    "LEFT JOIN narvi_durin_clientsettings s ON s.client_id = c.id ";

bool may_be_name(std::string_view name) {
  constexpr std::size_t kLongestSequence = 4;
  return name.size() <= kLongestName * kLongestSequence && name.find('\0') == std::string_view::npos &&
         !find_utf8_fault(name) && count_code_points(name) <= kLongestName;
}

std::string settings_text(const std::map<std::string, std::string>& settings) {
  Object object;
  for (const auto& [key, value] : settings) {
    object.set(key, Value(value));
  }
  return http::json::write(Value(std::move(object)), http::json::Style::kCompactUtf8);
}

Result<Client> decode(const database::Row& row) {
  const std::optional<std::int64_t> id = row.integer(0);
  const std::optional<database::Duration> lifetime = row.duration(2);
  auto settings = row.is_null(4) ? std::optional<std::map<std::string, std::string>>(std::in_place)
                                 : parse_client_settings(row.text(4));
  if (!id || !lifetime || !settings) {
    return fail(ErrorKind::kInternal, "a row of durin_client has a column of an unexpected type");
  }
  return Client{*id, row.text(1), lifetime->length, row.text(3), std::move(*settings)};
}

}  // namespace

std::optional<std::map<std::string, std::string>> parse_client_settings(std::string_view json) {
  const auto value = http::json::read(json);
  if (!value || value->object() == nullptr) {
    return std::nullopt;
  }
  std::map<std::string, std::string> settings;
  for (const auto& [key, member] : value->object()->members()) {
    if (member.text() == nullptr) {
      return std::nullopt;
    }
    settings[key] = *member.text();
  }
  return settings;
}

Clients::Clients(database::Database& database)
    : database_(database),
      find_("durin.client", std::string(kColumns) + "WHERE c.name = $1"),
      list_("durin.clients", std::string(kColumns) + "ORDER BY c.id"),
      insert_("durin.create_client",
              "INSERT INTO durin_client (name, token_ttl, throttle_rate) VALUES ($1, $2, $3) "
              "ON CONFLICT (name) DO NOTHING RETURNING id"),
      insert_settings_("durin.client_settings",
                       "INSERT INTO narvi_durin_clientsettings (client_id, settings) VALUES ($1, $2)") {}

io::Task<Result<std::optional<Client>>> Clients::find(std::string name) {
  if (!may_be_name(name)) {
    co_return std::optional<Client>();
  }
  const database::Result<database::Rows> rows = co_await database_.look_up(find_, {std::move(name)});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  if (rows->empty()) {
    co_return std::optional<Client>();
  }
  Result<Client> client = decode(rows->front());
  if (!client) {
    co_return tl::unexpected<Error>(std::move(client.error()));
  }
  co_return std::optional(std::move(*client));
}

io::Task<Result<std::vector<Client>>> Clients::list() {
  const database::Result<database::Rows> rows = co_await database_.scan(list_, {});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  std::vector<Client> clients;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    Result<Client> client = decode((*rows)[i]);
    if (!client) {
      co_return tl::unexpected<Error>(std::move(client.error()));
    }
    clients.push_back(std::move(*client));
  }
  co_return clients;
}

/// The new id; 0 if the name is taken.
io::Task<database::Result<std::int64_t>> Clients::create_in(database::Transaction& transaction,
                                                            Client client) {
  database::Params params{client.name, database::Duration{client.token_ttl}, client.throttle_rate};
  const database::Result<database::Outcome> made = co_await transaction.run(insert_, std::move(params));
  if (!made) {
    co_return tl::unexpected<database::Error>(made.error());
  }
  if (made->rows.empty()) {
    co_return std::int64_t{0};
  }
  const std::int64_t id = made->rows.front().integer(0).value_or(0);
  if (!client.settings.empty()) {
    database::Params own{id, settings_text(client.settings)};
    const database::Result<database::Outcome> kept =
        co_await transaction.run(insert_settings_, std::move(own));
    if (!kept) {
      co_return tl::unexpected<database::Error>(kept.error());
    }
  }
  co_return id;
}

io::Task<Result<std::optional<Client>>> Clients::create(Client client) {
  auto body = [this, client](database::Transaction& transaction) { return create_in(transaction, client); };
  const database::Result<std::int64_t> id = co_await database_.transact<std::int64_t>(std::move(body));
  if (!id) {
    co_return tl::unexpected<Error>(database::to_error(id.error()));
  }
  if (*id == 0) {
    co_return std::optional<Client>();
  }
  client.id = *id;
  co_return std::optional(std::move(client));
}

}  // namespace narvi::systems::durin
