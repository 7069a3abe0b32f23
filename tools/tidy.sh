#!/usr/bin/env bash
# clang-tidy on the source files changed against the main line's last commit (or, with --all, on all of them).
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --all ]; then
  files=$(git ls-files 'src/*.cpp')
else
  files=$({ git diff --name-only --diff-filter=d HEAD -- 'src/*.cpp'; git ls-files -o --exclude-standard 'src/*.cpp'; } | sort -u)
fi
files=$(printf '%s\n' "$files" | grep -v '_fuzz\.cpp$' || true)
[ -n "$files" ] || exit 0
printf '%s\n' "$files" | xargs -P "$(nproc)" -n 4 clang-tidy-16 -p build/test --quiet
