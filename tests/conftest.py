"""Which tests run side by side: those of two rooms; each room on one worker, since its tests share their servers."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Rooms that start servers and wait for them, the longest first: what is left to the end should be short.
LONG = ("faults", "talk", "browser", "seeing", "channels", "rasa")


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's room for pytest-xdist (`make test` runs two rooms at a time on two cores)."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_room(item)))
    places = {room: place for place, room in enumerate(LONG)}
    items.sort(key=lambda item: places.get(_room(item), len(LONG)))
