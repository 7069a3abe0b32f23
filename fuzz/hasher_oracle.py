#!/usr/bin/python3
"""Compares Narvi's password hashers with Django's.

usage: hasher_oracle.py DRIVER [COUNT] [SEED]

Hashes by Django are verified, identified, summarised and judged (must_update) by Narvi; hashes by Narvi are verified by
Django; damaged hashes get the same answer from both, where Django raises it is "no". Needs python3-django,
python3-argon2 and python3-bcrypt. Exits with 1 at the first ten differences.
"""

import json
import random
import re
import struct
import subprocess
import sys
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # Python's crypt module

import argon2  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(USE_I18N=False)

import base64  # noqa: E402
import hashlib  # noqa: E402

from django.contrib.auth import hashers  # noqa: E402
from django.utils.crypto import constant_time_compare  # noqa: E402


class Pbkdf2(hashers.PBKDF2PasswordHasher):
    iterations = 20


class Pbkdf2Sha1(hashers.PBKDF2SHA1PasswordHasher):
    iterations = 20


class Argon2(hashers.Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 2, 64, 2


class BcryptSha256(hashers.BCryptSHA256PasswordHasher):
    rounds = 4


class Bcrypt(hashers.BCryptPasswordHasher):
    rounds = 4


class Scrypt(hashers.BasePasswordHasher):
    """Django has it from 4.0 only, Debian's is older: written after the contract, on Python's hashlib."""

    algorithm = "scrypt"
    work_factor, block_size, parallelism = 64, 2, 3

    def encode(self, password, salt, costs=None):
        n, r, p = costs or (self.work_factor, self.block_size, self.parallelism)
        derived = hashlib.scrypt(password.encode(), salt=salt.encode(), n=n, r=r, p=p, dklen=64)
        return f"scrypt${n}${salt}${r}${p}${base64.b64encode(derived).decode()}"

    def fields(self, encoded):
        _, n, salt, r, p, derived = encoded.split("$")
        return salt, derived, (int(n), int(r), int(p))

    def verify(self, password, encoded):
        salt, _, costs = self.fields(encoded)
        return constant_time_compare(self.encode(password, salt, costs), encoded)

    def must_update(self, encoded):
        return self.fields(encoded)[2] != (self.work_factor, self.block_size, self.parallelism)

    def safe_summary(self, encoded):
        salt, derived, (n, r, p) = self.fields(encoded)
        return {"algorithm": "scrypt", "work factor": n, "block size": r, "parallelism": p,
                "salt": hashers.mask_hash(salt), "hash": hashers.mask_hash(derived)}


OURS = [Pbkdf2, Pbkdf2Sha1, Argon2, BcryptSha256, Scrypt, Bcrypt, hashers.MD5PasswordHasher, hashers.SHA1PasswordHasher,
        hashers.UnsaltedMD5PasswordHasher, hashers.UnsaltedSHA1PasswordHasher, hashers.CryptPasswordHasher]
HASHERS = {one.algorithm: one() for one in OURS}
hashers.get_hashers_by_algorithm = lambda: HASHERS

ALPHABET = "abcXYZ019 \t\n~!$'\"\\/é€😀ßİ\u0301\u00a0\u3000\u200b\x7f\x01"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
BREAKERS = ["$", "=", " ", "", "A", "a", "0", "1", "9", "-", "+", ".", "/", ",", "é", "\0", "\n", "$$", "2x", "v=16$", "_", "٣"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def password(self):
        pick = self.random
        length = pick.choice([0, 1, 3, 8, 9, 20, 63, 64, 65, 71, 72, 73, 100, 300, 511, 512, 600])
        text = "".join(pick.choice(ALPHABET) for _ in range(length))
        if text and pick.randrange(12) == 0:
            at = pick.randrange(len(text))
            text = text[:at] + "\0" + text[at + pick.randrange(2):]
        return text

    def other(self, password):
        """Nearly the same password."""
        pick = self.random
        if not password or pick.randrange(3) == 0:
            return password + pick.choice([" ", "\0", "a", "é"])
        at = pick.randrange(len(password))
        return password[:at] + pick.choice(["", "\0", "b"]) + password[at + 1:]

    def salt(self):
        pick = self.random
        if pick.randrange(3):
            return "".join(pick.choice(LETTERS) for _ in range(22))
        return "".join(pick.choice(LETTERS + "é€ ./+") for _ in range(pick.choice([8, 9, 21, 22, 23, 30])))

    def plain_salt(self):
        return "".join(self.random.choice(LETTERS) for _ in range(22))

    def by_django(self, algorithm, password):
        """A hash of any shape that Django reads; ValueError and the like where its library refuses."""
        pick = self.random
        hasher = HASHERS[algorithm]
        if algorithm.startswith("pbkdf2"):
            return hasher.encode(password, self.salt(), pick.choice([1, 19, 20, 21, 1000]))
        if algorithm == "argon2":
            kind = pick.choice([argon2.Type.ID, argon2.Type.ID, argon2.Type.I, argon2.Type.D])
            lanes = pick.choice([1, 2, 2, 4])
            text = argon2.low_level.hash_secret(
                password.encode(), self.salt().encode(), time_cost=pick.choice([1, 2, 2, 3]),
                memory_cost=pick.choice([64, 64, 65, 128, 8 * lanes]), parallelism=lanes,
                hash_len=pick.choice([16, 16, 32, 4, 64]), type=kind, version=pick.choice([16, 19, 19])).decode()
            if pick.randrange(3) == 0:
                text = text.replace("$v=16", "")
            return "argon2" + text
        if algorithm == "scrypt":
            costs = (pick.choice([2, 64, 64, 128]), pick.choice([1, 2, 2, 8]), pick.choice([1, 3, 3, 5]))
            return hasher.encode(password, self.salt(), costs)
        if algorithm.startswith("bcrypt"):
            tail = "".join(pick.choice(LETTERS + "./") for _ in range(21)) + pick.choice(".Oeu")
            return hasher.encode(password, f"$2{pick.choice('abby')}${pick.choice(['04', '04', '05'])}${tail}".encode())
        if algorithm.startswith("unsalted"):
            return pick.choice(["md5$$", ""] if algorithm == "unsalted_md5" else [""]) + hasher.encode(password, "")
        if algorithm == "crypt":
            encoded = hasher.encode(password, "".join(pick.choice(LETTERS + "./") for _ in range(2)))
            if encoded.endswith("*0"):  # libcrypt's sign of failure, which Django would store: over 511 bytes
                raise ValueError("crypt refused")
            return encoded
        return hasher.encode(password, self.salt())

    def damaged(self, encoded):
        pick = self.random
        for _ in range(pick.choice([1, 1, 2])):
            at = pick.randrange(len(encoded) + 1)
            encoded = encoded[:at] + pick.choice(BREAKERS) + encoded[at + pick.choice([0, 1, 1, 2]):]
        if pick.randrange(6) == 0:
            fields = encoded.split("$")
            at = pick.randrange(len(fields))
            encoded = "$".join(fields[:at] + pick.choice([[], [fields[at]] * 2]) + fields[at + 1:])
        return encoded


def identified(encoded):
    try:
        return hashers.identify_hasher(encoded)
    except ValueError:
        return None


def verified(hasher, password, encoded):
    try:
        return hasher.verify(password, encoded)
    except Exception:  # whatever Django crashes with is "no"
        return False


def is_slow(encoded):
    """A damaged cost that would take Django minutes; Narvi's ceilings are tested elsewhere."""
    return any(int(number) > 4000 for number in re.findall(r"[0-9]{4,}", encoded.rsplit("$", 1)[0])) \
        or encoded.startswith("bcrypt") and re.search(r"\$(0[6-9]|[1-9][0-9])\$", encoded) is not None


def asked_of_django(password, encoded, whole):
    hasher = identified(encoded)
    if hasher is None:
        return {"algorithm": None, "correct": False}
    answer = {"algorithm": hasher.algorithm, "correct": verified(hasher, password, encoded)}
    if whole:
        answer["must_update"] = hasher.must_update(encoded)
        answer["summary"] = [[str(label), str(value)] for label, value in hasher.safe_summary(encoded).items()]
    return answer


class Narvi:
    def __init__(self, driver):
        self.process = subprocess.Popen([driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, **question):
        frame = json.dumps(question).encode()
        self.process.stdin.write(struct.pack(">I", len(frame)) + frame)
        self.process.stdin.flush()
        length = struct.unpack(">I", self.process.stdout.read(4))[0]
        return json.loads(self.process.stdout.read(length))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compare_read(maker, narvi, algorithm):
    """Django encodes, both read."""
    password = maker.password()
    try:
        encoded = maker.by_django(algorithm, password)
    except Exception:  # the library refuses this password: Narvi must, too
        return (password, algorithm), narvi.ask(password=password, algorithm=algorithm, salt=maker.plain_salt()), None
    whole = maker.random.randrange(2) == 0
    if not whole:
        encoded = maker.damaged(encoded)
    tried = password if maker.random.randrange(3) else maker.other(password)
    if is_slow(encoded) and not whole:
        return None
    want = asked_of_django(tried, encoded, whole)
    got = narvi.ask(password=tried, encoded=encoded)
    return (tried, encoded), {key: got.get(key) for key in want}, want


def compare_written(maker, narvi, algorithm):
    """Narvi encodes, Django reads."""
    password = maker.password()
    encoded = narvi.ask(password=password, algorithm=algorithm, salt=maker.plain_salt())
    if encoded is None:
        try:
            maker.by_django(algorithm, password)
        except Exception:
            return (password, algorithm), None, None
        return (password, algorithm), None, "a hash"
    tried = password if maker.random.randrange(2) else maker.other(password)
    return (tried, encoded), narvi.ask(password=tried, encoded=encoded), asked_of_django(tried, encoded, True)


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    maker, narvi = Maker(seed), Narvi(sys.argv[1])
    differences = compared = 0
    for _ in range(count):
        compare = maker.random.choice([compare_read, compare_read, compare_written])
        outcome = compare(maker, narvi, maker.random.choice(list(HASHERS)))
        if outcome is None:
            continue
        compared += 1
        inputs, got, want = outcome
        if got != want:
            differences += 1
            print(f"{inputs!r}\n  django {want!r}\n  narvi  {got!r}")
            if differences == 10:
                break
    narvi.close()
    print(f"{compared} compared, {differences} differences (seed {seed})")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
