#!/usr/bin/env bash
# Runs every fuzz target for the given seconds, with a corpus kept in build/corpus; stops at the first finding.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1 only=${2:-}
found=0
for target in build/fuzz/*_fuzz; do
  name=$(basename "$target")
  [ -z "$only" ] || [ "$name" = "$only" ] || continue
  found=1
  corpus=build/corpus/$name
  mkdir -p "$corpus"
  seeds=()
  [ -d "fuzz/seeds/$name" ] && seeds=("fuzz/seeds/$name")
  printf '%-34s ' "$name"
  if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="build/corpus/$name-" "$corpus" "${seeds[@]}" >"build/corpus/$name.log" 2>&1; then
    printf 'clean, %s runs\n' "$(sed -n 's/^stat::number_of_executed_units: *//p' "build/corpus/$name.log")"
  else
    printf 'FOUND SOMETHING\n'
    tail -n 40 "build/corpus/$name.log"
    exit 1
  fi
done
[ "$found" -eq 1 ] || { echo "no fuzz target named '$only'" >&2; exit 1; }
