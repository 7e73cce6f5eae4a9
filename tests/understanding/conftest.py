"""What the tests of held-out messages need beside pytest's own."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
TRAINING_SECONDS = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first reading waits for the model, which may have to be trained."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(TRAINING_SECONDS))
