"""Which kind of enquiry a sentence is: the encoder's vector and hashed letters, turned so that kinds come apart.

Two steps learn from the examples. A linear map (`nlu/turning.py`) brings examples of a kind together and those of
others apart. Then the nearest examples vote: kernel ridge regression, whose share of each kind is made a probability.
The mean with `nlu/regression.py` is what counts: votes tell alike kinds apart, the regression when it is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.features import Dense, main_axes
from nlu.regression import Regression
from nlu.turning import turning, unit

FORM = 9  # raise it whenever what is learnt or kept changes: every training then begins anew
LETTERS = np.float32(0.6)  # beside vectors of unit length
DIRECTIONS = 192  # of 768 after the turning: CLINC150 and BANKING77 lose nothing, and a quarter of the memory is read
REACH = 4.0  # the larger it is, the less an example says of sentences unlike it
CAUTION = 0.15  # how far the vote may miss an example's own kind
SHARPNESS = 24.0  # from votes to probabilities that come true as often as they say


@dataclass
class Classifier:
    """A trained classifier.

    `turn` has shape (features, directions); `examples` are the training examples turned by it, shape (examples,
    directions), each of unit length; `votes` has shape (examples, kinds).
    """

    kinds: list[str]
    turn: Dense
    examples: Dense
    votes: Dense
    regression: Regression

    @classmethod
    def train(cls, texts: Sequence[str], kinds: Sequence[str], vectors: Dense) -> Classifier:
        """Learn from examples and their `layered` vectors; each kind counts alike, however many examples it has."""
        regression = Regression.train(texts, kinds, vectors)
        names, right = np.unique(np.asarray(kinds), return_inverse=True)
        features = _joined(vectors, regression.letters.rows(texts))
        share = len(right) / (len(names) * np.bincount(right, minlength=len(names)))[right]
        turn = turning(features, right, share.astype(np.float32), vectors.shape[1] or features.shape[1])
        turn = turn @ main_axes(unit(features @ turn), DIRECTIONS)
        examples = unit(features @ turn)
        wanted = np.eye(len(names), dtype=np.float32)[right] - np.float32(1 / len(names))
        votes = _votes(examples, wanted, share)
        return cls(regression.kinds, turn, examples, votes, regression)

    def probabilities(self, texts: Sequence[str], vectors: Dense) -> Dense:
        """Shape (len(texts), kinds); rows sum to 1. `vectors` are `layered` of the same texts."""
        letters = self.regression.letters.rows(texts)
        features = _joined(vectors, letters)
        scores = SHARPNESS * (_likeness(unit(features @ self.turn), self.examples) @ self.votes)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        voted = raised / raised.sum(axis=1, keepdims=True)
        return np.asarray((voted + self.regression.chances(vectors, letters)) / 2, dtype=np.float32)

    def chances(self, text: str, vector: Dense) -> dict[str, float]:
        """How likely each kind is for one text, the likeliest first; `vector` as above, shape (1, 768)."""
        row = self.probabilities([text], vector)[0]
        return {self.kinds[place]: float(row[place]) for place in np.argsort(-row)}

    def save(self, folder: Path) -> None:
        """Write it as plain arrays and JSON: loading runs no code."""
        np.savez(folder / "votes.npz", turn=self.turn, examples=self.examples, votes=self.votes)
        self.regression.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote."""
        arrays = np.load(folder / "votes.npz", allow_pickle=False)
        regression = Regression.load(folder)
        return cls(regression.kinds, arrays["turn"], arrays["examples"], arrays["votes"], regression)


def _votes(examples: Dense, wanted: Dense, share: npt.NDArray[np.float64]) -> Dense:
    """What each example says of each kind, so that the votes give every example nearly what is wanted."""
    from scipy.linalg import solve  # only training needs it, and it takes its share of memory

    alike = _likeness(examples, examples) + np.diag(CAUTION / share).astype(np.float32)
    return np.asarray(solve(alike, wanted, assume_a="pos", overwrite_a=True), dtype=np.float32)


def _likeness(some: Dense, others: Dense) -> Dense:
    """1 for vectors of one direction, less the further they are apart; shape (some, others)."""
    return np.asarray(np.exp(np.float32(REACH) * (some @ others.T - 1)), dtype=np.float32)


def _joined(vectors: Dense, letters: Dense) -> Dense:
    return np.hstack([vectors, letters * LETTERS])
