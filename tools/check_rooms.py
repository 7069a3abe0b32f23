#!/usr/bin/env python3
"""Reads every include and fails on an upward arrow, a room that includes a library it must not know, or a
file that has grown too large. The rooms and their order are those of MAP.md."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A room may include its own level's folder and every room of a lower level.
LEVELS = [
    ["base"],
    ["crypto"],
    ["io"],
    ["database", "cache"],
    ["http", "mail"],
    ["accounts"],
    ["rest"],
    ["systems", "pages", "admin"],
    ["app"],
]
# Libraries and the only folders that may include them (prefixes of the path under src/).
ONLY_IN = {
    r"openssl/": ["crypto/", "http/server/tls"],
    r"nettle/": ["crypto/"],
    r"zlib\.h": ["crypto/"],
    r"argon2\.h|crypt\.h": ["crypto/"],
    r"boost/asio|boost/beast": ["io/", "http/server/", "database/postgres/", "cache/redis/"],
    r"boost/": ["io/", "http/server/", "database/postgres/", "cache/redis/", "crypto/", "rest/"],
    r"sqlite3\.h": ["database/sqlite/"],
    r"libpq-fe\.h": ["database/postgres/", "database/testbed/"],
    r"hiredis/": ["cache/redis/", "cache/testbed/"],
    r"toml\+\+|toml\.hpp": ["app/config_file.cpp"],
    r"CLI/": ["app/cli.cpp"],
    r"utf8proc\.h": ["accounts/"],
    r"systemd/": ["http/server/"],
    r"grpc|google/protobuf/": ["http/ext_authz/module/"],
    r"curl/": ["mail/", "systems/forward_auth/probe_client"],
    r"re2/": ["app/", "rest/", "systems/forward_auth/path_pattern"],
}
LONGEST = 500
TABLES = re.compile(r"(migrations_(sqlite|postgres)|_table)\.cpp$")
INCLUDE = re.compile(r'^\s*#include\s+(["<])([^">]+)[">]', re.M)


def level(room):
    for index, rooms in enumerate(LEVELS):
        if room in rooms:
            return index
    return None


def problems_of(path):
    relative = path.relative_to(ROOT / "src").as_posix()
    room = relative.split("/")[0]
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > LONGEST and not TABLES.search(relative):
        yield f"{relative}: {lines} lines, the limit is {LONGEST}"
    if level(room) is None:
        yield f"{relative}: the room '{room}' is not on the map"
        return
    for quote, include in INCLUDE.findall(text):
        if quote == '"':
            target = include.split("/")[0]
            if (ROOT / "src" / include).exists():
                if level(target) is not None and level(target) > level(room):
                    yield f"{relative}: includes {include}: an upward arrow ({room} -> {target})"
                yield from system_problems(relative, include)
        for pattern, allowed in ONLY_IN.items():
            if quote == "<" and re.match(pattern, include) and not any(relative.startswith(a) for a in allowed):
                yield f"{relative}: includes <{include}>, which only {', '.join(allowed)} may"


def system_problems(relative, include):
    """A system uses another one only through its public header (docs/decisions/0003-rooms.md)."""
    mine, theirs = relative.split("/"), include.split("/")
    if mine[0] == theirs[0] == "systems" and mine[1] != theirs[1] and theirs[2] not in ("system.h", "tokens.h"):
        yield f"{relative}: looks into {theirs[1]}: only its system.h and tokens.h are public"


def main():
    found = []
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in (".h", ".cpp"):
            found.extend(problems_of(path))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
