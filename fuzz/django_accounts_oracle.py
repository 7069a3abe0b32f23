#!/usr/bin/python3
"""Compares Narvi's reset tokens, mail addresses, redirect targets and password validators with Django's.

usage: django_accounts_oracle.py DRIVER [COUNT] [SEED] [KINDS]

KINDS is a choice of: token email redirect login password, with commas. Reset tokens are checked both ways, in several
zones and around the hours at which clocks change. Needs python3-django (3.2). Exits with 1 at the tenth difference.
"""

import json
import os
import random
import struct
import subprocess
import sys
import time
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import django
from django.conf import settings

SECRET = "narvi-oracle-secret-key"
urlpatterns = []
settings.configure(SECRET_KEY=SECRET, USE_I18N=False, USE_TZ=True, ROOT_URLCONF=__name__, INSTALLED_APPS=[
    "django.contrib.contenttypes", "django.contrib.auth"], AUTH_PASSWORD_VALIDATORS=[
        {"NAME": "django.contrib.auth.password_validation." + name} for name in (
            "UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator",
            "NumericPasswordValidator")])
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.password_validation import get_default_password_validators, validate_password  # noqa: E402
from django.contrib.auth.tokens import PasswordResetTokenGenerator  # noqa: E402
from django.contrib.auth.views import redirect_to_login  # noqa: E402
from django.core.exceptions import ValidationError  # noqa: E402
from django.core.validators import validate_email  # noqa: E402
from django.utils.http import url_has_allowed_host_and_scheme  # noqa: E402

ZONES = ["UTC", "America/Chicago", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
         "America/St_Johns", "Africa/Casablanca", "Europe/London"]
FIRST, LAST = 1_000_000_000, 2_100_000_000
LOCALS = ["a", "A.b", ".", "..", "+x", "-", '"', '"a b"', '"a\\ b"', '"\\"', "é", "ı", "K", "_", "'", "a" * 64, "\t",
          "\n", "\\", "@", "!#$%", "\x7f", "\x01"]
DOMAINS = ["a", "b.co", "example.com", ".", "-", "localhost", "[127.0.0.1]", "[::1]", "[1:2:3:4:5:6:7::]", "[", "]",
           "[::ffff:1.2.3.04]", "é", "中国", "Bücher", "ß", "。", "．", "xn--4ca", "XN--", "123", "_", " ", "ı", "K", "א",
           "ב", "1", "\u00ad", "\u200d", "b" * 62, "1.2.3.4", "\u0301", "ｆ", "Ⅷ", "%", "\n", "[fe80::1]", "[1.2.3.4"]
TARGETS = ["/", "//", "\\", "http:", "https:", "HTTP:", "ftp:", "javascript:", "testserver", "other:8443", "evil.com",
           "@", ":", ":80", "?", "#", "[", "]", "a", "é", " ", "\u00a0", "\x00", "\x08", "\u200b", "\ufeff", "1", "+", ".",
           "-", ";", "%2F", "%", "&", "="]
WORDS = ["alice", "Alice", "ALICE", "smith", "Smïth", "a", "b", "ab", "xyz", "@", ".", "-", "_", "example", "com", "İ",
         "Σ", "ΑΣ", "σ", "ß", "1", "12", "²", "٣", "½", "Ⅷ", "password", "PassWord", "qwerty", " ", "\u00a0", "\n", "'",
         "\u0301", "中", "😀", "123456", "letmein", "é"]


class Maker:
    """Questions, from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def mix(self, pieces, most):
        return "".join(self.random.choice(pieces) for _ in range(self.random.randrange(most + 1)))

    def instant(self, zone):
        """Microseconds; half of them within two hours of a change of the zone's clocks."""
        second = self.random.randrange(FIRST, LAST)
        if self.random.randrange(2):
            change = next_change(ZoneInfo(zone), second)
            second = change + self.random.randrange(-7200, 7200) if change else second
        return second * 1_000_000 + self.random.choice([0, self.random.randrange(1_000_000)])

    def token(self):
        pick = self.random
        zone = pick.choice(ZONES)
        now = self.instant(zone)
        timeout = pick.choice([0, 3600, 259200])
        age = pick.choice([0, timeout, timeout + 1, timeout - 1, 3600, 7200, -3600, pick.randrange(400000)])
        return {"secret": SECRET, "zone": zone, "use_tz": bool(pick.randrange(2)), "now": now,
                "later": now + age * 1_000_000, "timeout": timeout, "pk": str(pick.randrange(1, 1 << 31)),
                "password": pick.choice(["!", "", "pbkdf2_sha256$1$a$b", "é$"]) + self.mix(WORDS, 2),
                "last_login": self.instant(zone) if pick.randrange(3) else None, "email": self.mix(WORDS, 4),
                "spoil": pick.randrange(4) == 0}

    def email(self):
        if self.random.randrange(3) == 0:
            return {"email": self.mix(LOCALS + DOMAINS, 8)}
        return {"email": self.mix(LOCALS, 3) + "@" + self.mix(DOMAINS, 5)}

    def redirect(self):
        return {"url": self.mix(TARGETS, 7), "https": bool(self.random.randrange(2))}

    def login(self):
        query = self.mix(["next=/a", "&", "b=2", "next=", "=", "b", "é", "+", "%C3%A9", "%"], 5)
        return {"next": "/" + self.mix(TARGETS, 4), "login_url": self.random.choice(["/l/", "https://sso/l"]) + "?" + query}

    def password(self):
        question = {key: self.mix(WORDS, 4) for key in ("username", "first_name", "last_name", "email")}
        question["password"] = self.mix(WORDS, 5)
        if self.random.randrange(8) == 0:
            question["password"] = question["username"] * self.random.randrange(14)
        return question

    def make(self, kind):
        return {"kind": kind, **getattr(self, kind)()}


def next_change(zone, second):
    """The first second of another offset within 200 days, or None."""
    def offset(at):
        return datetime.fromtimestamp(at, zone).utcoffset()
    low, high = second, second + 200 * 86400
    if offset(low) == offset(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
    return high


class Generator(PasswordResetTokenGenerator):
    """Of a server whose clock stands at `at`, in microseconds."""

    def __init__(self, at):
        super().__init__()
        self.at = at

    def _now(self):
        return datetime.fromtimestamp(self.at // 1_000_000).replace(microsecond=self.at % 1_000_000)


def user_of(question):
    login = question["last_login"]
    if login is not None:
        zone = timezone.utc if question["use_tz"] else None
        login = datetime.fromtimestamp(login // 1_000_000, zone).replace(microsecond=login % 1_000_000)
    return User(pk=int(question["pk"]), password=question["password"], last_login=login, email=question["email"])


def ask_token(question):
    os.environ["TZ"] = question["zone"]
    time.tzset()
    user = user_of(question)
    token = Generator(question["now"]).make_token(user)
    question["check"] = token
    if question["spoil"]:
        at = len(token) * 2 // 3
        question["check"] = token[:at] + ("0" if token[at] != "0" else "1") + token[at + 1:]
    settings.PASSWORD_RESET_TIMEOUT = question["timeout"]
    return {"token": token, "valid": Generator(question["later"]).check_token(user, question["check"])}


def ask_email(question):
    try:
        validate_email(question["email"])
    except ValidationError:
        return False
    return True


def ask_redirect(question):
    return url_has_allowed_host_and_scheme(question["url"], {"testserver", "other:8443"}, question["https"])


def ask_login(question):
    return redirect_to_login(question["next"], question["login_url"])["Location"]


def ask_password(question):
    user = User(**{key: question[key] for key in ("username", "first_name", "last_name", "email")})
    try:
        validate_password(question["password"], user, get_default_password_validators())
    except ValidationError as error:
        return error.messages
    return []


ASK = {"token": ask_token, "email": ask_email, "redirect": ask_redirect, "login": ask_login, "password": ask_password}


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    kinds = sys.argv[4].split(",") if len(sys.argv) > 4 else list(ASK)
    maker = Maker(seed)
    process = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    differences = 0
    for _ in range(count):
        question = maker.make(maker.random.choice(kinds))
        want = ASK[question["kind"]](question)
        frame = json.dumps(question).encode()
        process.stdin.write(struct.pack(">I", len(frame)) + frame)
        process.stdin.flush()
        length = struct.unpack(">I", process.stdout.read(4))[0]
        got = json.loads(process.stdout.read(length))
        if got != want:
            differences += 1
            print(f"{json.dumps(question, ensure_ascii=False)}\n  django {want!r}\n  narvi  {got!r}")
            if differences == 10:
                break
    process.stdin.close()
    process.wait()
    print(f"{count} compared, {differences} differences (seed {seed})")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
