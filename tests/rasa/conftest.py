"""What the tests of the Rasa side share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from turns import SUPERVISOR, Talk

from stores.sql import RollingSQLTrackerStore

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def domain() -> Domain:
    """The bot's own domain."""
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, trained first where what it is made from has changed."""
    training = subprocess.run([sys.executable, "-m", "operate", "train"], cwd=ROOT, capture_output=True, text=True)
    assert training.returncode == 0, training.stdout + training.stderr
    return ROOT / "models" / "adviser.tar.gz"


@pytest.fixture
def talk(domain: Domain, tmp_path: Path) -> Talk:
    return Talk(domain, RollingSQLTrackerStore(domain, db=str(tmp_path / "talk.db"), in_memory=0))


@pytest.fixture
def advised(talk: Talk) -> Talk:
    """A supervisor who told everything at once and was advised."""
    talk.say("inform", SUPERVISOR)
    return talk
