"""Whether a question is one for us at all: what it lies near, what it was taken for, what it names and tells.

The signs are weighed by a logistic regression. `python -m benchmarks.scope` chooses its weights and the bar, by cost,
on messages that are in no training data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.features import Dense

OUT_OF_SCOPE = ("out_of_scope", "near_scope")
TALK = (
    "greet thank goodbye affirm deny are_you_a_bot how_are_you help restart human insult write_my_assignment privacy"
).split()
OURS, OUTSIDE = 0, 1
SIGNS = tuple(
    "nearness kin_ours kin_outside kin_talk p_outside p_enquiry p_advice strong weak situation "
    "outside elsewhere".split()
)
MOST = 3  # subjects or features of a situation that count


@dataclass
class Kin:
    """The training examples as vectors, by what they are: ours, outside, small talk; shapes (examples, 384)."""

    ours: Dense
    outside: Dense
    talk: Dense

    @classmethod
    def of(cls, vectors: Dense, kinds: Sequence[str]) -> Kin:
        """Sort examples by their intents."""
        outside, talk = (np.array([kind in group for kind in kinds]) for group in (OUT_OF_SCOPE, TALK))
        return cls(vectors[~outside & ~talk], vectors[outside], vectors[talk])

    def nearest(self, vector: Dense) -> tuple[float, float, float]:
        """The cosine of a vector, shape (384,), with the nearest of each; 0 where there is none, or no encoder."""
        return _nearest(self.ours, vector), _nearest(self.outside, vector), _nearest(self.talk, vector)

    def save(self, folder: Path) -> None:
        """Write it as plain arrays."""
        np.savez(folder / "kin.npz", ours=self.ours, outside=self.outside, talk=self.talk)

    @classmethod
    def load(cls, folder: Path) -> Kin:
        """Read what `save` wrote."""
        arrays = np.load(folder / "kin.npz", allow_pickle=False)
        return cls(arrays["ours"], arrays["outside"], arrays["talk"])


def _nearest(rows: Dense, vector: Dense) -> float:
    return float((rows @ vector).max()) if rows.size else 0.0


@dataclass(frozen=True)
class Signs:
    """What tells whether a question is ours, in the order of `SIGNS`."""

    nearness: float
    kin_ours: float
    kin_outside: float
    kin_talk: float
    p_outside: float
    p_enquiry: float
    p_advice: float
    strong: int
    weak: int
    situation: int
    outside: int
    elsewhere: bool

    def row(self) -> list[float]:
        """As numbers, counts at most three."""
        return [float(min(getattr(self, name), MOST)) for name in SIGNS]

    def score(self, weights: Mapping[str, float]) -> float:
        """The log odds that it is ours; `weights` are by sign, and `1` for the bias."""
        return sum(weights[name] * value for name, value in zip(SIGNS, self.row(), strict=True)) + weights["1"]
