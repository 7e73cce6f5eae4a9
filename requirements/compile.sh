#!/bin/sh
# Writes the lock files (*.txt) anew from what is asked for (*.in).
# The locks carry versions and hashes and no address of any registry.
set -eu
cd "$(dirname "$0")"

if ! command -v uv >/dev/null 2>&1; then
    echo "The locks are made with uv, which is not on the path: install it with 'python3.11 -m pip install uv' and run this again." >&2
    exit 1
fi

lock() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate "$@"
}

lock --output-file runtime.txt --overrides overrides.in --excludes excludes.in runtime.in
# Without its needs: Rasa declares bounds that do not hold on Python 3.11 (see rasa.in).
lock --no-deps --output-file rasa.txt rasa.in
lock --output-file build.txt build.in
lock --output-file dev.txt --overrides dev-overrides.in --excludes dev-excludes.in dev.in
