"""Who sent this request? What that answer costs: Narvi's /narvi/user/ beside nginx answering a constant, beside REST
framework under gunicorn on the same SQLite file, and its schemes beside one another. The one request of each is sent
again and again, so what a server may remember it remembers.

(Not called token.py, as the bench is: Python's own `tokenize` would import that.)"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from harness import NARVI, PASSWORD, ROOT, Site, cpu_seconds, free_port, nginx, running, wait_for, wrk

ROUNDS = 3
MOST = 1.3  # what a Knox or Durin check may cost, in checks of REST framework's token
WHO = "/narvi/user/"
MANY, FEW = 32, 8  # connections; gunicorn would let more of them wait for longer than wrk does
KNOX = "knox.auth.TokenAuthentication"
DURIN = "durin.auth.TokenAuthentication"
DURIN_CACHED = "durin.auth.CachedTokenAuthentication"


def has_system(name):
    text = subprocess.run([NARVI, "config", "--default"], check=True, capture_output=True, text=True).stdout
    return f"[systems.{name}]" in text


def post(url, body, **headers):
    """The answer's JSON and the cookies that it sets."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        cookies = dict(line.split(";")[0].split("=", 1) for line in answer.headers.get_all("Set-Cookie") or [])
        return json.load(answer), cookies


def post_json(url, **fields):
    return post(url, json.dumps(fields).encode(), **{"Content-Type": "application/json"})


class Checked:
    """A site with every system of the bench that the program has."""

    def __init__(self, folder):
        systems = ["credentials", "authtoken", *filter(has_system, ("knox", "durin"))]
        self.site = Site(folder, NARVI_COMPAT_DJANGO="3.2", **{  # Debian's Django reads the same sessions
            f"NARVI_SYSTEMS_{name.upper()}_ENABLED": "true" for name in systems})
        for name in systems[2:]:
            self.site.environment[f"NARVI_SYSTEMS_{name.upper()}_PATH"] = f"/{name}/"

    def command(self, *arguments):
        subprocess.run([NARVI, *arguments], cwd=self.site.folder, env=self.site.environment, check=True,
                       stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def serve(self, classes, **settings):
        """A process that knows these authentication classes, and its address."""
        listen = f"127.0.0.1:{free_port()}"
        with self.site.serve(NARVI_SERVER_LISTEN=listen, NARVI_REST_FRAMEWORK_DEFAULT_AUTHENTICATION_CLASSES=classes,
                             **settings) as process:
            wait_for(f"http://{listen}/readyz")
            yield process, "http://" + listen

    @contextlib.contextmanager
    def gunicorn(self, workers, class_name, **environment):
        """REST framework on the site's file, with gunicorn's default kind of worker: the cheapest here, though it
        closes each connection."""
        listen = f"127.0.0.1:{free_port()}"
        paths = [os.path.join(ROOT, "bench"), os.path.join(ROOT, "tests", "interop")]
        site = self.site.environment
        with running(
                [shutil.which("gunicorn"), "--workers", str(workers), "--bind", listen,
                 "django.core.wsgi:get_wsgi_application()"],
                cwd=self.site.folder,
                env=dict(os.environ, PYTHONPATH=":".join(paths), PYTHONDONTWRITEBYTECODE="1", DRF_BENCH_CLASS=class_name,
                         DJANGO_SETTINGS_MODULE="drf_settings", DJANGO_AUTHTOKEN="1",
                         DJANGO_DATABASE_URL=site["NARVI_DATABASE_URL"],
                         DJANGO_SECRET_KEY=site["NARVI_SECURITY_SECRET_KEY"], **environment)) as process:
            wait_for_refusal(f"http://{listen}{WHO}")
            yield process, "http://" + listen

    def script(self, header, value, name="check"):
        """What wrk sends besides its GET."""
        path = os.path.join(self.site.folder, name + ".lua")
        with open(path, "w", encoding="ascii") as file:
            file.write(f'wrk.headers["{header}"] = "{value}"\n')
        return path


def wait_for_refusal(url):
    """REST framework answers 401 or 403 to nobody, and takes a while to say so the first time."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(url + " does not answer")


def who(url, header, value):
    """The user name of the answer: the check says what it should before it is measured."""
    with urllib.request.urlopen(urllib.request.Request(url + WHO, headers={header: value}), timeout=30) as answer:
        return json.load(answer)["user"]["username"]


def cost(pid, url, script, connections, seconds):
    """Microseconds of the server's processor time for a request."""
    wrk(url, 1, connections, script)  # warm
    before = cpu_seconds(pid)
    done, _ = wrk(url, seconds, connections, script)
    return (cpu_seconds(pid) - before) / done * 1e6


def in_turn(seconds, sides):
    """Rounds of a cost for each of `sides` (name -> pid, url, script, connections), in turn, so that a drifting machine
    hits all."""
    costs = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            costs[name].append(cost(*side, seconds))
    return costs


def row(what, costs, ours, theirs, bar=""):
    """The round of the median ratio."""
    pairs = sorted(zip(costs[ours], costs[theirs]), key=lambda pair: pair[0] / pair[1])
    one, other = pairs[len(pairs) // 2]
    return what, f"{one:.1f} us", f"{theirs} {other:.1f} us", one / other, bar


def check_rows(checked, seconds, what, class_name, header, value, settings, environment):
    """One kind of check beside nginx and beside REST framework with one and two workers."""
    script = checked.script(header, value)
    with contextlib.ExitStack() as stack:
        server, constant = stack.enter_context(nginx(checked.site.folder))
        sides = {"nginx": (server.pid, constant, None, MANY)}
        for name, context, connections in (("Narvi", checked.serve(class_name, **settings), MANY),
                                           ("DRF x1", checked.gunicorn(1, class_name, **environment), FEW),
                                           ("DRF x2", checked.gunicorn(2, class_name, **environment), FEW)):
            process, url = stack.enter_context(context)
            if who(url, header, value) != "kim":
                raise RuntimeError(name + " does not know kim")
            sides[name] = (process.pid, url + WHO, script, connections)
        costs = in_turn(seconds, sides)
    for theirs in ("nginx", "DRF x1", "DRF x2"):
        yield row(f"{what}, server CPU", costs, "Narvi", theirs)


def log_in(url):
    return post_json(url + "/auth-session/", username="kim", password=PASSWORD)[1]["sessionid"]


def obtain(url):
    form = urllib.parse.urlencode({"username": "kim", "password": PASSWORD}).encode()
    return "Token " + post(url + "/api-token-auth/", form)[0]["token"]


def obtain_knox(url):
    basic = base64.b64encode(f"kim:{PASSWORD}".encode()).decode()
    return "Token " + post(url + "/knox/login/", b"", Authorization="Basic " + basic)[0]["token"]


def obtain_durin(url):
    return "Token " + post_json(url + "/durin/login/", username="kim", password=PASSWORD, client="bench")[0]["token"]


def other_scheme(checked, seconds, what, classes, obtained, token):
    """A check of another system beside one of REST framework's token, both by Narvi."""
    with checked.serve("TokenAuthentication") as (plain, plain_url), checked.serve(classes) as (other, other_url):
        value = obtained(other_url)
        if who(other_url, "Authorization", value) != "kim":
            raise RuntimeError(what + " does not know kim")
        costs = in_turn(seconds, {
            "DRF token": (plain.pid, plain_url + WHO, checked.script("Authorization", token, "plain"), MANY),
            what: (other.pid, other_url + WHO, checked.script("Authorization", value), MANY)})
    return row(f"{what}, server CPU", costs, what, "DRF token", f"<= {MOST}")


def bench_token(site, seconds):
    checked = Checked(os.path.join(site.folder, "token"))
    with checked.serve("TokenAuthentication") as (_, url):
        token = obtain(url)
        session = "sessionid=" + log_in(url)
    yield from check_rows(checked, seconds, "token check", "TokenAuthentication", "Authorization", token, {}, {})
    for engine in ("db", "cached_db"):
        yield from check_rows(checked, seconds, f"session check, {engine}", "SessionAuthentication", "Cookie", session,
                              {"NARVI_SESSIONS_ENGINE": engine}, {"DJANGO_SESSION_ENGINE": engine})
    too_dear = []
    for what, classes, obtained in (("Knox check", KNOX + ",BasicAuthentication", obtain_knox),
                                    ("Durin check", DURIN, obtain_durin),
                                    ("Durin check, cached", DURIN_CACHED, obtain_durin)):
        system = what.split()[0].lower()
        if not has_system(system):
            yield what, "skipped", f"no {system} in this program", None, f"<= {MOST}"
            continue
        if what == "Durin check":
            checked.command("create_client", "bench")
        shown = other_scheme(checked, seconds, what, classes, obtained, token)
        yield shown
        if shown[3] > MOST:
            too_dear.append(f"{what} costs {shown[3]:.2f} times a check of REST framework's token")
    if too_dear:
        raise SystemExit("Too dear, the bar is %.1f: %s." % (MOST, "; ".join(too_dear)))
