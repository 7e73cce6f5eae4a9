"""The bot as it is run, once on several servers and once by itself, for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.engines import need_nginx
from benchmarks.topology import START_SECONDS, Topology, alone, several
from operate.train import train

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the servers, and perhaps for training."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS + 600))


@pytest.fixture(scope="session")
def nginx() -> None:
    """Installs nginx where it is missing."""
    need_nginx()


@pytest.fixture(scope="session")
def trained() -> None:
    """The model, trained if need be before several servers start at once."""
    train()


@pytest.fixture(scope="module")
def many(nginx: None, trained: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """Three servers behind nginx with PostgreSQL and Redis."""
    with several(tmp_path_factory.mktemp("several")) as bot:
        yield bot


@pytest.fixture(scope="module")
def one(trained: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """One server with SQLite."""
    with alone(tmp_path_factory.mktemp("alone")) as bot:
        yield bot
