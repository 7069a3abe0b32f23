"""The gRPC entrance of the decision point (contract remote-user-forward-auth §2.2, §6.3), asked as Envoy asks."""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import unittest

import grpc

from decision_program import LOGIN, TOKEN, Deciding, deciding
from envoy import Answer, Envoy, ask, messages, question
from program import PROGRAM, wait_for

MODULE = os.path.join(os.path.dirname(PROGRAM), "narvi_ext_authz.so")
TOKEN_FIELD = {"authorization": "Token " + TOKEN}
IDENTITY = ("Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email")
FORGED = {"remote_user": "mallory", "remote_groups": "root", "x_forwarded_uri": "/open/",
          "x_forwarded_method": "OPTIONS", "x_forwarded_host": "evil.example.net", "x_forwarded_for": "192.0.2.1",
          "x_original_url": "https://app.example.com/open/", "forwarded": "for=192.0.2.1", "x_real_ip": "192.0.2.1"}


def after(head, path="/admin", **fields):
    """A question with the client's address of `head` and forged fields."""
    return question(path, address=head, **FORGED, **fields)


class Entrance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.narvi = deciding(cls, grpc=True)
        cls.envoy = Envoy(cls.narvi.grpc_port)
        cls.addClassCleanup(cls.envoy.channel.close)

    def test_the_log_tells_the_address(self):
        self.assertIn("127.0.0.1:%d" % self.narvi.grpc_port, self.narvi.log())

    def assert_allowed(self, answer, user):
        self.assertTrue(answer.passes, answer.response)
        self.assertEqual(answer.code, 0)
        self.assertEqual(answer.fields["Remote-User"], user)
        for option in answer.options:
            self.assertTrue(option.HasField("append") and not option.append.value, option)
            self.assertEqual(option.append_action, messages.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD)
            self.assertEqual(option.keep_empty_value, not option.header.value)
        self.assertLessEqual(set(IDENTITY), set(answer.fields))
        told = {name.lower() for name in answer.fields}
        self.assertFalse(told & {name.lower() for name in answer.removed}, answer.removed)
        self.assertIn("Remote_User", answer.removed)

    def test_who_may_pass(self):
        session = self.narvi.login("alice", "wonderland").cookies["sessionid"]
        basic = "Basic " + base64.b64encode(b"alice:wonderland").decode()
        for credentials in (TOKEN_FIELD, {"cookie": "a=b; sessionid=" + session}, {"authorization": basic}):
            with self.subTest(credentials=list(credentials)):
                answer = self.envoy.ask(question(**credentials))
                self.assert_allowed(answer, "alice")
                self.assertEqual(answer.fields["Remote-Groups"], self.narvi.groups)
                self.assertEqual(answer.fields["Remote-Email"], "alice@example.com")
                self.assertEqual(answer.fields["X-Narvi-Assertion"].count("."), 2)

    def test_nobody_may_pass_where_it_is_open(self):
        answer = self.envoy.ask(question("/open/page", **FORGED))
        self.assert_allowed(answer, "")
        self.assertEqual([answer.fields[name] for name in IDENTITY], [""] * 4)

    def test_nobody(self):
        answer = self.envoy.ask(question())
        self.assertEqual((answer.status, answer.code, answer.response.status.message), (401, 16, "unauthenticated"))
        self.assertEqual((answer.fields["WWW-Authenticate"], answer.fields["Content-Type"]),
                         ("Token", "application/json"))
        self.assertEqual(json.loads(answer.body), {"detail": "Authentication credentials were not provided."})

    def test_bad_credentials(self):
        self.assertEqual(self.envoy.ask(question(authorization="Token nonsense")).status, 401)
        self.assertEqual(self.envoy.ask(question(cookie="sessionid=nonsense")).status, 401)

    def test_a_browser_is_sent_to_the_login(self):
        for method, status in (("GET", 302), ("POST", 303)):
            answer = self.envoy.ask(question(method=method, accept="text/html"))
            self.assertEqual((answer.status, answer.code, answer.body), (status, 16, ""))
            self.assertEqual(answer.fields["Location"], LOGIN + "?rd=https%3A%2F%2Fapp.example.com%2Fadmin%3Fa%3D1%26b"
                             "%3D%252F&rm=" + method)

    def test_refused_by_a_rule(self):
        answer = self.envoy.ask(question("/staff/x", **TOKEN_FIELD))
        self.assertEqual((answer.status, answer.code, answer.response.status.message), (403, 7, "forbidden"))

    def test_what_a_visitor_claims_is_nothing(self):
        self.assertEqual(self.envoy.ask(after("203.0.113.9")).status, 401)
        self.assertEqual(self.envoy.ask(after("203.0.113.9", "/near/x")).status, 401)
        self.assertEqual(self.envoy.ask(after("192.0.2.7", "/near/x")).status, 200)
        self.assert_allowed(self.envoy.ask(after("203.0.113.9", **TOKEN_FIELD)), "alice")
        check = question()
        check.attributes.request.http.headers["remote_user"] = b"alice"
        self.assertEqual(self.envoy.ask(check).status, 401)

    def test_malformed(self):
        for changes in ({"host": "evil.example.net"}, {"host": ""}, {"path": ""}, {"path": "no-slash"},
                        {"method": "get!"}, {"method": ""}, {"scheme": "gopher"}, {"x_a": "a\nb"}):
            with self.subTest(changes=changes):
                answer = self.envoy.ask(question(**dict(TOKEN_FIELD, **changes)))
                self.assertIn((answer.status, answer.code), ((400, 3), (403, 7)))
        strange = question(**TOKEN_FIELD).SerializeToString().replace(b"authorization", b"\xffuthorization")
        for data in (b"", b"\xff\xff\xff", b"\x0a\x05abc", strange):
            with self.subTest(data=data):
                self.assertEqual(self.envoy.ask_bytes(data).status, 400)
        self.assertNotIn("protobuf", self.narvi.log())

    def test_unknown_fields_are_skipped(self):
        check = question(**TOKEN_FIELD).SerializeToString()
        self.assert_allowed(self.envoy.ask_bytes(check + b"\xa2\x06\x03abc\x98\x06\x05"), "alice")

    def test_raw_headers(self):
        check = question()
        http = check.attributes.request.http
        http.header_map.headers.add(key=b"authorization", raw_value=("Token " + TOKEN).encode())
        self.assert_allowed(self.envoy.ask(check), "alice")
        http.header_map.headers.add(key=b"authorization", raw_value=b"Token other")
        self.assertEqual(self.envoy.ask(check).status, 400)

    def test_text_that_is_not_utf8(self):
        self.assert_allowed(self.envoy.ask(question(x_name="\xe9\xff", **TOKEN_FIELD)), "alice")

    def test_too_long_a_question(self):
        self.assertEqual(self.envoy.ask(question(x="x" * 60_000, **TOKEN_FIELD)).status, 200)
        # An answer, not a failed call: with failure_mode_allow Envoy lets pass what failed.
        for fields in ({"x": "x" * 70_000}, {"path": "/admin?" + "x" * 60_000}, {"x": "x" * 900_000}):
            answer = self.envoy.ask(question(**fields, **TOKEN_FIELD))
            self.assertEqual((answer.passes, answer.status, answer.code), (False, 431, 3))
            self.assert_own_refusal(answer)
        with self.assertRaises(grpc.RpcError) as raised:
            self.envoy.ask(question(x="x" * 1_100_000, **TOKEN_FIELD))
        self.assertEqual(raised.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)

    def assert_own_refusal(self, answer):
        """The entrance's words are those of the decision."""
        self.assertEqual((answer.fields["Content-Type"], answer.fields["Cache-Control"]),
                         ("application/json", "no-store"))
        self.assertTrue(json.loads(answer.body)["detail"])

    def test_nothing_is_unpacked(self):
        data = question(**TOKEN_FIELD).SerializeToString()
        bomb = question(x="x" * 50_000_000, **TOKEN_FIELD).SerializeToString()
        for packed in (data, bomb):
            answer = messages.CheckResponse.FromString(
                self.envoy.raw(packed, timeout=30, wait_for_ready=True, compression=grpc.Compression.Gzip))
            self.assertEqual((Answer(answer).passes, Answer(answer).status), (False, 400))

    def test_a_visitor_cannot_take_away_what_envoy_says(self):
        for options in ("X-Forwarded-For", "close, x-forwarded-uri", "Upgrade, X_Forwarded_Host", "Remote-User"):
            answer = self.envoy.ask(question("/open/page", connection=options, **TOKEN_FIELD))
            self.assertEqual((answer.status, json.loads(answer.body)), (400, {"detail": "Malformed request."}), options)
            self.assert_own_refusal(answer)
        self.assert_allowed(self.envoy.ask(question(connection="close, Upgrade", **TOKEN_FIELD)), "alice")

    def test_other_methods(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.envoy.channel.unary_unary("/envoy.service.auth.v2.Authorization/Check")(b"", timeout=30)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)

    def test_many_at_once(self):
        futures = [self.envoy.future(question(**(TOKEN_FIELD if i % 2 else {}))) for i in range(64)]
        answers = [messages.CheckResponse.FromString(future.result()) for future in futures]
        self.assertEqual([Answer(answer).status for answer in answers], [401, 200] * 32)

    def test_many_clients(self):
        clients = [Envoy(self.narvi.grpc_port) for _ in range(16)]
        try:
            futures = [client.future(question(**TOKEN_FIELD)) for client in clients for _ in range(4)]
            self.assertTrue(all(Answer(messages.CheckResponse.FromString(future.result())).passes
                                for future in futures))
        finally:
            for client in clients:
                client.channel.close()

    def test_a_client_that_speaks_something_else(self):
        with socket.create_connection(("127.0.0.1", self.narvi.grpc_port), timeout=30) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            while client.recv(4096):
                pass


class Others(unittest.TestCase):
    def test_an_untrusted_peer_is_refused(self):
        narvi = deciding(self, grpc=True, trusted=("192.0.2.1", "unix"))
        answer = ask(narvi.grpc_port, question(**TOKEN_FIELD))
        self.assertEqual((answer.passes, answer.status, answer.code), (False, 403, 7))
        for broken in (question(x_a="a\nb"), question(connection="X-Forwarded-For"), question(x="x" * 70_000)):
            self.assertEqual(ask(narvi.grpc_port, broken).status, 403)

    def test_unix_sockets(self):
        for trusted, status in ((("unix",), 200), (("127.0.0.1",), 403)):
            narvi = deciding(self, grpc=True, socket=True, trusted=trusted)
            self.assertEqual(os.stat(narvi.socket).st_mode & 0o777, 0o660)
            self.assertEqual(ask(narvi.socket, question(**TOKEN_FIELD)).status, status)

    def test_the_doors_limit(self):
        narvi = deciding(self, grpc=True, SERVER_HEAD_LIMIT="4096", SERVER_TARGET_LIMIT="1024")
        for size, status in ((7000, 200), (8192, 431)):
            self.assertEqual(ask(narvi.grpc_port, question(x="x" * size, **TOKEN_FIELD)).status, status)

    def test_it_is_counted_and_logged(self):
        narvi = Deciding(grpc=True).with_metrics()
        self.addCleanup(narvi.close)
        narvi.start()
        with Envoy(narvi.grpc_port) as envoy:
            for fields in (TOKEN_FIELD, {}, {}):
                envoy.ask(question(**fields))
            connections = [value for name, value in narvi.metrics().items() if name.endswith("_connections")]
            self.assertEqual(connections, [1.0])
        wait_for(lambda: len(narvi.access()) == 3, "three lines")
        line = json.loads(narvi.access()[-1])
        self.assertEqual((line["status"], line["path"]), (401, "/decide/forward-auth"), line)
        self.assertNotIn(TOKEN, "".join(narvi.access()))
        wait_for(lambda: [value for name, value in narvi.metrics().items() if name.endswith("_connections")] == [0.0],
                 "the connection has gone")

    def test_connections_are_limited(self):
        narvi = deciding(self, grpc=True, SERVER_CONNECTIONS_PER_ADDRESS="2")
        with Envoy(narvi.grpc_port) as first, Envoy(narvi.grpc_port) as second, Envoy(narvi.grpc_port) as third:
            self.assertEqual((first.ask(question()).status, second.ask(question()).status), (401, 401))
            with self.assertRaises(grpc.RpcError):
                third.ask(question(), timeout=1)
            first.channel.close()
            self.assertEqual(third.ask(question()).status, 401)

    def test_it_stops_gracefully(self):
        narvi = deciding(self, grpc=True)
        with Envoy(narvi.grpc_port) as envoy:
            self.assertEqual(envoy.ask(question()).status, 401)
            narvi.begin_stop()
            self.assertEqual(narvi.end(), 0, narvi.log())
            with self.assertRaises(grpc.RpcError) as raised:
                envoy.raw(question().SerializeToString(), timeout=30)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAVAILABLE)

    def test_it_stops_while_it_is_asked(self):
        narvi = deciding(self, grpc=True)
        with Envoy(narvi.grpc_port) as envoy:
            self.assertEqual(envoy.ask(question()).status, 401)
            futures = [envoy.raw.future(question(**TOKEN_FIELD).SerializeToString(), timeout=30) for _ in range(200)]
            narvi.begin_stop()
            self.assertEqual(narvi.end(), 0, narvi.log())
            failed = [future for future in futures if future.exception() is not None]
            answered = [Answer(messages.CheckResponse.FromString(future.result())) for future in futures
                        if future not in failed]
        self.assertTrue(all(answer.passes for answer in answered))
        self.assertLessEqual({future.code() for future in failed},
                             {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED})
        # Whatever was decided has reached who asked: the stop loses no answer.
        decided = [line for line in map(json.loads, narvi.access()) if line["status"] == 200]
        self.assertEqual(len(answered), len(decided))

    def test_without_its_module_it_does_not_start(self):
        narvi = Deciding(grpc=True)
        self.addCleanup(narvi.close)
        for path, why in (("/nonexistent/module.so", "missing"), (os.path.abspath(__file__), "cannot load"),
                          (self.a_library(), "belongs to another version")):
            done = narvi.command("serve", NARVI_SYSTEMS_FORWARD_AUTH_GRPC_MODULE=path)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("grpc_module", done.stderr)
            self.assertIn(why, done.stderr)

    @staticmethod
    def a_library():
        found = re.search(r"libz\.so\.1 => (\S+)", subprocess.run(["ldd", PROGRAM], text=True, capture_output=True,
                                                                    check=True).stdout)
        return found.group(1)

    def test_it_is_found_in_the_lib_folder(self):
        narvi = Deciding(grpc=True)
        self.addCleanup(narvi.close)
        bin_folder, lib_folder = (os.path.join(narvi.folder.name, name) for name in ("bin", "lib/narvi"))
        os.makedirs(bin_folder)
        os.makedirs(lib_folder)
        program = os.path.join(bin_folder, "narvi")
        shutil.copy(PROGRAM, program)
        done = subprocess.run([program, "serve"], cwd=narvi.folder.name, env=narvi.environment, text=True,
                              capture_output=True, check=False)
        self.assertIn(os.path.join(lib_folder, "narvi_ext_authz.so"), done.stderr)
        os.symlink(MODULE, os.path.join(lib_folder, "narvi_ext_authz.so"))
        with open(narvi.errors, "ab") as errors, subprocess.Popen(
                [program, "serve"], cwd=narvi.folder.name, env=narvi.environment, stderr=errors) as process:
            try:
                wait_for(lambda: "deciding over gRPC" in narvi.log(), "it serves")
            finally:
                process.terminate()
        self.assertEqual(process.returncode, 0, narvi.log())

    def test_the_program_itself_needs_no_grpc(self):
        needed = subprocess.run(["readelf", "-d", PROGRAM], text=True, capture_output=True, check=True).stdout
        self.assertIn("libpq", needed)
        self.assertNotRegex(needed, "grpc|protobuf|absl|upb")
        symbols = subprocess.run(["readelf", "-W", "--dyn-syms", MODULE], text=True, capture_output=True,
                                 check=True).stdout
        ours = [line.split()[-1] for line in symbols.splitlines() if "narvi" in line and " UND " not in line]
        self.assertEqual([name for name in ours if "asan" not in name], ["narvi_ext_authz"])


if __name__ == "__main__":
    unittest.main()
