"""What an answer to the interview means: logistic regression on the encoder's vector beside hashed letters and words.

Its chances say "no answer at all" more reliably than those of `nlu/classifier.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.features import Dense, Letters

DENSE_WEIGHT = 6.0  # unit-length vectors alone give flat probabilities
SPARSE_WEIGHT = 2.5
STRICTNESS = 3.0
STEPS = 40
CURVATURE = 0.005  # about what a chance times its contrary comes to, over all kinds and examples
NEAR_ENOUGH = 1e-6  # the slope at which more steps change no answer


@dataclass
class Regression:
    """A trained classifier; `weights` has shape (features, kinds)."""

    kinds: list[str]
    weights: Dense
    bias: Dense
    letters: Letters

    @classmethod
    def train(cls, texts: Sequence[str], kinds: Sequence[str], vectors: Dense) -> Regression:
        """Learn from examples; `vectors` are the encoder's. Each kind counts alike, however many examples it has."""
        letters = Letters.of(texts)
        names, right = np.unique(np.asarray(kinds), return_inverse=True)
        learnt = _fitted(_joined(vectors, letters.rows(texts)), right, len(names))
        return cls([str(name) for name in names], learnt[:-1], learnt[-1], letters)

    def probabilities(self, texts: Sequence[str], vectors: Dense) -> Dense:
        """Shape (len(texts), kinds); rows sum to 1. `vectors` are the encoder's for the same texts."""
        return self.chances(vectors, self.letters.rows(texts))

    def chances(self, vectors: Dense, letters: Dense) -> Dense:
        """The same as `probabilities`, of what was already read of the texts."""
        scores = _joined(vectors, letters) @ self.weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write it as plain arrays and JSON: loading runs no code."""
        np.savez(folder / "classifier.npz", weights=self.weights, bias=self.bias, idf=self.letters.idf)
        (folder / "kinds.json").write_text(json.dumps(self.kinds), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Regression:
        """Read what `save` wrote."""
        arrays = np.load(folder / "classifier.npz", allow_pickle=False)
        kinds = json.loads((folder / "kinds.json").read_text(encoding="utf-8"))
        return cls(kinds, arrays["weights"], arrays["bias"], Letters(arrays["idf"]))


def _fitted(features: Dense, right: npt.NDArray[np.intp], kinds: int) -> Dense:
    """Weights, and the bias as the last row, of a multinomial logistic regression with an L2 penalty.

    scikit-learn's LogisticRegression gives the same in twice the time: steps are fewer in coordinates in which
    the loss curves alike in every direction.
    """
    # Only training needs them, and they take their share of memory.
    from scipy.linalg import cholesky, solve_triangular
    from scipy.optimize import minimize

    rows = np.arange(len(right))
    share = (len(right) / (kinds * np.bincount(right, minlength=kinds)))[right].astype(np.float32)[:, None]
    padded = np.hstack([features, np.ones((len(right), 1), dtype=np.float32)])
    curvature = CURVATURE * STRICTNESS * (padded.T @ (padded * share)) + np.eye(padded.shape[1], dtype=np.float32)
    root = cholesky(curvature, lower=True)

    def weights_at(flat: npt.NDArray[np.float64]) -> Dense:
        weights: Dense = solve_triangular(root, flat.reshape(-1, kinds).astype(np.float32), lower=True, trans="T")
        return weights

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = weights_at(flat)
        scores = padded @ weights
        scores = scores - scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        total = chances.sum(axis=1, keepdims=True)
        surprise = share[:, 0] @ (np.log(total[:, 0]) - scores[rows, right])
        miss = chances / total
        miss[rows, right] -= 1
        slope = STRICTNESS * (padded.T @ (miss * share))
        slope[:-1] += weights[:-1]
        slope = solve_triangular(root, slope, lower=True).astype(np.float64).ravel()
        return float(STRICTNESS * surprise + (weights[:-1] ** 2).sum() / 2) / len(right), slope / len(right)

    start = np.zeros(padded.shape[1] * kinds)
    found = minimize(loss, start, method="L-BFGS-B", jac=True, options={"maxiter": STEPS, "gtol": NEAR_ENOUGH})
    return weights_at(found.x)


def _joined(vectors: Dense, letters: Dense) -> Dense:
    return np.hstack([vectors * np.float32(DENSE_WEIGHT), letters * np.float32(SPARSE_WEIGHT)])
