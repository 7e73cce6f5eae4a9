"""How light the website widget is, and how soon it is ready on a slow phone, beside a published chat widget library.

Both stand on the same page, served by the same little server with gzip, and are loaded in turn by a new window of
Chromium with a cold cache, a processor a quarter as fast and a slow line.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.numbers import percentile
from benchmarks.pages import Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.tell import exit_code, tell
from operate.problem import Problem
from operate.widget import BUILT

COMMAND = ".venv/bin/python -m benchmarks.widget"
PAGE = "widget.md"
LIBRARY = "deep-chat@2.4.2"
BUNDLE = "package/dist/deepChat.bundle.js"
MOST_BYTES = 12_000
MOST_SECONDS = 1.0
SLOWER = 4  # times slower than this machine's processor
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
PHONE = {"width": 390, "height": 844}
FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()
# Noted by the page itself, at the first frame in which somebody could use it.
WATCH = """() => {
  window.blocked = 0;
  new PerformanceObserver((seen) => {
    for (const each of seen.getEntries()) window.blocked += each.duration - 50;
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const own = document.querySelector('adviser-chat')?.shadowRoot?.querySelector('.launcher');
    const theirs = document.querySelector('deep-chat')?.shadowRoot?.querySelector('#text-input');
    if ((own || theirs)?.getClientRects().length) window.ready = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
SHELL = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>A page</h1><p>With a chatbot on it.</p></main>{body}</body></html>"""
PAGES = {
    "ours": SHELL.format(head='<script src="/ours.js" data-endpoint="/bot" defer></script>', body=""),
    "theirs": SHELL.format(
        head='<script type="module" src="/theirs.js"></script>', body='<deep-chat demo="true"></deep-chat>'
    ),
}


@dataclass(frozen=True)
class Load:
    """One loading of the page: seconds until ready, milliseconds blocked by long tasks, bytes and requests."""

    ready: float
    blocked: float
    received: int
    requests: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.widget", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="how often each page is loaded (11)")
    options = parser.parse_args(arguments)
    machine = this_machine()

    def measuring() -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = {"/ours.js": BUILT.read_bytes(), "/theirs.js": fetched(Path(folder))}
        with serving(files) as address, sync_playwright() as play, _chromium(play) as browser:
            loads: dict[str, list[Load]] = {name: [] for name in PAGES}
            for turn in range(options.rounds):
                tell(f"round {turn + 1} of {options.rounds}")
                for name in PAGES:
                    loads[name].append(load(browser, f"{address}/{name}"))
        tell(numbers(loads, files) + "\n\n" + target_lines(targets(loads, files)))
        tell(f"Written: {write(PAGE, as_page(loads, files, machine))}")

    return exit_code(measuring)


def fetched(folder: Path) -> bytes:
    """The library's ready bundle, by npm; raises `Problem` where that cannot be had."""
    try:
        subprocess.run(["npm", "pack", LIBRARY], cwd=folder, check=True, capture_output=True)
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            found = archive.extractfile(BUNDLE)
            assert found is not None
            return found.read()
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise Problem(f"{LIBRARY} could not be fetched by npm: install Node.js and look at the network.") from error


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[str]:
    """The pages and scripts, compressed as any web server would."""
    known = files | {f"/{name}": text.encode() for name, text in PAGES.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = known.get(self.path)
            sent = gzip.compress(body or b"", 9, mtime=0)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _chromium(play: Any) -> Browser:
    done = subprocess.run(["sh", "scripts/browser.sh"], capture_output=True, text=True)
    if done.returncode:
        raise Problem(done.stderr.strip())
    return play.chromium.launch(executable_path=done.stdout.strip(), args=FLAGS)


def load(browser: Browser, address: str) -> Load:
    """Load a page once, as a slow phone does that has never been there."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    window = context.new_page()
    devtools = context.new_cdp_session(window)
    sizes: dict[str, int] = {}
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda seen: sizes.update({seen["requestId"]: seen["encodedDataLength"]}))
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    window.add_init_script(f"({WATCH})()")
    window.goto(address)
    window.wait_for_function("() => window.ready")
    window.wait_for_timeout(500)
    ready, blocked = window.evaluate("() => [window.ready / 1000, window.blocked]")
    context.close()
    return Load(ready, blocked, sum(sizes.values()), len(sizes))


def targets(loads: dict[str, list[Load]], files: dict[str, bytes]) -> list[Target]:
    """What is asked for."""
    size = len(gzip.compress(files["/ours.js"], 9, mtime=0))
    ready = percentile([each.ready for each in loads["ours"]], 50)
    return [
        Target(f"the widget < {MOST_BYTES:,} bytes with gzip", f"{size:,} bytes", size < MOST_BYTES),
        Target(f"ready on a slow phone < {MOST_SECONDS:g} s, middle of all", f"{ready:.2f} s", ready < MOST_SECONDS),
    ]


def numbers(loads: dict[str, list[Load]], files: dict[str, bytes]) -> str:
    """All numbers as a table."""
    names = ("ours", "theirs")
    rows = [
        ["script, bytes with gzip", *(f"{len(gzip.compress(files[f'/{name}.js'], 9, mtime=0)):,}" for name in names)],
        ["received for the whole page, bytes", *(f"{max(each.received for each in loads[name]):,}" for name in names)],
        ["requests", *(str(max(each.requests for each in loads[name])) for name in names)],
    ]
    for label, percent in (("middle", 50), ("95 of 100", 95)):
        times = (percentile([each.ready for each in loads[name]], percent) for name in names)
        rows.append([f"ready, {label}, s", *(f"{time:.2f}" for time in times)])
    blocked = (percentile([each.blocked for each in loads[name]], 50) for name in names)
    rows.append(["blocked by long tasks, middle, ms", *(f"{time:.0f}" for time in blocked)])
    return table(["measured", "ours", LIBRARY], rows)


def as_page(loads: dict[str, list[Load]], files: dict[str, bytes], machine: Machine) -> str:
    """The results as a page."""
    parts = ["## Targets", target_table(targets(loads, files)), "## Numbers", numbers(loads, files), _HOW]
    return page("The website widget on a slow phone", COMMAND, machine, parts)


_HOW = f"""\
## How

The same empty page with one chatbot on it, from a server on this machine with gzip, loaded in turn by new windows of
Chromium with a cold cache: 390 by 844 pixels, processor {SLOWER} times slower, 1.6 Mbit/s down, 150 ms of latency.
Ready is the first frame in which the launcher (ours) or the text box ({LIBRARY}, which has no launcher) is on the
screen, counted from the start of the navigation. Blocked is what tasks of the page took beyond 50 ms each. The
library is fetched from the npm registry into a temporary folder at each run."""


if __name__ == "__main__":
    sys.exit(main())
