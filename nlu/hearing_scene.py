"""A message laid out for hearing: its tokens, its clauses, and what stands around each place.

Whether a clause asks, supposes or speaks of later; whether a thing is denied, wished for or past.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlu.hearing_words import ASKED, END, Token, clauses

DENIAL_REACH = 3  # words that a negation reaches
JOINS = {"and", "or", "also"}
ALTERNATIVES = {"or", "nor"}

Lists = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Clause:
    """Tokens `start` up to `end`, and how they are meant."""

    start: int
    end: int
    asked: bool = False
    supposed: bool = False
    later: bool = False
    wants: bool = False
    advised: bool = False


@dataclass(frozen=True)
class Scene:
    """The tokens of a message and its clauses; `lists` are the word lists of the hearing files."""

    text: str
    tokens: list[Token]
    words: list[str]
    clauses: list[Clause]
    lists: Lists
    asks: bool

    @classmethod
    def of(cls, text: str, tokens: list[Token], lists: Lists) -> Scene:
        """Lay a message out."""
        words = [token.word for token in tokens]
        found: list[Clause] = []
        asks = ASKED in words
        asked_before, supposed, sentence = False, False, 0
        for stretch in clauses(tokens):
            first = not stretch.start or bool(set(words[sentence : stretch.start]) & {END, ASKED})
            if first:
                asked_before, supposed = False, False
            sentence = stretch.stop
            said = words[stretch.start : stretch.stop]
            supposed = supposed or bool(set(said) & lists["supposing"])
            ends = words[stretch.stop : stretch.stop + 1]
            question = _question(said, lists, first) or (asked_before and not _afresh(said))
            question = question and (ends == [ASKED] or not _to_learn(said, lists))
            advised = _advised(said, lists)
            asked_before = question and not advised
            asks = asks or question or advised
            found.append(
                Clause(
                    stretch.start,
                    stretch.stop,
                    question and not advised,
                    supposed,
                    bool(set(said) & lists["later"]) or _some_day(said),
                    advised or bool(set(said) & lists["asking_for"]) or _aims(text, tokens[stretch.start], lists),
                    advised,
                )
            )
        return cls(text, tokens, words, found, lists, asks)

    def clause(self, place: int) -> Clause:
        """The clause in which a token stands."""
        return next((each for each in self.clauses if each.start <= place < each.end), Clause(place, place))

    def said(self, start: int, end: int) -> str:
        """The person's own words for some tokens."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end].strip()

    def denied(self, start: int, covered: set[int]) -> bool:
        """Whether a negation reaches a place; one that is part of something else (`covered`) does not.

        It reaches past "or": "I don't run the place or hold its budget".
        """
        first = max(self.clause(start).start, start - DENIAL_REACH)
        near = range(first, start)
        if any(self.words[at] in self.lists["refusing"] and at not in covered for at in near):
            return True
        return any(self.denied(at, covered) for at in near if self.words[at] in ALTERNATIVES)

    def wished(self, start: int) -> bool:
        """Whether what stands at a place is wished for or to come, and so not true of today."""
        clause = self.clause(start)
        return clause.later or self._led_in(start, clause, "wishing")

    def past(self, start: int) -> bool:
        """Whether what stands at a place was so once."""
        return self._led_in(start, self.clause(start), "past")

    def _led_in(self, start: int, clause: Clause, kind: str) -> bool:
        for at in range(start - 1, clause.start - 1, -1):
            if self.words[at] in self.lists[kind]:
                return True
            if self.words[at] in self.lists["afresh"]:
                return False
        return False


def _aims(text: str, first: Token, lists: Lists) -> bool:
    """Whether a clause begins as aims do: "to lead change", "get better at planning"."""
    return (
        text[: first.start].lower().endswith("to ")
        or text[first.start : first.start + 3].lower() == "to "
        or (first.word in lists["aiming"])
    )


def _some_day(said: list[str]) -> bool:
    """Whether a clause speaks of one day to come, and not of one day a week."""
    return any(
        said[at : at + 2] == ["one", "day"] and not set(said[at + 2 : at + 3]) & {"every", "a1", "in", "one", "week"}
        for at in range(len(said))
    )


def _question(said: list[str], lists: Lists, begins: bool) -> bool:
    """Whether a clause asks; inside a sentence a verb alone does not ("and can give it six hours")."""
    own = [word for word in said if word not in JOINS]
    if not own or own[0] not in lists["asking"]:
        return False
    if own[0] == "who" and not begins and not set(own[1:2]) & (lists["asking"] - {"has", "was"}):
        return False  # "and my friend, who just finished Level 3"
    whole = begins or (own[0].startswith("w") and own[0] not in {"will", "would", "was"}) or own[0] == "how"
    return whole or bool(
        set(own[1:2]) & (lists["persons"] | {"it", "you", "this", "that", "there", "one", "ROLE", "ROLES"})
    )


def _to_learn(said: list[str], lists: Lists) -> bool:
    """Whether a clause names what is to be learnt: "how to lead people"."""
    return said[:1] == ["how"] and bool(set(said[1:3]) & lists["doing"])


def _afresh(said: list[str]) -> bool:
    """Whether a clause after a question is a statement again."""
    first = next((word for word in said if word not in JOINS), "")
    return first in {"i", "we", "she", "he", "they", "it", "my", "our", "N", "for", "want"}


def _advised(said: list[str], lists: Lists) -> bool:
    """Whether a clause asks what somebody should do, and so tells of that somebody."""
    first = next((word for word in said if word not in JOINS), "")
    persons = set(said) & lists["persons"]
    advising = set(said) & lists["advising"]
    if first == "where" or (first in {"what", "which"} and set(said) & lists["offered"]):
        return bool(advising or persons)
    return bool(advising) and (bool(persons) or first not in lists["asking"] or "recommend" in advising)


def manages(said: Sequence[str]) -> bool:
    """Whether words say that whoever writes manages: "i", and "manage" after it."""
    return "i" in said and "manage" in said[said.index("i") :]
