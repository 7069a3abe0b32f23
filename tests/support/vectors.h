#pragma once
// Contract vectors as values, and how an answer is compared with one (docs/contracts).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/python_json.h"
#include "http/response.h"
#include "test_house.h"

namespace narvi::tests {

/// Reads a file of tests/contracts/vectors. Ends the program with a message if it is missing or malformed.
http::json::Value load_vectors(std::string_view file);

/// A member of an object that must be there; ends the program otherwise.
const http::json::Value& member(const http::json::Value& object, std::string_view key);
/// Its text, or `otherwise`.
std::string text_of(const http::json::Value& object, std::string_view key, std::string_view otherwise = {});

/// The differences between an answer and `expect` {status, headers, raw, json, set_cookie}, each a line;
/// empty: the same. `known_headers`: names that occur anywhere in the file, which must be absent unless
/// expected.
std::vector<std::string> differences(const http::Response& response, const http::json::Value& expect,
                                     const std::vector<std::string>& known_headers);

/// The request of a vector {request, setup}: headers have one character a byte, the body is text or base64.
TestRequest request_of(const http::json::Value& vector);

/// Every header name that an expectation of `vectors` mentions.
std::vector<std::string> header_names(const http::json::Array& vectors);

/// Whether `actual` is `pattern`, in which <random>, <date> and the like stand for anything of that form.
bool matches_placeholders(std::string_view pattern, std::string_view actual);

}  // namespace narvi::tests
