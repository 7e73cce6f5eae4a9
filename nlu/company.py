"""Which word an unknown one was meant to be, told by the words beside it: "hte" before "level" is "the".

Learnt from the examples and the knowledge base's own sentences: how often each word is there, and beside which.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nlu.spelling import easy_slip

FILE = "company.json"
EDGE = ""  # what stands before the first word and after the last
SEEN = 2  # pairs seen less often tell little, and take most of the room
TRUST = 0.5  # in company, of 1; the rest in how common a word is: most pairs that people write were never seen
ODD = 2.5  # what a slip that fingers seldom make takes from the log of how likely a word is
COMMON = 60  # times seen: such a word is meant where a letter is doubled or two are swapped, whatever stands beside it
LONE = set("fms")  # letters that nobody means: "the short version f all that", "s level 7 for directors"


@dataclass(frozen=True)
class Company:
    """How often words were seen, and pairs of them: `pairs["the level"]`."""

    words: dict[str, int]
    pairs: dict[str, int]

    @classmethod
    def of(cls, lines: Iterable[Sequence[str]]) -> Company:
        """Learn from lines, each given as its words in small letters."""
        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for line in lines:
            words.update([EDGE, *line])
            pairs.update(f"{one} {two}" for one, two in zip([EDGE, *line], [*line, EDGE], strict=True))
        return cls(dict(words), {pair: times for pair, times in pairs.items() if times >= SEEN})

    def knows(self, word: str) -> bool:
        """Whether the word was seen, and is one."""
        return word in self.words and word not in LONE

    def seen(self, candidates: Iterable[str]) -> list[str]:
        """Those of some words that were seen, and often enough to be no slips of an example themselves."""
        return [word for word in candidates if self.words.get(word, 0) > SEEN]

    def best(self, before: str, word: str, candidates: Sequence[str], after: str) -> str | None:
        """The candidate that goes best with its neighbours and with the slip that made `word` of it.

        Where none was ever seen beside either, a common one is meant only if a letter was doubled or two swapped.
        """

        def likely(other: str) -> float:
            odd = 0.0 if easy_slip(word, other) else ODD
            return self._likely(before, other) + self._likely(other, after) - odd

        met = [other for other in candidates if self.times(before, other) or self.times(other, after)]
        if not met:
            common = [other for other in candidates if self.words.get(other, 0) >= COMMON]
            met = [other for other in common if sorted(word) == sorted(other) or set(word) == set(other)]
        return max(met, key=likely, default=None)

    @cached_property
    def _everything(self) -> int:
        return sum(self.words.values())

    def times(self, one: str, two: str) -> int:
        """How often one word was seen before another; 0 for a pair that was hardly seen."""
        return self.pairs.get(f"{one} {two}", 0)

    def _likely(self, one: str, two: str) -> float:
        """The log of how likely the second word is after the first, and anywhere."""
        after = self.times(one, two) / max(1, self.words.get(one, 0))
        anywhere = (self.words.get(two, 0) + 0.5) / self._everything
        return math.log(TRUST * after + (1 - TRUST) * anywhere)

    def save(self, folder: Path) -> None:
        """Write it as JSON."""
        (folder / FILE).write_text(json.dumps([self.words, self.pairs]), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Company:
        """Read what `save` wrote."""
        return cls(*json.loads((folder / FILE).read_text(encoding="utf-8")))
