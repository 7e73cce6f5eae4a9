#!/bin/sh
# Sees to it that there is a Chromium for the tests of the website widget, and says which.
#   scripts/browser.sh          finds one, or installs it: Debian's package when we are root, else Playwright's own
# CHROMIUM=/path/to/chromium names one to use instead.
set -u
cd "$(dirname "$0")/.." || exit 1

PYTHON=.venv/bin/python

case "${1:-}" in
    "") ;;
    -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) echo "browser.sh takes no '$1': see scripts/browser.sh --help." >&2 && exit 1 ;;
esac

find_one() {
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$candidate" ] && command -v "$candidate" && return
    done
    own=$($PYTHON -c "from playwright.sync_api import sync_playwright
with sync_playwright() as play: print(play.chromium.executable_path)" 2>/dev/null)
    [ -x "$own" ] && echo "$own"
}

install_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Set-up: installing Chromium for the browser tests" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
        >/dev/null 2>&1
}

install_playwrights() {
    echo "Set-up: fetching Playwright's Chromium for the browser tests" >&2
    $PYTHON -m playwright install chromium >/dev/null 2>&1
}

find_one && exit 0
install_package && find_one && exit 0
install_playwrights && find_one && exit 0
echo "No Chromium was found, and none could be installed: install one (on Debian and Ubuntu: apt install chromium)," >&2
echo "or name it, as in 'CHROMIUM=/path/to/chromium make test'. Without it the tests in tests/browser fail." >&2
exit 1
