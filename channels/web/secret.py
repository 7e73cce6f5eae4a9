"""What tokens are signed with: given by the environment, or made once and kept where only we can read it."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

SHORTEST = 32  # characters


def secret_from(given: str, place: Path) -> bytes:
    """The secret that is given or, where none is, the one kept at `place`, made at the first start.

    Raises ValueError where it is too short to be one.
    """
    text = given or _kept(place)
    if len(text) < SHORTEST:
        where = "ADVISER_SECRET" if given else str(place)
        raise ValueError(
            f"{where} is shorter than {SHORTEST} characters: make a secret with "
            "'python3 -c \"import secrets; print(secrets.token_urlsafe(48))\"'"
        )
    return text.encode()


def _kept(place: Path) -> str:
    """What the file holds. Two servers that start at once get the same: a name can be given to one file only."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=place.parent)  # mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(made, place)
        Path(made).unlink()
    place.chmod(0o600)
    return place.read_text().strip()
