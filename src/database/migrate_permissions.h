#pragma once
// Content types and default permissions, as Django's post_migrate makes them (contract django-auth §5).

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "database/database.h"
#include "database/migration.h"
#include "io/task.h"

namespace narvi::database {

/// What was added, or would be: "auth.user", "auth.add_user".
struct RecordedModels {
  std::vector<std::string> content_types;
  std::vector<std::string> permissions;
};

/// Adds the missing content types and permissions of `models`, in their order, in one transaction; none is
/// opened if nothing is missing or `plan_only` is set. Errors are the engine's.
io::Task<narvi::Result<RecordedModels>> record_models(Database& database, std::span<const Model> models,
                                                      bool plan_only);

}  // namespace narvi::database
