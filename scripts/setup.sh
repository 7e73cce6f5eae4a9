#!/bin/sh
# Makes the project's own Python environment in .venv, or leaves it alone if it is as it should be.
#   scripts/setup.sh         what running the bot needs
#   scripts/setup.sh --dev   what tests and checks need as well
set -u
cd "$(dirname "$0")/.." || exit 1

VENV=.venv
LOG=$VENV/setup.log
NEEDED_MB=1100

fail() {
    echo "$1" >&2
    exit 1
}

# --- Is there anything to do? -------------------------------------------------------------

dev=no
case "${1:-}" in
    "") ;;
    --dev) dev=yes ;;
    -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) fail "setup.sh knows one option, --dev, and not '$1'." ;;
esac

# The folder's own path counts too: an environment does not survive being moved.
fingerprint() {
    { pwd; cat "$@"; } | cksum
}
runtime_print=$(fingerprint requirements/build.txt requirements/runtime.txt requirements/rasa.txt \
    lean/pyproject.toml lean/setup.py lean/rasa_lean.pth lean/rasa_lean/*.py)
dev_print=$(fingerprint requirements/runtime.txt requirements/dev.txt)
# pip never removes what a lock no longer names, so other locks want an environment made anew.
locks_print=$(fingerprint requirements/build.txt requirements/runtime.txt requirements/rasa.txt)

done_already() {
    [ -x $VENV/bin/python ] && [ "$(cat "$VENV/$1.stamp" 2>/dev/null)" = "$2" ]
}

# --- The steps ------------------------------------------------------------------------------

is_311() {
    [ "$("$1" -c 'import sys; print(*sys.version_info[:2])' 2>/dev/null)" = "3 11" ]
}

find_python() {
    for candidate in "${PYTHON:-}" python3.11 python3 python; do
        if [ -n "$candidate" ] && is_311 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 was not found: install it, or name it, as in 'make setup PYTHON=/path/to/python3.11'."
}

check_room() {
    [ -w . ] || fail "This folder cannot be written to: make it writable, or copy the project to a folder of your own, and run 'make setup' again."
    free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
    [ "${free_mb:-$NEEDED_MB}" -ge $NEEDED_MB ] ||
        fail "The disk has only $free_mb MB left and the set-up needs about $NEEDED_MB: make room and run 'make setup' again."
}

make_venv() {
    python=$(find_python) || exit 1
    check_room
    echo "Set-up: making $VENV with $("$python" --version)"
    rm -rf $VENV
    "$python" -m venv $VENV >/dev/null 2>&1 ||
        fail "'$python' could not make $VENV: install its venv module (on Debian and Ubuntu: apt install python3.11-venv) and run 'make setup' again."
}

explain() {
    if grep -qiE 'no space left|errno 28|disk quota' $LOG; then
        fail "The disk is full: make room (about $NEEDED_MB MB) and run 'make setup' again."
    elif grep -qiE 'permission denied|errno 13|read-only file system' $LOG; then
        fail "A file under $VENV could not be written: make this folder writable by you and run 'make setup' again."
    elif grep -qiE 'NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|ConnectionResetError|Connection (aborted|refused)' $LOG; then
        fail "The Python packages could not be downloaded: check the network (or pip's proxy settings) and run 'make setup' again."
    fi
    tail -n 5 $LOG >&2
    fail "The set-up stopped at the lines above (all of them: $LOG): run 'make setup' again, or remove $VENV first if it stops there twice."
}

# pip in the background, so that a count can be shown while it works. It compiles nothing: of what
# it installs, Python compiles on first use what is used, which is a quarter.
pip_install() {
    $VENV/bin/python -m pip install --no-deps --no-compile --no-build-isolation --disable-pip-version-check "$@" >$LOG 2>&1 &
    pip=$!
    trap 'kill $pip 2>/dev/null; exit 130' INT TERM
    shown=0
    while kill -0 $pip 2>/dev/null; do
        sleep 1
        found=$(grep -c '^Collecting' $LOG)
        if [ "$found" -ge $((shown + 30)) ]; then
            shown=$found
            echo "Set-up: $shown packages fetched"
        fi
    done
    trap - INT TERM
    wait $pip || explain
}

locked() {
    pip_install --require-hashes --ignore-requires-python "$@"
}

install_runtime() {
    [ -x $VENV/bin/python ] && [ -f $VENV/runtime.stamp ] && is_311 $VENV/bin/python &&
        [ "$(cat $VENV/locks 2>/dev/null)" = "$locks_print" ] || make_venv
    check_room
    echo "$locks_print" >$VENV/locks
    rm -f $VENV/runtime.stamp
    echo "Set-up: installing what the bot needs (some minutes the first time)"
    locked -r requirements/build.txt
    locked -r requirements/runtime.txt -r requirements/rasa.txt
    rm -rf $VENV/lean
    cp -R lean $VENV/lean
    pip_install --no-index --force-reinstall $VENV/lean
    rm -rf $VENV/lean
    echo "$runtime_print" >$VENV/runtime.stamp
}

install_dev() {
    echo "Set-up: installing what tests and checks need"
    locked -r requirements/dev.txt
    echo "$dev_print" >$VENV/dev.stamp
}

# --- Do what is missing ---------------------------------------------------------------------

done_already runtime "$runtime_print" || install_runtime
[ $dev = no ] || done_already dev "$dev_print" || install_dev
# Without a browser only the tests that need one fail, each with this same advice.
[ $dev = no ] || sh scripts/browser.sh >/dev/null || true

# A check that finds everything in place is not worth a line each time.
set_up_encoder() {
    if [ -f models/encoder/encoder.json ]; then
        $VENV/bin/python -m nlu.encoder_setup >/dev/null
    else
        $VENV/bin/python -m nlu.encoder_setup
    fi
}

if [ -f nlu/encoder_setup.py ]; then
    set_up_encoder ||
        echo "Set-up: the sentence encoder could not be set up; the bot works without it, but understands less. 'make setup' tries again." >&2
fi
