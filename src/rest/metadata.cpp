#include "rest/metadata.h"

namespace narvi::rest {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

Array texts(const std::vector<std::string_view>& values) {
  Array array;
  for (const std::string_view value : values) {
    array.emplace_back(value);
  }
  return array;
}

}  // namespace

Value describe(const Endpoint& endpoint) {
  Object body;
  body.set("name", Value(endpoint.view_name));
  body.set("description", Value(endpoint.view_description));
  body.set("renders", Value(texts(endpoint.renderers)));
  body.set("parses", Value(texts(endpoint.parsers)));
  if (!endpoint.actions.is_null()) {
    body.set("actions", endpoint.actions);
  }
  return Value(std::move(body));
}

}  // namespace narvi::rest
