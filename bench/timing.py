"""Whether the time of a refused login tells what the account is: unknown, without a usable password, inactive.

Each kind is asked as often as a known user with a wrong password, in random order over one connection. The figure is the
probability that a random answer of that kind takes longer than a random answer for the known user (the area under the ROC
curve, Mann-Whitney's U over n*m): 0.5 means that a guesser learns nothing from it. Beside it stands its 95 % interval if
nothing could be learned, and the difference of the medians."""

import http.client
import json
import math
import os
import random
import sqlite3
import statistics
import time

from harness import PASSWORD, Site, wait_for

TRIES = 150
HASHERS = {
    "pbkdf2_sha256": {"NARVI_AUTH_PBKDF2_ITERATIONS": "60000"},
    "argon2": {"NARVI_AUTH_PASSWORD_HASHERS": "Argon2PasswordHasher", "NARVI_AUTH_ARGON2_MEMORY_COST": "8192"},
    "bcrypt_sha256": {"NARVI_AUTH_PASSWORD_HASHERS": "BCryptSHA256PasswordHasher", "NARVI_AUTH_BCRYPT_ROUNDS": "9"},
    "scrypt": {"NARVI_AUTH_PASSWORD_HASHERS": "ScryptPasswordHasher", "NARVI_AUTH_SCRYPT_P": "1"},
}
WRONG = "not the password"
KINDS = {
    "known": ("kim", WRONG),
    "unknown": ("nobody", WRONG),
    "no usable password": ("unusable", WRONG),
    "inactive, right password": ("inactive", PASSWORD),
}


def add_accounts(site):
    """Copies of the known user, with the same hash, that differ in what must not show."""
    with sqlite3.connect(os.path.join(site.folder, "bench.db")) as database:
        copy = ("INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active,"
                " date_joined) SELECT {}, is_superuser, ?, '', '', '', is_staff, ?, date_joined FROM auth_user"
                " WHERE username = 'kim'")
        database.execute(copy.format("'!' || substr(password, 1, 40)"), ("unusable", 1))
        database.execute(copy.format("password"), ("inactive", 0))


def ask(connection, username, password):
    body = json.dumps({"username": username, "password": password})
    start = time.perf_counter()
    connection.request("POST", "/auth-session/", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 400:
        raise RuntimeError(f"{username}: {answer.status}")
    return time.perf_counter() - start


def slower(these, those):
    """The probability that one of these takes longer than one of those."""
    wins = sum((a > b) + 0.5 * (a == b) for a in these for b in those)
    return wins / (len(these) * len(those))


def sample(site):
    times = {kind: [] for kind in KINDS}
    with site.serve():
        wait_for(site.url + "/readyz")
        connection = http.client.HTTPConnection("127.0.0.1", site.port)
        order = [kind for kind in KINDS for _ in range(TRIES)]
        random.shuffle(order)
        for kind in order[:20]:
            ask(connection, *KINDS[kind])
        for kind in order:
            times[kind].append(ask(connection, *KINDS[kind]))
    return times


def bench_timing(site, _seconds):
    by_chance = 1.96 * math.sqrt(2 / (12 * TRIES))
    for name, settings in HASHERS.items():
        own = Site(os.path.join(site.folder, name), **settings)
        add_accounts(own)
        times = sample(own)
        known = times.pop("known")
        middle = statistics.median(known)
        for kind, values in times.items():
            difference = (statistics.median(values) - middle) * 1e6
            yield (f"{name}: {kind}", f"{slower(values, known):.3f}", f"{difference:+.0f} us of {middle * 1e3:.1f} ms", None,
                   f"0.5 +- {by_chance:.2f}")
