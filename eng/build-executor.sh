#!/usr/bin/env bash
# Makes the executor host as one static file that needs neither libssl nor a C library: artifacts/executor/linux-x64/openhands-executor.
# Takes minutes, so it is done again only when something that goes into it has changed. Prints the path of the file.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
source eng/prerequisites.sh

case "$(uname -m)" in
  x86_64) readonly rid=linux-x64 ;;
  aarch64) readonly rid=linux-arm64 ;;
  *) say "The executor is made for x86_64 and aarch64; this is $(uname -m)."; exit 3 ;;
esac

readonly project=src/OpenHands.Runtime.Executor.Host
readonly file="artifacts/executor/$rid/openhands-executor" stamp="artifacts/executor/$rid/stamp"

require_packages "${EXECUTOR_PREREQUISITES[@]}"
require_dotnet
inputs="$(content_fingerprint src/OpenHands.Runtime src/OpenHands.Runtime.Executor "$project" src/Directory.Build.props \
  Directory.Build.props Directory.Packages.props global.json eng/build-executor.sh) $(dotnet --version)"

# Two at once would write into each other's files.
mkdir -p artifacts/executor
exec 9>artifacts/executor/lock
flock 9

if [[ ! -x "$file" || ! -f "$stamp" || "$(<"$stamp")" != "$inputs" ]]; then
  say "Building the static executor (some minutes)…"
  work="$PWD/artifacts/executor/work"
  rm -rf "$work"
  if ! log="$(dotnet publish "$project" -c Release -r "$rid" --artifacts-path "$work" -o "$work/out" -v q --nologo \
    -p:PublishAot=true -p:StaticExecutable=true -p:StaticOpenSslLinking=true -p:LinkerFlavor=lld -p:StripSymbols=true 2>&1)"; then
    say "$log"
    say "The static executor could not be built."
    exit 1
  fi
  mkdir -p "$(dirname "$file")"
  mv -f "$work/out/OpenHands.Runtime.Executor.Host" "$file"
  rm -rf "$work"
  printf '%s\n' "$inputs" >"$stamp"
fi

printf '%s\n' "$PWD/$file"
