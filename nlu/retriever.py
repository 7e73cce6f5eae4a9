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
from scipy import sparse

from adviser.model import KnowledgeBase
from nlu.features import Dense, counts, dense, rarity, weighed
from nlu.text import tidy

MEANING = 0.45  # shares of the sum: the whole sentence ...
MASKED = 0.3  # ... the sentence without what it names ...
WORDING = 0.25  # ... and its words and letters
STATEMENT = 0.95  # a statement is worded further from a question than another question is
LISTED = ("covers", "theorists", "evidence")  # properties whose values are topics that people name
TERM = 0.9  # a bare topic lies near to many sentences
MOST_MATCHES = 30


@dataclass
class Retriever:
    """The index: `owners[i]` is the id behind line i."""

    owners: list[str]
    factors: Dense
    vectors: Dense
    masked: Dense
    letters: sparse.csr_matrix
    idf: Dense

    @classmethod
    def build(cls, knowledge: KnowledgeBase, mask: Callable[[str], str]) -> Retriever:
        """Index every ask and statement of the knowledge base; `mask` takes out what a text names."""
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
        counted = counts(texts)
        idf = rarity(counted)
        factors = np.array([factor for _, _, factor in lines], dtype=np.float32)
        owners = [owner for owner, _, _ in lines]
        masked = dense([mask(text) for text in texts])
        return cls(owners, factors, dense(texts), masked, weighed(counted, idf), idf)

    def near(
        self, texts: list[str], vectors: Dense, masked: Dense, factors: list[float]
    ) -> tuple[list[tuple[str, float]], int]:
        """Ids with their nearness (0 to 1) to the nearest of the texts, the nearest first; and which text came nearest."""
        wording = np.asarray((self.letters @ weighed(counts(texts), self.idf).T).todense())
        if self.vectors.shape[1]:
            scores = MEANING * (self.vectors @ vectors.T) + MASKED * (self.masked @ masked.T) + WORDING * wording
        else:
            scores = wording
        scores = scores * np.asarray(factors, dtype=np.float32)
        scores *= self.factors[:, None]
        best = scores.max(axis=1)
        found: dict[str, float] = {}
        for line in np.argsort(-best)[: 6 * MOST_MATCHES]:
            found.setdefault(self.owners[line], round(float(best[line]), 3))
            if len(found) == MOST_MATCHES:
                break
        return list(found.items()), int(scores.max(axis=0).argmax())

    def save(self, folder: Path) -> None:
        """Write it as plain arrays and JSON."""
        np.savez(folder / "index.npz", vectors=self.vectors, masked=self.masked, factors=self.factors, idf=self.idf)
        sparse.save_npz(folder / "letters.npz", self.letters)
        (folder / "owners.json").write_text(json.dumps(self.owners), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Retriever:
        """Read what `save` wrote."""
        arrays = np.load(folder / "index.npz", allow_pickle=False)
        owners = json.loads((folder / "owners.json").read_text(encoding="utf-8"))
        letters = sparse.load_npz(folder / "letters.npz")
        return cls(owners, arrays["factors"], arrays["vectors"], arrays["masked"], letters, arrays["idf"])
