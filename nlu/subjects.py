"""Subjects named in a message, found by a spaCy pipeline of ours: blank English with the knowledge base's names.

No model is downloaded. Each word is set right first (`nlu.spelling`), token by token, so that what is found keeps
its place in the person's own text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import spacy
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from adviser.model import Vocabulary
from nlu.spelling import Speller

LEVEL_WORD = ["level", "levels", "lvl", "lvls", "lev", "l", "lv"]
DIGIT = {"2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8}
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBER = {**DIGIT, **WORDS}
JOINING = [",", "and", "or", "to", "vs", "versus", "v", "&", "/", "-", "n", "than", "from", "with"]
REFUSING = {"not", "except", "without", "excluding", "but"}
REFUSING_PAIRS = {("anything", "but"), ("other", "than"), ("apart", "from"), ("instead", "of"), ("rather", "than")}
GLUED_LEVEL = re.compile(r"(?<![^\W\d_])(level|levels|lvl|lv|l)\.?\s?-?([2-8])(?![\d,.]\d|\d)", re.I)
MEASURES = tuple("year yr hour hr week month day people person staff direct".split())
COUNTED = (*MEASURES, *"credit unit team lad supervisor manager report grade page more other of %".split())
INTERCHANGEABLE = ("level", "type", "body", "grade", "provider", "apprenticeship")
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

    def __init__(self, vocabulary: Vocabulary, speller: Speller) -> None:
        self.vocabulary, self.speller = vocabulary, speller
        self.nlp = spacy.blank("en")
        infixes = [*self.nlp.Defaults.infixes, r"(?<=\b[2-8])[/&](?=[2-8]\b)"]  # "levels 3/5" is two numbers
        self.nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
        self._phrases = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        for subject in vocabulary.subjects.values():
            self._phrases.add(subject.id, [self.nlp.make_doc(name) for name in (subject.name, *subject.aliases)])
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
        original = self.nlp.make_doc(GLUED_LEVEL.sub(_apart, text))
        places = _places(original.text, text)
        right = [self._right(token.text) for token in original]
        doc = Doc(self.nlp.vocab, words=right, spaces=[bool(token.whitespace_) for token in original])
        spans = [span for span in self._phrases(doc, as_spans=True) if not _is_level(span)]
        found = [(span, span.label_) for span in filter_spans(spans)]
        found += self._numbers(doc, [span for span, _ in found])
        mentions = [self._mention(span, key, original, places) for span, key in found]
        count = Counter(mention.kind for mention in mentions)
        # "not ILM" rules a body out only where another is left; "why not Level 7?" rules nothing out
        kept = {replace(each, refused=each.refused and count[each.kind] > 1) for each in mentions}
        return doc, sorted(kept, key=lambda mention: (mention.start, mention.id))

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

    def _numbers(self, doc: Doc, taken: list[Span]) -> list[tuple[Span, str]]:
        """Levels given as numbers: "levels 3 and 5", "level seven", and in a short message a bare "7"."""
        busy = {place for span in taken for place in range(span.start, span.end)}
        spans = filter_spans(self._levels(doc, as_spans=True))
        places = {place for span in spans for place in range(span.start, span.end)}
        short = sum(token.is_alpha or token.is_digit for token in doc) <= SHORT
        places |= {
            token.i
            for token in doc
            if token.text in DIGIT and not _counts(doc, token.i) and (short or _led_in(doc, token.i))
        }
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


def _apart(found: re.Match[str]) -> str:
    return f"{found.group(1)} {found.group(2)}"


def _places(changed: str, text: str) -> list[int]:
    """For each character of the text with "l5" taken apart, its place in the person's own."""
    places, at = [], 0
    for char in changed:
        while at < len(text) and text[at] != char and text[at] in ".- \n":
            at += 1
        places.append(min(at, len(text) - 1))
        if at < len(text) and text[at] == char:
            at += 1
    return places


def _is_level(span: Span) -> bool:
    """Whether "a level" is followed by its number, and so is no A level."""
    following = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return span.label_ == "a-level" and following in NUMBER


def _led_in(doc: Doc, place: int) -> bool:
    """Whether a bare number is led in as levels are: "a 5", "up to 3", "5 or 7"."""
    before = doc[place - 1].lower_ if place else ""
    return before in ("a", "to", "from", "between", "or", "vs", "and", "n", "at", "than", "number", "the")


def _counts(doc: Doc, place: int) -> bool:
    """Whether a bare number counts something ("5 years", "3 hours") rather than naming a level."""
    following = doc[place + 1].lower_ if place + 1 < len(doc) else ""
    number_next = place + 2 < len(doc) and doc[place + 2].is_digit
    if following in ("to", "or") and number_next:
        return _counts(doc, place + 2)
    of_a_team = doc[max(0, place - 2) : place].text.lower() == "team of"
    return of_a_team or following.startswith(COUNTED) or (following in "%.,:/-" and number_next)
