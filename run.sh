#!/usr/bin/env bash
# Shows what the runtime does (./run.sh), or runs one command in it (./run.sh exec 'COMMAND').
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
source eng/prerequisites.sh

usage() {
  cat <<'TEXT'
Usage: ./run.sh                  a short tour of the local runtime
       ./run.sh exec 'COMMAND'   run one bash command; its observation is one line of JSON on standard output

Leaves with 0 when it worked, 2 when it was called wrongly, 3 when something is missing on this machine,
1 when the runtime itself failed. A command that fails is an observation like any other.
TEXT
}

misused() {
  say "$1"
  usage >&2
  exit 2
}

case "${1-}" in
  '') (($# == 0)) || misused "An empty argument means nothing." ;;
  -h | --help) usage; exit 0 ;;
  exec)
    (($# == 2)) || misused "exec takes exactly one command, in quotes; it got $(($# - 1))."
    [[ "$2" =~ [^[:space:]] ]] || misused "exec got an empty command."
    ;;
  *) misused "Unknown argument: $1" ;;
esac

require_packages

# Building takes seconds even when there is nothing to do, so it is skipped while nothing has changed.
readonly program=samples/01-QuickStart/bin/Release/net10.0/QuickStart.dll
readonly stamp=artifacts/run.stamp
sources="$(fingerprint src samples/01-QuickStart eng/prerequisites.sh Directory.Build.props Directory.Packages.props global.json nuget.config)"
if [[ ! -f "$program" || ! -f "$stamp" || "$(<"$stamp")" != "$sources" ]]; then
  require_dotnet
  say "Building…"
  if ! log="$(dotnet build samples/01-QuickStart -c Release -v q --nologo 2>&1)"; then
    say "$log"
    say "The build failed."
    exit 1
  fi
  mkdir -p artifacts
  printf '%s\n' "$sources" >"$stamp"
fi

exec dotnet "$program" "$@"
