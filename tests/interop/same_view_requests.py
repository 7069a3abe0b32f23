"""Requests to the views of django_site/same_views.py: each kind of credential, token, origin and body on its own, then
mixtures of all. The same seed makes the same requests. Limits count them, so both sides are asked in the same order."""

import collections
import json
import random

from same_parts import CSRF, CSRF_SECRETS, FORM, JSON, JSON_BODIES, MULTIPART, MULTIPARTS, PASSWORD, Request, Shown, \
    authorizations, encoded, field, multipart, sessions

# `sessions` and `tokens`: of each user by name, and the session "expired".
People = collections.namedtuple("People", "sessions tokens")

SESSION_VIEWS = ("session-basic", "token-session", "staff", "staff-token", "read-only", "groups-session",
                 "groups-anybody", "anybody", "fields", "json-only")
HEADER_VIEWS = ("basic-token", "groups", "unguarded")
REMOTE_VIEWS = ("remote", "staff-remote")
OPEN_VIEWS = SESSION_VIEWS + HEADER_VIEWS + REMOTE_VIEWS + ("nobody",)
LIMITED_VIEWS = ("limited", "limited-anybody", "limited-uploads")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW", "patch", "head")

# No list that text/html could win: the browsable page is not compared.
ACCEPTS = ("*/*", "application/json", "application/json; indent=4", "application/json; indent=1_0", "application/*",
           "*/*; indent=2", "APPLICATION/JSON; INDENT= +3", "application/xml", "garbage", "",
           "application/xml, application/json")

FIELDS = b'{"name":"Ida","note":" n "}'
BODIES = (
    (JSON, FIELDS), (JSON, b'{"name":" x","note":""}'), (JSON, b'{"name":"12345678901"}'), (JSON, b"[1, 2.50, null]"),
    (JSON, b'"text"'), (JSON, b"{}"), (JSON, b""), (JSON, b"{"), (JSON, b"nul"), (JSON, b"\xff"),
    (JSON, b'{"name":1.0,"note":12345678901234567890123}'), (JSON, b'{"name":[],"note":null}'),
    (JSON, b'{"name":"\\u00e9\\u2028\\ud83d\\ude00","note":"\\u0000"}'), (JSON, b'{"b":1,"a":{"z":[]},"b":2}'),
    (JSON, b"-0"), (JSON, b"1e5"), (JSON, b"[1e-7, 1e16, 0.1, -0.0]"), (JSON, b"NaN"), (JSON + "; charset=x", FIELDS),
    (JSON + "; charset=latin-1", b'{"name":"j\xf6rg","note":""}'),
    (JSON + "; charset=utf-16", FIELDS.decode().encode("utf-16")),
    (JSON + "; charset=utf-16-be", FIELDS.decode().encode("utf-16-be")),
    (JSON + "; charset=utf-32", FIELDS.decode().encode("utf-32")),
    (JSON + "; charset=utf-32", FIELDS.decode().encode("utf-32-be")),
    (JSON + "; charset=utf-8-sig", FIELDS.decode().encode("utf-8-sig")),
    (JSON + "; charset=ascii", b'{"name":"j\xf6rg"}'), (JSON + "; charset=cp1252", b'{"name":"\x80\x81"}'),
    (FORM, b"name=Ida&note=+n+"), (FORM, b"name=Ida&name=Ada&note"), (FORM, b"name=%C3%B6%ff&note=%zz"), (FORM, b""),
    (FORM, b"&=x&a=b=c"), (FORM, b"name=\xc3\xb6\xff"), (FORM + "; charset=latin-1", b"name=j%F6rg&note=\xf6"),
    (FORM + "; charset=utf-16", b"name=Ida&note=%41"), (FORM + "; charset=utf-16", "name=j\xf6rg".encode("utf-16")),
    (FORM + "; charset=cp1252", b"name=%80%81&note=\x80"), (FORM + "; charset=cp1252", b"name=%80&note=\x81"),
    (FORM + "; charset=ascii", b"name=%C3%B6&note=x"), (FORM + "; charset=utf-8-sig", b"\xef\xbb\xbfname=%EF%BB%BFx"),
    (MULTIPART, multipart((field(b"name"), b"Ida"), (field(b"note"), b" n "))),
    (MULTIPART, multipart((field(b"name"), b"Ida"), (field(b"name"), b"j\xc3\xb6\xff"))),
    (MULTIPART, multipart((field(b"name"), b"Ida"), (field(b"file") + b'; filename="a b.txt"', b"\x00\xff"))),
    (MULTIPART, multipart((field(b"name") + b'; filename="../../x.TXT"\r\nContent-Type: Text/Plain; charset=x', b"1"),
                          (field(b"name"), b"Ida"))),
    (MULTIPART + "; charset=latin-1", multipart((field(b"j\xf6"), b"\xf6"))),
    (MULTIPART + "; charset=utf-16", multipart((field(b"name"), b"ab\xff"))),
    (MULTIPART + "; charset*=utf-8''latin-1", multipart((field(b"j\xf6"), b"\xf6"))),
    (MULTIPART + "; charset=latin-1", multipart((b"Content-Disposition: form-data; name*=utf-8''%C3%A9", b"1"))),
    (MULTIPART + "; charset=latin-1", multipart((b"Content-Disposition: form-data; name*=\xc3\xa9", b"1"))),
    (MULTIPART + "; charset=latin-1", multipart((b"Content-Disposition: form-data; name*=utf-8''%20%C2%A0a%20", b"1"))),
    (MULTIPART + "; charset=latin-1",
     multipart((field(b"file") + b"; filename*=utf-8''%C3%A9.txt\r\nContent-Type: text/plain; charset*=utf-8''x", b"1"),
               (field(b"name"), b"Ida"))),
    (JSON + "; charset*=utf-8''latin-1", b'{"name":"j\xf6rg","note":""}'),
    (JSON + "; charset*=latin-1", b'{"name":"j\xf6rg","note":""}'),
    (JSON + "; charset=utf-8; charset*=utf-8''latin-1", b'{"name":"j\xf6rg","note":""}'),
    (JSON + "; charset*=latin-1; charset=latin-1", b'{"name":"j\xf6rg","note":""}'),
    (FORM + "; charset*=utf-8''latin-1", b"name=j%F6rg&note=\xf6"),
    ("text/plain", b"x"), ("text/plain", b""), (None, b"x"), (None, b""), ("text/\xe9", b"x"), ("*/*", b"{}"),
)

ORIGINS = ((), (("Origin", "http://testserver"),), (("Origin", "https://evil.example"),), (("Origin", "null"),),
           (("Referer", "http://testserver/x"),), (("Referer", "https://evil.example/"),), (("Referer", "https://["),),
           (("Origin", ""), ("Referer", "")))

REMOTE_USERS = ("kim", "ada", "root", "inactive", "unusable", "j\xc3\xb6rg", "j\xf6rg", "newcomer", "KIM", "", " ",
                "kim,ada")


CODECS = ("cp1250", "cp1251", "windows-1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437",
          "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp856", "cp857", "cp858", "cp860", "cp861", "cp862",
          "cp863", "cp865", "cp866", "cp869", "cp874", "cp1006", "cp1125", "hp-roman8", "iso-8859-2", "latin3",
          "iso8859-4", "cyrillic", "arabic", "greek", "hebrew", "latin5", "latin6", "iso-8859-11", "l7", "l8",
          "latin9", "latin10", "koi8-r", "koi8-t", "koi8-u", "kz1048", "mac-arabic", "mac-croatian", "mac-cyrillic",
          "mac-farsi", "mac-greek", "mac-iceland", "mac-latin2", "macintosh", "mac-romanian", "mac-turkish", "palmos",
          "ptcp154", "tis-620")


def ask(family, view, method="GET", headers=(), body=b"", content_type=None, query=""):
    typed = () if content_type is None else (("Content-Type", content_type),)
    return Request(family, method, "/%s/%s" % (view, query), typed + tuple(headers), body)


def basic(username, password=PASSWORD, codec="utf-8"):
    return (("Authorization", "Basic " + encoded(("%s:%s" % (username, password)).encode(codec))),)


def token(people, username):
    return (("Authorization", "Token " + people.tokens[username]),)


def browser(people, username, cookie=CSRF, sent=CSRF):
    """Of a living session; without CSRF cookie or token for None."""
    line = "sessionid=" + people.sessions[username] + ("" if cookie is None else "; csrftoken=" + cookie)
    return (("Cookie", line),) + (() if sent is None else (("X-CSRFToken", sent),))


def callers(people):
    """Somebody of each kind, by each way in."""
    yield ()
    for username in ("kim", "ada", "root", "inactive"):
        yield basic(username)
        yield token(people, username)
        yield browser(people, username)
        yield (("Remote-User", username),)
    yield basic("jörg", "pässe:1")
    yield basic("jörg", "pässe:1", "latin-1")
    yield token(people, "jörg")
    yield browser(people, "jörg")
    yield browser(people, "kim", cookie=None, sent=None)
    yield browser(people, "expired")
    yield basic("kim", "wrong")
    yield token(people, "kim") + browser(people, "ada")
    yield basic("ada") + browser(people, "kim")
    yield (("Authorization", "Token nothing"),) + browser(people, "kim")


def tokens(people):
    """Values of Authorization that begin with Token, most of them wrong."""
    good = people.tokens["kim"]
    words = ("Token", "Token ", "Token  " + good, "token\t" + good, "TOKEN " + good + " ", "Token " + good.upper(),
             "Token " + good[:-1], "Token " + good + "0", "Token " + good + ",", "Token " + good + " " + good,
             "Token a b c", "Token \xe9", "Token \xc3\xa9", "Token \xff\xfe", "Token\xa0" + good, "Token," + good,
             "Token \"" + good + "\"", "Token " + "x" * 3000, "Token %00", "Token " + people.tokens["inactive"],
             "Bearer " + good, "Tok " + good, good, "Token Token " + good, "Basic Token " + good)
    return [(("Authorization", word),) for word in words]


def csrf(people):
    """Browsers with every token, in the header or in the body."""
    for cookie in CSRF_SECRETS[:8]:
        for sent in CSRF_SECRETS:
            yield "POST", browser(people, "kim", cookie, sent), None, b""
    for method in ("POST", "PUT", "PATCH", "DELETE", "BREW", "TRACE", "post"):
        for cookie, sent in ((CSRF, CSRF), (CSRF, "a" * 32), ("a" * 32, CSRF), (CSRF, None), (None, CSRF), (None, None),
                             (CSRF, "x" * 64)):
            yield method, browser(people, "kim", cookie, sent), JSON, FIELDS
        for sent in (CSRF, "short", ""):
            for header in (None, CSRF):
                guarded = browser(people, "ada", CSRF, header)
                yield method, guarded, FORM, b"name=Ida&note=&csrfmiddlewaretoken=" + sent.encode()
                yield method, guarded, MULTIPART, multipart((field(b"csrfmiddlewaretoken"), sent.encode()))
                yield method, guarded, JSON, json.dumps({"csrfmiddlewaretoken": sent}).encode()
                yield method, guarded, FORM + "; charset=utf-16", ("csrfmiddlewaretoken=" + sent).encode("utf-16")
    for sent in (CSRF, "wrong", None):
        for cookie in (CSRF, None):
            for content_type, body in ((JSON, b"{"), ("text/plain", b"x"), (MULTIPART, b"x"), (JSON, b""), (None, b"x"),
                                       (JSON + "; charset=utf-16", b"{}")):
                yield "POST", browser(people, "kim", cookie, sent), content_type, body


def each_alone(people):
    for view in OPEN_VIEWS:
        for method in METHODS:
            body = FIELDS if method in ("POST", "PUT", "PATCH", "patch") else b""
            yield ask("method", view, method, (), body, JSON if body else None)
            yield ask("method", view, method, basic("ada"), body, JSON if body else None)
            yield ask("method", view, method, token(people, "ada"), body, JSON if body else None)
        for headers in callers(people):
            yield ask("caller", view, "GET", headers)
            yield ask("caller", view, "POST", headers, FIELDS, JSON)
            yield ask("caller", view, "DELETE", headers)
    for username in ("kim", "ada", "root"):
        for method in METHODS:
            yield ask("permission", "groups", method, basic(username))
            yield ask("permission", "groups-session", method, browser(people, username))
            yield ask("permission", "groups-anybody", method, token(people, username))
            yield ask("permission", "staff-remote", method, (("Remote-User", username),))
    for headers in tokens(people):
        for view in ("token-session", "basic-token", "read-only", "unguarded", "groups-anybody"):
            yield ask("token", view, "GET", headers)
    for value in authorizations(people.tokens["kim"]):
        for view in ("session-basic", "basic-token", "anybody", "staff"):
            yield ask("basic", view, "GET", (("Authorization", value),))
    for name in REMOTE_USERS:
        for view in REMOTE_VIEWS:
            yield ask("remote", view, "GET", (("Remote-User", name),))
            yield ask("remote", view, "POST", (("Remote-User", name),) + browser(people, "kim"), FIELDS, JSON)
    for headers in sessions(Shown(people.sessions["kim"], people.sessions["inactive"], people.sessions["expired"], "")):
        yield ask("session", "read-only", "PUT", headers)
    for method, headers, content_type, body in csrf(people):
        yield ask("csrf", "session-basic", method, headers, body, content_type)
    for headers in ORIGINS:
        for sent in (CSRF, "x" * 64):
            yield ask("origin", "token-session", "POST", browser(people, "kim", CSRF, sent) + headers, FIELDS, JSON)
    for content_type, body in BODIES + tuple((JSON, body) for body in JSON_BODIES) + MULTIPARTS:
        yield ask("body", "token-session", "POST", token(people, "kim"), body, content_type)
    for content_type, body in BODIES:
        yield ask("body", "fields", "PUT", token(people, "kim"), body, content_type)
        yield ask("body", "json-only", "PATCH", basic("kim"), body, content_type)
        yield ask("body", "anybody", "POST", (), body, content_type)
    for name in CODECS:
        # Every byte that is no ASCII, one by one where some are no characters.
        high = bytes(byte for byte in range(128, 256) if bytes([byte]).decode(name, "ignore"))
        yield ask("codec", "anybody", "POST", (), b'"' + high + b'"', JSON + "; charset=" + name)
        yield ask("codec", "anybody", "POST", (), b"a=" + bytes(range(128, 256)), FORM + "; charset=" + name)
        yield ask("codec", "anybody", "POST", (), b"a=" + b"".join(b"%%%02x" % byte for byte in range(128, 256)),
                  FORM + "; charset=" + name)
    for accept in ACCEPTS:
        for view in ("session-basic", "json-only"):
            yield ask("accept", view, "GET", (("Accept", accept),))
            yield ask("accept", view, "OPTIONS", basic("kim") + (("Accept", accept),))
    for query in ("?format=json", "?format=xml", "?format=", "?format=%6Ason"):
        yield ask("format", "basic-token", "GET", basic("kim"), query=query)
        yield ask("format", "basic-token", "POST", basic("kim"), b"", JSON + "; charset=utf-16", query)


def limited(people, dice):
    """Until everybody was refused more than once."""
    addresses = ((), (("X-Forwarded-For", "1.2.3.4"),), (("X-Forwarded-For", " 1.2.3.4 , 5.6.7.8"),))
    who = [()] * 3 + [basic("kim"), token(people, "kim"), basic("ada"), basic("kim", "wrong")]
    for _ in range(160):
        view = dice.choice(LIMITED_VIEWS)
        method = dice.choice(("GET", "GET", "POST", "DELETE", "OPTIONS", "HEAD", "BREW"))
        yield ask("limit", view, method, dice.choice(who) + dice.choice(addresses))


def mixed(people, dice):
    """A request of everything at once; what refuses first shows in which order Narvi asks."""
    headers = dice.choice(list(callers(people)))
    chance = dice.random()
    if chance < 0.2:
        headers = dice.choice(tokens(people))
    elif chance < 0.4:
        headers = browser(people, dice.choice(("kim", "ada", "root")), dice.choice(CSRF_SECRETS[:8]),
                          dice.choice(CSRF_SECRETS))
    elif chance < 0.5:
        headers = (("Authorization", dice.choice(authorizations(people.tokens["kim"]))),)
    headers += dice.choice(ORIGINS) if dice.random() < 0.3 else ()
    headers += (("Accept", dice.choice(ACCEPTS)),) if dice.random() < 0.3 else ()
    content_type, body = dice.choice(BODIES)
    return ask("mixed", dice.choice(OPEN_VIEWS), dice.choice(METHODS), headers, body, content_type)


def all_requests(people, seed, count):
    """Each alone, those that are limited, and `count` mixed ones."""
    dice = random.Random(seed)
    return list(each_alone(people)) + list(limited(people, dice)) + [mixed(people, dice) for _ in range(count)]
