"""Vectors of training examples, kept between trainings: only what an editor added or changed is encoded anew.

The file lies beside the encoder and is named after it. It saves time and nothing else: without it, or with one that
cannot be read, everything is encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

Dense = npt.NDArray[np.float32]
MOST = 30_000  # vectors, up to 90 MB on disk; beyond that those of this training alone are kept


class KeptVectors:
    """Vectors by text, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[int, Dense] = {}
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                self._known = dict(zip(arrays["keys"].tolist(), arrays["rows"], strict=True))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            pass  # nothing kept yet, or not readable

    def of(self, texts: Sequence[str], encode: Callable[[list[str]], list[Dense]]) -> Dense:
        """The vectors of texts, one a row; those not yet known come from `encode` and are kept."""
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            self._known.update(zip(missing, encode(list(missing.values())), strict=True))
            self._save(keys)
        return np.stack([self._known[key] for key in keys])

    def _save(self, needed: list[int]) -> None:
        kept = self._known if len(self._known) <= MOST else {key: self._known[key] for key in needed}
        rows = np.stack(list(kept.values()))
        fresh = self._path.with_suffix(".new.npz")
        try:
            np.savez(fresh, keys=np.fromiter(kept, dtype=np.uint64, count=len(kept)), rows=rows)
            fresh.replace(self._path)  # whole, or not at all
        except OSError:
            fresh.unlink(missing_ok=True)  # a full or read-only disk only costs the time next time


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
