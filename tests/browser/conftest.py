"""The real bot, the demonstration page, and a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.misbehaving import Misbehaving
from tests.browser.window import DESKTOP, Window, chromium
from tests.channels.visitors import Site
from tests.talk.servers import ROOT, START_SECONDS, free_ports

HERE = Path(__file__).parent
PLENTY = {f"ADVISER_LIMIT_{what}": "10000/minute" for what in ("MESSAGES", "REQUESTS", "CONVERSATIONS")}
# Somebody reads enquiries, so that a visitor can be passed on; whether they arrive is tested with the delivery.
SOMEBODY = {
    "ADVISER_ENQUIRIES_DESK": "the advice team at Larkmoor",
    "ADVISER_SMTP_URL": "smtp://127.0.0.1:9",
    "ADVISER_ENQUIRIES_TO": "advice@larkmoor.example",
}
Open = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the servers, and perhaps for training."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS + 300))


def start_rasa(site: Site) -> None:
    """Start the bot's server with the project's own widget and limits that no test meets."""
    site.start_rasa(ADVISER_WIDGET=str(ROOT / "widget"), ADVISER_TURN_SECONDS="25", **PLENTY)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running bot with the demonstration page."""
    subprocess.run([sys.executable, "-m", "operate", "train"], cwd=ROOT, check=True)
    running = Site(tmp_path_factory.mktemp("browser"), *free_ports(2))
    with running.rasa, running.actions:
        with pytest.MonkeyPatch.context() as environment:  # for these servers alone, not for the tests that follow
            for name, value in {**SOMEBODY, "ADVISER_DATABASE": running.database}.items():
                environment.setenv(name, value)
            running.start_actions()
            start_rasa(running)
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; for one file of tests, since Playwright's loop must not outlive them: others run loops of their own."""
    with sync_playwright() as play, chromium(play) as found:
        yield found


@pytest.fixture
def window(browser: Browser) -> Iterator[Open]:
    """Opens windows: `window(viewport=..., url=..., **what a Playwright context takes)`."""
    with ExitStack() as opened:

        def one(url: str = "", viewport: Any = DESKTOP, **more: Any) -> Window:
            context = browser.new_context(viewport=viewport, **{"reduced_motion": "reduce", **more})
            opened.callback(context.close)
            found = Window(context.new_page())
            return found.visit(url) if url else found

        yield one


@pytest.fixture
def demo(site: Site) -> str:
    """The address of the demonstration page."""
    return f"{site.web}/demo/"


@pytest.fixture
def bad_server() -> Iterator[Misbehaving]:
    """A server that does what no server should."""
    with Misbehaving() as found:
        yield found
