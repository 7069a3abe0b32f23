#!/usr/bin/env python3
"""Ratios in one run, on this machine: what Narvi costs beside nginx answering a constant, and beside OpenSSL hashing the
same password. Server processor time comes from /proc, so the load generator's share does not count. Prints a table;
judges nothing by itself but says the bar of each row."""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NARVI = os.path.join(ROOT, "build/release/narvi")
TICK = os.sysconf("SC_CLK_TCK")
ITERATIONS = 1_000_000  # Django 5.2's


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def tree(pid):
    """The process and its children."""
    pids = [pid]
    with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
        for child in children.read().split():
            pids.extend(tree(int(child)))
    return pids


def cpu_seconds(pid):
    total = 0
    for one in tree(pid):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{one}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def pss_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+) kB", rollup.read(), re.M).group(1)) / 1024


def wait_for(url):
    start = time.perf_counter()
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return time.perf_counter() - start
        except OSError:
            pass
        if time.perf_counter() - start > 30:
            raise RuntimeError(url + " does not answer")
        time.sleep(0.001)


@contextlib.contextmanager
def running(command, **options):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wrk(url, seconds, connections=32, script=None):
    """Requests done, and the p99 in milliseconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", url]
    if script:
        command[1:1] = ["-s", script]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Socket errors" in text or "Non-2xx" in text:
        raise RuntimeError(text)
    done = int(re.search(r"(\d+) requests in", text).group(1))
    amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return done, float(amount) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


class Site:
    """A migrated site with one user in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = dict(
            os.environ, NARVI_DATABASE_URL=f"sqlite:{folder}/bench.db", NARVI_SERVER_LISTEN=f"127.0.0.1:{self.port}",
            NARVI_SECURITY_SECRET_KEY="k" * 50, NARVI_SERVER_THREADS="1", NARVI_LOG_LEVEL="error", NARVI_LOG_ACCESS_LOG="none",
            NARVI_AUTH_PBKDF2_ITERATIONS=str(ITERATIONS), DJANGO_SUPERUSER_PASSWORD="a long password")
        for command in (["migrate"], ["createsuperuser", "--noinput", "--username", "kim", "--email", "k@example.org"]):
            subprocess.run([NARVI, *command], cwd=folder, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        self.script = os.path.join(folder, "login.lua")
        with open(self.script, "w", encoding="ascii") as script:
            script.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                         'wrk.body = \'{"username":"kim","password":"a long password"}\'\n'
                         'wrk.path = "/auth-session/"\n')

    def serve(self):
        return running([NARVI, "serve"], cwd=self.folder, env=self.environment)


@contextlib.contextmanager
def nginx(folder):
    port = free_port()
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w", encoding="ascii") as config:
        config.write(f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok\\n"; }} }} }}
""")
    with running([shutil.which("nginx") or "/usr/sbin/nginx", "-c", path]) as process:
        wait_for(f"http://127.0.0.1:{port}/")
        yield process, f"http://127.0.0.1:{port}/"


def per_request(pid, url, seconds):
    wrk(url, 1)  # warm
    before = cpu_seconds(pid)
    done, _ = wrk(url, seconds)
    return (cpu_seconds(pid) - before) / done * 1e6


def bench_healthz(site, seconds):
    rows = []
    with nginx(site.folder) as (server, nginx_url), site.serve() as narvi:
        wait_for(site.url + "/readyz")
        for _ in range(3):  # in turn, so that a drifting machine hits both
            rows.append((per_request(narvi.pid, site.url + "/healthz", seconds),
                         per_request(server.pid, nginx_url, seconds)))
    ours, theirs = sorted(rows, key=lambda row: row[0] / row[1])[1]
    yield "/healthz, server CPU per request", f"{ours:.1f} us", f"nginx {theirs:.1f} us", ours / theirs, "<= 1.5"


def bench_login(site, _seconds):
    with site.serve() as narvi:
        wait_for(site.url + "/readyz")
        wrk(site.url, 1, 2, site.script)
        before = cpu_seconds(narvi.pid)
        done, _ = wrk(site.url, 8, 4, site.script)
        ours = (cpu_seconds(narvi.pid) - before) / done
    rounds = 6
    start = time.process_time()
    for _ in range(rounds):
        hashlib.pbkdf2_hmac("sha256", b"a long password", b"seasaltseasaltseasalt1", ITERATIONS)
    theirs = (time.process_time() - start) / rounds
    yield "login, server CPU", f"{ours * 1e3:.0f} ms", f"OpenSSL {theirs * 1e3:.0f} ms", ours / theirs, "<= 0.55"


def bench_start(site, _seconds):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        with site.serve() as narvi:
            wait_for(site.url + "/readyz")
            times.append(time.perf_counter() - start)
            time.sleep(0.3)
            memory = pss_mib(narvi.pid)
    yield "start to ready", f"{sorted(times)[2] * 1e3:.0f} ms", "", None, "< 200 ms"
    yield "idle memory (PSS)", f"{memory:.1f} MiB", "", None, "< 30 MiB"


def bench_isolation(site, seconds):
    with site.serve():
        wait_for(site.url + "/readyz")
        _, calm = wrk(site.url + "/healthz", seconds, 4)
        command = ["wrk", "-t1", "-c8", f"-d{seconds + 2}", "--timeout", "60", "-s", site.script, site.url]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as hammer:
            time.sleep(1)
            _, busy = wrk(site.url + "/healthz", seconds, 4)
            hammer.wait()
    yield "/healthz p99 beside 8 hammering logins", f"{busy:.2f} ms", f"calm {calm:.2f} ms", None, "< 10 ms"


BENCHES = {"healthz": bench_healthz, "login": bench_login, "start": bench_start, "isolation": bench_isolation}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], help="which ones; all by default")
    parser.add_argument("--seconds", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="narvi-bench-") as folder:
        os.chmod(folder, 0o755)
        site = Site(folder)
        print(f"{'what':40} {'Narvi':>10} {'beside':>18} {'ratio':>6}  bar")
        for name in arguments.names or BENCHES:
            for what, ours, theirs, ratio, bar in BENCHES[name](site, arguments.seconds):
                shown = "" if ratio is None else f"{ratio:.2f}"
                print(f"{what:40} {ours:>10} {theirs:>18} {shown:>6}  {bar}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
