#pragma once
// Form fields as Django's QueryDict holds them: repeated names, in order of arrival, blank values kept.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/charset.h"

namespace narvi::http {

/// An ordered multi-map of UTF-8 names and values. Small by the limits below, so look-ups are linear.
class FormData {
 public:
  using Field = std::pair<std::string, std::string>;

  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// The last value of that name, as `QueryDict[name]` gives; null if there is none.
  const std::string* find(std::string_view name) const;
  /// Every value of that name, as `getlist` gives.
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<Field>& fields() const { return fields_; }
  bool empty() const { return fields_.empty(); }
  bool operator==(const FormData&) const = default;

 private:
  std::vector<Field> fields_;
};

/// Limits of a form, from Django's settings of the same meaning. SIZE_MAX stands for None.
struct FormLimits {
  std::size_t fields = 1000;  ///< DATA_UPLOAD_MAX_NUMBER_FIELDS; counts the '&', as Django does
};

enum class FormFailure {
  kTooManyFields,  ///< Django's TooManyFieldsSent: 400 with its HTML page (contract drf §2.4)
};

/// Reads application/x-www-form-urlencoded bytes, or a query string, as QueryDict does: '+' is a space, %XX
/// is decoded by `charset` with replacement characters; input that is not in it itself is taken for Latin-1.
Result<FormData, FormFailure> parse_form(std::string_view bytes, FormLimits limits = {},
                                         Charset charset = Charset::kUtf8);

/// Writes fields as `QueryDict.urlencode()` does; parse_form reads them back.
std::string write_form(const FormData& form);

}  // namespace narvi::http
