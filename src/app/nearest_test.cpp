#include "app/nearest.h"

#include <gtest/gtest.h>

namespace narvi::app {
namespace {

TEST(Nearest, Distance) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("listen", "lisen"), 1u);
  EXPECT_EQ(edit_distance("listen", "lisetn"), 1u) << "a swap is one mistake";
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Nearest, OnlyWhatMayHaveBeenMeant) {
  const std::string_view known[] = {"listen", "threads", "allowed_hosts"};
  EXPECT_EQ(nearest("lsiten", known), "listen");
  EXPECT_EQ(nearest("alowed_host", known), "allowed_hosts");
  EXPECT_EQ(nearest("debug", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest("listen", {}), std::nullopt);
}

}  // namespace
}  // namespace narvi::app
