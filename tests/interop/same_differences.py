"""Where the answers of Narvi and of Django differ, and why. A row explains a pair of answers only if both are as the
row says; the tests fail when a row explains nothing any more."""

import base64
import collections

# `reason`: with the clause, for what is intended. `explains(request, theirs, ours)`. `engine`: the only one where
# Django answers so, if it is not both.
Row = collections.namedtuple("Row", "name reason explains engine", defaults=("",))


def header(request, name):
    """All values of a request's header, with a comma between."""
    return ",".join(value for found, value in request.headers if found == name)


def doubled(request, name):
    return sum(found == name for found, _ in request.headers) > 1


CLIENTS_HEADER = Row(
    "500 for a client's header", "Django fails on a media type that is not ASCII; what a client sent is never a 500 "
    "(README C15), nor the page for a multipart body that its error report could not read",
    lambda request, theirs, ours: (theirs.status == 500 or b"Bad Request (400)" in theirs.body) and
    ours.headers.get("Content-Type") == ["application/json"] and ours.status < 500 and
    not (header(request, "Accept") + header(request, "Content-Type")).isascii())
NUL = Row(
    "500 for a NUL", "PostgreSQL knows no NUL, and Django does not look for one in Basic credentials; never a 500 "
    "(README C15)",
    lambda request, theirs, ours: theirs.status == 500 and b"Invalid username/password." in ours.body and
    b"\0" in base64.b64decode(header(request, "Authorization").split()[-1]),
    engine="Postgres")

INTENDED = [
    Row("body over the limit", "Narvi takes 64 KiB, Django 2.5 MB and more (README C18: 413 and close)",
        lambda request, theirs, ours: len(request.body) > 65536 and (theirs.status, ours.status) == (200, 413)),
    Row("doubled Authorization", "two programs could read two users (README C18: 400 and close)",
        lambda request, theirs, ours: doubled(request, "Authorization") and
        (ours.status, ours.body) == (400, b"Bad Request\n")),
    Row("doubled Host", "the door refuses it (framing, as README C18) before Django's own 400 for the two joined",
        lambda request, theirs, ours: doubled(request, "Host") and
        (theirs.status, ours.status, ours.body) == (400, 400, b"Bad Request\n")),
    CLIENTS_HEADER,
    NUL,
]


def only_length_less(theirs, ours):
    headers = {name: values for name, values in theirs.headers.items() if name != "Content-Length"}
    return theirs.headers.get("Content-Length") == ["0"] and theirs._replace(headers=headers) == ours


# Of the views of django_site/same_views.py.
INTENDED_OF_VIEWS = [
    CLIENTS_HEADER,
    NUL,
    Row("204 without a length", "a 204 has no Content-Length (RFC 9110 section 8.6), which Django sends all the same",
        lambda request, theirs, ours: ours.status == 204 and only_length_less(theirs, ours)),
    Row("500 for infinity", "a view that repeats 1e400 fails, for Python writes no infinity under STRICT_JSON; what a "
        "client sent is never a 500 (README C15)",
        lambda request, theirs, ours: request.body == b"1e400" and theirs.status == 500 and ours.status < 300),
]
