#include "accounts/intake/json_objects.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace narvi::accounts::intake {
namespace {

struct Read {
  std::vector<std::string> objects;
  std::vector<std::uint64_t> lines;
  std::string error;
};

Read read(std::string_view text, std::size_t piece = 1) {
  TextSource source(text, piece);
  JsonObjects objects(source);
  Read all;
  while (true) {
    auto object = objects.next();
    if (!object) {
      all.error = object.error().message;
      EXPECT_FALSE(objects.next()) << "an error stays";
      return all;
    }
    if (!*object) {
      EXPECT_TRUE(objects.next().has_value()) << "the end stays";
      return all;
    }
    all.lines.push_back((*object)->line);
    all.objects.push_back(http::json::write((*object)->value, http::json::Style::kCompactUtf8));
  }
}

TEST(JsonObjects, ArraysAndLines) {
  using Objects = std::vector<std::string>;
  const std::vector<std::pair<std::string, Objects>> cases = {
      {"[]", {}},
      {" [ ] \n", {}},
      {"[{}]", {"{}"}},
      {"[\n{\"a\": 1},\n{\"b\": [2, {\"c\": null}]}\n]\n", {"{\"a\":1}", "{\"b\":[2,{\"c\":null}]}"}},
      {R"([{"a": "}]\"\\"}, {"b": "{["}])", {R"({"a":"}]\"\\"})", R"({"b":"{["})"}},
      {"{\"a\": 1}\n{\"b\": 2}\n", {"{\"a\":1}", "{\"b\":2}"}},
      {"{}", {"{}"}},
      {"\xEF\xBB\xBF[{}]", {"{}"}},
  };
  for (const auto& [text, objects] : cases) {
    for (const std::size_t piece : {1, 1000}) {
      const Read all = read(text, piece);
      EXPECT_EQ(all.error, "") << text;
      EXPECT_EQ(all.objects, objects) << text;
    }
  }
  EXPECT_EQ(read("[\n\n{\n},{},\n{}]").lines, (std::vector<std::uint64_t>{3, 4, 5}));
}

TEST(JsonObjects, Mistakes) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "line 1: this is neither a JSON array nor a JSON object"},
      {"username,email\n", "line 1: this is neither a JSON array nor a JSON object"},
      {"[", "line 1: the array does not end"},
      {"[{}\n", "line 2: the array does not end"},
      {"[{} {}]", "line 1: a comma or the end of the array was expected"},
      {"[{},]", "line 1: an object was expected"},
      {"[1]", "line 1: an object was expected"},
      {"[{}] x", "line 1: there is something behind the end of the array"},
      {"{}\n1", "line 2: an object was expected"},
      {"[{\"a\": 1", "line 1: the object does not end"},
  };
  for (const auto& [text, error] : cases) {
    EXPECT_EQ(read(text).error, error) << text;
  }
  EXPECT_EQ(read("[{},\n{]}]").error.substr(0, 46), "line 2: in the object that begins in line 2: E");
  EXPECT_EQ(read("[{}, {\"a\" 1}]").objects.size(), 1U) << "what stands before a mistake is read";
}

TEST(JsonObjects, Bounds) {
  EXPECT_EQ(read("[{\"a\": \"" + std::string(JsonObjects::kLargestObject, 'x') + "\"}]", 65536).error,
            "line 1: the object is larger than 1 MiB");
  EXPECT_NE(read("[{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}]").error, "");
}

}  // namespace
}  // namespace narvi::accounts::intake
