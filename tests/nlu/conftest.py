"""What the encoder's tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.encoder_files import FOLDER


@pytest.fixture
def encoder_copy(tmp_path: Path) -> Path:
    """A copy of the whole encoder that a test may harm."""
    return Path(shutil.copytree(FOLDER, tmp_path / "encoder"))
