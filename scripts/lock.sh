#!/usr/bin/env bash
# Renews requirements/*.txt: exact versions with hashes and without download addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=uv
uv --version >/dev/null 2>&1 || uv=.cache/uv/bin/uv
compile() { "$uv" pip compile --quiet --python-version 3.10 --generate-hashes --no-header "$@"; }
compile pyproject.toml -o requirements/runtime.txt
compile pyproject.toml --extra dev -c requirements/runtime.txt -o requirements/dev.txt
cd requirements
[ -x "$uv" ] || uv=$(command -v "$uv" || echo "../$uv")
# --no-config: the overrides of pyproject.toml are for the run-time environment alone.
compile --no-config encoder.in --override encoder-overrides.txt -o encoder.txt
compile --no-config adapter.in --override encoder-overrides.txt -o adapter.txt
