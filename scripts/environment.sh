# Sourced by ./run and ./test: finds a Python, makes .venv, installs once per state of pyproject.toml and assets.

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    echo 'Python 3.11 of nieuwer is nodig. / Python 3.11 or newer is needed. Set PYTHON to its path.' >&2
    exit 1
}

# prepare_environment WHAT: WHAT is what pip installs, such as . or .[test]
prepare_environment() {
    [ -x .venv/bin/python ] || {
        echo '== Omgeving maken / making the environment in .venv'
        "$(find_python)" -m venv .venv
    }
    state=$(cat pyproject.toml hatch_build.py package-lock.json frontend/* 2>/dev/null | cksum)
    stamp=".venv/installed-$(printf '%s' "$1" | tr -dc 'a-z')"
    if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$state" ]; then
        echo '== Installeren (eerste keer: een paar minuten) / installing (first time: a few minutes)'
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable "$1"
        printf '%s' "$state" > "$stamp"
    fi
}
