"""Which kind of enquiry a sentence is: logistic regression on the encoder's vector beside hashed letters and words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlu.features import FEW_BUCKETS, Dense, counts, dense, rarity, weighed

DENSE_WEIGHT = 6.0  # unit-length vectors alone give flat probabilities
SPARSE_WEIGHT = 2.5
STRICTNESS = 3.0


@dataclass
class Classifier:
    """A trained classifier; `weights` has shape (features, kinds)."""

    kinds: list[str]
    weights: Dense
    bias: Dense
    idf: Dense

    @classmethod
    def train(cls, texts: Sequence[str], kinds: Sequence[str]) -> Classifier:
        """Learn from examples; each kind counts alike, however many examples it has."""
        counted = counts(texts, FEW_BUCKETS)
        idf = rarity(counted)
        model = LogisticRegression(C=STRICTNESS, class_weight="balanced", max_iter=100, tol=5e-3, random_state=0)
        model.fit(_joined(dense(texts), weighed(counted, idf)), np.asarray(kinds))
        weights = model.coef_.T.astype(np.float32)
        bias = model.intercept_.astype(np.float32)
        if len(model.classes_) == 2:  # one column is learnt for two kinds
            weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
        return cls([str(kind) for kind in model.classes_], weights, bias, idf)

    def probabilities(self, texts: Sequence[str], vectors: Dense) -> Dense:
        """Shape (len(texts), kinds); rows sum to 1. `vectors` are the encoder's for the same texts."""
        scores = _joined(vectors, weighed(counts(texts, FEW_BUCKETS), self.idf)) @ self.weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write it as plain arrays and JSON: loading runs no code."""
        np.savez(folder / "classifier.npz", weights=self.weights, bias=self.bias, idf=self.idf)
        (folder / "kinds.json").write_text(json.dumps(self.kinds), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote."""
        arrays = np.load(folder / "classifier.npz", allow_pickle=False)
        kinds = json.loads((folder / "kinds.json").read_text(encoding="utf-8"))
        return cls(kinds, arrays["weights"], arrays["bias"], arrays["idf"])


def _joined(vectors: Dense, letters: sparse.csr_matrix) -> Dense:
    return np.hstack([vectors * np.float32(DENSE_WEIGHT), letters.toarray() * np.float32(SPARSE_WEIGHT)])
