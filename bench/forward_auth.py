"""nginx before a static file, asking Narvi about every request: what the whole costs in processor time, beside nginx
that asks nobody and nginx that asks an nginx which always says 204. Both askers have the same configuration, that of
`narvi authz print-config nginx` without its login page."""

import contextlib
import os
import time
import urllib.error
import urllib.request

from harness import Site, cpu_seconds, free_port, running_nginx, wait_for, wrk
from token_checks import log_in, obtain

ROUNDS = 3
MOST = 1.3  # what asking Narvi may cost, in askings of an nginx that answers 204
CONNECTIONS = 32

RULES = """
[server]
trusted_proxies = ["127.0.0.1"]
[systems.authtoken]
enabled = true
[systems.forward_auth]
enabled = true
[[systems.forward_auth.rules]]
hosts = ["app.example.com"]
authentication_classes = ["SessionAuthentication", "TokenAuthentication"]
"""

ASKING = """
    location = /_narvi {{ internal; proxy_pass http://decider{path}; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_pass_request_body off; proxy_set_header Content-Length "";
      proxy_set_header Host $http_host; proxy_set_header X-Original-Method $request_method;
      proxy_set_header X-Original-URL $scheme://$http_host$request_uri; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto ""; proxy_set_header X-Forwarded-Host ""; proxy_set_header X-Forwarded-Uri "";
      proxy_set_header X-Forwarded-Method ""; }}
    location / {{ auth_request /_narvi; auth_request_set $n_user $upstream_http_remote_user;
      auth_request_set $n_groups $upstream_http_remote_groups; auth_request_set $n_name $upstream_http_remote_name;
      auth_request_set $n_email $upstream_http_remote_email; root {folder}/static; }}
"""
ALONE = "    location / {{ root {folder}/static; }}\n"


@contextlib.contextmanager
def front(folder, name, decider=None, path="/authz/auth-request"):
    """An nginx before the file; with `decider` (host:port) it asks there."""
    port = free_port()
    locations = (ASKING if decider else ALONE).format(folder=folder, path=path)
    upstream = f"upstream decider {{ server {decider}; keepalive 64; keepalive_requests 100000000; }}" if decider else ""
    server = f"  {upstream}\n  server {{ listen 127.0.0.1:{port};\n{locations}  }}"
    with running_nginx(os.path.join(folder, name), server) as process:
        wait_for_any(f"http://127.0.0.1:{port}/page.txt")
        yield process, f"http://127.0.0.1:{port}/page.txt"


@contextlib.contextmanager
def always_204(folder):
    port = free_port()
    server = f"  server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }}"
    with running_nginx(os.path.join(folder, "yes"), server) as process:
        wait_for_any(f"http://127.0.0.1:{port}/")
        yield process, f"127.0.0.1:{port}"


def wait_for_any(url):
    """It answers, whatever it says."""
    for _ in range(300):
        with contextlib.suppress(OSError):
            status(url, {})
            return
        time.sleep(0.1)
    raise RuntimeError(url + " does not answer")


def status(url, headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def script(folder, name, headers):
    path = os.path.join(folder, name + ".lua")
    with open(path, "w", encoding="ascii") as file:
        for header, value in headers.items():
            file.write(f'wrk.headers["{header}"] = "{value}"\n')
    return path


def cost(pids, url, seconds, lua):
    """Microseconds of processor time of all these processes for a request."""
    wrk(url, 1, CONNECTIONS, lua)  # warm
    before = sum(map(cpu_seconds, pids))
    done, _ = wrk(url, seconds, CONNECTIONS, lua)
    return (sum(map(cpu_seconds, pids)) - before) / done * 1e6


def bench_forward_auth(site, seconds):
    folder = os.path.join(site.folder, "forward")
    os.makedirs(os.path.join(folder, "static"), exist_ok=True)
    with open(os.path.join(folder, "static", "page.txt"), "w", encoding="ascii") as page:
        page.write("x" * 1024)
    with open(os.path.join(folder, "narvi.toml"), "w", encoding="ascii") as file:
        file.write(RULES)
    own = Site(folder, NARVI_COMPAT_DJANGO="3.2")
    with contextlib.ExitStack() as stack:
        narvi = stack.enter_context(own.serve())
        wait_for(own.url + "/readyz")
        who = {"session": {"Host": "app.example.com", "Cookie": "sessionid=" + log_in(own.url)},
               "token": {"Host": "app.example.com", "Authorization": obtain(own.url)}}
        yes, yes_address = stack.enter_context(always_204(folder))
        alone, alone_url = stack.enter_context(front(folder, "alone"))
        asking_yes, yes_url = stack.enter_context(front(folder, "asks-nginx", yes_address))
        asking, narvi_url = stack.enter_context(front(folder, "asks-narvi", own.url.removeprefix("http://")))
        if status(narvi_url, {"Host": "app.example.com"}) != 401:
            raise RuntimeError("nobody passes")
        sides = {"alone": ([alone.pid], alone_url, who["token"]),
                 "asks nginx": ([asking_yes.pid, yes.pid], yes_url, who["token"]),
                 "asks Narvi, session": ([asking.pid, narvi.pid], narvi_url, who["session"]),
                 "asks Narvi, token": ([asking.pid, narvi.pid], narvi_url, who["token"])}
        for name, (_, url, headers) in sides.items():
            if status(url, headers) != 200:
                raise RuntimeError(f"{name}: kim does not pass")
        costs = {name: [] for name in sides}
        for _ in range(ROUNDS):
            for name, (pids, url, headers) in sides.items():
                costs[name].append(cost(pids, url, seconds, script(folder, name.replace(" ", "-"), headers)))
    too_dear = []
    for ours in ("asks Narvi, session", "asks Narvi, token"):
        for theirs, bar in (("alone", ""), ("asks nginx", f"<= {MOST}")):
            pairs = sorted(zip(costs[ours], costs[theirs]), key=lambda pair: pair[0] / pair[1])
            one, other = pairs[len(pairs) // 2]
            yield f"nginx {ours}, total CPU", f"{one:.1f} us", f"{theirs} {other:.1f} us", one / other, bar
            if bar and one / other > MOST:
                too_dear.append(f"{ours}: {one / other:.2f}")
    if too_dear:
        raise SystemExit(f"Too dear, the bar is {MOST}: {'; '.join(too_dear)}.")
