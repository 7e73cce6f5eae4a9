"""Subjects named in a message, found by a spaCy pipeline of ours: blank English with the knowledge base's names.

No model is downloaded. Each word is set right first (`nlu.spelling`), token by token, so that what is found keeps
its place in the person's own text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import cast

import spacy
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from adviser.model import Subject, Vocabulary
from nlu.asking import words
from nlu.company import Company
from nlu.slips import Slips
from nlu.spelling import Speller
from nlu.written import Written

LEVEL_WORD = ["level", "levels", "lvl", "lvls", "lev", "l", "lv"]
DIGIT = {"2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8}
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBER = {**DIGIT, **WORDS}
JOINING = [",", "and", "or", "to", "vs", "versus", "v", "&", "/", "-", "n", "than", "from", "with"]
REFUSING = {"not", "except", "without", "excluding", "but"}
REFUSING_PAIRS = {("anything", "but"), ("other", "than"), ("apart", "from"), ("instead", "of"), ("rather", "than")}
LED_IN = frozenset("a to from between or vs and n at than number the".split())
LEADING = frozenset("do doing did done take taking study straight to into onto about mention mentions skip a".split())
ENDING = frozenset(
    "or and then but if does do is are without with because cos coz for instead please plz pls what whats how".split()
)
HEADS = frozenset("manage manages managed managing supervise supervising lead leads leading led by".split())
NO_GROUP = ("instead", "ahead", "outside", "short")  # "instead of 3" counts nobody, as "a team of 3" does
SHORT_FOR = ("stand", "stands", "look", "looking", "apply", "pay", "ask", "wait", "good")  # ... for
FOR_SOMEBODY = frozenset("me my us our you u them this that these someone anyone everyone".split())  # "4 my team"
BODIES = ("ilm", "cmi")
COUNTABLE = ("type", "grade", "job", "study", "concept", "desk", "apprenticeship", "outside")
LONGEST_SHORT = 6  # letters
CAPITALS = re.compile(r"^[A-Z]{2,6}$")
SOMETHING_ELSE = "something-else"
MEASURES = tuple("year yr hour hr week month day people person staff direct pm".split())
COUNTED = (*MEASURES, *"credit unit team lad supervisor manager report grade page more other of %".split())
OF_A_LEVEL = frozenset("where that which for about with above below up down higher lower between who".split())
A_LEVEL_OF = ("there", "such", "what", "choose", "pick")
WHOSE_PLACE = {(whose, thing) for whose in ("your", "ur", "the", "that") for thing in ("number", "option", "choice")}
INTERCHANGEABLE = ("level", "type", "body", "pathway", "grade", "provider", "apprenticeship")
SHORT = 6  # words: in a message this short a bare number is a level ("ok and 7")


@dataclass(frozen=True)
class Mention:
    """A subject (or aspect) with its place in the person's text, in characters."""

    id: str
    kind: str
    start: int
    end: int
    refused: bool = False


class SubjectFinder:
    """Finds the mentions of a vocabulary in a text."""

    def __init__(self, vocabulary: Vocabulary, speller: Speller, company: Company | None = None) -> None:
        self.vocabulary, self.speller = vocabulary, speller
        self.nlp = spacy.blank("en")
        infixes = [*self.nlp.Defaults.infixes, r"(?<=\b[2-8])[/&](?=[2-8]\b)"]  # "levels 3/5" is two numbers
        self.nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
        self._phrases = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        names = _all_names(vocabulary)
        for key, own in names.items():
            self._phrases.add(key, [self.nlp.make_doc(name) for name in own])
        others = [phrase for subject in vocabulary.subjects.values() for phrase in subject.unless]
        self._phrases.add(SOMETHING_ELSE, [self.nlp.make_doc(phrase) for phrase in others])
        said = [words(name) for own in names.values() for name in own]
        self._before, self._after = _neighbours(said)
        self._short_names = _short_names(vocabulary)
        self._written = Written(self._short_names, speller)
        self._slips = Slips(company, speller, self._short_names) if company is not None else None
        self._aspect_phrases = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        for key, aliases in vocabulary.aspects.items():
            self._aspect_phrases.add(f"aspect:{key}", [self.nlp.make_doc(alias) for alias in aliases])
        self._levels = Matcher(self.nlp.vocab)
        number = {"LOWER": {"IN": list(NUMBER)}}
        more = [{"LOWER": {"IN": JOINING}, "OP": "+"}, {"LOWER": {"IN": LEVEL_WORD}, "OP": "?"}, number]
        first = [{"LOWER": {"IN": LEVEL_WORD}}, number]
        self.read = lru_cache(maxsize=16)(self._read)  # a message of one question is read whole, and as that
        self._levels.add("levels", [first, first + more, first + more + more, first + more * 3], greedy="LONGEST")

    def _read(self, text: str) -> tuple[Doc, list[Mention]]:
        """The corrected document (token for token that of the text) and the mentions in order."""
        written, places = self._written(text)
        original = self.nlp.make_doc(written)
        right = [self._right(token.text) for token in original]
        if self._slips is not None:
            right = self._slips.mended(right, [token.text for token in original])
        right = self._completed(original, right)
        doc = Doc(self.nlp.vocab, words=right, spaces=[bool(token.whitespace_) for token in original])
        spans = [span for span in self._phrases(doc, as_spans=True) if not _is_level(span)]
        names = [span for span in filter_spans(spans) if span.label_ != SOMETHING_ELSE]
        keys = {span.label_ for span in names}
        found = [(span, self.vocabulary.beside(span.text.lower(), keys) or span.label_) for span in names]
        found += self._numbers(doc, [span for span, _ in found])
        mentions = [self._mention(span, key, original, places) for span, key in found]
        count = Counter(mention.kind for mention in mentions)
        # "not ILM" rules a body out only where another is left; "why not Level 7?" rules nothing out
        kept = {replace(each, refused=each.refused and count[each.kind] > 1) for each in mentions}
        return doc, sorted(kept, key=lambda mention: (mention.start, mention.id))

    def split(self, text: str) -> list[str]:
        """The words of a text as they are read here, in small letters, as they are spelt."""
        return [token.lower_ for token in self.nlp.make_doc(text)]

    def aspects(self, doc: Doc) -> list[str]:
        """The aspects named outright, in order ("compare them on assessment")."""
        spans = cast(list[Span], filter_spans(self._aspect_phrases(doc, as_spans=True)))
        return list(dict.fromkeys(span.label_.removeprefix("aspect:") for span in spans))

    def named(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where a text names one thing of a kind that has many, in characters: the "5" of "who is Level 5 for".

        Two questions that ask the same of different things are alike without them; the things are compared by their
        ids.
        """
        _, mentions = self.read(text)
        return tuple((each.start, each.end) for each in mentions if each.kind in INTERCHANGEABLE)

    def _right(self, token: str) -> str:
        lower = token.lower()
        right = self.speller.correct(lower)
        return token if right == lower else right

    def _completed(self, original: Doc, right: list[str]) -> list[str]:
        """Unknown words beside a word that completes a name become that name's ("teem leeder", "charterd manger")."""
        for place, token in enumerate(original):
            before = right[place - 1].lower() if place else ""
            after = right[place + 1].lower() if place + 1 < len(right) else ""
            wanted = self._after.get(before, set()) | self._before.get(after, set())
            if wanted and right[place].lower() not in wanted:
                right[place] = self.speller.completing(token.lower_, wanted) or right[place]
        return right

    def _numbers(self, doc: Doc, taken: list[Span]) -> list[tuple[Span, str]]:
        """Levels given as numbers: "levels 3 and 5", "level seven", and in a short message a bare "7"."""
        busy = {place for span in taken for place in range(span.start, span.end)}
        spans = filter_spans(self._levels(doc, as_spans=True))
        places = {place for span in spans for place in range(span.start, span.end)}
        places |= _bare(doc, taken, bool(places) or any(token.lower_ in LEVEL_WORD[:4] for token in doc))
        found = []
        for place in sorted(places - busy):
            level = NUMBER.get(doc[place].lower_)
            measured = doc[place + 1 : place + 2].text.lower().startswith(MEASURES)  # "level 5 and 3 years": one level
            if level is not None and (not measured or doc[place - 1].lower_ in LEVEL_WORD):
                found.append((doc[place : place + 1], f"level-{level}"))
        return found

    def _mention(self, span: Span, key: str, original: Doc, places: list[int]) -> Mention:
        before = [token.lower_ for token in span.doc[max(0, span.start - 3) : span.start]]
        near = [word for word in before if word not in ("a", "an", "the", "any")]
        refused = bool(near and near[-1] in REFUSING and near[-1] != "but") or tuple(near[-2:]) in REFUSING_PAIRS
        start, end = original[span.start].idx, original[span.end - 1].idx + len(original[span.end - 1])
        return Mention(key, self.vocabulary.kind(key), places[start], places[end - 1] + 1, refused)


def _all_names(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The names of every subject, without plurals that are a name of another.

    "CMI members" are those of CMI, not several of the grade called CMI Member.
    """
    aliases = {alias.lower() for subject in vocabulary.subjects.values() for alias in subject.aliases}
    found = {}
    for subject in vocabulary.subjects.values():
        own = {name.lower() for name in (subject.name, *subject.aliases)}
        found[subject.id] = tuple(
            name for name in _names(subject) if name.lower() in own or name.lower() not in aliases
        )
    return found


def _names(subject: Subject) -> tuple[str, ...]:
    """The names of a subject, each also in the plural: "line managers", "heads of department"."""
    own = (subject.name, *subject.aliases)
    if subject.kind in COUNTABLE:
        return tuple(dict.fromkeys((*own, *(_plural(name) for name in own))))
    return own


def _plural(name: str) -> str:
    head, of, rest = name.partition(" of ")
    return f"{head if head.endswith('s') else head + 's'}{of}{rest}"


def _neighbours(names: list[list[str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What stands before and after each word in the names of several words."""
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for one, other in (pair for name in names for pair in pairwise(name)):
        before.setdefault(other, set()).add(one)
        after.setdefault(one, set()).add(other)
    return before, after


def _short_names(vocabulary: Vocabulary) -> frozenset[str]:
    """The abbreviations among the names, in small letters: short words, and capitals within a longer name."""
    names = [name for subject in vocabulary.subjects.values() for name in (subject.name, *subject.aliases)]
    single = {name.lower() for name in names if name.isalpha() and 3 <= len(name) <= LONGEST_SHORT}
    return frozenset(single | {word.lower() for name in names for word in name.split() if CAPITALS.match(word)})


def _is_level(span: Span) -> bool:
    """Whether "a level" is one of ours and no A level: its number follows, or it is one that does something."""
    following = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    one = span[0].text == "a" and (following in OF_A_LEVEL or _before(span.doc, span.start) in A_LEVEL_OF)
    return span.label_ == "a-level" and (following in NUMBER or one)


def _bare(doc: Doc, taken: list[Span], of_levels: bool) -> set[int]:
    """Where a number by itself is a level: in a short message, after a body ("ilm 5"), or led in as levels are.

    Where the message speaks of levels otherwise, one that ends its clause is a level too ("without doing 3").
    """
    short = sum(token.is_alpha or token.is_digit for token in doc) <= SHORT
    bodies = {span.end for span in taken if span.label_ in BODIES}
    heads = {span.start - 1 for span in taken if span[-1].lower_.endswith("s") and span.label_ not in BODIES}
    found: set[int] = set()
    for token in doc:
        digit = token.text in DIGIT
        counts = token.i in heads or _counts(doc, token.i)  # "4 department heads"
        if token.lower_ not in NUMBER or counts or _is_shorthand(doc, token.i):
            continue
        led = _led_in(doc, token.i)
        plain = token.i in bodies or (digit and (short or led))
        meant = _before(doc, token.i) in LEADING or ((of_levels or bool(found)) and (digit or led))
        if plain or (meant and _ends_clause(doc, token.i)):
            found.add(token.i)
    return found


def _before(doc: Doc, place: int) -> str:
    return doc[place - 1].lower_ if place else ""


def _after(doc: Doc, place: int) -> str:
    return doc[place + 1].lower_ if place + 1 < len(doc) else ""


def _led_in(doc: Doc, place: int) -> bool:
    """Whether a bare number is led in as levels are ("a 5", "up to 3", "5 or 7"), or leads one in itself."""
    pair = _after(doc, place) in ("or", "vs", "versus", "/") and doc[place + 2 : place + 3].text.lower() in NUMBER
    return pair or _before(doc, place) in LED_IN


def _ends_clause(doc: Doc, place: int) -> bool:
    following = _after(doc, place)
    return not following or following in ENDING or not following[0].isalnum()


def _is_shorthand(doc: Doc, place: int) -> bool:
    """Whether "4" or "2" is a word: "stand 4", "4 my team"."""
    return doc[place].text in ("2", "4") and (_before(doc, place) in SHORT_FOR or _after(doc, place) in FOR_SOMEBODY)


def _counts(doc: Doc, place: int) -> bool:
    """Whether a bare number counts something ("5 years", "your number 2") rather than naming a level."""
    following = doc[place + 1].lower_ if place + 1 < len(doc) else ""
    number_next = place + 2 < len(doc) and doc[place + 2].is_digit
    if following in ("to", "or") and number_next:
        return _counts(doc, place + 2)
    before = _before(doc, place)
    heads = before in HEADS or (before == "of" and _before(doc, place - 1) not in NO_GROUP)
    heads = heads or (place > 1 and (_before(doc, place - 1), before) in WHOSE_PLACE)
    return heads or following.startswith(COUNTED) or (following in "%.,:/-" and number_next)
