"""What every benchmark needs: a site of ours, an nginx beside it, a load generator, and what the kernel counted."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NARVI = os.path.join(ROOT, "build/release/narvi")
TICK = os.sysconf("SC_CLK_TCK")
ITERATIONS = 1_000_000  # Django 5.2's
PASSWORD = "a long password"


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
    """A migrated site with one user in a folder of its own. `settings`: NARVI_ variables besides the usual ones."""

    def __init__(self, folder, **settings):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = dict(
            os.environ, NARVI_DATABASE_URL=f"sqlite:{folder}/bench.db", NARVI_SERVER_LISTEN=f"127.0.0.1:{self.port}",
            NARVI_SECURITY_SECRET_KEY="k" * 50, NARVI_SERVER_THREADS="1", NARVI_LOG_LEVEL="error", NARVI_LOG_ACCESS_LOG="none",
            NARVI_AUTH_PBKDF2_ITERATIONS=str(ITERATIONS), DJANGO_SUPERUSER_PASSWORD=PASSWORD)
        self.environment.update(settings)
        for command in (["migrate"], ["createsuperuser", "--noinput", "--username", "kim", "--email", "k@example.org"]):
            subprocess.run([NARVI, *command], cwd=folder, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        self.script = os.path.join(folder, "login.lua")
        with open(self.script, "w", encoding="ascii") as script:
            script.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                         'wrk.body = \'{"username":"kim","password":"' + PASSWORD + '"}\'\n'
                         'wrk.path = "/auth-session/"\n')

    def serve(self, **settings):
        return running([NARVI, "serve"], cwd=self.folder, env=dict(self.environment, **settings))


def running_nginx(home, http):
    """An nginx with one worker that keeps connections, its files in `home`; `http` is what stands in that block."""
    os.makedirs(home, exist_ok=True)
    path = os.path.join(home, "nginx.conf")
    with open(path, "w", encoding="ascii") as config:
        config.write(f"""
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {home}/b; proxy_temp_path {home}/p;
  fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
{http} }}
""")
    return running([shutil.which("nginx") or "/usr/sbin/nginx", "-c", path])


@contextlib.contextmanager
def nginx(folder):
    port = free_port()
    server = f'  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok\\n"; }} }}'
    with running_nginx(folder, server) as process:
        wait_for(f"http://127.0.0.1:{port}/")
        yield process, f"http://127.0.0.1:{port}/"


def per_request(pid, url, seconds):
    wrk(url, 1)  # warm
    before = cpu_seconds(pid)
    done, _ = wrk(url, seconds)
    return (cpu_seconds(pid) - before) / done * 1e6
