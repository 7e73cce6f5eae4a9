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
from nlu.features import BUCKETS, Dense, dense, last_layer, layered_without, main_axes, rarity, weighed
from nlu.text import tidy

MEANING = 0.45  # shares of the sum: the whole sentence ...
NAMELESS = 0.3  # ... the sentence without what it names ...
WORDING = 0.25  # ... and its words and letters
STATEMENT = 0.95  # a statement is worded further from a question than another question is
LISTED = ("covers", "theorists", "evidence")  # properties whose values are topics that people name
TERM = 0.9  # a bare topic lies near to many sentences
DIMENSIONS = 256  # of 768: enough that no score moves by more than a hundredth or two
FIRST = 96  # of these, which tell the lines that may be nearest: a third of the memory is gone through
LIKELY = 600  # lines whose score is then worked out whole
MOST_MATCHES = 30
MOST_ALIKE = 12


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
        from scipy import sparse  # only training needs it, and it takes its share of memory

        idf = rarity(texts)
        rows = [weighed(text, idf) for text in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns, weights = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        turned = sparse.csr_matrix((weights, columns, ends), shape=(len(texts), 2 * BUCKETS)).tocsc()
        return cls(turned.indptr.astype(np.int32), turned.indices.astype(np.int32), turned.data, idf, len(texts))

    def scores(self, text: str) -> Dense:
        """The cosine of a text with each line, shape (lines,)."""
        columns, weights = weighed(text, self.idf)
        stretches = [slice(self.starts[column], self.starts[column + 1]) for column in columns]
        if not stretches:
            return np.zeros(self.count, dtype=np.float32)
        found = np.concatenate([self.lines[stretch] for stretch in stretches])
        parts = zip(weights, stretches, strict=True)
        products = np.concatenate([self.weights[stretch] * weight for weight, stretch in parts])
        return np.bincount(found, weights=products, minlength=self.count).astype(np.float32)


@dataclass
class Retriever:
    """The index: `owners[i]` is the id behind line i.

    A line's two vectors (whole, and without what it names) stand side by side, weighed, and brought down by `axes`,
    shape (768, dimensions), to the few dimensions in which lines differ. `meanings` holds the first of them, `finer`
    the others: shapes (lines, FIRST) and (lines, dimensions - FIRST); no columns without encoder.
    """

    owners: list[str]
    factors: Dense
    meanings: Dense
    finer: Dense
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
        nameless = last_layer(layered_without(texts, [named(text) for text in texts]))
        joined = np.hstack([MEANING * dense(texts), NAMELESS * nameless])
        axes = main_axes(joined, DIMENSIONS)
        meanings = joined @ axes
        first, others = (np.ascontiguousarray(part) for part in np.split(meanings, [FIRST], axis=1))
        return cls([owner for owner, _, _ in lines], factors, first, others, axes, Wording.build(texts))

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
        weights = self.factors[:, None] * np.asarray(factors, dtype=np.float32)
        scores = worded
        asked = np.zeros((len(factors), 0), dtype=np.float32)
        if self.axes.shape[1]:
            asked = np.hstack([vectors, without]) @ self.axes
            scores = WORDING * worded + self.meanings @ asked[:, :FIRST].T
        likely = _largest((scores * weights).max(axis=1), LIKELY)
        scores = (scores[likely] + self.finer[likely] @ asked[:, FIRST:].T) * weights[likely]
        return self._owners(likely, scores.max(axis=1), MOST_MATCHES), int(scores.max(axis=0).argmax())

    def alike(self, without: Dense) -> list[tuple[str, float]]:
        """Ids with the likeness of their words to a text's, names left out of both; the likest first.

        The vector goes in that the text has without what it names, shape (384,). What is said of assessment at large
        is alike to a question about how one certificate is assessed, from which it is far as a whole.
        """
        if not self.axes.shape[1]:
            return []
        asked = without @ self.axes[len(without) :] / np.float32(NAMELESS)
        likely = _largest((self.meanings @ asked[:FIRST]) * self.factors, LIKELY)
        scores = (self.meanings[likely] @ asked[:FIRST] + self.finer[likely] @ asked[FIRST:]) * self.factors[likely]
        return self._owners(likely, scores, MOST_ALIKE)

    def _owners(self, lines: npt.NDArray[np.intp], scores: Dense, most: int) -> list[tuple[str, float]]:
        """The ids behind the lines with the largest scores, each once."""
        found: dict[str, float] = {}
        for place in np.argsort(-scores, kind="stable"):
            found.setdefault(self.owners[lines[place]], round(float(scores[place]), 3))
            if len(found) == most:
                break
        return list(found.items())

    def save(self, folder: Path) -> None:
        """Write it as plain arrays and JSON."""
        words = self.wording
        np.savez(
            folder / "index.npz",
            factors=self.factors,
            meanings=self.meanings,
            finer=self.finer,
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
        meanings = (arrays["meanings"], arrays["finer"])
        return cls(owners, arrays["factors"], *meanings, arrays["axes"], words)


def _largest(values: Dense, number: int) -> npt.NDArray[np.intp]:
    """The places of the largest values, in the order of the places."""
    if len(values) <= number:
        return np.arange(len(values))
    return np.sort(np.argpartition(-values, number)[:number])
