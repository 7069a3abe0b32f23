#include <algorithm>

#include "http/python_json.h"

namespace narvi::http::json {
namespace {

/// The end of the string literal that begins at `from`: just behind its closing quote.
std::size_t end_of_text(std::string_view json, std::size_t from) {
  for (std::size_t at = from + 1; at < json.size(); ++at) {
    if (json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      return at + 1;
    }
  }
  return json.size();
}

class Indenter {
 public:
  Indenter(std::string_view json, std::size_t width) : json_(json), width_(width) {}

  std::string run() {
    for (std::size_t at = 0; at < json_.size();) {
      at = step(at);
    }
    return std::move(out_);
  }

 private:
  /// Copies one token with the blanks that belong around it; the position behind it.
  std::size_t step(std::size_t at) {
    const char character = json_[at];
    switch (character) {
      case '"': {
        const std::size_t end = end_of_text(json_, at);
        out_.append(json_.substr(at, end - at));
        return end;
      }
      case '{':
      case '[':
        return open(at);
      case '}':
      case ']':
        depth_ -= std::min<std::size_t>(depth_, 1);
        new_line();
        break;
      default:
        break;
    }
    out_.push_back(character);
    if (character == ',') {
      new_line();
    } else if (character == ':') {
      out_.push_back(' ');
    }
    return at + 1;
  }

  std::size_t open(std::size_t at) {
    out_.push_back(json_[at]);
    const char closing = json_[at] == '{' ? '}' : ']';
    if (at + 1 < json_.size() && json_[at + 1] == closing) {  // Python keeps {} and [] together
      out_.push_back(closing);
      return at + 2;
    }
    ++depth_;
    new_line();
    return at + 1;
  }

  void new_line() {
    out_.push_back('\n');
    out_.append(depth_ * width_, ' ');
  }

  std::string_view json_;
  std::size_t width_;
  std::size_t depth_ = 0;
  std::string out_;
};

}  // namespace

std::string indented(std::string_view compact, std::size_t width) {
  return Indenter(compact, width).run();
}

}  // namespace narvi::http::json
