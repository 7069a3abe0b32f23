// CRUD over auth_group as a ModelViewSet does it, for the permission vectors.

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "database/database.h"
#include "drf_handlers.h"
#include "rest/body.h"
#include "rest/call.h"
#include "rest/fields.h"
#include "rest/run.h"

namespace narvi::tests {

namespace {

using http::Response;
using http::json::Array;
using http::json::Value;
using rest::Admitted;
using rest::ApiResult;
using rest::Call;

constexpr std::size_t kLongestName = 150;

class Group final : public rest::GuardedObject {
 public:
  Group(std::int64_t id, std::string name) : id_(id), name_(std::move(name)) {}
  std::string_view model() const override { return "auth.group"; }
  std::string key() const override { return std::to_string(id_); }
  std::int64_t id() const { return id_; }
  const std::string& name() const { return name_; }

  Value json() const {
    http::json::Object object;
    object.set("id", Value(id_));
    object.set("name", Value(name_));
    return Value(std::move(object));
  }

 private:
  std::int64_t id_;
  std::string name_;
};

class OnlyOpen final : public rest::Permission {
 public:
  std::string_view name() const override { return "OnlyOpenGroups"; }
  io::Task<ApiResult<bool>> allows(Call& /*call*/) const override { co_return true; }
  io::Task<ApiResult<bool>> allows_object(Call& /*call*/, const rest::GuardedObject& object) const override {
    const auto* group = dynamic_cast<const Group*>(&object);
    co_return group != nullptr && group->name() == "open";
  }
};

/// Runs a statement whose rows are groups.
io::Task<ApiResult<std::vector<Group>>> groups(Call& call, const database::Statement& statement,
                                               database::Params params) {
  const auto outcome = co_await call.services.database.write(statement, std::move(params));
  if (!outcome) {
    co_return rest::refuse(rest::from_error(database::to_error(outcome.error())));
  }
  std::vector<Group> list;
  for (std::size_t at = 0; at < outcome->rows.size(); ++at) {
    list.emplace_back(outcome->rows[at].integer(0).value_or(0), outcome->rows[at].text(1));
  }
  co_return list;
}

/// get_object(): the group of the path, once its permissions were asked.
io::Task<ApiResult<Group>> load(Call& call) {
  static const database::Statement kFind("test.group", "SELECT id, name FROM auth_group WHERE id = $1");
  const std::string_view text = call.match.parameter("pk");
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  ApiResult<std::vector<Group>> found = co_await groups(call, kFind, {id});
  if (!found) {
    co_return rest::refuse(std::move(found.error()));
  }
  if (found->empty()) {
    co_return rest::refuse(
        rest::django_not_found(call.services.rest_version, "No Group matches the given query."));
  }
  ApiResult<void> allowed = co_await rest::Policy::check_object(call, found->front());
  if (!allowed) {
    co_return rest::refuse(std::move(allowed.error()));
  }
  co_return std::move(found->front());
}

io::Task<ApiResult<void>> load_only(Call& call) {
  const ApiResult<Group> group = co_await load(call);
  if (!group) {
    co_return rest::refuse(group.error());
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<std::string>> read_name(Call& call) {
  static constexpr std::array<rest::CharField, 1> kFields = {{{.name = "name", .max_length = kLongestName}}};
  const ApiResult<rest::RequestData> data = co_await rest::parse_body(call);
  if (!data) {
    co_return rest::refuse(data.error());
  }
  ApiResult<std::vector<std::string>> values = rest::validate(*data, kFields);
  if (!values) {
    co_return rest::refuse(std::move(values.error()));
  }
  co_return std::move(values->front());
}

io::Task<Response> list(Call& call) {
  static const database::Statement kAll("test.groups", "SELECT id, name FROM auth_group ORDER BY id");
  const ApiResult<std::vector<Group>> found = co_await groups(call, kAll, {});
  if (!found) {
    co_return rest::error_response(call, found.error());
  }
  Array body;
  for (const Group& group : *found) {
    body.push_back(group.json());
  }
  co_return rest::json_response(200, Value(std::move(body)));
}

io::Task<Response> create(Call& call) {
  static const database::Statement kInsert("test.make_group",
                                           "INSERT INTO auth_group (name) VALUES ($1) RETURNING id, name");
  const ApiResult<std::string> name = co_await read_name(call);
  if (!name) {
    co_return rest::error_response(call, name.error());
  }
  const ApiResult<std::vector<Group>> made = co_await groups(call, kInsert, {*name});
  if (!made) {
    co_return rest::error_response(call, made.error());
  }
  co_return rest::json_response(201, made->front().json());
}

io::Task<Response> retrieve(Call& call) {
  const ApiResult<Group> group = co_await load(call);
  co_return group ? rest::json_response(200, group->json()) : rest::error_response(call, group.error());
}

io::Task<Response> change(Call& call) {
  static const database::Statement kUpdate(
      "test.change_group", "UPDATE auth_group SET name = $2 WHERE id = $1 RETURNING id, name");
  const ApiResult<Group> group = co_await load(call);
  if (!group) {
    co_return rest::error_response(call, group.error());
  }
  const ApiResult<std::string> name = co_await read_name(call);
  if (!name) {
    co_return rest::error_response(call, name.error());
  }
  const ApiResult<std::vector<Group>> changed = co_await groups(call, kUpdate, {group->id(), *name});
  if (!changed) {
    co_return rest::error_response(call, changed.error());
  }
  co_return rest::json_response(200, changed->front().json());
}

io::Task<Response> destroy(Call& call) {
  static const database::Statement kDelete("test.drop_group",
                                           "DELETE FROM auth_group WHERE id = $1 RETURNING id, name");
  const ApiResult<Group> group = co_await load(call);
  if (!group) {
    co_return rest::error_response(call, group.error());
  }
  const ApiResult<std::vector<Group>> gone = co_await groups(call, kDelete, {group->id()});
  if (!gone) {
    co_return rest::error_response(call, gone.error());
  }
  Response response;
  response.status = 204;
  co_return response;
}

/// What OPTIONS tells of the serializer's fields.
Value actions(std::string_view method) {
  const auto fields = http::json::read(
      R"({"id":{"type":"integer","required":false,"read_only":true,"label":"ID"},)"
      R"("name":{"type":"string","required":true,"read_only":false,"label":"Name","max_length":150}})");
  http::json::Object all;
  all.set(method, *fields);
  return Value(std::move(all));
}

}  // namespace

std::vector<rest::Endpoint> group_views(const rest::Endpoint& view) {
  rest::Endpoint all = view;
  all.model = "auth.group";
  all.view_name = view.view_name + " List";
  all.actions = actions("POST");
  all.methods = {{"GET", [](const Admitted&, Call& call) { return list(call); }},
                 {"POST", [](const Admitted&, Call& call) { return create(call); }}};
  rest::Endpoint one = view;
  one.name += ".detail";
  one.path += "<int:pk>/";
  one.model = "auth.group";
  one.view_name = view.view_name + " Instance";
  one.actions = actions("PUT");
  one.load_object = load_only;
  one.methods = {{"GET", [](const Admitted&, Call& call) { return retrieve(call); }},
                 {"PUT", [](const Admitted&, Call& call) { return change(call); }},
                 {"PATCH", [](const Admitted&, Call& call) { return change(call); }},
                 {"DELETE", [](const Admitted&, Call& call) { return destroy(call); }}};
  return {std::move(all), std::move(one)};
}

rest::PermissionRef only_open_groups() {
  return std::make_shared<OnlyOpen>();
}

}  // namespace narvi::tests
