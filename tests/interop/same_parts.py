"""What requests to the obtain-token endpoint are made of: right, wrong, and nearly right."""

import base64
import collections
import itertools
import json

PATH = "/api-token-auth/"
USERNAME, PASSWORD = "kim", "a longer secret"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=XX"
GOOD = json.dumps({"username": USERNAME, "password": PASSWORD}).encode()
GOOD_FORM = b"username=kim&password=a+longer+secret"

# `headers`: pairs of texts with one character for a byte, without Host if the usual one is to be sent. `body`: bytes.
Request = collections.namedtuple("Request", "family method target headers body")

# What the requests show of the database: session keys, and the key of kim's token.
Shown = collections.namedtuple("Shown", "living inactive expired token")


def post(family, body=GOOD, content_type=JSON, headers=(), target=PATH, method="POST"):
    typed = () if content_type is None else (("Content-Type", content_type),)
    return Request(family, method, target, typed + tuple(headers), body)


def multipart(*parts, end=b"--XX--\r\n"):
    return b"".join(b"--XX\r\n" + head + b"\r\n\r\n" + value + b"\r\n" for head, value in parts) + end


def field(name):
    return b'Content-Disposition: form-data; name="' + name + b'"'


GOOD_MULTIPART = multipart((field(b"username"), b"kim"), (field(b"password"), b"a longer secret"))

# ---- what a request is made of ----------------------------------------------------------------------------------

METHODS = ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "M-SEARCH", "PROPFIND", "QUERY", "P0ST",
           "A", "LONG" * 6, "X_Y.Z", "post", "Get", "head", "options", "bReW")

PATHS = ("/api-token-auth", "/api-token-auth?a=b&c=%2F", "/api-token-auth?", "//api-token-auth/", "//api-token-auth",
         "/api-token-auth//", "/api-token-auth/x", "/api-token-auth/x/", "/API-TOKEN-AUTH/", "/api-token-auth/;x",
         "/api-token-auth%2F", "/api%2Dtoken%2dauth/", "/api-token-auth%00/", "/api-token-auth/%00",
         "/api-token-auth/%0A",
         "/api-token-auth%0A", "/api-token-auth.json", "/api-token-auth/.json", "/nothing", "/nothing/", "/", "/%FF/",
         "/%ff", "/%zz/", "/%", "/a/../api-token-auth/", "/./api-token-auth/", "/api-token-auth/..", "/nothing?a=b",
         "/n%C3%A9/", "/" + "long" * 300, "//evil.example/x", "//evil.example/api-token-auth", "/api-token-auth/?%zz=%",
         "/api-token-auth/?username=kim&password=x", "/<b>&\"'/", "/api-token-auth/?a=%0D%0Ab",
         "/api-token-auth?a=%0D%0Ab",
         "/api-token-auth?q=\"<>", "/%2e%2e/api-token-auth/", "/api-token-auth%20", "/api-token-auth%C2%A0/")

ACCEPTS = ("*/*", "", " ", "application/json", "APPLICATION/JSON", "text/html", "text/html, application/json",
           "text/html;q=0.9, */*;q=0.1", "application/*", "text/*", "*/json", "garbage", "/", "application/",
           "application/json;q=0", "application/json; indent=4", "application/json;indent=0",
           "application/json; indent=99",
           "application/json; indent=-3", "application/json; indent=x", "application/json; indent=4.5",
           "application/json; indent=\" 4\"", "application/json; indent= 2 ", "application/json; indent=1_0",
           "application/json; INDENT=4", "application/json; charset=utf-8", "application/json; version=1.0",
           "text/html, application/json; indent=2", "*/*, application/json; indent=2",
           "application/json; indent=2, */*",
           ",", ",,application/json,", "application/json, garbage", "application/json;", "application/json;;indent=3",
           "application/json; indent", "application/json; indent=", "application/xml", "application/vnd.api+json",
           "*/*; indent=3", "application/*; indent=3", "application/json ; indent=3", "application/ json", "a/b/c, x/y",
           "\xe9/\xe8", "application/json; a=\"b,c\"; indent=2", "application/json;indent=3;indent=5", "*")

CONTENT_TYPES = (None, "", " ", JSON, "Application/JSON", "application/json; charset=utf-8",
                 "application/json;charset=latin-1",
                 "application/json; charset=utf-16", "application/json; charset=nonsense", "application/json;",
                 "application/json; a=b", "text/json", "text/plain", "text/plain; charset=utf-8",
                 "application/vnd.api+json",
                 "application/*", "*/*", "garbage", "/", "application", "application/json, text/plain", "text/x\"y\\z",
                 "application/octet-stream", "text/html", "application/xml", "text/\xe9", "text;;/\xe9",
                 " application/json ", "application /json", "application/json+x", "text/plain" + "x" * 200)

JSON_BODIES = (
    b"", b"{}", b"[]", b"null", b"true", b"false", b"1", b"-1", b"1.5", b"0", b'"text"', b'""', b"[1]", b" {} ", b"\n",
    b" ",
    b"{", b"}", b"[", b"{]", b"[1,", b"[1 2]", b"{a:1}", b'{"a"}', b'{"a":}', b'{"a":1,}', b'{"a" 1}', b'{"a":1 "b":2}',
    b"[1,]",
    b"'a'", b"nul", b"tru", b"nan", b"NaN", b"Infinity", b"-Infinity", b"[NaN]", b'{"username":NaN}', b"+1", b"01",
    b"1.", b".5",
    b"1e", b"1e5", b"1e400", b"-", b"-x", b"0x10", b'"', b'"a', b'"\\"', b'"\\x"', b'"\\u12"', b'"\\u12g4"', b'"\x01"',
    b'"a\nb"',
    b'"\t"', b"{} x", b"{}{}", b"1 2", b"\xef\xbb\xbf{}", b"\xff", b'{"a":"\xff"}', b'{"a":"\xc3"}',
    b'{"a":"\xed\xa0\x80"}',
    b'{"a":"\xc0\x80"}', b'{"a":"\xf4\x90\x80\x80"}', b'{"a":"\xe2\x82', b"\xfe\xff\x00{", b"{\x00}", b"\x00",
    b'\xc3\xa9', b'{"\xc3\xa9\xf0\x9f\x98\x80":x}', b'{"a":1}\n\n x', b"// c\n{}", b"{'a':1}", b"undefined",
    b"[[],[],{}]",
    b"9" * 30, b"-" + b"9" * 400, b"[" * 50 + b"]" * 50, b"[" * 90, b'{"a":' * 60 + b"1" + b"}" * 60,
    b"{\r\n\r\n\"a\" 1}",
    b'{"username":"\\ud83d\\ude00","password":"x"}',
    b'{"username":"kim","username":"lee","password":"a longer secret"}',
    b'{"username":"lee","username":"kim","password":"a longer secret"}', b'{"password":"x"}', b'{"username":"kim"}',
    b'{"username":"kim","password":"a longer secret","other":[{}]}', b'{"Username":"kim","Password":"a longer secret"}',
    b'\r\n\t {"username":"kim","password":"a longer secret"} \n',
    b'{"\\u0075sername":"kim","password":"\\u0061 longer secret"}',
    GOOD.decode().encode("utf-16"), GOOD.decode().encode("utf-16-le"), GOOD.decode().encode("utf-32"))

FIELD_VALUES = ('"kim"', '" kim "', '"kim\\n"', '"\\u00a0kim\\u3000"', '"KIM"', '"k\\u0131m"', '"\\uff4bim"', '""',
                '" "', '"\\t\\n"',
                "null", "[]", "{}", "true", "false", "0", "1", "-0", "12.50", "1e3", "1e400", "-1e400", "1e16", "1e-7",
                "0.1",
                "123456789012345678901234567890", "9" * 4000, '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00x"',
                '"x\\ud83d"', '"\\u0000\\ud800"', '"' + "x" * 151 + '"', '"' + "\\u00e9" * 300 + '"', '["kim"]',
                '{"a":1}', '"inactive"', '"nobody"', '"unusable"', '"j\\u00f6rg"', '"jo\\u0308rg"', '"a longer secret"',
                '" a longer secret"', '"a longer secret "', '"A LONGER SECRET"', '"\\u2028"', '"\\u001c"', '"\\u200b"',
                "NaN", "[NaN]", '"\\ufeffkim"', '"<b>&\'"', '"%00"')

FORMS = (b"", GOOD_FORM, b"username=kim", b"password=x", b"username=&password=", b"username=+&password=+", b"username",
         b"&&&",
         b"=x", b"username=kim&username=lee&password=x", b"username=lee&username=kim&password=a%20longer%20secret",
         b"username=%00&password=x", b"username=kim&password=%00", b"username=%ff&password=x",
         b"username=%C3%B6&password=%C3",
         b"username=\xff&password=\xc3\xb6", b"username=%zz&password=%", b"username=kim;password=x",
         b"username=%ED%A0%80&password=x",
         b"username=kim&password=a+longer+secret&other=1", b" username=kim&password=x",
         b"username=kim&password=a longer secret",
         b"username=%6Bim&password=a%20longer+secret", b"user%6Eame=kim&password=a+longer+secret", b"\xff\xfe", b"\x00",
         b"username=kim&password=a+longer+secret\r\n", b"username=kim&password=j%C3%B6rg", b"{}", GOOD,
         b"username[]=kim&password=x", b"username=%u0041&password=x", b"username=j%F6rg&password=x")

MULTIPARTS = (
    (MULTIPART, GOOD_MULTIPART),
    (MULTIPART, b""), (MULTIPART, b"x"), (MULTIPART, b"--XX--\r\n"), (MULTIPART, b"--XX\r\n"), (MULTIPART,
                                                                                                GOOD_MULTIPART[:-9]),
    (MULTIPART, GOOD_MULTIPART[:-30]), (MULTIPART, GOOD_MULTIPART[:60]), (MULTIPART, b"preamble\r\n" + GOOD_MULTIPART),
    (MULTIPART, GOOD_MULTIPART + b"epilogue"), (MULTIPART, GOOD_MULTIPART.replace(b"\r\n", b"\n")),
    (MULTIPART, GOOD_MULTIPART.replace(b"XX", b"YY")), ("multipart/form-data", GOOD_MULTIPART),
    ("multipart/form-data; boundary=", GOOD_MULTIPART), ("multipart/form-data; boundary=\"XX\"", GOOD_MULTIPART),
    ("Multipart/Form-Data; Boundary=XX", GOOD_MULTIPART), ("multipart/form-data; boundary=XX; charset=utf-8",
                                                           GOOD_MULTIPART),
    ("multipart/form-data; boundary=" + "X" * 250, GOOD_MULTIPART), ("multipart/form-data; boundary=X X",
                                                                     GOOD_MULTIPART),
    ("multipart/form-data; boundary=\xe9", GOOD_MULTIPART), ("multipart/mixed; boundary=XX", GOOD_MULTIPART),
    ("multipart/form-data;boundary=XX;boundary=YY", GOOD_MULTIPART), ("multipart/form-data; boundary='XX'",
                                                                      GOOD_MULTIPART),
    (MULTIPART, multipart((b"Content-Disposition: form-data", b"kim"))),
    (MULTIPART, multipart((b"Content-Type: text/plain", b"kim"))),
    (MULTIPART, multipart((b"content-disposition: FORM-DATA; name=username", b"kim"), (field(b"password"), b"x"))),
    (MULTIPART, multipart((field(b"username") + b'; filename="a.txt"', b"kim"), (field(b"password"), b"x"))),
    (MULTIPART, multipart((field(b"username") + b'; filename=""', b"kim"), (field(b"password"), b"x"))),
    (MULTIPART, multipart((field(b"username"), b"\xff"), (field(b"password"), b"x"))),
    (MULTIPART, multipart((field(b"username"), b"a\x00b"), (field(b"password"), b"\x00"))),
    (MULTIPART, multipart((field(b"username"), b"lee"), (field(b"username"), b"kim"), (field(b"password"),
                                                                                       b"a longer secret"))),
    (MULTIPART, multipart((field(b"username") + b"\r\nContent-Transfer-Encoding: base64", b"a2lt"),
                          (field(b"password"), b"a longer secret"))),
    (MULTIPART, multipart((field(b"username") + b"\r\nContent-Transfer-Encoding: base64", b"!"), (field(b"password"),
                                                                                                  b"x"))),
    (MULTIPART, multipart((field(b"username") + b"\r\nContent-Type: text/plain; charset=latin-1", b"j\xf6rg"),
                          (field(b"password"), b"x"))),
    (MULTIPART, multipart((field(b"username"), b""), (field(b"password"), b" a longer secret "))),
    (MULTIPART, multipart((field(b""), b"kim"))),
    (MULTIPART, multipart((field(b"username"), b"kim\r\n"), (field(b"password"), b"a longer secret\r\n"))),
)


def encoded(text):
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def authorizations(token):
    good = encoded("kim:a longer secret")
    return ("Basic " + good, "basic " + good, "BASIC\t " + good, "Basic  " + good + "  ", "Basic", "Basic ",
            "Basic a b", "Basic a b c",
            "Basic " + encoded("kim:wrong"), "Basic " + encoded("nobody:x"), "Basic " + encoded("inactive:" + PASSWORD),
            "Basic " + encoded("kim"), "Basic " + encoded(":"), "Basic " + encoded("kim:"), "Basic " + encoded(":x"),
            "Basic " + encoded(""), "Basic !!!", "Basic ====", "Basic " + good.rstrip("="), "Basic " + good + "=",
            "Basic !!" + good, "Basic -_-_", "Basic abcde", "Basic =a=", "Basic " + encoded(b"\xff\xfe:x"),
            "Basic " + encoded("jörg:pässe:1"), "Basic " + encoded("jörg:pässe:1".encode("latin-1")), "Basic \xe9",
            "Basic\xa0" + good,
            "Basic " + encoded("kim:a longer secret\n"), "Basic " + encoded("k\0m:x"), "Basic " + encoded("kim:a\0b"),
            "Basic " + good + ",", "Basic," + good, "Basic " + good[:8] + " " + good[8:], "Token " + token,
            "token " + token,
            "Token", "Token x", "Bearer " + token, "Bearer", "Digest username=\"kim\"", "", " ", "\xe9", good,
            "Basic:" + good,
            "Basic " + encoded("kim:a longer secret") + encoded("x"), "Basic " + encoded("kim:" + "x" * 5000),
            "Basic " + encoded(" kim:a longer secret"), "Basic " + encoded("unusable:!"))


CSRF = "a" * 32 + "b" * 32  # a masked secret as the cookie has it; any 64 letters and digits are one
CSRF_SECRETS = (CSRF, "a" * 32, "short", "", "A" * 64, "-" * 64, "\xe9" * 64, "a" * 65, CSRF + " ", "x" * 32 + "y" * 32)


def sessions(shown):
    """Headers of browsers."""
    living = "sessionid=" + shown.living
    for key in (shown.living, shown.inactive, shown.expired, "unknown", "x" * 32, "", "short", "\xe9", "a b",
                shown.living.upper(),
                "\"" + shown.living + "\"", "y" * 100):
        yield (("Cookie", "sessionid=" + key),)
        yield (("Cookie", "sessionid=%s; csrftoken=%s" % (key, CSRF)), ("X-CSRFToken", CSRF))
    for cookie, token in itertools.product(CSRF_SECRETS[:8], CSRF_SECRETS):
        yield (("Cookie", "%s; csrftoken=%s" % (living, cookie)), ("X-CSRFToken", token))
    for line in (living + ";", ";" + living, living + "; " + living, "sessionid=unknown; " + living,
                 living + "; sessionid=unknown",
                 "a=b; " + living, "sessionid", "=" + shown.living, "SESSIONID=" + shown.living, living + ",a=b", "\"",
                 "a=\"; " + living,
                 "csrftoken=" + CSRF, "a=\\073; " + living, " " + living + " ", "sessionid = " + shown.living, ";;;",
                 "\xe9=1; " + living):
        yield (("Cookie", line),)
    guarded = (("Cookie", "%s; csrftoken=%s" % (living, CSRF)),)
    yield guarded
    for name, value in (("X-CSRF-Token", CSRF), ("Origin", "https://evil.example"), ("Referer",
                                                                                     "https://evil.example/")):
        yield guarded + ((name, value),)
        yield guarded + ((name, value), ("X-CSRFToken", CSRF))


QUERIES = ("?format=json", "?format=api", "?format=xml", "?format=", "?format=JSON", "?format=json&format=xml",
           "?format=xml&format=json",
           "?format", "?Format=xml", "?format=%6Ason", "?format=json;x", "?indent=4", "?format=%00", "?format=%ff",
           "?x=1&format=xml", "?format=+json", "?format=json%20", "?&&format=xml", "?format=xml;a=b", "?a;format=xml")

HOSTS = ("testserver", "testserver:8080", "LOCALHOST", "[::1]", "[::1]:80", "a.b.c", "1.2.3.4:99999", "example.com.",
         "under_score",
         "host:abc", "host:", ".example.com", "a..b", "-a", "xn--bcher-kva.example", "[::1", "[]", "::1", "a,b", "a;b",
         "host:80:80", "[::ffff:1.2.3.4]:1", "a" * 300)
