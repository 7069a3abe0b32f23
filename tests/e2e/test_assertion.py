"""The snippets of docs/guide/assertion.md, as they are printed, against assertions of the program's own code: what they
take, and everything that they must not take."""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
DRIVER = os.environ["NARVI_ASSERTION_DRIVER"]
PAGE = os.path.join(HERE, "..", "..", "docs", "guide", "assertion.md")
SECRET = "a secret of more than 32 bytes, so it is taken"
HOST, METHOD, PATH = "app.example.com", "POST", "/admin%20/x"
CASES = 12

MAIN = r"""
#include <iostream>

int main(int, char** words) {  // ALGORITHM KEY HOST METHOD PATH; assertions from standard input
  const std::string algorithm = words[1];
  const std::string key = algorithm == "HS256" ? words[2] : decode(words[2]).value_or("");
  const IsSigned is_signed = [&](const std::string& text, const std::string& signature) {
    return algorithm == "HS256" ? signed_by_secret(key, text, signature) : signed_by_key(key, text, signature);
  };
  for (std::string line; std::getline(std::cin, line);) {
    const auto claims = verify(line, algorithm, is_signed, words[3], words[4], words[5]);
    std::cout << (claims ? boost::json::serialize(*claims) : "refused") << std::endl;
  }
}
"""


def encode(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def snippets(kind):
    with open(PAGE, encoding="utf-8") as file:
        return re.findall(r"(?ms)^```%s\n(.*?)^```$" % kind, file.read())


def issue(kind, key, host=HOST, method=METHOD, path=PATH):
    done = subprocess.run([DRIVER, kind, key, host, method, path], text=True, capture_output=True, check=True)
    token, keys = done.stdout.splitlines()
    return token, json.loads(keys)


def make_key(folder, name="key.pem"):
    path = os.path.join(folder, name)
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True, capture_output=True)
    os.chmod(path, 0o600)
    return path


def sign(secret, head, claims):
    signed = encode(head) + "." + encode(claims)
    return signed + "." + encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


def forgeries(token, public):
    """What neither kind of application may take, by what was done to it."""
    head, claims, signature = token.split(".")
    read = json.loads(decode(claims))
    other = dict(read, sub="1", preferred_username="root")
    none = {"alg": "none", "typ": "narvi-assertion+jwt"}
    hs256 = {"alg": "HS256", "typ": "narvi-assertion+jwt"}
    changed = bytes([decode(signature)[0] ^ 1]) + decode(signature)[1:]
    return {
        "other claims": ".".join((head, encode(other), signature)),
        "other signature": ".".join((head, claims, encode(changed))),
        "short signature": ".".join((head, claims, encode(decode(signature)[:-1]))),
        "no signature": ".".join((head, claims, "")),
        "algorithm none": ".".join((encode(none), encode(other), "")),
        "the public key as secret": sign(public, hs256, other),
        "the public key's bytes as secret": sign(decode(public).decode("latin-1"), hs256, other),
        "two parts": head + "." + claims,
        "nothing": "",
        "a list for a head": ".".join((encode(["alg"]), claims, signature)),
        "no algorithm": ".".join((encode({}), claims, signature)),
        "no JSON": ".".join((encode(b"x"), encode(b"y"), signature)),
    }


class Snippets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="narvi-assertion-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.key = make_key(cls.folder.name)
        cls.program = cls.compile()
        by_secret, by_key = snippets("python")
        cls.by_secret, cls.by_key = {}, {}
        exec(compile(by_secret, "assertion.md", "exec"), cls.by_secret)  # the page is our own
        exec(compile(by_key, "assertion.md", "exec"), cls.by_key)

    @classmethod
    def compile(cls):
        (code,) = snippets("cpp")
        source, program = (os.path.join(cls.folder.name, name) for name in ("verify.cpp", "verify"))
        with open(source, "w", encoding="utf-8") as file:
            file.write(code + MAIN)
        compiler = next(name for name in ("clang++-16", "g++", "c++") if shutil.which(name))
        done = subprocess.run([compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", source, "-o", program, "-lcrypto"],
                              text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return program

    def cpp(self, algorithm, key, tokens, host=HOST, method=METHOD, path=PATH):
        done = subprocess.run([self.program, algorithm, key, host, method, path], text=True, capture_output=True,
                              check=True, input="".join(token + "\n" for token in tokens))
        return [None if line == "refused" else json.loads(line) for line in done.stdout.splitlines()]

    def expect(self, claims):
        self.assertEqual((claims["sub"], claims["preferred_username"], claims["groups"]),
                         ("7", "alice", ["admins", "staff"]))
        self.assertEqual((claims["iss"], claims["aud"], claims["method"]), ("narvi", HOST, METHOD))
        self.assertEqual(claims["exp"] - claims["iat"], 60)

    def test_python_with_a_secret(self):
        token, _ = issue("hs256", SECRET)
        verify = self.by_secret["verify"]
        self.expect(verify(token, SECRET.encode(), HOST, METHOD, PATH))
        forged = forgeries(token, encode(b"x" * 32))
        self.assertEqual(len(forged), CASES)
        for what, text in forged.items():
            with self.subTest(what), self.assertRaises(ValueError):
                verify(text, SECRET.encode(), HOST, METHOD, PATH)
        for asked in (("evil.example.com", METHOD, PATH), (HOST, "GET", PATH), (HOST, METHOD, "/admin /x")):
            with self.subTest(asked), self.assertRaises(ValueError):
                verify(token, SECRET.encode(), *asked)
        with self.assertRaises(ValueError):
            verify(token, b"another secret of more than 32 bytes, of course", HOST, METHOD, PATH)

    def test_python_with_a_key(self):
        token, keys = issue("eddsa", self.key)
        verify = self.by_key["verify"]
        self.expect(verify(token, keys, HOST, METHOD, PATH))
        for what, text in forgeries(token, keys["keys"][0]["x"]).items():
            with self.subTest(what), self.assertRaises(ValueError):
                verify(text, keys, HOST, METHOD, PATH)
        for asked in (("evil.example.com", METHOD, PATH), (HOST, "GET", PATH), (HOST, METHOD, "/admin%20/y")):
            with self.subTest(asked), self.assertRaises(ValueError):
                verify(token, keys, *asked)
        _, others = issue("eddsa", make_key(self.folder.name, "other.pem"))
        with self.assertRaises(ValueError):
            verify(token, others, HOST, METHOD, PATH)
        others["keys"][0]["kid"] = keys["keys"][0]["kid"]
        with self.assertRaises(ValueError):
            verify(token, others, HOST, METHOD, PATH)

    def test_cpp(self):
        token, keys = issue("eddsa", self.key)
        public = keys["keys"][0]["x"]
        secret_token, _ = issue("hs256", SECRET)
        for algorithm, key, good in (("EdDSA", public, token), ("HS256", SECRET, secret_token)):
            with self.subTest(algorithm):
                forged = forgeries(good, public)
                answers = self.cpp(algorithm, key, [good, *forged.values()])
                self.expect(answers[0])
                self.assertEqual(dict(zip(forged, answers[1:])), dict.fromkeys(forged))
                for asked in (("evil.example.com", METHOD, PATH), (HOST, "GET", PATH), (HOST, METHOD, "/y")):
                    self.assertEqual(self.cpp(algorithm, key, [good], *asked), [None], asked)
        self.assertEqual(self.cpp("HS256", public, [token]), [None])
        self.assertEqual(self.cpp("EdDSA", public, [secret_token]), [None])

    def test_what_is_over_is_refused(self):
        now = int(time.time())
        path = encode(hashlib.sha256(PATH.encode()).digest())
        head = {"alg": "HS256", "typ": "narvi-assertion+jwt"}
        claims = {"iss": "narvi", "aud": HOST, "method": METHOD, "path_sha256": path}
        times = {"good": (now - 1, now + 50), "over": (now - 61, now - 1), "ends now": (now - 60, now),
                 "of the future": (now + 3600, now + 3660)}
        tokens = {what: sign(SECRET, head, dict(claims, iat=begin, exp=end)) for what, (begin, end) in times.items()}
        tokens["of another type"] = sign(SECRET, dict(head, typ="JWT"), dict(claims, iat=now, exp=now + 60))
        answers = dict(zip(tokens, self.cpp("HS256", SECRET, tokens.values())))
        for what, token in tokens.items():
            with self.subTest(what):
                if what == "good":
                    self.assertEqual(answers[what]["aud"], HOST)
                    self.assertNotIn("sub", self.by_secret["verify"](token, SECRET.encode(), HOST, METHOD, PATH))
                    continue
                self.assertIsNone(answers[what])
                with self.assertRaises(ValueError):
                    self.by_secret["verify"](token, SECRET.encode(), HOST, METHOD, PATH)


if __name__ == "__main__":
    unittest.main()
