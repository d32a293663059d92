# Sourced by run.sh, test.sh and bench.sh: what the machine must have, and how a Debian machine gets it.
# Leaves with 3 when something is missing and cannot be installed.

# Debian package, and the command or file by which it is known to be there.
readonly PREREQUISITES=(
  bash:bash
  git:git
  procps:ps
  python3:python3
  python3-ipykernel:/usr/lib/python3/dist-packages/ipykernel
  python3-matplotlib:/usr/lib/python3/dist-packages/matplotlib
  ca-certificates:/etc/ssl/certs/ca-certificates.crt
  flake8:/usr/bin/flake8
  python3-pypdf2:/usr/lib/python3/dist-packages/PyPDF2
  python3-pylatexenc:/usr/lib/python3/dist-packages/pylatexenc
)

# What eng/build-executor.sh needs beside them.
readonly EXECUTOR_PREREQUISITES=(
  clang:clang
  lld:ld.lld
  zlib1g-dev:/usr/include/zlib.h
  libssl-dev:/usr/include/openssl/ssl.h
  cmake:cmake
  make:make
)

# What browsers are tested and measured with.
readonly BROWSER_PREREQUISITES=(
  chromium:chromium
  fonts-dejavu-core:/usr/share/fonts/truetype/dejavu
)

# The runtime's own culture data is not needed, and a machine with only the SDK has no libicu.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() {
  printf '%s\n' "$*" >&2
}

missing_packages() {
  local entry known_by
  for entry in "${PREREQUISITES[@]}" "$@"; do
    known_by="${entry#*:}"
    [[ -e "$known_by" ]] || command -v "$known_by" >/dev/null || printf '%s\n' "${entry%%:*}"
  done
}

# With further entries of the same form, those too.
require_packages() {
  local missing line as_root=()
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0

  if ! command -v apt-get >/dev/null; then
    say "Missing: ${missing[*]}. Install them with this system's package manager (the names are Debian's) and try again."
    exit 3
  fi

  line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null || ! { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
      say "Missing: ${missing[*]}. Run this as root and try again:" "$line"
      exit 3
    fi
    as_root=(sudo)
  fi

  say "Missing: ${missing[*]}. Running${as_root[0]:+ with sudo}: $line"
  if ! "${as_root[@]}" sh -c "$line" >&2; then
    say "That failed. Run it by hand and try again: $line"
    exit 3
  fi
}

# Called in the repository's root: global.json says which SDK is needed.
require_dotnet() {
  local hint="Get the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0 and put it on PATH."
  if ! command -v dotnet >/dev/null; then
    say "The .NET SDK is missing. $hint"
    exit 3
  fi

  if ! dotnet --version >/dev/null 2>&1; then
    say "No .NET SDK here is version 10: found $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' | sed 's/^$/none/'). $hint"
    exit 3
  fi
}

# A text that changes whenever a file below the given paths does, is added or is removed; or the SDK is another.
fingerprint() {
  local dotnet
  dotnet="$(command -v dotnet || true)"
  {
    stat -L -c '%n %Y' "${dotnet:-/}"
    find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -printf '%p %T@ %s\n' | LC_ALL=C sort
  } | cksum
}

# A text that changes whenever the content of a file below the given paths does, whoever checked it out and when.
content_fingerprint() {
  find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
