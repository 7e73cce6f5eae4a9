"""Misspelt words set right, with the knowledge base's own vocabulary first; a word it knows is never changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from spacy.matcher.levenshtein import levenshtein

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4  # letters: shorter words have too many neighbours
LONG = 6  # letters: from here on two slips are forgiven
LONGEST = 30  # letters: what is longer is no word, and has thousands of neighbours
# How people write on a phone, word for word; no guess from letters would find them.
SHORTHAND = {
    "wat": "what", "wot": "what", "wats": "what's", "wots": "what's", "wich": "which", "shud": "should",
    "cud": "could", "wud": "would", "abt": "about", "coz": "because", "cuz": "because", "bcoz": "because",
    "ppl": "people", "thru": "through", "mgr": "manager", "mgmt": "management", "corse": "course",
    "corses": "courses", "qualis": "qualifications", "recomend": "recommend", "reccomend": "recommend",
    "becos": "because", "dosnt": "doesn't", "diffrence": "difference", "pls": "please", "plz": "please",
    "yrs": "years", "mths": "months", "wks": "weeks", "hrs": "hours", "fone": "phone", "skool": "school",
    "ur": "your", "tho": "though", "sumthing": "something", "wen": "when", "wer": "where", "wot's": "what's",
}  # fmt: skip
PLAIN = re.compile(r"^[a-z]+$")


class Speller:
    """Corrects single words.

    `domain` are the words of the knowledge base, which win; `common` are other words known to be right, the
    commonest first; `shorthand` are words that stand for others.
    """

    def __init__(
        self, domain: Iterable[str], common: Iterable[str] = (), shorthand: Mapping[str, str] | None = None
    ) -> None:
        self.shorthand = shorthand or {}
        self.domain = sorted({word for word in domain if PLAIN.match(word) and len(word) >= SHORTEST})
        self._domain = set(self.domain)
        self.rank = {word: place for place, word in enumerate(common)}
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def known(self, word: str) -> bool:
        """Whether the word is right as it stands."""
        return word in self._domain or word in self.rank

    def _correct(self, word: str) -> str:
        """The word, set right if it is unknown and something known lies near; `word` is in small letters."""
        if word in self.shorthand:
            return self.shorthand[word]
        if not SHORTEST <= len(word) <= LONGEST or not PLAIN.match(word) or self.known(word):
            return word
        slips = 2 if len(word) >= LONG else 1
        near = [
            (distance, self.rank.get(other, len(self.rank)), other)  # of two as near, the commoner
            for other in self.domain
            if (distance := slips_between(word, other, slips)) <= slips
        ]
        best = min(near, default=(3, 0, ""))
        if best[0] <= 1:
            return best[2]
        common = min(((self.rank[other], other) for other in _one_slip_away(word) if other in self.rank), default=None)
        if common is not None:
            return common[1]
        return best[2] or word


def common_start(word: str, other: str) -> int:
    """How many letters two words share at the start."""
    return next(
        (at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), min(len(word), len(other))
    )


def slips_between(word: str, other: str, most: int) -> int:
    """How many letters were dropped, added, changed or swapped with a neighbour; more than `most` is `most` + 1."""
    if abs(len(word) - len(other)) > most or (word[0] != other[0] and word[:2] != other[1::-1]):
        return most + 1
    distance = int(levenshtein(word, other, most + 1))
    if distance == 2 and len(word) == len(other) and sorted(word) == sorted(other):
        return 1  # two letters swapped
    return distance


def _one_slip_away(word: str) -> set[str]:
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in halves if right for letter in LETTERS}
    added = {left + letter + right for left, right in halves for letter in LETTERS}
    return dropped | swapped | changed | added


def encoder_words(tokenizer: Path) -> list[str]:
    """The whole words of the encoder's tokenizer, the commonest first; none where there is no encoder."""
    if not tokenizer.exists():
        return []
    vocabulary: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    ranked = sorted(vocabulary.items(), key=lambda item: item[1])
    return [word for word, _ in ranked if PLAIN.match(word) and len(word) >= 3]
