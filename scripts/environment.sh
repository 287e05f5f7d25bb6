# Sourced by ./run and ./test: finds a Python, makes .venv, installs once per state of pyproject.toml and assets.

find_python() {
    lacking=
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        # Debian and Ubuntu ship a Python whose venv cannot bring pip until one more package is installed.
        if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
        lacking=${lacking:-$candidate}
    done
    if [ -n "$lacking" ]; then
        echo "$lacking mist venv of ensurepip. Debian, Ubuntu: apt install python3-venv" >&2
        echo "$lacking lacks venv or ensurepip. Debian, Ubuntu: apt install python3-venv" >&2
    else
        echo 'Python 3.11 of nieuwer is nodig, met venv (Debian, Ubuntu: python3-venv). Zet PYTHON op het pad.' >&2
        echo 'Python 3.11 or newer is needed, with venv (Debian, Ubuntu: python3-venv). Set PYTHON to its path.' >&2
    fi
    exit 1
}

# Shows the steps out of all that pip says, each as it happens.
show_steps() {
    while IFS= read -r line; do
        case $line in
            *Collecting\ * | *Downloading\ * | *Installing\ * | *Preparing\ * | *Building\ * | *still\ running*)
                printf '%.100s\n' "$line" ;;
        esac
    done
}

# prepare_environment WHAT: WHAT is what pip installs, such as . or .[test]
prepare_environment() {
    state=$(cat pyproject.toml hatch_build.py .npmrc package.json package-lock.json frontend/* 2>/dev/null | cksum)
    stamp=".venv/installed-$(printf '%s' "$1" | tr -dc 'a-z')"
    if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ]; then
        return
    fi
    # Making it may have been broken off, or its Python may be gone: then it has no pip that runs.
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        echo '== Omgeving maken / making the environment in .venv'
        python=$(find_python)
        "$python" -m venv --clear .venv
    fi
    echo '== Installeren (eerste keer: een paar minuten) / installing (first time: a few minutes)'
    failed=.venv/install-failed
    rm -f "$failed"
    {
        .venv/bin/python -m pip install --progress-bar off --disable-pip-version-check --editable "$1" || : >"$failed"
    } | show_steps
    [ ! -e "$failed" ] || exit 1
    printf '%s' "$state" > "$stamp"
}
