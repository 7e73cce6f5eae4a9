"""Words of a message that their neighbours tell to be slips: "hte level", "the short version f all that"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from nlu.asking import INTERJECTIONS
from nlu.company import EDGE, Company
from nlu.spelling import LONGEST, Speller, easy_slip, one_slip_away

CAPITALS = re.compile(r"^[A-Z]{2,6}$")  # an abbreviation of somebody's own trade: no slip for a word
LONGEST_FUNCTION = 3  # letters: most words so short are slips where they were never seen, known to a dictionary or not


class Slips:
    """Sets words right where letters alone do not tell which one was meant."""

    def __init__(self, company: Company, speller: Speller, names: Collection[str]) -> None:
        self._company, self._speller, self._names = company, speller, names

    def mended(self, right: Sequence[str], written: Sequence[str]) -> list[str]:
        """The words with those set right that suit their neighbours better.

        Args:
            right: the words, as far as letters alone set them right.
            written: the same as they were written.
        """
        found = list(right)
        for place, word in enumerate(written):
            before = found[place - 1].lower() if place else EDGE
            after = found[place + 1].lower() if place + 1 < len(found) else EDGE
            if meant := self._candidates(before, word, after):
                found[place] = self._company.best(before, word.lower(), meant, after) or found[place]
        return found

    def _candidates(self, before: str, written: str, after: str) -> Sequence[str]:
        """What a word may have been meant to be; nothing for one that is right."""
        word = written.lower()
        if not word.isalpha() or len(word) > LONGEST or CAPITALS.match(written) or word in INTERJECTIONS:
            return ()  # "um" is no slip for "am"; a word without end would have thousands of neighbours
        if word in self._names or word in self._speller.shorthand:
            return ()
        if self._company.knows(word):
            return self._out_of_place(before, word, after)
        if len(word) > LONGEST_FUNCTION and self._speller.known(word):
            return self._out_of_place(before, word, after)
        return self._company.seen(one_slip_away(word))

    def _out_of_place(self, before: str, word: str, after: str) -> Sequence[str]:
        """What a word that is one may have been meant to be, where it was never met beside either neighbour.

        Only what was met beside both comes in question: a right word among new neighbours is no rare thing.
        """
        if self._company.times(before, word) or self._company.times(word, after):
            return ()
        likely = [other for other in self._company.seen(one_slip_away(word)) if easy_slip(word, other)]
        return [other for other in likely if self._company.times(before, other) and self._company.times(other, after)]
