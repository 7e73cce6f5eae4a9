"""The real bot, started once for all conversations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import START_SECONDS, Bot, free_ports, running

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first conversation waits for the servers, and perhaps for training."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS + 300))


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The bot as `make serve` starts it: trained if need be, Rasa and its action server on free ports."""
    rasa, actions = free_ports(2)
    log = tmp_path_factory.mktemp("serve") / "serve.log"

    def is_ready() -> bool:
        return "Ready: " in log.read_text(errors="replace")

    with running(["operate", "serve"], log, is_ready, PORT=str(rasa), ACTIONS_PORT=str(actions)):
        yield Bot(f"http://127.0.0.1:{rasa}")
