#include "systems/credentials/answers.h"

namespace narvi::systems::credentials {

using http::json::Value;

namespace {

Value instant(const std::optional<Instant>& instant, const rest::DateTimeFormat& format) {
  return instant ? Value(format.text(*instant)) : Value();
}

Value text(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

}  // namespace

Value holding_object(const Holding& holding, bool current, const rest::DateTimeFormat& format) {
  http::json::Object object;
  object.set("id", Value(holding.id));
  object.set("kind", Value(holding.kind));
  object.set("client", text(holding.held.client));
  object.set("name", Value(holding.name));
  object.set("created", instant(holding.held.created, format));
  object.set("expiry", instant(holding.held.expiry, format));
  object.set("last_used", instant(holding.last_used, format));
  object.set("address", text(holding.address));
  object.set("user_agent", text(holding.user_agent));
  object.set("is_current", Value(current));
  return Value(std::move(object));
}

}  // namespace narvi::systems::credentials
