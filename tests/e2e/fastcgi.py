"""A small FastCGI client: what a web server sends to an authorizer, and what it reads back."""

import socket
import struct

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, GET_VALUES, GET_VALUES_RESULT, UNKNOWN = 1, 2, 3, 4, 5, 6, 9, 10, 11
RESPONDER, AUTHORIZER = 1, 2
COMPLETE, CANNOT_MULTIPLEX, OVERLOADED, UNKNOWN_ROLE = 0, 1, 2, 3


def record(kind, number, content=b"", padding=0):
    return struct.pack(">BBHHBx", 1, kind, number, len(content), padding) + content + b"\0" * padding


def length(size):
    return bytes([size]) if size < 128 else struct.pack(">I", size | 1 << 31)


def pairs(values):
    return b"".join(length(len(name)) + length(len(value)) + name + value for name, value in (
        (name.encode(), value.encode("latin-1")) for name, value in values.items()))


def question(values, number=1, keep=False, role=AUTHORIZER):
    begin = struct.pack(">HB5x", role, 1 if keep else 0)
    return record(BEGIN, number, begin) + record(PARAMS, number, pairs(values)) + record(PARAMS, number)


class Answer:
    """`status` 0: the connection ended without one."""

    def __init__(self, text, ended):
        self.ended = ended
        head, _, self.body = text.partition("\r\n\r\n")
        self.lines = head.split("\r\n") if head else []
        self.status = int(self.lines[0].split(" ")[1]) if self.lines else 0

    def all(self, name):
        return [line.split(": ", 1)[1] for line in self.lines if line.split(": ", 1)[0] == name]

    def get(self, name):
        return self.all(name)[0] if self.all(name) else None


class FastCgi:
    """One connection; `place` is a port or the path of a unix socket."""

    def __init__(self, place):
        if isinstance(place, int):
            self.socket = socket.create_connection(("127.0.0.1", place), timeout=30)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(30)
            self.socket.connect(place)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def read_record(self):
        """Kind, number and content; None at the end."""
        head = self.file.read(8)
        if len(head) < 8:
            return None
        _, kind, number, size, padding = struct.unpack(">BBHHBx", head)
        content = self.file.read(size)
        self.file.read(padding)
        return kind, number, content

    def answer(self, number=1):
        text = b""
        while (got := self.read_record()) is not None:
            kind, of, content = got
            assert of == number, got
            if kind == END:
                return Answer(text.decode("latin-1"), content[4])
            assert kind == STDOUT, got
            text += content
        return Answer("", None)

    def ask(self, values, number=1, keep=False):
        self.send(question(values, number, keep))
        return self.answer(number)


def ask(place, values):
    with FastCgi(place) as connection:
        return connection.ask(values)
