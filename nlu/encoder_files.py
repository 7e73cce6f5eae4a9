"""What the encoder's folder holds, and whether it is whole.

Standard library only, so that the set-up and a training run can ask without loading anything heavy.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "models" / "encoder"

OFF = "ADVISER_ENCODER"  # set to "off", the bot trains and runs on sparse features alone

GRAPH = "encoder.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "encoder.json"

# Raise it whenever the build changes what is in the folder: every set-up then makes the encoder anew.
BUILDER = 3

# SHA-256 of the two genuine files of sentence-transformers/all-MiniLM-L6-v2, revision 1110a243.
WEIGHTS = "model.safetensors"
SOURCES = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",  # pragma: allowlist secret
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",  # pragma: allowlist secret
}


class EncoderMissing(Exception):
    """The encoder's folder is absent, incomplete, damaged or made by another version of the set-up."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The sentence encoder in {folder} is missing or damaged: `make setup` mends it.")


def manifest_of(folder: Path) -> dict[str, Any]:
    """What `encoder.json` says of the files that are in the folder now.

    Raises:
        OSError: if the graph or the tokenizer cannot be read.
    """
    files = {name: _sha256_of_file(folder / name) for name in (GRAPH, TOKENIZER)}
    return {"builder": BUILDER, "sources": SOURCES, "files": files}


def is_whole(folder: Path) -> bool:
    """Whether the folder holds an encoder of this version with every byte in place (about 20 ms)."""
    try:
        written = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(written == manifest_of(folder))
    except (OSError, ValueError):
        return False


def is_used(folder: Path = FOLDER) -> bool:
    """Whether there is a whole encoder and nobody has switched it off."""
    return os.environ.get(OFF, "on") != "off" and is_whole(folder)


def notice(folder: Path = FOLDER) -> str | None:
    """What whoever starts the bot without the encoder should know; None with it."""
    if is_used(folder):
        return None
    if os.environ.get(OFF, "on") == "off":
        why, mend = f"is switched off by {OFF}", "take that setting away"
    else:
        why, mend = "is missing or was made by another version", "run `make setup`"
    return f"The sentence encoder {why}: messages are read by letters and words alone. To understand more, {mend}."


def fingerprint(folder: Path) -> str:
    """64 hexadecimal digits that change when the encoder does; the files themselves are not read.

    Raises:
        EncoderMissing: if the folder has no readable `encoder.json`.
    """
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError as problem:
        raise EncoderMissing(folder) from problem


def _sha256_of_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
