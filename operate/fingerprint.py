"""Tells whether the model in models/ was trained from the files as they are now, and is still that very file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from operate.places import FINGERPRINT, MODEL
from operate.problem import Problem

NOTES = 2  # lines: a note of one line is of an older kind, without the model's own hash

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
    noted = _noted()
    return MODEL.is_file() and len(noted) == NOTES and noted[0] == current()


def check_model() -> None:
    """See that the model is, byte for byte, the one that the training left: what it holds is run when it is loaded.

    Raises:
        Problem: if its SHA-256 is not the one noted then, or the one that MODEL_SHA256 asks for.
    """
    try:
        found = sha256(MODEL)
    except OSError as error:
        raise Problem(f"The model {MODEL} cannot be read ({error.strerror}): run 'python -m operate train'.") from error
    wanted = os.environ.get("MODEL_SHA256") or "".join(_noted()[1:2])
    if found != wanted:
        raise Problem(
            f"{MODEL} is not the model that was trained here: its SHA-256 is {found}, not {wanted or 'known'}. "
            "Nothing was started. Find out who changed it; 'python -m operate train --force' makes a new one."
        )


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _noted() -> list[str]:
    """What was noted after training: the hash of what the model was made from, and that of the model."""
    return FINGERPRINT.read_text().split() if FINGERPRINT.is_file() else []


def forget() -> None:
    """Drop the note, so that a training that fails leaves no model that passes for current."""
    FINGERPRINT.unlink(missing_ok=True)


def remember(fingerprint: str) -> None:
    """Note which files the model was trained from, and the model itself."""
    FINGERPRINT.write_text(f"{fingerprint}\n{sha256(MODEL)}\n")
