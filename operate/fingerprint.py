"""Tells whether the model in models/ was trained from the files as they are now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from operate.places import FINGERPRINT, MODEL

# Everything that can change what a model learns or how it is read back.
_INGREDIENTS = (
    "config.yml",
    "domain.yml",
    "data/**/*",
    "knowledge/**/*",
    "nlu/**/*.py",
    "policies/**/*.py",
    "adviser/**/*.py",
    "requirements/runtime.txt",
    "requirements/rasa.txt",
    "models/encoder/*.json",
)


def current() -> str:
    """Hash the files the model is made from: their names and what is in them."""
    total = hashlib.sha256()
    for path in _files():
        total.update(path.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    # The encoder is large; its manifest, read above, holds the hash of what is in it.
    for path in sorted(Path("models/encoder").glob("*.onnx")):
        total.update(f"{path.as_posix()} {path.stat().st_size}".encode())
    return total.hexdigest()


def _files() -> Iterator[Path]:
    for pattern in _INGREDIENTS:
        for path in sorted(Path().glob(pattern)):
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts):
                yield path


def is_current() -> bool:
    """Say whether the trained model belongs to the files as they are."""
    return MODEL.is_file() and FINGERPRINT.is_file() and FINGERPRINT.read_text().strip() == current()


def forget() -> None:
    """Drop the note, so that a training that fails leaves no model that passes for current."""
    FINGERPRINT.unlink(missing_ok=True)


def remember(fingerprint: str) -> None:
    """Note which files the model was trained from."""
    FINGERPRINT.write_text(fingerprint + "\n")
