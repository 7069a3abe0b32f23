"""The door: what a constant answer costs beside nginx, how fast the program starts, and whether logins slow it."""

import subprocess
import time

from harness import nginx, per_request, pss_mib, wait_for, wrk


def bench_healthz(site, seconds):
    rows = []
    with nginx(site.folder) as (server, nginx_url), site.serve() as narvi:
        wait_for(site.url + "/readyz")
        for _ in range(3):  # in turn, so that a drifting machine hits both
            rows.append((per_request(narvi.pid, site.url + "/healthz", seconds),
                         per_request(server.pid, nginx_url, seconds)))
    ours, theirs = sorted(rows, key=lambda row: row[0] / row[1])[1]
    yield "/healthz, server CPU per request", f"{ours:.1f} us", f"nginx {theirs:.1f} us", ours / theirs, "<= 1.5"


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
