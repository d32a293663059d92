#!/usr/bin/env bash
# Shows what the runtime does (./run.sh), runs one command (./run.sh exec 'COMMAND') or one task of an agent (./run.sh task 'TASK'), serves this machine
# (./run.sh executor PORT), or agents and their users (./run.sh server).
set -euo pipefail
readonly called_from="$PWD"
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
source eng/prerequisites.sh
source eng/engine.sh

usage() {
  cat <<'TEXT'
Usage: ./run.sh [--runtime NAME] a short tour of a runtime: local (the default) or docker
       ./run.sh exec [--runtime NAME] 'COMMAND'
                                 run one bash command; its observation is one line of JSON on standard output
       ./run.sh executor PORT [--working-dir DIR] [OPTION…]
                                 serves this machine to remote runtimes, on 127.0.0.1 until it is interrupted;
                                 ./run.sh executor --help has every option
       ./run.sh server [--port 3000] [--runtime local|docker] [--data DIR] [--static DIR]
                                 an agent server on 127.0.0.1, with its sessions in DIR (openhands-data) and the web client
                                 of the last DIR, until it is interrupted; ./run.sh server --help has what the environment sets
       ./run.sh task 'TASK' --model NAME [--base-url URL] [--api-key-env NAME] [--dialect tools|text]
                [--runtime local|docker] [--trajectory FILE] [OPTION…]
                                 lets an agent work on one task to its end; ./run.sh task --help has every option
       ./run.sh replay FILE      does again what a trajectory has, and says what came out differently
       ./run.sh mcp [OPTION…]    a server of the Model Context Protocol over standard input and output

With docker, an engine is started when none answers. OPENHANDS_IMAGE names the image; on Debian one is made of what is
installed, elsewhere it is debian:12-slim.

Leaves with 0 when it worked, 2 when it was called wrongly, 3 when something is missing on this machine,
1 when the runtime itself failed. A command that fails is an observation like any other. task and replay have more: see task --help.
TEXT
}

misused() {
  say "$1 See ./run.sh --help."
  exit 2
}

check_runtime() {
  [[ "$1" == local || "$1" == docker ]] || misused "There is no runtime '$1'."
  runtime="$1"
}

runtime=local
case "${1-}" in
  --runtime)
    (($# == 2)) || misused "--runtime wants a name, and nothing else."
    check_runtime "$2"
    ;;
  '') (($# == 0)) || misused "An empty argument means nothing." ;;
  -h | --help) usage; exit 0 ;;
  exec)
    arguments=("${@:2}")
    if [[ "${2-}" == --runtime ]]; then
      (($# > 2)) || misused "--runtime wants a name."
      check_runtime "$3"
      arguments=("${@:4}")
    fi
    ((${#arguments[@]} == 1)) || misused "exec takes exactly one command, in quotes; it got ${#arguments[@]}."
    [[ "${arguments[0]}" =~ [^[:space:]] ]] || misused "exec got an empty command."
    ;;
  executor)
    (($# > 1)) || misused "executor wants a port, as in ./run.sh executor 8000."
    ;;
  server)
    arguments=("${@:2}")
    while ((${#arguments[@]} > 0)); do
      name="${arguments[0]}"
      if [[ "$name" == -h || "$name" == --help ]]; then
        runtime=local
        break
      fi
      [[ "$name" =~ ^--(port|runtime|data|static)$ ]] || misused "server has no argument '$name'."
      [[ -n "${arguments[1]-}" ]] || misused "$name wants a value."
      [[ "$name" != --runtime ]] || check_runtime "${arguments[1]}"
      [[ "$name" != --static || -d "$(cd "$called_from" && realpath -m -- "${arguments[1]}")" ]] || misused "--static wants a directory; there is none at '${arguments[1]}'."
      [[ "$name" != --port || "${arguments[1]}" =~ ^[0-9]{1,5}$ ]] || misused "--port wants a number, not '${arguments[1]}'."
      arguments=("${arguments[@]:2}")
    done
    ;;
  task | replay | mcp)
    # They check their own arguments. Only where the computer is has to be known here, to have an engine ready.
    for ((i = 2; i <= $#; i++)); do
      case "${!i}" in
        --) break ;;
        --runtime=*) runtime="${!i#*=}" ;;
        --runtime) next=$((i + 1)); runtime="${!next-local}" ;;
      esac
    done
    ;;
  *) misused "There is no command '$1'." ;;
esac

require_packages

if [[ "$runtime" == docker ]]; then
  trap release_engine EXIT
  require_engine
  if [[ -z "${OPENHANDS_IMAGE-}" ]] && command -v dpkg-query >/dev/null; then
    require_packages "${TEST_IMAGE_PREREQUISITES[@]}"
    OPENHANDS_IMAGE="$(eng/test-images/build.sh full | cut -d= -f2)"
    export OPENHANDS_IMAGE
  fi
  eng/build-executor.sh >/dev/null
fi

# Building takes seconds even when there is nothing to do, so it is skipped while nothing has changed.
if [[ "${1-}" == executor ]]; then
  readonly built=src/OpenHands.Runtime.Executor.Host program=src/OpenHands.Runtime.Executor.Host/bin/Release/net10.0/OpenHands.Runtime.Executor.Host.dll
  readonly stamp=artifacts/run-executor.stamp
elif [[ "${1-}" == server ]]; then
  readonly built=samples/07-Server
  program=samples/07-Server/bin/Release/net10.0/Server.dll
  readonly stamp=artifacts/run-server.stamp
elif [[ "${1-}" == task || "${1-}" == replay ]]; then
  readonly built=src/OpenHands.Cli
  program=src/OpenHands.Cli/bin/Release/net10.0/OpenHands.Cli.dll
  readonly stamp=artifacts/run-cli.stamp
elif [[ "${1-}" == mcp ]]; then
  readonly built=src/OpenHands.Mcp
  program=src/OpenHands.Mcp/bin/Release/net10.0/OpenHands.Mcp.dll
  readonly stamp=artifacts/run-mcp.stamp
else
  readonly built=samples/01-QuickStart program=samples/01-QuickStart/bin/Release/net10.0/QuickStart.dll
  readonly stamp=artifacts/run.stamp
fi
sources="$(fingerprint src samples/01-QuickStart samples/07-Server $(find artifacts/executor -name stamp 2>/dev/null) eng/prerequisites.sh Directory.Build.props Directory.Packages.props global.json nuget.config)"
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

# What these are given is the caller's: files and directories.
case "${1-}" in
  task | replay | mcp | server)
    program="$PWD/$program"
    [[ "$1" == task || "$1" == replay ]] || shift
    cd "$called_from"
    ;;
esac

if [[ "$runtime" == docker ]]; then
  # Not exec: the engine may have to be stopped afterwards.
  dotnet "$program" "$@"
else
  exec dotnet "$program" "$@"
fi
