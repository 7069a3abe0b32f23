#include <gtest/gtest.h>

#include "http/python_json.h"

namespace narvi::http::json {
namespace {

TEST(PythonJsonIndent, WritesAsJsonDumpsDoes) {
  struct Case {
    std::string_view compact;
    std::size_t width;
    std::string_view expected;
  };
  // Recorded from json.dumps(json.loads(compact), indent=width, separators=(",", ": "), ensure_ascii=False).
  const Case cases[] = {
      {R"({"user":"AnonymousUser","auth":null})", 4,
       "{\n    \"user\": \"AnonymousUser\",\n    \"auth\": null\n}"},
      {R"([1,[],{},[{"a":[2,3]}]])", 2,
       "[\n  1,\n  [],\n  {},\n  [\n    {\n      \"a\": [\n        2,\n        3\n      ]\n    }\n  ]\n]"},
      {R"({"a:b,{":"\"[x],\\"})", 1, "{\n \"a:b,{\": \"\\\"[x],\\\\\"\n}"},
      {R"("text")", 4, R"("text")"},
      {"{}", 4, "{}"},
      {"", 4, ""},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(indented(one.compact, one.width), one.expected) << one.compact;
  }
}

TEST(PythonJsonIndent, NeverLosesAValue) {
  const std::string_view text = R"({"a":[1.5,true,null,"\u2028\ud800"],"b":{"c":[[[]]]}})";
  const auto value = read(text);
  ASSERT_TRUE(value.has_value());
  for (const std::size_t width : {1U, 4U, 8U}) {
    const auto again = read(indented(write(*value, Style::kCompactUtf8), width));
    ASSERT_TRUE(again.has_value()) << width;
    EXPECT_EQ(*again, *value) << width;
  }
}

TEST(PythonJsonIndent, TakesAnyText) {
  for (const std::string_view text : {"}}]]", "{\"a", "\"\\", "[", ",,::", "{[}"}) {
    EXPECT_GE(indented(text, 4).size(), text.size()) << text;
  }
}

}  // namespace
}  // namespace narvi::http::json
