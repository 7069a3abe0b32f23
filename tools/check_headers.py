#!/usr/bin/env python3
"""Compiles each header alone, with the flags of the test build: a header that leans on what somebody else
included breaks at a distance. A header is compiled again only when it, or one it includes, has changed."""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATABASE = ROOT / "build/test/compile_commands.json"
STAMPS = ROOT / "build/header-stamps"


def flags():
    """Include paths and definitions of every target, without outputs and warnings of unused code."""
    wanted = []
    for entry in json.loads(DATABASE.read_text()):
        words = shlex.split(entry["command"])
        for index, word in enumerate(words):
            if word == "-isystem":
                wanted.append(("-isystem", words[index + 1]))
            elif word.startswith(("-I", "-D")):
                wanted.append((word,))
    unique = list(dict.fromkeys(wanted))
    return [word for group in unique for word in group if "NARVI_SOURCE_DIR" not in word]


def fingerprint(path, options):
    """Of the header and of everything of ours that it reaches."""
    digest = hashlib.sha256(" ".join(options).encode())
    seen, queue = set(), [path]
    while queue:
        current = queue.pop()
        if current in seen:
            continue
        seen.add(current)
        text = current.read_text(encoding="utf-8")
        digest.update(text.encode())
        for include in re.findall(r'#include "([^"]+)"', text):
            candidate = ROOT / "src" / include
            if candidate.exists():
                queue.append(candidate)
    return digest.hexdigest()


def compile_alone(path, options):
    stamp = STAMPS / (path.relative_to(ROOT).as_posix().replace("/", "_") + ".ok")
    mark = fingerprint(path, options)
    if stamp.exists() and stamp.read_text() == mark:
        return None
    command = ["clang++-16", "-std=c++20", "-fsyntax-only", "-x", "c++", "-Wall", "-Wextra", "-Werror",
               "-Wno-pragma-once-outside-header", "-Wno-unused-function", "-DNARVI_SOURCE_DIR=\"\"",
               *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return f"{path.relative_to(ROOT)} does not compile alone:\n{done.stderr}"
    stamp.write_text(mark)
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    STAMPS.mkdir(parents=True, exist_ok=True)
    options = flags()
    headers = sorted([*(ROOT / "src").rglob("*.h"), *(ROOT / "include").rglob("*.h")])
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        failures = [text for text in pool.map(lambda path: compile_alone(path, options), headers) if text]
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
