#!/usr/bin/env bash
# Sets the project up on a machine that has only Python 3.10 (from pyenv or PATH), make and git.
# Each part is left alone when it is up to date. Usage: scripts/setup.sh run|test|adapter|base-encoder
set -euo pipefail
cd "$(dirname "$0")/.."

python310() {
    local candidate
    for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python python3.10 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.10 is needed (Rasa 3.6 runs on nothing newer). Install it, for example: pyenv install 3.10" >&2
    exit 1
}

working_uv() {
    # A uv on PATH may be a broken pyenv shim: only running it tells.
    if uv --version >/dev/null 2>&1; then
        echo uv
        return
    fi
    if ! .cache/uv/bin/uv --version >/dev/null 2>&1; then
        echo "Fetching uv ..." >&2
        "$1" -m venv .cache/uv
        .cache/uv/bin/python -m pip install --quiet --disable-pip-version-check uv >&2
    fi
    echo .cache/uv/bin/uv
}

sync_environment() { # folder, locked requirements
    if [ -e "$1/.synced" ] && cmp -s "$2" "$1/.synced"; then return; fi
    echo "Installing $2 into $1 ..."
    [ -x "$1/bin/python" ] || "$uv" venv --quiet --python "$python" "$1"
    # Rasa and TensorFlow are thousands of modules. Where PYTHONDONTWRITEBYTECODE is set, as in many
    # containers, every start would compile them anew. The other environments are used once.
    local compile=--no-compile-bytecode
    if [ "$1" = .venv ]; then compile=--compile-bytecode; fi
    "$uv" pip sync --quiet "$compile" --python "$1/bin/python" --require-hashes "$2"
    if [ "$1" = .venv ]; then "$uv" pip install --quiet --python .venv/bin/python --no-deps --editable .; fi
    cp "$2" "$1/.synced"
}

chromium_for_tests() {
    if command -v chromium >/dev/null; then return; fi
    echo "Installing Debian's chromium for the browser tests ..."
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -qq
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get install -y -qq chromium >/dev/null
    # Quicker, where there is one: the tests run in chromium without it.
    $sudo apt-get install -y -qq chromium-headless-shell >/dev/null || true
}

python=$(python310)
mkdir -p .cache
uv=$(working_uv "$python")
build_encoder() { # folder, further arguments
    local encoder=$1/encoder.onnx
    if [ -e "$encoder" ] && [ ! scripts/build_encoder.py -nt "$encoder" ] &&
        [ ! scripts/encoder_weights.py -nt "$encoder" ] && [ ! scripts/encoder_adapter.npz -nt "$encoder" ]; then return; fi
    sync_environment .cache/encoder-build requirements/encoder.txt
    .cache/encoder-build/bin/python scripts/build_encoder.py "$@" 2>&1 | grep '^Encoder' || {
        echo "The sentence encoder could not be built. Run scripts/build_encoder.py by hand to see why." >&2
        exit 1
    }
}

case "$1" in
    # Who has run the tests keeps what they need.
    run) if [ -x .venv/bin/pytest ]; then sync_environment .venv requirements/dev.txt; else sync_environment .venv requirements/runtime.txt; fi ;;
    test) sync_environment .venv requirements/dev.txt; chromium_for_tests ;;
    adapter) sync_environment .cache/adapter requirements/adapter.txt; exit ;;
    base-encoder) build_encoder .cache/encoder-base --as-it-came; exit ;;
esac
build_encoder .cache/encoder
