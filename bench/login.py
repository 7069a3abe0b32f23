"""Logins: nearly all of one is its password hash."""

import hashlib
import time

from harness import ITERATIONS, PASSWORD, cpu_seconds, wait_for, wrk
from hashers import ours as hash_milliseconds


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
    yield "login, server CPU per login", f"{ours * 1e3:.0f} ms", f"OpenSSL {theirs * 1e3:.0f} ms", ours / theirs, "<= 0.55"
    yield from throughput(site)


def throughput(site):
    """Logins a second beside what the pool's one thread hashes when it does nothing else; in turn, best of three each."""
    rates, hashes = [], []
    seconds = 12
    for _ in range(3):
        with site.serve(NARVI_AUTH_HASH_THREADS="1"):
            wait_for(site.url + "/readyz")
            wrk(site.url, 1, 4, site.script)
            rates.append(wrk(site.url, seconds, 4, site.script)[0] / seconds)
        hashes.append(1000 / hash_milliseconds("pbkdf2_sha256", 20))
    ours, possible = max(rates), max(hashes)
    yield "logins a second, one hash thread", f"{ours:.2f}", f"hashes alone {possible:.2f}", ours / possible, ">= 0.95"
