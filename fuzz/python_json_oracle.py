#!/usr/bin/python3
"""Compares Narvi's JSON reader and writer with Python's own json module.

usage: python_json_oracle.py DRIVER [COUNT] [SEED]

Makes COUNT documents, well formed and broken, hands each to the driver (python_json_driver.cpp) and to Python, and
compares the value written again, or the exact text of the error. Exits with 1 at the first ten differences.
"""

import codecs
import io
import json
import random
import struct
import subprocess
import sys

DEPTH_LIMIT = 200
WORDS = ["NaN", "Infinity", "-Infinity", "nul", "tru", "-", "--1", "01", "1.", "1.e3", ".5", "1e", "1e+", "-0", "-0.0",
         "1e400", "-1e400", "1e-400", "5e-324", "2e-324", "1.7976931348623159e308", "9007199254740993", "1e16", "1e15",
         "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "0.0001",
         "0.00001", "123456789012345680.0", "1e999999999999999999999", "1e-999999999999999999999", "0e999999999",
         "0.000000000000000000000000000001e30", "+1", "1E5", "0x10", "1_000", "\u0661"]
ESCAPES = [r"\n", r"\"", r"\\", r"\/", r"\b", r"\f", r"\r", r"\t", r"\u00e9", r"\ud83d\ude00", r"\ud800", r"\udc00",
           r"\ud800\ud800\udc00", r"\uD83D\u0041", r"\u12", r"\u12G4", r"\x", r"\ud800\u12", r"\ud800\uZZZZ", "\\",
           r"\u2028", r"\u0000", r"\ud800\n", r"\uFFFD"]
BREAKERS = [b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xef\xbb\xbf",
            b"\x00", b"\x1f", b"\n", b"\r\n", b"\t", b" ", b",", b":", b"{", b"}", b"[", b"]", b'"', b"\\", b"\x7f",
            "é".encode(), "€".encode(), "😀".encode(), "\u2028".encode(), "\u00a0".encode(), b"NaN", b"1", b"."]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        pick = self.random
        out = []
        for _ in range(pick.randrange(6)):
            kind = pick.randrange(8)
            if kind == 0:
                out.append(pick.choice(ESCAPES))
            elif kind == 1:
                out.append(chr(pick.choice([0x7F, 0x80, 0xE9, 0x2028, 0x2029, 0x20AC, 0xFFFD, 0xFFFF, 0x1F600, 0x10FFFF])))
            else:
                out.append(pick.choice("abcXYZ019 <>&/'"))
        return '"' + "".join(out) + '"'

    def number(self):
        pick = self.random
        kind = pick.randrange(6)
        if kind == 0:
            return pick.choice(WORDS)
        if kind == 1:
            return repr(struct.unpack(">d", pick.randbytes(8))[0]).replace("inf", "Infinity").replace("nan", "NaN")
        if kind == 2:
            return str(pick.randrange(-10 ** pick.randrange(1, 40), 10 ** pick.randrange(1, 40)))
        if kind == 3:
            return "%d.%de%d" % (pick.randrange(1000), pick.randrange(10 ** 9), pick.randrange(-340, 340))
        if kind == 4 and pick.randrange(200) == 0:
            return pick.choice(["", "-"]) + "7" * pick.choice([4299, 4300, 4301, 5000])
        return str(pick.randrange(-100, 100))

    def blank(self):
        return "".join(self.random.choice([" ", "\n", "\t", "\r", "", "", "", ""]) for _ in range(2))

    def value(self, depth):
        pick = self.random
        kind = pick.randrange(10 if depth else 6)
        if kind < 2:
            return self.text()
        if kind < 4:
            return self.number()
        if kind < 6:
            return pick.choice(["true", "false", "null"])
        parts = []
        for _ in range(pick.randrange(5)):
            member = self.blank() + self.value(depth - 1) + self.blank()
            if kind < 8:
                key = pick.choice([self.text(), '"a"', '"b"'])
                member = self.blank() + key + self.blank() + ":" + member
            parts.append(member)
        inside = ",".join(parts)
        return "{" + inside + "}" if kind < 8 else "[" + inside + "]"

    def break_it(self, document):
        pick = self.random
        for _ in range(pick.randrange(1, 4)):
            at = pick.randrange(len(document) + 1)
            kind = pick.randrange(4)
            if kind == 0:
                document = document[:at]
            elif kind == 1:
                document = document[:at] + document[at + pick.randrange(1, 4):]
            elif kind == 2:
                document = document[:at] + pick.choice(BREAKERS) + document[at:]
            else:
                document = document[:at] + bytes([pick.randrange(256)]) + document[at + 1:]
        return document

    def document(self):
        pick = self.random
        if pick.randrange(100) == 0:
            depth = pick.choice([1, 5, DEPTH_LIMIT])
            return pick.choice([b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth, b"[" * depth])
        text = self.blank() + self.value(pick.randrange(5)) + self.blank()
        document = text.encode()
        return self.break_it(document) if pick.randrange(3) else document


def refuse_constant(word):
    raise ValueError("Out of range float values are not JSON compliant: " + repr(word))


def escape_for_the_wire(text):
    """REST framework's renderer, and Narvi's escape for surrogates that upstream cannot encode."""
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return "".join("\\u%04x" % ord(c) if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)


def expected(mode, document):
    try:
        if mode == b"u":
            stream = codecs.getreader("utf-8")(io.BytesIO(document))
            value = json.load(stream, parse_constant=refuse_constant)
            written = escape_for_the_wire(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        else:
            value = json.loads(document.decode("utf-8"))
            written = json.dumps(value, separators=(",", ":"))
    except ValueError as error:
        return "E" + str(error)
    return "V" + written


def main():
    driver = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    maker = Maker(seed)
    process = subprocess.Popen([driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    differences = refused = 0
    for number in range(count):
        document = maker.document()
        mode = maker.random.choice([b"a", b"u"])
        process.stdin.write(struct.pack(">I", len(document) + 1) + mode + document)
        process.stdin.flush()
        length = struct.unpack(">I", process.stdout.read(4))[0]
        got = process.stdout.read(length).decode()
        want = expected(mode, document)
        refused += want.startswith("E")
        if got != want:
            differences += 1
            print(f"{mode!r} {document[:300]!r}\n  python {want[:300]!r}\n  narvi  {got[:300]!r}")
            if differences == 10:
                break
    process.stdin.close()
    process.wait()
    print(f"{number + 1} documents, {refused} refused by Python, {differences} differences (seed {seed})")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
