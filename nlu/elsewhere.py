"""Whether a question asks for what other people's courses teach: "level 3 lashes course", "become a plumber".

A sign for the decision whether it is ours, no decision: who says "I run a salon, which level is for me" asks us.
"""

from __future__ import annotations

from collections.abc import Sequence

from adviser.model import Elsewhere

# What may stand between a field and its course, or a calling and its becoming.
LINKS_BEFORE = frozenset("in a an the of as and or adult level leadership management to be my 1 2 3 4 5 6 7 8".split())
LINKS_AFTER = frozenset("level and 1 2 3 4 5 6 7 8".split())
OF_LEADING = ("leadership", "management")  # "leadership for social care"
FURTHEST = 4  # links in a row


class ElsewhereFinder:
    """Finds a field beside a course, or a calling beside its becoming, in small-letter words and signs."""

    def __init__(self, elsewhere: Elsewhere) -> None:
        self._fields = {tuple(name.split()) for names in elsewhere.fields.values() for name in names}
        self._callings = {tuple(calling.split()) for calling in elsewhere.callings}
        self._topics = {tuple(topic.split()) for topic in elsewhere.topics}
        self._ours = frozenset(elsewhere.ours)
        self._courses, self._becoming = frozenset(elsewhere.courses), frozenset(elsewhere.becoming)
        self._longest = max((len(name) for name in self._fields | self._callings | self._topics), default=0)

    def __call__(self, said: Sequence[str]) -> bool:
        """Whether the words of a question, each in small letters and signs by themselves, name what others teach."""
        if self._ours & set(said):
            return False
        for start in range(len(said)):
            for end in range(start + 1, min(start + self._longest, len(said)) + 1):
                name = tuple(said[start:end])
                one = name if name in self._fields else (*name[:-1], name[-1].removesuffix("s"))
                if name in self._topics:
                    return True
                if one in self._fields and self._beside(said, start, end):
                    return True
                if one in self._callings and self._led(said, start) in self._becoming:
                    return True
        return False

    def _beside(self, said: Sequence[str], start: int, end: int) -> bool:
        return self._led(said, start) in self._courses or self._followed(said, end) in self._courses

    def _led(self, said: Sequence[str], start: int) -> str:
        """The word that a name hangs on: "course" of "course in the X", "become" of "become an X"."""
        for place in range(start - 1, max(-1, start - 2 - FURTHEST), -1):
            word = said[place]
            linked = word in LINKS_BEFORE or (word == "for" and place > 0 and said[place - 1] in OF_LEADING)
            if word in self._courses or word in self._becoming or not linked:
                return word
        return ""

    def _followed(self, said: Sequence[str], end: int) -> str:
        for word in said[end : end + FURTHEST]:
            if word in self._courses or word not in LINKS_AFTER:
                return word
        return ""
