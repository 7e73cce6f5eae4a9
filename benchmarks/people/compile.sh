#!/bin/sh
# Writes requirements.txt, the lock of the load benchmark, anew from requirements.in. It carries no address of any registry.
set -eu
cd "$(dirname "$0")"

if ! command -v uv >/dev/null 2>&1; then
    echo "The lock is made with uv, which is not on the path: install it with 'python3.11 -m pip install uv' and run this again." >&2
    exit 1
fi

uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
    --output-file requirements.txt requirements.in
