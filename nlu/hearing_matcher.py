"""Phrases of the hearing files, compiled and looked for in the tokens of a message.

The notation: `a|b` is either word, `(a)` may be left out, `a_b` is two words in one place, `.` is at most one word of
any kind and `..` up to three, N a number other than one, ROLE and ROLES job titles. A piece is put into the normal form
by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nlu.hearing_words import BREAKS

GAPS = {".": 1, "..": 3}  # the most words that each swallows

Words = tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """One place of a phrase: any of some runs; `optional` ones may be missing, a `gap` is that many words or fewer.

    `single` are the runs of one word, `longer` the others: most are single, which is quick to look up.
    """

    runs: tuple[Words, ...]
    optional: bool = False
    gap: int = 0

    @cached_property
    def single(self) -> frozenset[str]:
        """The runs of one word."""
        return frozenset(run[0] for run in self.runs if len(run) == 1)

    @cached_property
    def longer(self) -> tuple[Words, ...]:
        """The runs of several words."""
        return tuple(run for run in self.runs if len(run) > 1)


Phrase = tuple[Piece, ...]


def compiled(phrase: str, normal: Callable[[str], Words]) -> Phrase:
    """A phrase in the notation as pieces."""
    pieces = []
    for written in phrase.split():
        if written in GAPS:
            pieces.append(Piece((), gap=GAPS[written]))
            continue
        optional = written.startswith("(") and written.endswith(")")
        words = (written[1:-1] if optional else written).split("|")
        runs = {normal(word.replace("_", " ")) for word in words} - {()}  # what carries nothing is not looked for
        if runs:
            pieces.append(Piece(tuple(sorted(runs)), optional))
    return tuple(pieces)


def holds(phrase: Phrase) -> bool:
    """Whether a phrase has a word that must be there."""
    return any(not piece.optional and not piece.gap for piece in phrase)


@dataclass(frozen=True)
class Found:
    """A phrase found: `key` is what it was added for, tokens `start` up to `end`."""

    key: int
    start: int
    end: int


@dataclass
class Matcher:
    """Finds the longest match of each phrase at each place."""

    _by_first: dict[str, list[tuple[int, Phrase, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: int, phrases: Iterable[Phrase]) -> None:
        """Look for these phrases too."""
        for phrase in phrases:
            seconds = _seconds(phrase)
            for first in _firsts(phrase):
                self._by_first[first].append((key, phrase, seconds))

    def find(self, words: Sequence[str]) -> list[Found]:
        """Every match, in the order of their beginnings; none crosses a break."""
        found: dict[tuple[int, int], int] = {}
        for start, word in enumerate(words):
            after = words[start + 1] if start + 1 < len(words) else ""
            for key, phrase, seconds in self._by_first.get(word, ()):
                if seconds and after not in seconds:
                    continue  # most phrases end here, without being tried
                end = _end(words, start, phrase)
                if end > start:
                    found[key, start] = max(end, found.get((key, start), 0))
        return [Found(key, start, end) for (key, start), end in found.items()]


def longest(found: Iterable[Found]) -> list[Found]:
    """Of matches that overlap, the longest, and of those as long the first."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda match: (match.start - match.end, match.start, match.key)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda match: match.start)


def _firsts(phrase: Phrase) -> set[str]:
    """The words that a match may begin with."""
    found: set[str] = set()
    for piece in phrase:
        found |= {run[0] for run in piece.runs}
        if not piece.optional:
            break
    return found


def _seconds(phrase: Phrase) -> frozenset[str]:
    """The words of which one must come second; empty where that is open."""
    if len(phrase) < 2 or phrase[0].optional or phrase[0].longer:
        return frozenset()
    found: set[str] = set()
    for piece in phrase[1:]:
        if piece.gap:
            return frozenset()
        found |= {run[0] for run in piece.runs}
        if not piece.optional:
            return frozenset(found)
    return frozenset()


def _end(words: Sequence[str], start: int, phrase: Phrase) -> int:
    """Where the longest match that begins at a place ends; -1 for none."""
    ends = [start]
    for piece in phrase:
        after = list(ends) if piece.optional else []
        for at in ends:
            after += _after(words, at, piece)
        if not after:
            return -1
        ends = after
    return max(ends)


def _after(words: Sequence[str], at: int, piece: Piece) -> list[int]:
    """Where one piece may end that begins at a place."""
    if piece.gap:
        return [at + more for more in range(_room(words, at, piece.gap) + 1)]
    found = [at + 1] if at < len(words) and words[at] in piece.single else []
    if piece.longer:
        found += [at + len(run) for run in piece.longer if tuple(words[at : at + len(run)]) == run]
    return found


def _room(words: Sequence[str], at: int, most: int) -> int:
    """How many words a gap may swallow here, none beyond a break."""
    room = 0
    while room < most and at + room < len(words) and words[at + room] not in BREAKS:
        room += 1
    return room
