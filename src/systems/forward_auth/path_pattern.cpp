#include "systems/forward_auth/path_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "base/utf8.h"
#include "http/url.h"
#include "systems/forward_auth/target_parts.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::size_t kLongestPattern = 1024;       // bytes
constexpr std::int64_t kRegexMemory = 1024 * 1024;  // bytes for program and states of one expression
constexpr std::string_view kAnyNumber = "**";

/// Whether `text` fits `pattern`, in which only '*' is special. At a mismatch only the last '*' can take one
/// more character: what an earlier one would take instead, the last one takes, too.
bool fits_stars(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (in < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = in;
    } else if (at < pattern.size() && pattern[at] == text[in]) {
      ++at;
      ++in;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

/// The segments of a path, one after the other.
class Segments {
 public:
  /// `path` begins with '/', or is empty: then there are none.
  explicit Segments(std::string_view path) : rest_(path) { find_end(); }
  bool at_end() const { return rest_.empty(); }
  std::string_view current() const { return rest_.substr(1, end_ - 1); }
  void next() {
    rest_.remove_prefix(end_);
    find_end();
  }

 private:
  void find_end() { end_ = std::min(rest_.find('/', 1), rest_.size()); }

  std::string_view rest_;
  std::size_t end_ = 0;  ///< of the current one in rest_
};

tl::unexpected<Error> bad(std::string message) {
  return fail(ErrorKind::kInvalid, std::move(message));
}

/// What keeps a pattern from ever fitting, or from meaning what it seems to mean.
std::optional<std::string> fault_of(std::string_view text) {
  if (!text.starts_with('/')) {
    return "a pattern begins with '/': \"/" + std::string(text) + "\"";
  }
  if (text.size() > kLongestPattern) {
    return "a pattern has at most 1024 bytes";
  }
  if (text.find('?') != std::string_view::npos) {
    return "'?' is a character like any other, and queries are not looked at; write '*', or use path_regex";
  }
  if (http::percent_decode(text) != text) {
    return "it is compared with the decoded path; write the character itself instead of %XX";
  }
  if (plain_path(text).text != text) {
    return "paths are compared without \"//\", \".\" and \"..\"; it would never fit";
  }
  return std::nullopt;
}

}  // namespace

PathPattern::PathPattern(std::string_view text) : text_(text) {}
PathPattern::~PathPattern() = default;

Result<std::shared_ptr<const PathPattern>> PathPattern::glob(std::string_view text) {
  if (const auto fault = fault_of(text)) {
    return bad(*fault);
  }
  std::shared_ptr<PathPattern> pattern(new PathPattern(text));
  for (Segments segments(text); !segments.at_end(); segments.next()) {
    const std::string_view segment = segments.current();
    const bool any_number = segment == kAnyNumber;
    if (!any_number && segment.find(kAnyNumber) != std::string_view::npos) {
      return bad("\"**\" stands alone between two slashes: \"/static/**/*.css\"");
    }
    if (any_number && !pattern->segments_.empty() && pattern->segments_.back().any_number) {
      continue;
    }
    pattern->segments_.push_back(
        {std::string(segment), any_number, segment.find('*') != std::string_view::npos});
  }
  return pattern;
}

Result<std::shared_ptr<const PathPattern>> PathPattern::regex(std::string_view text) {
  if (text.size() > kLongestPattern) {
    return bad("an expression has at most 1024 bytes");
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(true);  // an encoded line end must not let a path slip past a rule
  options.set_max_mem(kRegexMemory);
  std::shared_ptr<PathPattern> pattern(new PathPattern(text));
  pattern->regex_ = std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (!pattern->regex_->ok()) {
    return bad(pattern->regex_->error());
  }
  return pattern;
}

bool PathPattern::fits(std::string_view path) const {
  if (regex_) {
    // To RE2 bytes that are not UTF-8 are no characters, which "." would not fit: they must not let a path
    // slip past a rule.
    if (find_utf8_fault(path)) {
      return RE2::FullMatch(utf8_with_replacement(path), *regex_);
    }
    return RE2::FullMatch(re2::StringPiece(path.data(), path.size()), *regex_);
  }
  return fits_segments(path);
}

/// As fits_stars, with segments for characters.
bool PathPattern::fits_segments(std::string_view path) const {
  std::size_t at = 0;
  std::size_t last_any = segments_.size();  // none yet
  Segments text(path);
  Segments taken(path);
  while (!text.at_end()) {
    const Segment* const wanted = at < segments_.size() ? &segments_[at] : nullptr;
    if (wanted != nullptr && wanted->any_number) {
      if (at + 1 == segments_.size()) {
        return true;
      }
      last_any = at++;
      taken = text;
    } else if (wanted != nullptr && (wanted->has_star ? fits_stars(wanted->text, text.current())
                                                      : wanted->text == text.current())) {
      ++at;
      text.next();
    } else if (last_any < segments_.size()) {
      at = last_any + 1;
      taken.next();
      text = taken;
    } else {
      return false;
    }
  }
  return at == segments_.size() || (at + 1 == segments_.size() && segments_[at].any_number);
}

bool PathPattern::covers(const PathPattern& other) const {
  if (regex_ || other.regex_) {
    return is_regex() == other.is_regex() ? text_ == other.text_ : !regex_ && text_ == "/**";
  }
  if (text_ == other.text_) {
    return true;
  }
  const bool is_prefix =
      segments_.back().any_number && std::none_of(segments_.begin(), segments_.end() - 1,
                                                  [](const Segment& segment) { return segment.has_star; });
  // Without stars before its end, this one asks for a beginning; what `other` begins with is in all it fits.
  const std::size_t length = segments_.size() - 1;
  return is_prefix && other.segments_.size() >= length &&
         std::equal(segments_.begin(), segments_.end() - 1, other.segments_.begin(),
                    [](const Segment& ours, const Segment& theirs) {
                      return !theirs.has_star && ours.text == theirs.text;
                    });
}

}  // namespace narvi::systems::forward_auth
