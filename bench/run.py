#!/usr/bin/env python3
"""Ratios in one run, on this machine: what Narvi costs beside nginx answering a constant, beside OpenSSL hashing the
same password, and beside REST framework. Server processor time comes from /proc, so the share of the load generator does
not count. Prints a table; judges nothing by itself but says the bar of each row."""

import argparse
import os
import sys
import tempfile

from door import bench_healthz, bench_isolation, bench_start
from forward_auth import bench_forward_auth
from harness import Site
from hashers import bench_hashers
from login import bench_login
from timing import bench_timing
from token_checks import bench_token

BENCHES = {"healthz": bench_healthz, "login": bench_login, "start": bench_start, "isolation": bench_isolation,
           "timing": bench_timing, "hashers": bench_hashers, "token": bench_token,
           "forward-auth": bench_forward_auth}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], help="which ones; all by default")
    parser.add_argument("--seconds", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="narvi-bench-") as folder:
        os.chmod(folder, 0o755)
        site = Site(folder)
        print(f"{'what':40} {'Narvi':>10} {'beside':>22} {'ratio':>6}  bar")
        for name in arguments.names or BENCHES:
            for what, ours, theirs, ratio, bar in BENCHES[name](site, arguments.seconds):
                shown = "" if ratio is None else f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.4f}"
                print(f"{what:40} {ours:>10} {theirs:>22} {shown:>6}  {bar}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
