// The script by which HAProxy asks Narvi.
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kScript =
    R"(-- Asks Narvi whether a request may pass. HAProxy's configuration calls it as "http-request lua.narvi"
-- after it took away what the visitor claims to be, and lets pass only where txn.narvi is "allowed".

-- A configuration of several sites loads this once for each of them.
if narvi_is_loaded then
  return
end
narvi_is_loaded = true

local QUESTION = {
  url = "http://<<authority>><<path>>forward-auth",
<<dst>>  timeout = 2000, -- milliseconds
}

-- What Narvi tells about the visitor.
local IDENTITY = { <<headers>> }

-- Fields that are between two programs, not between visitor and Narvi.
local HOP = {}
for _, name in ipairs({
  "connection", "content-length", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer",
  "transfer-encoding", "upgrade",
}) do
  HOP[name] = true
end

-- Lists of HAProxy begin at 0, those of its client at 1.
local function question_headers(txn)
  local headers = {}
  for name, values in pairs(txn.http:req_get_headers()) do
    if not HOP[name] then
      local list = {}
      for index = 0, #values do
        list[#list + 1] = values[index]
      end
      headers[name] = list
    end
  end
  headers["x-forwarded-method"] = { txn.sf:method() }
  headers["x-forwarded-uri"] = { txn.sf:pathq() }
  return headers
end

local function first(headers, name)
  local values = headers[name:lower()]
  return values and values[0] or ""
end

-- The visitor gets the answer of Narvi: challenge, redirection or refusal.
local function refuse(txn, answer)
  local reply = txn:reply()
  reply:set_status(answer.status)
  for name, values in pairs(answer.headers) do
    if not HOP[name] and name ~= "date" then
      for index = 0, #values do
        reply:add_header(name, values[index])
      end
    end
  end
  reply:set_body(answer.body or "")
  txn:done(reply)
end

core.register_action("narvi", { "http-req" }, function(txn)
  local answer = core.httpclient():get({
    url = QUESTION.url,
    dst = QUESTION.dst,
    timeout = QUESTION.timeout,
    headers = question_headers(txn),
  })
  if answer == nil or answer.status == nil or answer.status == 0 or answer.status >= 500 then
    return -- not allowed; the configuration says 503
  end
  if answer.status ~= 200 then
    return refuse(txn, answer)
  end
  for _, name in ipairs(IDENTITY) do
    txn.http:req_set_header(name, first(answer.headers, name))
  end
  if first(answer.headers, "set-cookie") ~= "" then
    txn:set_var("txn.narvi_cookie", first(answer.headers, "set-cookie"))
  end
  txn:set_var("txn.narvi", "allowed")
end)
)";

}  // namespace

Result<std::string> print_haproxy_lua(const ProxySetup& setup) {
  std::string headers;
  for (const std::string& header : setup.headers) {
    headers += (headers.empty() ? "\"" : ", \"") + header + "\"";
  }
  const bool tcp = !setup.narvi.is_unix();
  return fill(kScript, {{"authority", tcp ? setup.narvi.text() : "narvi"},
                        {"path", setup.path},
                        {"dst", tcp ? "" : "  dst = \"unix@" + setup.narvi.socket + "\",\n"},
                        {"headers", headers}});
}

}  // namespace narvi::systems::forward_auth
