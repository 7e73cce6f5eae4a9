"""The map under which examples of one kind lie together."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.turning import Dense, turning, unit

KINDS, EACH, COLUMNS = 6, 15, 256


@pytest.fixture
def noisy() -> tuple[Dense, np.ndarray]:
    """Examples that differ most in three directions that say nothing of their kind."""
    chance = np.random.default_rng(5)
    right = np.repeat(np.arange(KINDS), EACH)
    kinds, idle = chance.normal(size=(KINDS, COLUMNS)), chance.normal(size=(3, COLUMNS))
    rows = kinds[right] + 1.5 * chance.normal(size=(len(right), 3)) @ idle + chance.normal(size=(len(right), COLUMNS))
    return unit(rows.astype(np.float32)), right


def likeness_of_kinds(rows: Dense, right: np.ndarray) -> float:
    """How much more alike two examples of a kind are than two of others."""
    alike, same = rows @ rows.T, right[:, None] == right
    return float(alike[same].mean() - alike[~same].mean())


def test_kinds_come_apart_in_examples_never_seen(noisy: tuple[Dense, np.ndarray]) -> None:
    rows, right = noisy
    taught = np.arange(len(right)) % 3 > 0
    learnt = turning(rows[taught], right[taught], np.ones(taught.sum(), dtype=np.float32), COLUMNS)
    unseen = rows[~taught]
    assert likeness_of_kinds(unit(unseen @ learnt), right[~taught]) > 1.2 * likeness_of_kinds(unseen, right[~taught])


def test_the_same_examples_give_the_same_map(noisy: tuple[Dense, np.ndarray]) -> None:
    rows, right = noisy
    share = np.ones(len(right), dtype=np.float32)
    np.testing.assert_array_equal(turning(rows, right, share, 8), turning(rows, right, share, 8))
    assert turning(rows, right, share, 8).shape == (COLUMNS, 8)


def test_an_example_without_any_feature_stays_one(noisy: tuple[Dense, np.ndarray]) -> None:
    rows, right = noisy
    rows[3] = 0
    learnt = turning(rows, right, np.ones(len(right), dtype=np.float32), COLUMNS)
    assert np.isfinite(learnt).all()
    np.testing.assert_array_equal(unit(rows @ learnt)[3], np.zeros(COLUMNS))
