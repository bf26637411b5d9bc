# Sourced by the other commands: makes .venv from a lock, once per change of that lock.
# POSIX shell; needs nothing but a Python of 3.11 or later.

cd "$(dirname "$0")/.." || exit 1
root=$(pwd)
venv=$root/.venv

fail() { # what happened, what to do about it
    printf '\n%s\n  → %s\n' "$1" "$2" >&2
    exit 1
}

find_python() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    fail "No Python of 3.11 or later was found." "Install one, or name it: PYTHON=/path/to/python $0"
}

run_with_clock() { # label, log file, command…
    label=$1 log=$2
    shift 2
    started=$(date +%s)
    "$@" >"$log" 2>&1 &
    work=$!
    trap 'kill $work 2>/dev/null; exit 130' INT TERM
    while kill -0 "$work" 2>/dev/null; do
        [ -t 1 ] && printf '\r%s … %s s ' "$label" "$(($(date +%s) - started))"
        sleep 1
    done
    trap - INT TERM
    wait "$work" && code=0 || code=$?
    [ -t 1 ] && printf '\r'
    if [ "$code" -ne 0 ]; then
        tail -n 15 "$log" >&2
        fail "$label: failed." "The lines above say why; the whole log is $log. Mend it and run $0 again."
    fi
    printf '%s: %s s\n' "$label" "$(($(date +%s) - started))"
}

set_up() { # lock file
    lock=$1
    mkdir -p "$root/var/log"
    stamp=$venv/.installed-$(basename "$lock" .txt)
    [ -f "$stamp" ] && cmp -s "$stamp" "$lock" && return
    python=$(find_python) || exit 1
    if ! [ -x "$venv/bin/python" ]; then
        "$python" -m venv "$venv" >"$root/var/log/venv.log" 2>&1 ||
            fail "The virtual environment could not be made." "On Debian: apt-get install python3-venv. Log: var/log/venv.log"
    fi
    run_with_clock "Installing $(grep -c '==' "$lock") packages" "$root/var/log/install.log" \
        "$venv/bin/python" -m pip install --disable-pip-version-check -r "$lock"
    cp "$lock" "$stamp"
}
