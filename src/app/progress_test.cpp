#include "app/progress.h"

#include <gtest/gtest.h>

#include <vector>

namespace narvi::app {
namespace {

class Screen final : public Terminal {
 public:
  explicit Screen(bool shows) : shows_(shows) {}
  bool interactive() const override { return false; }
  void out(std::string_view /*line*/) override {}
  void err(std::string_view /*line*/) override {}
  std::optional<std::string> ask(std::string_view /*prompt*/) override { return std::nullopt; }
  std::optional<std::string> ask_secret(std::string_view /*prompt*/) override { return std::nullopt; }
  std::optional<std::string> environment(std::string_view /*name*/) const override { return std::nullopt; }
  bool shows_progress() const override { return shows_; }
  std::size_t progress_width() const override { return 60; }
  void draw_progress(std::string_view line) override { drawn.emplace_back(line); }

  std::vector<std::string> drawn;

 private:
  bool shows_;
};

TEST(Progress, LinesOfEveryWidth) {
  struct Case {
    std::uint64_t done;
    std::optional<std::uint64_t> total;
    std::size_t width;
    std::string line;
  };
  const std::vector<Case> cases = {
      {0, 10, 40, "Work  [...................]    0 %  0/10"},
      {5, 10, 40, "Work  [#########..........]   50 %  5/10"},
      {10, 10, 40, "Work  [##################]  100 %  10/10"},
      {12, 10, 40, "Work  [##################]  100 %  12/10"},
      {0, 0, 40, "Work  [####################]  100 %  0/0"},
      {5, 10, 20, "Work   50 %  5/10"},
      {5, 10, 7, "Work   "},
      {5, 10, 0, ""},
      {1234, std::nullopt, 40, "Work  1234"},
      {1234, std::nullopt, 8, "Work  12"},
      {1ULL << 63U, ~0ULL, 70, "Work  [######.......]   50 %  9223372036854775808/18446744073709551615"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(progress_line("Work", one.done, one.total, one.width), one.line);
    EXPECT_LE(one.line.size(), one.width);
  }
  EXPECT_EQ(progress_line("Work", 5, 10, 40), "Work  [#########..........]   50 %  5/10");
  EXPECT_EQ(progress_line("Grüße", 1, std::nullopt, 4), "Grüß");
  EXPECT_EQ(progress_line("Work", 5, 10, 400).size(), progress_line("Work", 5, 10, 200).size());
}

TEST(Progress, DrawsAtOnceSeldomAndClearsAtTheEnd) {
  Screen screen(true);
  {
    Progress progress(screen, "Work", 1'000'000);
    for (int step = 0; step < 1'000'000; ++step) {
      progress.advance(1);
    }
  }
  ASSERT_GE(screen.drawn.size(), 2U);
  EXPECT_EQ(screen.drawn.front(), progress_line("Work", 0, 1'000'000, 60));
  EXPECT_EQ(screen.drawn.back(), "");
  EXPECT_LT(screen.drawn.size(), 100'000U);
}

TEST(Progress, SilentWhereNobodyLooks) {
  Screen screen(false);
  { Progress(screen, "Work", std::nullopt).advance(5); }
  EXPECT_TRUE(screen.drawn.empty());
}

}  // namespace
}  // namespace narvi::app
