"""What the tests of the Rasa side share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

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
