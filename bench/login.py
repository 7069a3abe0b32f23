"""Logins: nearly all of one is its password hash."""

import hashlib
import time

from harness import ITERATIONS, PASSWORD, cpu_seconds, wait_for, wrk


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
        hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), b"seasaltseasaltseasalt1", ITERATIONS)
    theirs = (time.process_time() - start) / rounds
    yield "login, server CPU", f"{ours * 1e3:.0f} ms", f"OpenSSL {theirs * 1e3:.0f} ms", ours / theirs, "<= 0.55"
