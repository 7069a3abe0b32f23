#pragma once
// Path patterns of rules. They are compared with Target::plain_path, segment by segment (what stands between
// two slashes): `*` is anything within a segment, also nothing; `**` as a whole segment is any number of
// segments, also none, so "/admin/**" fits "/admin", "/admin/" and all below; everything else is itself.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace narvi::systems::forward_auth {

struct PathPattern {
  /// A pattern as above. The error (kInvalid) says what is wrong and what to write.
  static Result<std::shared_ptr<const PathPattern>> glob(std::string_view text);
  /// A regular expression of RE2 that the whole path must fit. The error is RE2's.
  static Result<std::shared_ptr<const PathPattern>> regex(std::string_view text);

  ~PathPattern();
  PathPattern(const PathPattern&) = delete;
  PathPattern& operator=(const PathPattern&) = delete;

  /// Whether it fits. Time: at most the product of both lengths, whatever the path is. Globs allocate
  /// nothing.
  bool fits(std::string_view path) const;

  /// True if it is certain that everything `other` fits is fitted by this one, too; found by their texts.
  bool covers(const PathPattern& other) const;

  const std::string& text() const { return text_; }  ///< as given
  bool is_regex() const { return regex_ != nullptr; }

 private:
  explicit PathPattern(std::string_view text);
  bool fits_segments(std::string_view path) const;

  struct Segment {
    std::string text;
    bool any_number = false;  ///< "**"
    bool has_star = false;
  };
  std::string text_;
  std::vector<Segment> segments_;
  std::unique_ptr<re2::RE2> regex_;
};

}  // namespace narvi::systems::forward_auth
