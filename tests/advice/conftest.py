"""What the tests of the advice share: the real knowledge base, and the engine that decides by it."""

from __future__ import annotations

from datetime import date

import pytest

from adviser.advice.decide import Engine
from adviser.knowledge import KNOWLEDGE, load_checked
from adviser.model import KnowledgeBase
from tests.advice.talking import SUPERVISOR, Talk


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The real knowledge base, as the bot reads it today."""
    return load_checked(KNOWLEDGE, date.today())


@pytest.fixture(scope="session")
def engine(knowledge: KnowledgeBase) -> Engine:
    """Decides by the real knowledge base."""
    return Engine(knowledge)


@pytest.fixture
def talk(engine: Engine) -> Talk:
    """A talk with the real engine."""
    return Talk(engine)


@pytest.fixture
def advised(talk: Talk) -> Talk:
    """A supervisor who has just been advised."""
    talk.say("inform", SUPERVISOR)
    return talk
