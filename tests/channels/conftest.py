"""One bot for all tests of the website's channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.visitors import Site, Visitor, serving
from tests.talk.servers import START_SECONDS

HERE = Path(__file__).parent
SCRIPT = "customElements.define('adviser-chat', class extends HTMLElement {});\n" * 40
PAGE = "<!doctype html>\n<html lang='en'><title>Training</title><script src='../widget.js'></script></html>\n"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the servers, and perhaps for training."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS + 300))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running bot."""
    folder = tmp_path_factory.mktemp("site")
    demo = folder / "widget" / "demo"
    (demo / "pictures").mkdir(parents=True)
    (folder / "widget" / "adviser-chat.js").write_text(SCRIPT)
    (folder / "widget" / "private.txt").write_text("not for the web")
    (demo / "index.html").write_text(PAGE)
    (demo / "site.css").write_text("body { color: #222; }\n")
    (demo / "notes.unknown").write_text("of no known kind")
    (demo / "pictures" / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with serving(folder) as running:
        yield running


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody who has just begun a conversation."""
    return site.visitor()
