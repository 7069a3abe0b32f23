#pragma once
// The rows of durin_client (contract durin §5), and what a site keeps beside them.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "systems/durin/client.h"

namespace narvi::systems::durin {

class Clients {
 public:
  /// `database` outlives it.
  explicit Clients(database::Database& database);

  /// The client of exactly that name, with its settings. Any text may be asked for; what no row can hold is
  /// nobody's without a query.
  io::Task<Result<std::optional<Client>>> find(std::string name);
  /// All, in the order of their ids.
  io::Task<Result<std::vector<Client>>> list();
  /// Stores a new one, whatever `id` says, with its settings. Empty: there is one of that name.
  io::Task<Result<std::optional<Client>>> create(Client client);

  /// For the EXPLAIN test.
  const database::Statement& find_statement() const { return find_; }

 private:
  io::Task<database::Result<std::int64_t>> create_in(database::Transaction& transaction, Client client);

  database::Database& database_;
  database::Statement find_;
  database::Statement list_;
  database::Statement insert_;
  database::Statement insert_settings_;
};

/// Settings of a client as text: a JSON object of texts. Empty optional for anything else.
std::optional<std::map<std::string, std::string>> parse_client_settings(std::string_view json);

}  // namespace narvi::systems::durin
