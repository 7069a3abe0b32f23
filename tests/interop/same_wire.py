"""One request sent to both, Django's handler and Narvi's door, and what of the two answers is compared."""

import base64
import collections
import http.client
import socket

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


def narvi_answer(port, request):
    """Written by hand: a client's library would mend half of the requests."""
    head = ["%s %s HTTP/1.1" % (request.method, request.target)]
    head += ["%s: %s" % header for header in full_headers(request)]
    sent = "\r\n".join(head + ["Connection: close", "", ""]).encode("latin-1") + request.body
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        response = http.client.HTTPResponse(connection, method=request.method)
        response.begin()
        return answer(response.status, response.getheaders(), response.read())


def shown(request, theirs, ours):
    return "\n".join(["", "%s %s %s  (%s)" % (request.method, request.target[:200], request.headers, request.family),
                      "  body    %r" % request.body[:400], "  django  %d %s" % theirs[:2],
                      "          %r" % theirs.body[:500],
                      "  narvi   %d %s" % ours[:2], "          %r" % ours.body[:500]])


def compare(test, requests, peer, port, rows):
    """Sends `requests` to both, in order. The test fails for answers that differ and that no row explains, and for rows
    of test.place_class's engine that explain nothing."""
    engine = test.place_class.__name__
    table = [row for row in rows if engine.startswith(row.engine)]
    needed, unexplained = collections.Counter(), []
    for request in requests:
        theirs, ours = django_answer(peer, request), narvi_answer(port, request)
        if theirs == ours:
            continue
        explaining = [row for row in table if row.explains(request, theirs, ours)]
        needed.update(row.name for row in explaining)
        if not explaining:
            unexplained.append(shown(request, theirs, ours))
    if unexplained:
        test.fail("%d of %d answers differ:%s" % (len(unexplained), len(requests), "\n".join(unexplained)))
    test.assertEqual([row.name for row in table if not needed[row.name]], [], "rows that no request needs any more")
