# What the scripts of deploy/ share; to be sourced. Afterwards $root is the project and the working directory.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C.UTF-8

script="deploy/$(basename "$0")"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

fail() {
  echo "$script: $*" >&2
  exit 1
}

# quietly LOG COMMAND...: output goes to LOG only; shown (its end) when the command fails.
quietly() {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    return 1
  fi
}
