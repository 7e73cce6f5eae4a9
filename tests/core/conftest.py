"""What the tests of the core share: a day, the knowledge base, and a small base that a test may spoil."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from adviser.knowledge import KNOWLEDGE, load_checked
from adviser.model import KnowledgeBase

SMALL = Path(__file__).parent / "small"


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """The real knowledge base, as the bot reads it today."""
    return load_checked(KNOWLEDGE, date.today())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a small, complete and invented knowledge folder."""
    copy = Path(shutil.copytree(SMALL, tmp_path / "knowledge"))
    shutil.copy(KNOWLEDGE / "contact.yml", copy)  # words alone, the bot's own
    return copy
