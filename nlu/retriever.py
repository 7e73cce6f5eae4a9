"""Which facts and disagreements lie near a person's words.

Every way of asking that an editor wrote down, and every statement, is a line of an index; a fact is as near as its
nearest line. Meaning (the encoder) and wording (hashed words and letters) are added up.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from adviser.model import KnowledgeBase
from nlu.encoder import Stretches
from nlu.features import Dense, counts, dense, dense_without, rarity, weighed
from nlu.text import tidy

MEANING = 0.45  # shares of the sum: the whole sentence ...
NAMELESS = 0.3  # ... the sentence without what it names ...
WORDING = 0.25  # ... and its words and letters
STATEMENT = 0.95  # a statement is worded further from a question than another question is
LISTED = ("covers", "theorists", "evidence")  # properties whose values are topics that people name
TERM = 0.9  # a bare topic lies near to many sentences
DIMENSIONS = 256  # of 768: enough that no score moves by more than a hundredth or two
MOST_MATCHES = 30


@dataclass
class Wording:
    """Which lines hold which bucket, and with what weight: `lines[starts[b]:starts[b + 1]]` for bucket b."""

    starts: npt.NDArray[np.int32]
    lines: npt.NDArray[np.int32]
    weights: Dense
    idf: Dense
    count: int

    @classmethod
    def build(cls, texts: list[str]) -> Wording:
        """Turn the lines' weighed buckets round, so that a question touches only those it has itself."""
        counted = counts(texts)
        idf = rarity(counted)
        turned = weighed(counted, idf).tocsc()
        return cls(turned.indptr.astype(np.int32), turned.indices.astype(np.int32), turned.data, idf, len(texts))

    def scores(self, text: str) -> Dense:
        """The cosine of a text with each line, shape (lines,)."""
        asked = weighed(counts([text]), self.idf)
        stretches = [slice(self.starts[bucket], self.starts[bucket + 1]) for bucket in asked.indices]
        if not stretches:
            return np.zeros(self.count, dtype=np.float32)
        found = np.concatenate([self.lines[stretch] for stretch in stretches])
        parts = zip(asked.data, stretches, strict=True)
        products = np.concatenate([self.weights[stretch] * weight for weight, stretch in parts])
        return np.bincount(found, weights=products, minlength=self.count).astype(np.float32)


@dataclass
class Retriever:
    """The index: `owners[i]` is the id behind line i.

    `meanings` are the lines' two vectors (whole, and without what they name) side by side, weighed, and brought down by
    `axes` to the few dimensions in which lines differ: shapes (lines, dimensions) and (768, dimensions); no columns
    without encoder.
    """

    owners: list[str]
    factors: Dense
    meanings: Dense
    axes: Dense
    wording: Wording

    @classmethod
    def build(cls, knowledge: KnowledgeBase, named: Callable[[str], Stretches]) -> Retriever:
        """Index every ask and statement of the knowledge base; `named` tells what a text names."""
        lines: list[tuple[str, str, float]] = []
        for fact in knowledge.facts.values():
            lines += [(fact.id, ask, 1.0) for ask in fact.asks]
            lines.append((fact.id, fact.says, STATEMENT))
            if fact.property.id in LISTED and isinstance(fact.value, tuple):
                lines += [(fact.id, term, TERM) for term in fact.value]
        for each in knowledge.disagreements.values():
            lines += [(each.id, ask, 1.0) for ask in each.asks]
            lines.append((each.id, each.topic, STATEMENT))
        texts = [tidy(text) for _, text, _ in lines]
        factors = np.array([factor for _, _, factor in lines], dtype=np.float32)
        joined = np.hstack([MEANING * dense(texts), NAMELESS * dense_without(texts, [named(text) for text in texts])])
        axes = main_axes(joined)
        return cls([owner for owner, _, _ in lines], factors, joined @ axes, axes, Wording.build(texts))

    def worded(self, texts: list[str]) -> Dense:
        """How near each line is to each text in words and letters, shape (lines, texts)."""
        return np.stack([self.wording.scores(text) for text in texts], axis=1)

    def near(
        self, worded: Dense, vectors: Dense, without: Dense, factors: list[float]
    ) -> tuple[list[tuple[str, float]], int]:
        """Ids with their nearness (0 to 1) to the nearest text, the nearest first; and which text came nearest.

        What `worded` gives for the texts goes in, and their vectors, whole and without what they name, shape
        (texts, 384) each.
        """
        scores = worded
        if self.axes.shape[1]:
            scores = WORDING * worded + self.meanings @ (np.hstack([vectors, without]) @ self.axes).T
        scores = scores * (self.factors[:, None] * np.asarray(factors, dtype=np.float32))
        best = scores.max(axis=1)
        found: dict[str, float] = {}
        nearest = np.argpartition(-best, min(6 * MOST_MATCHES, len(best) - 1))[: 6 * MOST_MATCHES]
        for line in nearest[np.argsort(-best[nearest], kind="stable")]:
            found.setdefault(self.owners[line], round(float(best[line]), 3))
            if len(found) == MOST_MATCHES:
                break
        return list(found.items()), int(scores.max(axis=0).argmax())

    def save(self, folder: Path) -> None:
        """Write it as plain arrays and JSON."""
        words = self.wording
        np.savez(
            folder / "index.npz",
            factors=self.factors,
            meanings=self.meanings,
            axes=self.axes,
            starts=words.starts,
            lines=words.lines,
            weights=words.weights,
            idf=words.idf,
        )
        (folder / "owners.json").write_text(json.dumps(self.owners), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Retriever:
        """Read what `save` wrote."""
        arrays = np.load(folder / "index.npz", allow_pickle=False)
        owners = json.loads((folder / "owners.json").read_text(encoding="utf-8"))
        words = Wording(arrays["starts"], arrays["lines"], arrays["weights"], arrays["idf"], len(owners))
        return cls(owners, arrays["factors"], arrays["meanings"], arrays["axes"], words)


def main_axes(joined: Dense) -> Dense:
    """The directions in which rows differ most, shape (columns, at most DIMENSIONS); none for no columns."""
    if not joined.shape[1]:
        return np.zeros((0, 0), dtype=np.float32)
    _, directions = np.linalg.eigh(joined.T.astype(np.float64) @ joined)
    return np.ascontiguousarray(directions[:, ::-1][:, :DIMENSIONS], dtype=np.float32)
