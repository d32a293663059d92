#!/usr/bin/env bash
# Makes the images that the Docker tests run in, out of what is installed on this machine: no registry is asked.
# Prints lines "NAME=TAG". What is there already is not made again. With arguments, only the images of those names.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source eng/prerequisites.sh

readonly PACKAGES=(
  base-files base-passwd bash coreutils dash diffutils findutils git grep gzip hostname mawk ncurses-base ncurses-bin
  passwd procps python3 python3-ipykernel python3-matplotlib sed tar util-linux
)
readonly SMALL_PACKAGES=(bash coreutils)
readonly BROWSER_PACKAGES=(
  base-files base-passwd bash chromium coreutils dash findutils fonts-dejavu-core grep hostname procps python3 sed util-linux
)
python=/usr/bin/python3
[[ -x "$python" ]] || python=python3

work="$(mktemp -d "${TMPDIR:-/tmp}/openhands-images.XXXXXX")"
trap 'rm -rf "$work"' EXIT

readonly wanted=" $* "

# image NAME KEY COMMAND…: the image of what COMMAND writes to $work/NAME.tar, unless there is one of that key.
image() {
  local name="$1" tag
  [[ "$wanted" == "  " || "$wanted" == *" $name "* ]] || return 0
  tag="openhands-test:$name-$(printf '%s\n' "$2" | cat - eng/test-images/pack.py | sha256sum | cut -c1-16)"
  shift 2
  if ! docker image inspect "$tag" >/dev/null 2>&1; then
    say "Making the image ${tag}…"
    "$@"
    docker images --quiet --filter "reference=openhands-test:$name-*" | sort -u | xargs -r docker rmi >/dev/null 2>&1 || true
    docker import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' --change 'CMD ["bash"]' \
      "$work/$name.tar" "$tag" >/dev/null
  fi
  printf 'OPENHANDS_TEST_IMAGE_%s=%s\n' "${name^^}" "$tag"
}

full() {
  "$python" eng/test-images/pack.py "$work/full.tar" "${PACKAGES[@]}"
}

# Bash, and little more.
small() {
  "$python" eng/test-images/pack.py "$work/small.tar" "${SMALL_PACKAGES[@]}"
}

# A browser, and Python to serve pages.
browser() {
  "$python" eng/test-images/pack.py "$work/browser.tar" "${BROWSER_PACKAGES[@]}"
}

# No bash: one other program, and what it is linked to.
no_bash() {
  "$python" eng/test-images/pack.py "$work/nobash.tar" coreutils dash
}

# Nothing at all: neither a libc nor a shell nor /tmp.
empty() {
  mkdir -p "$work/empty/data"
  tar -C "$work/empty" -cf "$work/empty.tar" data
}

image full "$("$python" eng/test-images/pack.py --describe "${PACKAGES[@]}")" full
image small "$("$python" eng/test-images/pack.py --describe "${SMALL_PACKAGES[@]}")" small
image browser "$("$python" eng/test-images/pack.py --describe "${BROWSER_PACKAGES[@]}")" browser
image nobash "$("$python" eng/test-images/pack.py --describe coreutils dash)" no_bash
image empty 1 empty
