#include "http/joined_field.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

TEST(JoinedField, HasACommaBetweenLines) {
  Headers headers;
  EXPECT_EQ(joined_field(headers, "Accept"), std::nullopt);
  headers.add("Accept", "a/b");
  headers.add("Other", "x");
  EXPECT_EQ(joined_field(headers, "accept"), "a/b");
  headers.add("ACCEPT", "");
  headers.add("accept", "c/d, e/f");
  EXPECT_EQ(joined_field(headers, "Accept"), "a/b,,c/d, e/f");
  EXPECT_EQ(joined_field(headers, "Accept", "; "), "a/b; ; c/d, e/f");
}

TEST(JoinedField, KeepsAnEmptyValue) {
  Headers headers;
  headers.add("Accept", "");
  EXPECT_EQ(joined_field(headers, "Accept"), "");
}

}  // namespace
}  // namespace narvi::http
