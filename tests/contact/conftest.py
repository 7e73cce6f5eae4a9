"""What the tests of talking to a person share: its words, who reads enquiries, a database of the test's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from talks import Talk

from adviser.contact.model import Desk, Shown
from adviser.contact.talk import Setting
from adviser.knowledge import KNOWLEDGE, load_checked
from adviser.model import KnowledgeBase
from stores.database import DATABASE

SHOWN = Shown("can someone help me choose between level 3 and 5", "Recommended: ILM Level 3.\nIt fits.")


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """The real knowledge base, as the bot reads it today."""
    return load_checked(KNOWLEDGE, date.today())


@pytest.fixture
def setting(base: KnowledgeBase) -> Setting:
    return Setting(base.contact, Desk("the advice team at Acme", 30), SHOWN)


@pytest.fixture
def talk(base: KnowledgeBase, setting: Setting) -> Talk:
    return Talk(base, setting)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, which is the one that commands use too."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    monkeypatch.setenv(DATABASE, url)
    return url
