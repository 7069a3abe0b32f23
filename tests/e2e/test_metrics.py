"""The metrics listener and the access log of the running program."""

import json
import os
import re
import stat
import unittest

from program import Program
from wire import Wire, get

SAMPLE = re.compile(r'([a-z_]+)(?:\{([a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*)\})? ([0-9]+(?:\.[0-9]+)?)')
WANTED = {
    "narvi_http_requests_total": "counter", "narvi_http_request_duration_seconds": "histogram",
    "narvi_http_refusals_total": "counter", "narvi_http_connections": "gauge",
    "narvi_http_connections_total": "counter", "narvi_http_requests_in_flight": "gauge",
    "narvi_http_failures_total": "counter", "narvi_http_response_body_bytes_total": "counter",
    "narvi_hash_waiting": "gauge", "narvi_hash_running": "gauge", "narvi_hash_accepted_total": "counter",
    "narvi_hash_refused_total": "counter", "narvi_hash_waited_seconds_total": "counter",
    "narvi_sqlite_writes_total": "counter", "narvi_sqlite_commits_total": "counter",
    "narvi_sqlite_lock_waits_total": "counter", "narvi_sqlite_writes_waiting": "gauge",
}
FIELDS = {"time", "request_id", "method", "path", "status", "microseconds", "bytes", "peer", "client", "route",
          "outcome"}


class Observed(unittest.TestCase):
    def setUp(self):
        self.narvi = Program(LOG_ACCESS_LOG="access.log").with_metrics()
        self.addCleanup(self.narvi.close)
        self.narvi.start()
        self.assertEqual(self.narvi.login("alice", "wonderland").status, 200)
        self.assertEqual(self.narvi.login("alice", "wrong").status, 400)
        self.assertEqual(self.narvi.request("GET", "/a-path-of-a-client?q=1").status, 404)
        self.assertEqual(self.narvi.request("BREW", '/"quoted"\\path').status, 404)
        with Wire.to(self.narvi.port) as wire:
            self.assertEqual(wire.ask("GET /nobody-reads-this HTTP/1.1\r\n\r\n").status, 400)

    def test_the_text_is_valid_and_complete(self):
        text = self.narvi.metrics_text()
        self.assertTrue(text.endswith("\n"))
        types, helps, last = {}, set(), None
        for line in text.splitlines():
            if line.startswith("# HELP "):
                helps.add(line.split(" ")[2])
            elif line.startswith("# TYPE "):
                last, kind = line.split(" ")[2:]
                self.assertNotIn(last, types, "two groups of one name")
                types[last] = kind
            else:
                sample = SAMPLE.fullmatch(line)
                self.assertIsNotNone(sample, line)
                self.assertTrue(sample[1] == last or sample[1] in
                                {last + end for end in ("_bucket", "_sum", "_count")}, line)
        self.assertEqual(helps, set(types))
        self.assertEqual({name: types.get(name) for name in WANTED}, WANTED)
        for mark in ("a-path", "quoted", "nobody", "BREW", "alice"):
            self.assertNotIn(mark, text)

    def test_they_count(self):
        metrics = self.narvi.metrics()
        self.assertEqual(metrics['narvi_http_requests_total{route="sav.session",status="2xx"}'], 1)
        self.assertEqual(metrics['narvi_http_requests_total{route="sav.session",status="4xx"}'], 1)
        self.assertEqual(metrics['narvi_http_requests_total{route="-",status="4xx"}'], 2)
        self.assertEqual(metrics['narvi_http_refusals_total{reason="host"}'], 1)
        self.assertEqual(metrics["narvi_hash_accepted_total"], 2)
        self.assertEqual(metrics["narvi_http_failures_total"], 0)
        self.assertGreaterEqual(metrics["narvi_sqlite_commits_total"], 1)

    def test_only_the_metrics_are_there_and_only_there(self):
        self.assertEqual(self.narvi.request("GET", "/metrics").status, 404)
        with Wire.to(self.narvi.metrics_port) as wire:
            self.assertEqual(wire.ask(get("/metrics")).header("Content-Type"),
                             "text/plain; version=0.0.4; charset=utf-8")
            self.assertEqual(wire.ask(get("/auth-session/")).status, 404)

    def test_the_access_log_has_a_line_for_each_request(self):
        self.assertEqual(self.narvi.stop(), 0)
        path = os.path.join(self.narvi.folder.name, "access.log")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode) & 0o137, 0)
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        served = [line for line in lines if line.get("path") != "/readyz" and "refusal" not in line]
        for line in served:
            self.assertEqual(set(line) | {"route", "outcome"}, FIELDS)
            self.assertRegex(line["time"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        self.assertEqual([(line["method"], line["path"], line["status"], line.get("route")) for line in served],
                         [("POST", "/auth-session/", 200, "sav.session"),
                          ("POST", "/auth-session/", 400, "sav.session"),
                          ("GET", "/a-path-of-a-client", 404, "-"), ("BREW", '/"quoted"\\path', 404, "-")])
        self.assertEqual([line["refusal"] for line in lines if "refusal" in line], ["host"])
        ids = [line["request_id"] for line in lines if "request_id" in line]
        self.assertEqual(len(ids), len(set(ids)))


class AccessLog(unittest.TestCase):
    def test_it_goes_to_standard_output_unless_told_otherwise(self):
        narvi = Program()
        self.addCleanup(narvi.close)
        narvi.environment.pop("NARVI_LOG_ACCESS_LOG", None)
        narvi.start()
        self.assertEqual(narvi.login("alice", "wonderland").status, 200)
        self.assertEqual(narvi.stop(), 0)
        with open(os.path.join(narvi.folder.name, "stdout"), encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual([line["status"] for line in lines if line["path"] == "/auth-session/"], [200])

    def test_a_file_that_cannot_be_opened_stops_the_start(self):
        narvi = Program(LOG_ACCESS_LOG="/nowhere/access.log")
        self.addCleanup(narvi.close)
        done = narvi.command("serve")
        self.assertEqual(done.returncode, 1)
        self.assertIn('NARVI_LOG_ACCESS_LOG: [log] access_log: cannot open "/nowhere/access.log"', done.stderr)


if __name__ == "__main__":
    unittest.main()
