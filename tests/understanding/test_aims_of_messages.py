"""Stories that ask, questions that wish, and what only tells: what the trained model takes them for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from structlog.testing import capture_logs

from operate.places import MODEL
from operate.train import train

ROOT = Path(__file__).resolve().parents[2]

Kind = Callable[[str], str]


@pytest.fixture(scope="module")
def kind_of() -> Iterator[Kind]:
    train()
    with asyncio.Runner() as runner, capture_logs():  # Rasa logs every message
        agent = Agent.load(str(ROOT / MODEL))
        yield lambda text: str(runner.run(agent.parse_message(text))["intent"]["name"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("witch is more stratigic, cmi or ilm", "ask_style"),
        ("My sister is about to be made a team leader. Who is the Level 2 Award meant for?", "ask_audience"),
        (
            "I look after nine hospital porters on nights and have done for years, what would you point me at",
            "recommend",
        ),
        ("we run three nurseries with a manager in each, and the deputies have never had any training", "inform"),
        ("I'm on a career break at the moment with two small children. Could I do a Level 5?", "recommend"),
        ("is Level 7 for directors alone", "ask_audience"),
    ],
)
def test_a_message_is_taken_for_what_it_is_after(kind_of: Kind, text: str, kind: str) -> None:
    assert kind_of(text) == kind
