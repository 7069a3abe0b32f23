#include "accounts/intake/json_objects.h"

#include <utility>

namespace narvi::accounts::intake {

namespace {

/// Where an object that began with `{` ends: brackets are counted outside of strings. Which bracket closes
/// which is left to the JSON reader.
class ObjectEnd {
 public:
  /// True at the byte that ends the object.
  bool ends_with(char c) {
    if (in_string_) {
      in_string_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
      return false;
    }
    in_string_ = c == '"';
    if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      --depth_;
    }
    return depth_ == 0;
  }

 private:
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

tl::unexpected<Error> JsonObjects::broken(const std::string& what) {
  place_ = Place::kBroken;
  return fail(ErrorKind::kInvalid, "line " + std::to_string(cursor_.line()) + ": " + what);
}

/// The next byte that is not blank, not taken.
Result<std::optional<char>> JsonObjects::skip_blanks() {
  while (true) {
    auto byte = cursor_.peek();
    if (!byte || !*byte || !is_blank(**byte)) {
      return byte;
    }
    cursor_.take();
  }
}

/// Before an element, a comma or the end of the array. True: an object begins at the next byte.
Result<bool> JsonObjects::in_array(char c) {
  if (c == ']') {
    cursor_.take();
    place_ = Place::kEnd;
    auto surplus = skip_blanks();
    if (!surplus) {
      return tl::unexpected<Error>(std::move(surplus.error()));
    }
    if (*surplus) {
      return broken("there is something behind the end of the array");
    }
    return false;
  }
  if (place_ == Place::kBetween) {
    if (c != ',') {
      return broken("a comma or the end of the array was expected");
    }
    cursor_.take();
    auto next = skip_blanks();
    if (!next) {
      return tl::unexpected<Error>(std::move(next.error()));
    }
    if (*next != '{') {
      return broken("an object was expected");
    }
    return true;
  }
  if (c != '{') {
    return broken("an object was expected");
  }
  return true;
}

/// True: an object begins at the next byte. False: there is none any more.
Result<bool> JsonObjects::go_to_object() {
  if (place_ == Place::kStart) {
    if (Result<void> skipped = cursor_.skip_byte_order_mark(); !skipped) {
      return broken(skipped.error().message);
    }
  }
  auto byte = skip_blanks();
  if (!byte) {
    return tl::unexpected<Error>(std::move(byte.error()));
  }
  const std::optional<char> c = *byte;
  if (place_ == Place::kStart && c == '[') {
    cursor_.take();
    place_ = Place::kFirst;
    return go_to_object();
  }
  if (place_ == Place::kStart && c == '{') {
    place_ = Place::kLines;
  }
  if (place_ == Place::kLines) {
    if (c && *c != '{') {
      return broken("an object was expected");
    }
    return c.has_value();
  }
  if (place_ == Place::kStart) {
    return broken("this is neither a JSON array nor a JSON object");
  }
  if (!c) {
    return broken("the array does not end");
  }
  return in_array(*c);
}

Result<std::string> JsonObjects::object_text() {
  std::string text;
  ObjectEnd end;
  while (true) {
    auto byte = cursor_.peek();
    if (!byte) {
      return tl::unexpected<Error>(std::move(byte.error()));
    }
    if (!*byte) {
      return broken("the object does not end");
    }
    if (text.size() == kLargestObject) {
      return broken("the object is larger than 1 MiB");
    }
    const char c = **byte;
    cursor_.take();
    text.push_back(c);
    if (end.ends_with(c)) {
      return text;
    }
  }
}

Result<std::optional<JsonObject>> JsonObjects::next() {
  if (place_ == Place::kEnd) {
    return std::optional<JsonObject>();
  }
  if (place_ == Place::kBroken) {
    return broken("nothing can be read behind a mistake");
  }
  const Result<bool> there = go_to_object();
  if (!there) {
    return tl::unexpected<Error>(there.error());
  }
  if (!*there) {
    place_ = Place::kEnd;
    return std::optional<JsonObject>();
  }
  const std::uint64_t line = cursor_.line();
  const Result<std::string> text = object_text();
  if (!text) {
    return tl::unexpected<Error>(text.error());
  }
  auto value = http::json::read(*text, http::json::Constants::kRefused, {.depth = 32});
  if (!value) {
    return broken("in the object that begins in line " + std::to_string(line) + ": " + value.error().text);
  }
  if (value->object() == nullptr) {
    return broken("an object was expected");
  }
  if (place_ != Place::kLines) {
    place_ = Place::kBetween;
  }
  return std::optional(JsonObject{line, std::move(*value->object())});
}

}  // namespace narvi::accounts::intake
