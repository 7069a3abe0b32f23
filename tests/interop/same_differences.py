"""Where the answers of Narvi and of Django differ, and why. A row explains a pair of answers only if both are as the row
says; test_same_answers.py fails when a row explains nothing any more."""

import collections

# `reason`: with the clause, for what is intended. `explains(request, theirs, ours)`.
Row = collections.namedtuple("Row", "name reason explains")


def header(request, name):
    """All values of a request's header, with a comma between."""
    return ",".join(value for found, value in request.headers if found == name)


def doubled(request, name):
    return sum(found == name for found, _ in request.headers) > 1


def without(given, name):
    return given._replace(headers={found: values for found, values in given.headers.items() if found != name})


def only_frame_options_more(theirs, ours):
    return "X-Frame-Options" not in theirs.headers and without(ours, "X-Frame-Options") == theirs


def asks_utf16(request):
    return "charset=utf-16" in header(request, "Content-Type")


def living_browser(request, theirs, ours):
    """Django read the body of somebody who shows a session and a CSRF cookie, and it was none; Narvi did not get there."""
    return ("sessionid=" in header(request, "Cookie") and "csrftoken=" in header(request, "Cookie") and
            (theirs.status, ours.status) in ((400, 403), (415, 403), (400, 405), (415, 405)) and
            (b"parse error" in theirs.body or b"Unsupported media type" in theirs.body))


INTENDED = [
    Row("body over the limit", "Narvi takes 64 KiB, Django 2.5 MB and more (README C18: 413 and close)",
        lambda request, theirs, ours: len(request.body) > 65536 and (theirs.status, ours.status) == (200, 413)),
    Row("doubled Authorization", "two programs could read two users (README C18: 400 and close)",
        lambda request, theirs, ours: doubled(request, "Authorization") and
        (ours.status, ours.body) == (400, b"Bad Request\n")),
    Row("doubled Host", "refused by the door, before Django's own 400 for the two joined (README C18, the framing guard)",
        lambda request, theirs, ours: doubled(request, "Host") and
        (theirs.status, ours.status, ours.body) == (400, 400, b"Bad Request\n")),
    Row("500 for a client's header", "Django fails on what is no UTF-8 in a media type; what a client sent is never a 500 "
        "(README C15)",
        lambda request, theirs, ours: theirs.status == 500 and ours.status in (400, 406, 415) and
        not (header(request, "Accept") + header(request, "Content-Type")).isascii()),
]

KNOWN_DEFECTS = [
]
