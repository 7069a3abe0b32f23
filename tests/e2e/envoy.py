"""A gRPC client that asks as Envoy does, with Narvi's own description of the messages."""

import importlib
import os
import subprocess
import sys
import tempfile

import grpc

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "..", "..", "src", "http", "ext_authz", "module")
METHOD = "/envoy.service.auth.v3.Authorization/Check"


def load_messages():
    """The Python classes of ext_authz.proto, made anew."""
    with tempfile.TemporaryDirectory(prefix="narvi-proto-") as folder:
        subprocess.run(["protoc", "--proto_path=" + FOLDER, "--python_out=" + folder, "ext_authz.proto"], check=True)
        sys.path.insert(0, folder)
        try:
            return importlib.import_module("ext_authz_pb2")
        finally:
            sys.path.remove(folder)


messages = load_messages()


def question(path="/admin?a=1&b=%2F", method="GET", host="app.example.com", scheme="https", address="203.0.113.9",
             **fields):
    """What Envoy says about a request; names of fields with '_' for '-'."""
    http = messages.AttributeContext.HttpRequest(method=method.encode(), path=path.encode(), host=host.encode(),
                                                 scheme=scheme.encode())
    headers = {":authority": host, ":method": method, ":path": path, ":scheme": scheme,
               **{name.replace("_", "-"): value for name, value in fields.items()}}
    for name, value in headers.items():
        http.headers[name] = value.encode("latin-1")
    check = messages.CheckRequest()
    check.attributes.request.http.CopyFrom(http)
    check.attributes.source.address.socket_address.address = address.encode()
    return check


class Answer:
    """The CheckResponse in words; `status` 200 if the request may pass."""

    def __init__(self, response):
        self.response = response
        self.code = response.status.code
        self.passes = response.WhichOneof("http_response") == "ok_response"
        part = response.ok_response if self.passes else response.denied_response
        self.status = 200 if self.passes else part.status.code
        self.options = list(part.headers)
        self.fields = {option.header.key.decode(): option.header.value.decode() for option in self.options}
        self.body = "" if self.passes else part.body.decode()
        self.removed = [name.decode() for name in part.headers_to_remove] if self.passes else []


class Envoy:
    """One channel; `place` is a port or the path of a unix socket."""

    def __init__(self, place):
        target = "127.0.0.1:%d" % place if isinstance(place, int) else "unix:" + place
        # Each client has a connection of its own, as each worker of Envoy has.
        self.channel = grpc.insecure_channel(target, options=[("grpc.use_local_subchannel_pool", 1),
                                                              ("grpc.enable_http_proxy", 0)])
        self.raw = self.channel.unary_unary(METHOD)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    def future(self, check, timeout=30):
        return self.raw.future(check.SerializeToString(), timeout=timeout, wait_for_ready=True)

    def ask_bytes(self, data, timeout=30):
        answer = messages.CheckResponse()
        answer.ParseFromString(self.raw(data, timeout=timeout, wait_for_ready=True))
        return Answer(answer)

    def ask(self, check, timeout=30):
        return self.ask_bytes(check.SerializeToString(), timeout)


def ask(place, check):
    with Envoy(place) as envoy:
        return envoy.ask(check)
