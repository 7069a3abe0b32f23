"""A client that sends exactly the bytes it is told, and reads answers one by one."""

import socket


class Reply:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # (name, value) in the order of the wire
        self.body = body

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        return next(iter(self.all(name)), None)


class Wire:
    """Closes with the `with` block."""

    def __init__(self, sock):
        self.socket = sock
        self.socket.settimeout(60)
        self.file = sock.makefile("rb")

    @classmethod
    def to(cls, port):
        return cls(socket.create_connection(("127.0.0.1", port)))

    @classmethod
    def to_unix(cls, path):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        return cls(sock)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        self.socket.sendall(data)
        return self

    def reply(self, head=False):
        """The next answer; None at the end of the connection."""
        line = self.file.readline()
        if not line:
            return None
        version, status = line.decode("latin-1").split(" ")[:2]
        assert version == "HTTP/1.1", line
        headers = []
        while (line := self.file.readline()) != b"\r\n":
            assert line.endswith(b"\r\n"), line
            name, value = line[:-2].decode("latin-1").split(":", 1)
            headers.append((name, value.strip()))
        reply = Reply(int(status), headers, b"")
        length = reply.header("Content-Length")
        if length is not None and not head:
            reply.body = self.file.read(int(length))
            assert len(reply.body) == int(length), "cut short"
        return reply

    def ask(self, text):
        return self.send(text).reply()


def get(path, *fields, host="127.0.0.1", version="1.1"):
    return message("GET", path, fields, "", host, version)


def post(path, body, *fields, host="127.0.0.1", kind="application/json"):
    return message("POST", path, ("Content-Type: " + kind, "Content-Length: %d" % len(body.encode()), *fields), body,
                   host)


def message(method, path, fields=(), body="", host="127.0.0.1", version="1.1"):
    lines = ["%s %s HTTP/%s" % (method, path, version)]
    if host is not None:
        lines.append("Host: " + host)
    return "\r\n".join([*lines, *fields, "", body])
