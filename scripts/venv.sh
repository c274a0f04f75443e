# Sourced by scripts/demo and scripts/test, from the top of the checkout: makes .venv and installs glutagraph in it.

# Prints the command of the first Python that is new enough and can make virtual environments.
# PYTHON=/some/python names another one.
find_python() {
    found=
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        found=$python
        "$python" -c 'import ensurepip, venv' 2>/dev/null || continue
        echo "$python"
        return
    done
    if [ -z "$found" ]; then
        echo "glutagraph needs Python 3.11 or newer, and there is none on the PATH." >&2
        echo "Install it, or name it: PYTHON=/path/to/python3 sh $0" >&2
    else
        echo "$found cannot make virtual environments: it lacks the modules venv and ensurepip." >&2
        if command -v apt-get >/dev/null; then
            echo "As root, run: apt-get install python3-venv" >&2
        fi
    fi
    return 1
}

# Whether .venv is there, whole, and of a Python that is new enough.
venv_is_good() {
    .venv/bin/python -c '
import sys, pip
sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)' 2>/dev/null
}

# install_glutagraph PURPOSE REQUIREMENT, e.g. test '.[test]': editable, in .venv. What was installed for a
# purpose is remembered, so that a second run starts at once and needs no network.
install_glutagraph() {
    if ! venv_is_good; then
        python=$(find_python) || return
        "$python" -m venv --clear .venv || return
    fi
    wanted=$(pwd && cat pyproject.toml src/glutagraph/__init__.py) || return
    if [ "$wanted" != "$(cat ".venv/installed-for-$1" 2>/dev/null)" ]; then
        echo "Installing glutagraph in .venv; the first time takes about a minute." >&2
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable "$2" || return
        printf '%s\n' "$wanted" >".venv/installed-for-$1"
    fi
}
