"""Everything that is asked of obtain-token and around it gets the same answer here as from Debian's REST framework
3.14 on Django 3.2: status, body and headers, byte for byte. What differs on purpose is a table, and so is what is
wrong; a row that no request needs any more fails the test."""

import base64
import collections
import http.client
import socket
import unittest

from narvi_process import Narvi
from places import Places, on_both_engines
from same_differences import INTENDED, KNOWN_DEFECTS
from same_parts import PASSWORD, Shown
from same_requests import all_requests

SEED = 20221122
RANDOM_ONES = 300
# Those that the REST framework contract fixes, and the length, which is all that HEAD shows of a body.
HEADERS = ("Content-Type", "Content-Length", "Allow", "Vary", "WWW-Authenticate", "Retry-After", "X-Frame-Options",
           "X-Content-Type-Options", "Referrer-Policy", "Location", "Set-Cookie")
BODIED = ("POST", "PUT", "PATCH")

Answer = collections.namedtuple("Answer", "status headers body")


def full_headers(request):
    """With those that every client sends."""
    headers = list(request.headers)
    if not any(name == "Host" for name, _ in headers):
        headers.insert(0, ("Host", "testserver"))
    if request.body or request.method in BODIED:
        headers.append(("Content-Length", str(len(request.body))))
    return headers


def answer(status, lines, body):
    """`lines` are pairs. Of the headers that count, the values of each name, sorted."""
    kept = {name: sorted(value for found, value in lines if found.lower() == name.lower()) for name in HEADERS}
    return Answer(status, {name: values for name, values in kept.items() if values}, body)


def django_answer(peer, request):
    # Servers take blanks around a value away (RFC 9110 section 5.5) before an application sees it.
    headers = [(name, value.strip(" \t")) for name, value in full_headers(request)]
    told = peer("wire", method=request.method, target=request.target, headers=headers,
                body_base64=base64.b64encode(request.body).decode())
    lines = [(name, value.strip(" ")) for name, value in told["headers"]]  # Django's Set-Cookie begins with a blank
    if not any(name == "Content-Length" for name, _ in lines):
        lines.append(("Content-Length", str(told["length"])))  # so does every server with a body in one piece
    return answer(told["status"], lines, base64.b64decode(told["body_base64"]))


def narvi_answer(narvi, request):
    """Written by hand: a client's library would mend half of the requests."""
    head = ["%s %s HTTP/1.1" % (request.method, request.target)]
    head += ["%s: %s" % header for header in full_headers(request)]
    sent = "\r\n".join(head + ["Connection: close", "", ""]).encode("latin-1") + request.body
    with socket.create_connection(("127.0.0.1", narvi.port), timeout=30) as connection:
        connection.sendall(sent)
        response = http.client.HTTPResponse(connection, method=request.method)
        response.begin()
        return answer(response.status, response.getheaders(), response.read())


def shown(request, theirs, ours):
    return "\n".join(["", "%s %s %s  (%s)" % (request.method, request.target[:200], request.headers, request.family),
                      "  body    %r" % request.body[:400], "  django  %d %s" % theirs[:2],
                      "          %r" % theirs.body[:500],
                      "  narvi   %d %s" % ours[:2], "          %r" % ours.body[:500]])


@on_both_engines
class SameAnswers(Places, unittest.TestCase):
    def setUp(self):
        self.place = self.new_place()
        # One cheap hasher on both sides: the answers count here, not the time they take.
        self.narvi = Narvi(self.place.url, SYSTEMS_AUTHTOKEN_ENABLED="true", COMPAT_REST_FRAMEWORK="3.14",
                           SERVER_ALLOWED_HOSTS="*", AUTH_PASSWORD_HASHERS="MD5PasswordHasher", LOG_LEVEL="error")
        self.addCleanup(self.narvi.close)
        migrated = self.narvi.command("migrate")
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.peer = self.new_peer(self.place, DJANGO_AUTHTOKEN="1", DJANGO_HASHERS="MD5PasswordHasher")
        self.shown = self.populate()
        self.narvi.start()

    def populate(self):
        for username, password in (("kim", PASSWORD), ("inactive", PASSWORD), ("jörg", "pässe:1"),
                                   ("unusable", None)):
            self.peer("create_user", username=username, email="", password=password)
        living, inactive, expired = (self.peer("login_session", username=username)
                                     for username in ("kim", "inactive", "kim"))
        self.peer("set_fields", username="inactive", is_active=False)
        self.place.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00' "
                           "WHERE session_key = '%s'" % expired)
        return Shown(living, inactive, expired, self.peer("create_token", username="kim"))

    def test_everything_is_answered_the_same(self):
        requests = all_requests(self.shown, SEED, RANDOM_ONES)
        self.assertGreater(len(requests), 300)
        engine = type(self.place).__name__
        table = [row for row in INTENDED + KNOWN_DEFECTS if engine.startswith(row.engine)]
        needed, unexplained = collections.Counter(), []
        for request in requests:
            theirs, ours = django_answer(self.peer, request), narvi_answer(self.narvi, request)
            if theirs == ours:
                continue
            rows = [row for row in table if row.explains(request, theirs, ours)]
            needed.update(row.name for row in rows)
            if not rows:
                unexplained.append(shown(request, theirs, ours))
        if unexplained:
            self.fail("%d of %d answers differ:%s" % (len(unexplained), len(requests), "\n".join(unexplained)))
        self.assertEqual([row.name for row in table if not needed[row.name]], [], "rows that no request needs any more")
        self.assertEqual(self.narvi.stop(), 0)


if __name__ == "__main__":
    unittest.main()
