"""Requests around the obtain-token endpoint: every family on its own, then mixtures of all, then slightly broken ones.
The same seed makes the same requests, and none changes what another one is answered."""

import json
import random

from same_parts import (ACCEPTS, CONTENT_TYPES, CSRF, FIELD_VALUES, FORM, FORMS, GOOD, GOOD_FORM, GOOD_MULTIPART,
                        HOSTS, JSON, JSON_BODIES, METHODS, MULTIPART, MULTIPARTS, PATH, PATHS, QUERIES, Request,
                        authorizations, field, multipart, post, sessions)


def each_alone(shown):
    for method in METHODS:
        yield Request("method", method, PATH, (), b"")
        yield post("method", method=method)
        yield Request("method", method, PATH, (("Accept", "text/html"), ("Authorization", "Basic x")), b"")
    for target in PATHS:
        for method in ("GET", "POST"):
            yield Request("path", method, target, (), b"")
    for method in ("HEAD", "OPTIONS", "PUT", "BREW"):
        for target in ("/api-token-auth", "/nothing", "/nothing/"):
            yield Request("path", method, target, (), b"")
    for accept in ACCEPTS:
        yield post("accept", headers=[("Accept", accept)])
        yield Request("accept", "OPTIONS", PATH, (("Accept", accept),), b"")
    for content_type in CONTENT_TYPES:
        for body in (GOOD, GOOD_FORM, b""):
            yield post("content type", body, content_type)
    for body in JSON_BODIES:
        yield post("json", body)
    for value in FIELD_VALUES:
        yield post("field", ('{"username":%s,"password":"a longer secret"}' % value).encode())
        yield post("field", ('{"username":"kim","password":%s}' % value).encode())
        yield post("field", ('{"username":%s,"password":%s}' % (value, value)).encode())
    for body in FORMS:
        yield post("form", body, FORM)
    for charset in ("utf-8", "latin-1", "nonsense", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "us-ascii",
                    ""):
        yield post("form", b"username=j%F6rg&password=x", FORM + "; charset=" + charset)
        yield post("json", b'{"username":"j\xf6rg","password":"\xe2\x82\xac"}', JSON + "; charset=" + charset)
        yield post("json", GOOD.decode().encode("utf-16"), JSON + "; charset=" + charset)
    for content_type, body in MULTIPARTS:
        yield post("multipart", body, content_type)
    for value in authorizations(shown.token):
        yield post("authorization", headers=[("Authorization", value)])
        yield Request("authorization", "GET", PATH, (("Authorization", value),), b"")
    for headers in sessions(shown):
        yield post("session", headers=headers)
    for method in ("GET", "HEAD", "OPTIONS", "TRACE", "DELETE", "BREW"):
        for key in (shown.living, "unknown"):
            yield Request("session", method, PATH, (("Cookie", "sessionid=" + key),), b"")
            yield Request("session", method, "/nothing/", (("Cookie", "sessionid=" + key),), b"")
    browser = (("Cookie", "sessionid=%s; csrftoken=%s" % (shown.living, CSRF)),)
    for token in (CSRF, "short", ""):
        yield post("csrf field", GOOD_FORM + b"&csrfmiddlewaretoken=" + token.encode(), FORM, browser)
        yield post("csrf field", multipart((field(b"csrfmiddlewaretoken"), token.encode())), MULTIPART, browser)
        yield post("csrf field", json.dumps({"csrfmiddlewaretoken": token}).encode(), JSON, browser)
        yield post("csrf field", b"csrfmiddlewaretoken=" + token.encode(), FORM, browser, method="PUT")
    # The token may stand in the body, so a browser's body is read before anybody knows who it is.
    for token in (CSRF, "short"):
        for content_type, body in ((JSON, b"{"), (JSON, b"[]"), (JSON, b"\xff"), (JSON, b""), (JSON, b"NaN"), (FORM,
                                                                                                               b"\xff"),
                                   ("text/plain", b"x"), ("text/plain", b""), (None, b"x"), (None, b""), (MULTIPART,
                                                                                                          b"x"),
                                   ("multipart/form-data", GOOD_MULTIPART), (MULTIPART, GOOD_MULTIPART)):
            yield post("csrf body", body, content_type, browser + (("X-CSRFToken", token),))
            yield post("csrf body", body, content_type, browser + (("X-CSRFToken", token),), method="DELETE")
    for query in QUERIES:
        yield post("format", target=PATH + query)
        yield post("format", target=PATH + query, headers=[("Accept", "text/html")])
    for host in HOSTS:
        for method, target in (("POST", PATH), ("GET", "/api-token-auth"), ("GET", "/nothing/")):
            yield Request("host", method, target, (("Host", host),), b"")
    yield post("limit", GOOD + b" " * 70000)
    for name, first, second in (("Host", "testserver", "testserver"), ("Host", "testserver", "evil.example"),
                                ("Authorization", "x", "x"), ("Accept", "text/html", JSON), ("Accept", JSON,
                                                                                             "text/html"),
                                ("Accept", "a/b;c=\"", "d\", " + JSON), ("X-CSRFToken", CSRF, CSRF),
                                ("Content-Type", FORM, JSON), ("Content-Type", JSON, "a=b")):
        # The browser's cookies stand beside its token only: without them no token is asked for.
        yield post("doubled", headers=browser[:1] * (name == "X-CSRFToken") + ((name, first), (name, second)))


def mixed(shown, dice):
    """A request of everything at once; what refuses first shows in which order Narvi asks."""
    bodies = [(JSON, GOOD), (FORM, GOOD_FORM), (MULTIPART, GOOD_MULTIPART), (JSON, dice.choice(JSON_BODIES)),
              (FORM, dice.choice(FORMS)), dice.choice(MULTIPARTS), (dice.choice(CONTENT_TYPES), GOOD)]
    content_type, body = dice.choice(bodies)
    headers = []
    if dice.random() < 0.4:
        headers.append(("Accept", dice.choice(ACCEPTS)))
    if dice.random() < 0.4:
        headers.append(("Authorization", dice.choice(authorizations(shown.token))))
    if dice.random() < 0.4:
        headers += dice.choice(list(sessions(shown)))
    target = PATH + dice.choice(QUERIES) if dice.random() < 0.3 else PATH
    if dice.random() < 0.1:
        target = dice.choice(PATHS)
    method = dice.choice(METHODS) if dice.random() < 0.2 else "POST"
    return post("mixed", body, content_type, headers, target, method)


def mutated_bytes(dice, body):
    """With a few bytes changed, put in, taken out or doubled: those that mean something to a parser, mostly."""
    body = bytearray(body)
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(body))
        end = min(len(body), at + dice.choice((0, 1, 1, 2, 8)))
        telling = dice.choice(b'{}[]",:\\=&;%+-_.eE0159 \r\n\tu/X\x00\x7f\x80\xc3\xa9\xed\xff')
        body[at:end] = dice.choice((b"", bytes([telling]), bytes([telling]) * 2, body[at:end] * 2,
                                    bytes([dice.randrange(256)])))
    return bytes(body)


def mutated_text(dice, value):
    """The same for a header's value, which has no control characters."""
    value = list(value)
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(value))
        value[at:at + dice.choice((0, 1, 1,
                                   2))] = dice.choice(",;=/\"*+-_. \\'()<>@[]?{}:a0Z~\xa0\xe9") * dice.choice((0, 1, 1,
                                                                                                               2))
    return "".join(value).strip(" ")


def mutated(shown, dice):
    """A request with one part that is nearly right."""
    part = dice.choice(("body", "body", "body", "Accept", "Content-Type", "Authorization", "Cookie"))
    content_type, body = dice.choice(((JSON, GOOD), (JSON, dice.choice(JSON_BODIES)), (FORM, GOOD_FORM),
                                      (FORM, dice.choice(FORMS)), (MULTIPART, GOOD_MULTIPART),
                                      dice.choice(MULTIPARTS)))
    if part == "body":
        return post("mutated", mutated_bytes(dice, body), content_type)
    if part == "Content-Type":
        return post("mutated", body, mutated_text(dice, content_type))
    value = {"Accept": dice.choice(ACCEPTS), "Authorization": dice.choice(authorizations(shown.token)),
             "Cookie": "sessionid=%s; csrftoken=%s; a=b" % (shown.living, CSRF)}[part]
    return post("mutated", body, content_type, [(part, mutated_text(dice, value))])


def all_requests(shown, seed, count):
    """Each alone, and `count` each of mixed and of mutated ones."""
    dice = random.Random(seed)
    return list(each_alone(shown)) + [make(shown, dice) for make in (mixed, mutated) for _ in range(count)]
