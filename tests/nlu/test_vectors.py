"""Vectors kept between trainings: the same as fresh ones, made once, and nothing is lost with a broken file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.vectors import Dense, KeptVectors


class Counting:
    """An encoder that notes what it had to encode."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def __call__(self, texts: list[str]) -> list[Dense]:
        self.encoded += texts
        return [np.full(4, float(len(text)), dtype=np.float32) for text in texts]


def test_what_is_known_is_not_encoded_again_not_even_by_the_next_training(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    KeptVectors(tmp_path / "v.npz").of(["one", "three", "one"], first)
    rows = KeptVectors(tmp_path / "v.npz").of(["three", "eleven", "one"], second)
    assert first.encoded == ["one", "three"]
    assert second.encoded == ["eleven"]
    assert rows[:, 0].tolist() == [5.0, 6.0, 3.0]


@pytest.mark.parametrize("content", [b"", b"no vectors", b"PK\x03\x04 broken"])
def test_a_broken_file_costs_time_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.npz").write_bytes(content)
    assert KeptVectors(tmp_path / "v.npz").of(["one"], Counting())[0, 0] == 3.0
    assert KeptVectors(tmp_path / "v.npz").of(["one"], Counting())[0, 0] == 3.0


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    assert KeptVectors(tmp_path / "nowhere" / "v.npz").of(["one"], Counting())[0, 0] == 3.0
