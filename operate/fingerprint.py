"""Tells whether the model in models/ was trained from the files as they are now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from nlu import encoder_files
from operate.places import DIGEST, FINGERPRINT, MODEL

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
)


def current() -> str:
    """Hash the files the model is made from: their names and what is in them."""
    total = hashlib.sha256()
    for path in _files():
        total.update(path.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    if encoder_files.is_used():
        total.update(encoder_files.fingerprint(encoder_files.FOLDER).encode())
    return total.hexdigest()


def _files() -> Iterator[Path]:
    for pattern in _INGREDIENTS:
        for path in sorted(Path().glob(pattern)):
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts):
                yield path


def is_current() -> bool:
    """Say whether the trained model belongs to the files as they are, and is the file that was trained."""
    if not (is_whole() and FINGERPRINT.is_file()):
        return False
    return FINGERPRINT.read_text().strip() == current()


def digest() -> str:
    """The SHA-256 of the model file."""
    with MODEL.open("rb") as model:
        return hashlib.file_digest(model, "sha256").hexdigest()


def noted_digest() -> str:
    """The SHA-256 that the model file had when it was trained; nothing where none was noted."""
    return DIGEST.read_text().split(" ")[0].strip() if DIGEST.is_file() else ""


def is_whole() -> bool:
    """Say whether the model file is the one that was trained, and not cut off, damaged or exchanged."""
    return MODEL.is_file() and digest() == noted_digest()


def forget() -> None:
    """Drop the notes, so that a training that fails leaves no model that passes for current."""
    FINGERPRINT.unlink(missing_ok=True)
    DIGEST.unlink(missing_ok=True)


def remember(fingerprint: str) -> None:
    """Note which files the model was trained from, and its own hash as `sha256sum` writes it."""
    DIGEST.write_text(f"{digest()}  {MODEL.name}\n")
    FINGERPRINT.write_text(fingerprint + "\n")
