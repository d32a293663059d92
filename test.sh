#!/usr/bin/env bash
# Builds everything and runs every test. The last line is always "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
source eng/prerequisites.sh
source eng/engine.sh

readonly CONFIGURATION=Release
# A project that takes longer hangs. Generous: the machine may be slow and shared.
readonly LIMIT="${TEST_PROJECT_SECONDS:-900}"
readonly RESULTS="$PWD/artifacts/tests"
# Most tests wait most of the time, for processes, containers and timeouts: so some at once, also where there are few processors.
readonly WORKERS="${TEST_WORKERS:-$(($(nproc) > 4 ? $(nproc) : 4))}"

usage() {
  cat <<'TEXT'
Usage: ./test.sh               every test, and the check of the packages
       ./test.sh FILTER        the tests whose full name contains FILTER (without the packages)
       ./test.sh --accept-api  make what the assemblies offer now the approved public API; look at the diff afterwards

Leaves with 0 when all is well, 1 when a test failed, 2 when it was called wrongly, 3 when something is missing on this
machine. With CI=true a test that was skipped, because something it needs is not there, counts as a failure.
TEXT
}

filter=''
case "${1-}" in
  -h | --help) usage; exit 0 ;;
  --accept-api) export ACCEPT_PUBLIC_API=1; filter=PublicApiTests ;;
  -*) say "Unknown option: $1"; usage >&2; exit 2 ;;
  *) filter="${1-}" ;;
esac
# A name copied from the list of failures may carry its arguments; the test adapter matches names without them.
filter="${filter%%(*}"
if (($# > 1)) || { (($# == 1)) && [[ ! "$filter" =~ ^[A-Za-z0-9_.+]+$ ]]; }; then
  say "A filter is one part of a test's full name: letters, digits, '_' and '.'. Case matters."
  usage >&2
  exit 2
fi

outcomes="$(mktemp)"
trap 'rm -f "$outcomes"; release_engine' EXIT

# Adds a line to what is summed up: passed|failed|skipped, a name, a reason.
note() {
  (IFS=$'\t'; printf '%s\n' "$*") >>"$outcomes"
}

# Those of the tests, and samples that are tests themselves.
test_projects() {
  ls tests/*.Tests/*.csproj
  grep -l '<EnableNUnitRunner>true' samples/*/*.csproj
}

build() {
  say "Building ($CONFIGURATION)…"
  dotnet build OpenHands.sln -c "$CONFIGURATION" -v q --nologo || return 1

  local project
  for project in $(test_projects); do
    if ! grep -qF "${project//\//\\}" OpenHands.sln; then
      dotnet build "$project" -c "$CONFIGURATION" -v q --nologo || return 1
    fi
  done
}

run_project() {
  local name report arguments=(--settings "$RESULTS/workers.runsettings") status=0
  name="$(basename "$1" .csproj)"
  report="$RESULTS/$name.trx"
  if [[ -n "$filter" ]]; then
    arguments+=(--filter "FullyQualifiedName~$filter")
  fi

  printf '\n== %s\n' "$name"
  rm -f "$report"
  timeout --kill-after=10 "$LIMIT" dotnet "$(dirname "$1")/bin/$CONFIGURATION/net10.0/$name.dll" \
    --no-ansi --progress off --report-trx --report-trx-filename "$name.trx" --results-directory "$RESULTS" "${arguments[@]}" || status=$?

  if [[ -f "$report" ]]; then
    awk -f eng/trx.awk "$report" | tee -a "$outcomes" >"$report.txt"
  else
    : >"$report.txt"
  fi

  # 8: no test matches the filter. Anything else that no failed test explains is a failure of the project itself.
  if ((status == 124 || status == 137)); then
    note failed "$name" "did not end within $LIMIT seconds and was stopped (TEST_PROJECT_SECONDS sets the limit)"
  elif ((status == 8)) && [[ -z "$filter" ]]; then
    note failed "$name" "holds no tests"
  elif ((status != 0 && status != 8)) && ! grep -q '^failed' "$report.txt"; then
    note failed "$name" "ended with exit code $status"
  fi
}

# The page's own tests: those of what it makes of frames. The build has fetched what they need.
run_page() {
  local name=OpenHands.Server.UI.App status=0
  printf '\n== %s\n' "$name"
  if [[ ! -d src/OpenHands.Server.UI/App/node_modules ]]; then
    note skipped "$name" "Node.js 20.19 or later, with npm, is not on PATH"
    return
  fi

  (cd src/OpenHands.Server.UI/App && timeout --kill-after=10 "$LIMIT" npm test --silent -- --reporter=tap-flat) >"$RESULTS/$name.tap" 2>&1 || status=$?
  if ((status != 0)); then
    cat "$RESULTS/$name.tap"
  fi
  sed -nE "s/^ok [0-9]+ - (.*) # time=.*$/passed\t$name: \1/p; s/^not ok [0-9]+ - (.*) # time=.*$/failed\t$name: \1\tsee above/p" "$RESULTS/$name.tap" >"$RESULTS/$name.tap.txt"
  cat "$RESULTS/$name.tap.txt" >>"$outcomes"
  if ((status != 0)) && ! grep -q '^failed' "$RESULTS/$name.tap.txt"; then
    note failed "$name" "ended with exit code $status"
  fi
}

count() {
  grep -c "^$1" "$outcomes" || true
}

# The end of every run that got as far as building.
finish() {
  local passed failed skipped status=0
  passed="$(count passed)" failed="$(count failed)" skipped="$(count skipped)"
  printf '\n'
  if ((skipped)); then
    printf 'Skipped:\n'
    awk -F'\t' '/^skipped/ { print "  " $2 ": " $3 }' "$outcomes"
    if [[ "${CI-}" == true ]]; then
      printf 'Under CI nothing may be skipped.\n'
      status=1
    fi
  fi
  if ((failed)); then
    printf 'Failed:\n'
    awk -F'\t' '/^failed/ { print "  " $2 ": " $3 }' "$outcomes"
    status=1
  fi
  if ((passed + failed + skipped == 0)); then
    printf 'No test matches "%s".\n' "$filter"
    status=1
  fi
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  exit "$status"
}

# A shell for a sandbox that has no C library; and what the documentation shows the routes with.
require_packages "${EXECUTOR_PREREQUISITES[@]}" "${TEST_IMAGE_PREREQUISITES[@]}" "${BROWSER_PREREQUISITES[@]}" bash-static:/bin/bash-static curl:curl
require_dotnet
mkdir -p "$RESULTS"

# What containers are tested with: an engine, images and the executor that is put in. A part of the tests does without, unless it is theirs.
if [[ -z "$filter" || "$filter" == *[Dd]ocker* || "$filter" == *StaticExecutor* ]]; then
  require_engine
  eng/build-executor.sh >/dev/null || note failed eng/build-executor.sh "ended with exit code $?"
  if images="$(eng/test-images/build.sh)"; then
    while read -r image; do
      export "${image?}"
    done <<<"$images"
  else
    note failed eng/test-images/build.sh "ended with exit code $?"
  fi
fi

if ! build; then
  note failed build "see above"
  finish
fi

printf '<RunSettings><NUnit><NumberOfTestWorkers>%d</NumberOfTestWorkers></NUnit></RunSettings>\n' "$WORKERS" >"$RESULTS/workers.runsettings"
for project in $(test_projects); do
  run_project "$project"
done

if [[ -z "$filter" ]]; then
  run_page
  printf '\n== packages\n'
  eng/pack-check.sh "$CONFIGURATION" >"$RESULTS/packages.txt" || note failed eng/pack-check.sh "ended with exit code $?"
  cat "$RESULTS/packages.txt"
  cat "$RESULTS/packages.txt" >>"$outcomes"
fi

finish
