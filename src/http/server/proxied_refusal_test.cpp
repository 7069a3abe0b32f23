#include "http/server/proxied_refusal.h"

#include <gtest/gtest.h>

#include "http/server/response_writer.h"

namespace narvi::http::server {
namespace {

TEST(ProxiedRefusal, SpeaksAsTheDecisionDoes) {
  constexpr std::pair<int, std::string_view> kCases[] = {
      {400, R"({"detail":"Malformed request."})"},
      {403, R"({"detail":"You do not have permission to perform this action."})"},
      {408, R"({"detail":"Request Timeout."})"},
      {431, R"({"detail":"Request Header Fields Too Large."})"},
      {500, R"({"detail":"Internal Server Error."})"},
      {503, R"({"detail":"Try again later."})"},
  };
  for (const auto& [status, body] : kCases) {
    const Response response = proxied_refusal(status);
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.body, body);
    EXPECT_TRUE(response.close && may_be_sent(response));
    ASSERT_TRUE(response.find("Cache-Control") && response.find("Content-Type"));
    EXPECT_EQ(*response.find("Cache-Control"), "no-store");
    EXPECT_EQ(*response.find("Content-Type"), "application/json");
    EXPECT_EQ(response.find("Retry-After") != nullptr, status == 503) << status;
  }
}

TEST(ProxiedRefusal, TellsStrangersNothing) {
  const MayAsk near = [](const Peer& peer) { return peer.address == "127.0.0.1"; };
  const Peer proxy{.address = "127.0.0.1"};
  const Peer stranger{.address = "192.0.2.1"};
  EXPECT_EQ(proxied_status(Refusal::kHeadTooLarge, near, proxy), 431);
  EXPECT_EQ(proxied_status(Refusal::kHeadTooLarge, near, stranger), 403);
  EXPECT_EQ(proxied_status(Refusal::kHeadTooLarge, {}, stranger), 431);
}

}  // namespace
}  // namespace narvi::http::server
