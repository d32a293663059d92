# Sourced after prerequisites.sh: makes sure that a Docker engine answers, and starts one where none does.
# An engine that runs already, or that DOCKER_HOST names, is used and left alone. One that was started here is stopped when the
# last script that uses it ends.

readonly ENGINE_RUN=/run/openhands-engine
readonly ENGINE_DATA=/var/lib/openhands-engine
readonly ENGINE_SECONDS=60

# Debian package, and the command by which it is known to be there.
readonly ENGINE_PREREQUISITES=(
  docker.io:dockerd
  iptables:iptables
  util-linux:flock
)

# What the images of the tests are made of.
readonly TEST_IMAGE_PREREQUISITES=(
  python3:/usr/bin/python3
  python3-ipykernel:/usr/lib/python3/dist-packages/ipykernel
  python3-matplotlib:/usr/lib/python3/dist-packages/matplotlib
)

engine_answers() {
  timeout 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

engine_failed() {
  say "$1 The end of its log, $ENGINE_RUN/log:"
  tail -n 20 "$ENGINE_RUN/log" >&2 || true
  exit 3
}

# Leaves with 3 when no engine answers and none can be started.
require_engine() {
  if command -v docker >/dev/null && engine_answers; then
    return
  fi
  if [[ -n "${DOCKER_HOST-}" ]]; then
    say "No Docker engine answers at DOCKER_HOST=$DOCKER_HOST. Start it, or unset DOCKER_HOST to have one started here."
    exit 3
  fi

  require_packages "${ENGINE_PREREQUISITES[@]}"
  if engine_answers; then
    return
  fi
  if ((EUID != 0)); then
    say "No Docker engine answers here, and only root can start one. Start it (systemctl start docker), or set DOCKER_HOST."
    exit 3
  fi

  mkdir -p -m 0700 "$ENGINE_RUN" "$ENGINE_DATA"
  exec {engine_use}>"$ENGINE_RUN/use" {engine_turn}>"$ENGINE_RUN/turn"
  # Whoever uses the engine shares one lock; whoever starts or stops it holds the other one.
  flock "$engine_turn"
  flock --shared "$engine_use"
  export DOCKER_HOST="unix://$ENGINE_RUN/docker.sock"
  engine_answers || start_engine
  flock --unlock "$engine_turn"
}

start_engine() {
  local deadline=$((SECONDS + ENGINE_SECONDS))
  # A killed engine leaves its pid behind, and another process may have got that number.
  rm -f "$ENGINE_RUN/pid" "$ENGINE_RUN/docker.sock"
  say "Starting a Docker engine (log: $ENGINE_RUN/log)…"
  # In a session of its own: an interrupt at the terminal reaches this script first, which then stops it in order.
  setsid dockerd --host "$DOCKER_HOST" --data-root "$ENGINE_DATA" --exec-root "$ENGINE_RUN/exec" --pidfile "$ENGINE_RUN/pid" \
    --mtu 1400 --log-level warn >"$ENGINE_RUN/log" 2>&1 </dev/null {engine_use}>&- {engine_turn}>&- &
  local pid=$!
  until engine_answers; do
    kill -0 "$pid" 2>/dev/null || engine_failed "The Docker engine ended while it started."
    ((SECONDS < deadline)) || { kill "$pid"; engine_failed "The Docker engine did not answer within $ENGINE_SECONDS s."; }
    sleep 0.1
  done
}

# Stops an engine that was started here, unless another script still uses it. Safe to call always.
release_engine() {
  [[ -n "${engine_use-}" ]] || return 0
  local pid
  flock "$engine_turn"
  flock --unlock "$engine_use"
  if flock --exclusive --nonblock "$engine_use" && pid="$(cat "$ENGINE_RUN/pid" 2>/dev/null)" && [[ "$(cat "/proc/$pid/comm" 2>/dev/null)" == dockerd ]]; then
    kill "$pid"
    timeout "$ENGINE_SECONDS" tail --pid="$pid" -f /dev/null || say "The Docker engine, process $pid, does not end."
  fi
  # Said, not left to the closing: what was started here and lives on, such as a compiler's server, has the same locks open.
  flock --unlock "$engine_use"
  flock --unlock "$engine_turn"
  exec {engine_use}>&- {engine_turn}>&-
  unset engine_use
}
