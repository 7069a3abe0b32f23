"""Password hashes: each of ours beside the library that Django calls for it, processor time of all threads."""

import hashlib
import os
import subprocess
import time

from harness import ITERATIONS, ROOT

PROGRAM = os.path.join(ROOT, "build/release/narvi_hasher_bench")
PASSWORD, SALT = b"a long password", b"seasaltseasaltseasalt1"
TURNS = 4  # ours and theirs take turns, and the best of each counts: what else the machine does disturbs both alike


def argon2():
    from argon2 import low_level
    low_level.hash_secret(PASSWORD, SALT, time_cost=2, memory_cost=102400, parallelism=8, hash_len=32,
                          type=low_level.Type.ID)


def bcrypt_sha256():
    import bcrypt
    bcrypt.hashpw(hashlib.sha256(PASSWORD).hexdigest().encode(), b"$2b$12$abcdefghijklmnopqrstuu")


def pbkdf2(digest):
    return lambda: hashlib.pbkdf2_hmac(digest, PASSWORD, SALT, ITERATIONS)


def scrypt():
    hashlib.scrypt(PASSWORD, salt=SALT, n=16384, r=8, p=5, dklen=64)


def digest(name):
    return lambda: hashlib.new(name, SALT + PASSWORD).hexdigest()


# Algorithm, whose code stands beside ours, that code, hashes a turn, the bar.
ROWS = [
    ("pbkdf2_sha256", "OpenSSL", pbkdf2("sha256"), 1, "<= 0.55"),
    ("pbkdf2_sha1", "OpenSSL", pbkdf2("sha1"), 1, "<= 0.60"),
    ("argon2", "libargon2", argon2, 2, "<= 1.05"),
    ("bcrypt_sha256", "bcrypt", bcrypt_sha256, 2, "<= 1.05"),
    ("scrypt", "OpenSSL", scrypt, 2, "<= 1.05"),
    ("md5", "hashlib", digest("md5"), 20000, "<= 1.05"),
    ("sha1", "hashlib", digest("sha1"), 20000, "<= 1.05"),
]


def ours(algorithm, count):
    text = subprocess.run([PROGRAM, algorithm, str(count)], check=True, capture_output=True, text=True).stdout
    return float(text)


def theirs(hash_once, count):
    start = time.process_time()
    for _ in range(count):
        hash_once()
    return (time.process_time() - start) / count * 1e3


def shown(milliseconds):
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds * 1e3:.2f} us"


def bench_hashers(_site, _seconds):
    for algorithm, library, hash_once, count, bar in ROWS:
        theirs(hash_once, 1)  # imports and first use
        turns = [(ours(algorithm, count), theirs(hash_once, count)) for _ in range(TURNS)]
        us, them = (min(times) for times in zip(*turns))
        yield f"hash {algorithm}", shown(us), f"{library} {shown(them)}", us / them, bar
