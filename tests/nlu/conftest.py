"""What the tests of understanding share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu.encoder_files import FOLDER, OFF
from nlu.features import ENCODER_FOLDER, shared_encoder
from nlu.reader import domain_words, knowledge
from nlu.spelling import Speller, encoder_words
from nlu.subjects import SubjectFinder


@pytest.fixture
def encoder_copy(tmp_path: Path) -> Path:
    """A copy of the whole encoder that a test may harm."""
    return Path(shutil.copytree(FOLDER, tmp_path / "encoder"))


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The bot as it is where nobody set the encoder up."""
    monkeypatch.setenv(OFF, "off")
    shared_encoder.cache_clear()
    yield
    shared_encoder.cache_clear()


@pytest.fixture(scope="session")
def speller() -> Speller:
    """The speller as the bot has it, without the words of its training examples."""
    return Speller(domain_words([]), encoder_words(ENCODER_FOLDER / "tokenizer.json"))


@pytest.fixture(scope="session")
def finder(speller: Speller) -> SubjectFinder:
    """The finder over the real vocabulary."""
    return SubjectFinder(knowledge().vocabulary, speller)
