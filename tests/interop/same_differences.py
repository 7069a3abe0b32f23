"""Where the answers of Narvi and of Django differ, and why. A row explains a pair of answers only if both are as the
row says; test_same_answers.py fails when a row explains nothing any more."""

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


def only_frame_options_more(theirs, ours):
    headers = {name: values for name, values in ours.headers.items() if name != "X-Frame-Options"}
    return "X-Frame-Options" not in theirs.headers and ours._replace(headers=headers) == theirs


def read_as_upper_case(request, theirs, ours):
    """Narvi names the method as it came and refuses it; Django's answer is that to the same letters in upper case."""
    return (request.method != request.method.upper() and ours.status == 405 and
            request.method.encode() in ours.body and request.method.encode() not in theirs.body)


def body_before_csrf(request, theirs, ours):
    """Django's complaint is about the body, ours about the token."""
    cookie = header(request, "Cookie")
    return ("sessionid=" in cookie and "csrftoken=" in cookie and
            (b"parse error" in theirs.body or b"Unsupported media type" in theirs.body) and
            ours.status == 403 and b"CSRF token missing or incorrect" in ours.body)


INTENDED = [
    Row("body over the limit", "Narvi takes 64 KiB, Django 2.5 MB and more (README C18: 413 and close)",
        lambda request, theirs, ours: len(request.body) > 65536 and (theirs.status, ours.status) == (200, 413)),
    Row("doubled Authorization", "two programs could read two users (README C18: 400 and close)",
        lambda request, theirs, ours: doubled(request, "Authorization") and
        (ours.status, ours.body) == (400, b"Bad Request\n")),
    Row("doubled Host", "the door refuses it (framing, as README C18) before Django's own 400 for the two joined",
        lambda request, theirs, ours: doubled(request, "Host") and
        (theirs.status, ours.status, ours.body) == (400, 400, b"Bad Request\n")),
    Row("500 for a client's header", "Django fails on a media type that is not ASCII; what a client sent is never "
        "a 500 (README C15), nor the page for a multipart body that its error report could not read",
        lambda request, theirs, ours: (theirs.status == 500 or b"Bad Request (400)" in theirs.body) and
        ours.headers.get("Content-Type") == ["application/json"] and ours.status < 500 and
        not (header(request, "Accept") + header(request, "Content-Type")).isascii()),
    Row("500 for a NUL", "PostgreSQL knows no NUL, and Django does not look for one in Basic credentials; never a 500 "
        "(README C15)",
        lambda request, theirs, ours: theirs.status == 500 and b"Invalid username/password." in ours.body and
        b"\0" in base64.b64decode(header(request, "Authorization").split()[-1]),
        engine="Postgres"),
]

# None of them is meant so; whoever mends one takes its row away.
KNOWN_DEFECTS = [
    Row("redirect with X-Frame-Options", "Django's slash redirect comes from a middleware further out than the one "
        "that sets X-Frame-Options (django-sessions-csrf section 2.1), so it has none; ours has DENY",
        lambda request, theirs, ours: ours.status == 301 and only_frame_options_more(theirs, ours)),
    Row("bad host with X-Frame-Options", "the same for the 400 of a Host that is no host",
        lambda request, theirs, ours: ours.status == 400 and only_frame_options_more(theirs, ours)),
    Row("method in lower case", "Django reads every method in upper case: post is POST. Here it is a 405",
        read_as_upper_case),
    Row("indent with an underscore", "int() reads 1_0 as ten, so the answer is indented by 8 (drf section 2.4). Here "
        "it is not indented",
        lambda request, theirs, ours: "indent=1_0" in header(request, "Accept") and ours.status == theirs.status and
        b"".join(ours.body.split()) == b"".join(theirs.body.split())),
    Row("body in UTF-16", "REST framework decodes by every codec that Python knows; http/charset.h knows three and "
        "reads the others as UTF-8",
        lambda request, theirs, ours: "charset=utf-16" in header(request, "Content-Type") and
        (theirs.status, ours.status) in ((400, 400), (400, 200), (200, 400))),
    Row("body before CSRF", "REST framework looks for the token in the body before it compares the header's, also in a "
        "body that is no form, so one that cannot be read is 400 or 415 (drf section 2.4) and not yet 403",
        body_before_csrf),
    Row("Content-Type in Latin-1", "a header's bytes are Latin-1 to Django, so the 415 shows an e acute; here U+FFFD",
        lambda request, theirs, ours: theirs.status == ours.status == 415 and
        ours.body.decode() == theirs.body.decode().replace("\u00e9", "\ufffd").replace("\u00a0", "\ufffd")),
    Row("doubled Accept", "lines of a list are one list (RFC 9110 section 5.3); Narvi reads the first only",
        lambda request, theirs, ours: doubled(request, "Accept") and (theirs.status, ours.status) == (200, 406)),
    Row("doubled X-CSRFToken", "two lines joined are no token; Narvi reads the first only",
        lambda request, theirs, ours: doubled(request, "X-CSRFToken") and (theirs.status, ours.status) == (403, 200)),
]
