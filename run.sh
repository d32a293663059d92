#!/usr/bin/env bash
# Shows what the runtime does (./run.sh), runs one command in it (./run.sh exec 'COMMAND'), or serves this machine (./run.sh executor PORT).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
source eng/prerequisites.sh

usage() {
  cat <<'TEXT'
Usage: ./run.sh                  a short tour of the local runtime
       ./run.sh exec 'COMMAND'   run one bash command; its observation is one line of JSON on standard output
       ./run.sh executor PORT [--working-dir DIR] [OPTION…]
                                 serves this machine to remote runtimes, on 127.0.0.1 until it is interrupted;
                                 ./run.sh executor --help has every option

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
  executor)
    (($# > 1)) || misused "executor wants a port: ./run.sh executor 8000 --working-dir DIR"
    ;;
  *) misused "Unknown argument: $1" ;;
esac

require_packages

# Building takes seconds even when there is nothing to do, so it is skipped while nothing has changed.
if [[ "${1-}" == executor ]]; then
  readonly built=src/OpenHands.Runtime.Executor.Host program=src/OpenHands.Runtime.Executor.Host/bin/Release/net10.0/OpenHands.Runtime.Executor.Host.dll
  readonly stamp=artifacts/run-executor.stamp
else
  readonly built=samples/01-QuickStart program=samples/01-QuickStart/bin/Release/net10.0/QuickStart.dll
  readonly stamp=artifacts/run.stamp
fi
sources="$(fingerprint src samples/01-QuickStart eng/prerequisites.sh Directory.Build.props Directory.Packages.props global.json nuget.config)"
if [[ ! -f "$program" || ! -f "$stamp" || "$(<"$stamp")" != "$sources" ]]; then
  require_dotnet
  say "Building…"
  if ! log="$(dotnet build "$built" -c Release -v q --nologo 2>&1)"; then
    say "$log"
    say "The build failed."
    exit 1
  fi
  mkdir -p artifacts
  printf '%s\n' "$sources" >"$stamp"
fi

if [[ "${1-}" == executor ]]; then
  shift
  case "$1" in
    -h | --help) exec dotnet "$program" --help ;;
    *) exec dotnet "$program" serve "$@" ;;
  esac
fi

exec dotnet "$program" "$@"
