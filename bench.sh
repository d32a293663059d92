#!/usr/bin/env bash
# Measures what the runtime costs. Prints one line of JSON a metric; everything else goes to standard error.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
source eng/prerequisites.sh
source eng/engine.sh

if [[ "${1-}" == -h || "${1-}" == --help ]]; then
  cat <<'TEXT'
Usage: ./bench.sh          every metric (some minutes)
       ./bench.sh NAME…    the metrics whose names begin so: exec.local, events.append, local.start…

Leaves with 0 when it measured, also when a target is missed (standard error says so); 2 for a name that is none.
TEXT
  exit 0
fi

require_packages
if (($# == 0)) || [[ " $*" == *" browser"* ]]; then
  require_packages "${BROWSER_PREREQUISITES[@]}"
fi
require_dotnet

# Minutes, the first time.
if (($# == 0)) || [[ " $*" =~ \ (remote|host|docker|browser|exec\.(remote|docker)|exec( |$)) ]]; then
  eng/build-executor.sh >/dev/null
fi

# Containers are measured with what the tests use.
if (($# == 0)) || [[ " $*" == *" docker"* || " $*" == *" exec.docker"* || " $*" == *" exec" ]]; then
  trap release_engine EXIT
  require_packages "${TEST_IMAGE_PREREQUISITES[@]}"
  require_engine
  OPENHANDS_IMAGE="$(eng/test-images/build.sh full | cut -d= -f2)"
  export OPENHANDS_IMAGE
fi

say "Building…"
if ! log="$(dotnet build benchmarks/OpenHands.Benchmarks -c Release -v q --nologo 2>&1)"; then
  say "$log"
  exit 1
fi

dotnet benchmarks/OpenHands.Benchmarks/bin/Release/net10.0/OpenHands.Benchmarks.dll "$@"
