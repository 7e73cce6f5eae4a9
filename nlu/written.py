"""A text as it is written, with "lvl5" taken apart and "c.m.i." put together, and where each letter of it stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nlu.spelling import Speller

GLUED_LEVEL = re.compile(r"(?<![^\W\d_])(level|levels|lvl|lv|l)\.?\s?-?([2-8])(?![\d,.]\d|\d)", re.I)
GLUED_SLIP = re.compile(r"(?<!\w)([a-z]{4,7})([2-8])(?!\w)", re.I)  # "levle5"
# Letters by their names, as a telephone writes them down: "sea em eye".
LETTER_NAMES = {
    "sea": "c", "see": "c", "cee": "c", "dee": "d", "eff": "f", "gee": "g", "aitch": "h", "eye": "i", "jay": "j",
    "kay": "k", "el": "l", "ell": "l", "em": "m", "en": "n", "pee": "p", "pea": "p", "queue": "q", "cue": "q",
    "are": "r", "ess": "s", "tee": "t", "vee": "v",
}  # fmt: skip
_LETTER = rf"(?:[a-z]|{'|'.join(LETTER_NAMES)})"
SPELT = re.compile(rf"(?<![\w'])(?:{_LETTER}(?:\s?\.\s?| )){{1,9}}{_LETTER}(?![\w'])(?:\.(?=\s+[a-z]))?", re.I)
LETTER = re.compile(_LETTER + r"(?!\w)", re.I)
WORDS_TOO = ("see", "are")  # and words before "i" or "a": "as you can see i m new here"

Change = tuple[int, int, str]  # from, to, and what stands there instead


class Written:
    """Puts abbreviations of `names` (in small letters) together that are said letter by letter."""

    def __init__(self, names: frozenset[str], speller: Speller) -> None:
        self._names, self._speller = names, speller

    def __call__(self, text: str) -> tuple[str, list[int]]:
        """The text set right, and for each of its letters the place in the person's own text."""
        places = list(range(len(text)))
        for changes in (self._spelt, self._slips, _glued):
            text, places = _changed(text, places, changes)
        return text, places

    def _spelt(self, text: str) -> Iterator[Change]:
        for run in SPELT.finditer(text):
            letters = list(LETTER.finditer(text, run.start(), run.end()))
            at = 0
            while at < len(letters):
                taken = self._name_at(letters[at:])
                if taken:
                    last = letters[at + taken - 1].end()
                    dotted = at + taken == len(letters) and "." in text[run.start() : last]
                    end = run.end() if dotted else last
                    yield letters[at].start(), end, "".join(map(_letter, letters[at : at + taken]))
                at += taken or 1

    def _name_at(self, letters: list[re.Match[str]]) -> int:
        """How many letters make the longest name that begins here; 0 for none."""
        first, *rest = [each.group().lower() for each in letters]
        if first in WORDS_TOO and rest[:1] in (["i"], ["a"]):
            return 0
        said = "".join(map(_letter, letters))
        return next((length for length in range(len(said), 1, -1) if said[:length] in self._names), 0)

    def _slips(self, text: str) -> Iterator[Change]:
        for found in GLUED_SLIP.finditer(text):
            if (right := self._speller.correct(found.group(1).lower())) in ("level", "levels"):
                yield found.start(1), found.end(1), f"{right} "


def _letter(found: re.Match[str]) -> str:
    said = found.group().lower()
    return LETTER_NAMES.get(said, said)


def _glued(text: str) -> Iterator[Change]:
    for found in GLUED_LEVEL.finditer(text):
        yield found.end(1), found.start(2), " "


def _changed(text: str, places: list[int], changes: Callable[[str], Iterator[Change]]) -> tuple[str, list[int]]:
    """A text with some stretches changed; what stands for a stretch begins and ends where that did."""
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for start, end, instead in changes(text):
        first = places[start] if start < len(places) else places[-1]
        last = places[end - 1] if end > start else first
        pieces += [text[done:start], instead]
        kept += [*places[done:start], *[first] * (len(instead) - 1), last]
        done = end
    return "".join((*pieces, text[done:])), [*kept, *places[done:]]
