"""A person's words in a normal form, in which many ways of saying a thing are one.

Shorthand is written out ("im" is "i am"), slips are set right, words that mean the same become one word ("lads",
"staff" and "reports" are "people"), numbers become "N", and words that carry nothing are dropped. Each token knows
its place in the person's own text, so that what is found can be quoted. Breaks between clauses are tokens of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from nlu.amounts import ONES, TENS

Tokens = list["Token"]

BREAK, END, ASKED = ",", ".", "?"  # between clauses, after a sentence, after a question
BREAKS = {BREAK, END, ASKED}
NUMBER = "N"
HALF = 0.5
WHOLE = {"full", "whole", "entire", "solid", "spare"}  # "a full day a week"
A_ONE = "a1"  # the one of "a week", which is not that of "one day"
PIECE = re.compile(
    r"\d+(?:,\d{3})+|\d+(?:\.\d+)?|½|¼|[^\W\d_]+(?:['’][^\W\d_]+)*(?:&[^\W\d_]+)?|[.,;:!?()\n/&]|\s[-–—]+\s|[-–—]+"
)
SENTENCE_ENDS = {".", "!", "\n"}
SILENT = {"/", "&", "-"}  # joiners that are words of their own
FRACTIONS = {"½": 0.5, "¼": 0.25}
NAMED = ("level", "band", "grade", "step")  # what a number after them names rather than counts
BODIES = ("ilm", "cmi")  # "CMI 5" is its Level 5
RANGE = {"to", "or", "-", "/", "and", "until", "till"}
ANDS = {"and", "n", "an"}  # as in "three n a half", which is not yet written out
MEASURES = (
    "year yr month mth week wk hour hr day evening weekend decade fortnight minute morning afternoon weekday night"
).split()  # after "a" and "an" these are one
MOST_TOKENS = 160  # of a message: bounds the time a rambling one takes


@dataclass(frozen=True)
class Token:
    """A word of the normal form; `start` and `end` are characters of the person's text, `number` what it counts.

    A job title is one token, "ROLE" or (of several people) "ROLES"; `title` is then its place among the titles.
    """

    word: str
    start: int
    end: int
    number: float | None = None
    title: int | None = None


@dataclass(frozen=True)
class Wording:
    """What makes the normal form: words that are one, and words that carry nothing.

    `reach` is the length of the longest run of words in `same` that begins with a word.
    """

    same: Mapping[tuple[str, ...], tuple[str, ...]]
    reach: Mapping[str, int]
    fillers: frozenset[str]

    @classmethod
    def of(cls, same: Mapping[str, Iterable[str]], fillers: Iterable[str]) -> Wording:
        """From lists as editors write them: {"people": ["lads", "direct reports"]}."""
        table = {tuple(_plain(other)): tuple(_plain(word)) for word, others in same.items() for other in others}
        reach: dict[str, int] = {}
        for run in table:
            reach[run[0]] = max(len(run), reach.get(run[0], 0))
        return cls(table, reach, frozenset(fillers))


def normal(text: str, wording: Wording, right: Callable[[str], str], titled: Callable[[Tokens], Tokens]) -> list[Token]:
    """The tokens of a tidy text; `right` sets a single word right, `titled` puts ROLE for job titles."""
    tokens = titled(_numbered(_named(_spelt(_pieces(text)[:MOST_TOKENS], wording, right))))
    return [each for each in _merged(tokens, wording) if each.word not in wording.fillers]


def normal_phrase(phrase: str, wording: Wording) -> tuple[str, ...]:
    """The normal form of a piece of a phrase in the hearing files, where N is a number and ROLE a job title."""
    merged = _merged(_written(phrase, wording), wording)
    return tuple(token.word for token in merged if token.word not in wording.fillers)


def plain_phrase(phrase: str, wording: Wording) -> tuple[str, ...]:
    """A piece of a job title as titles are looked for: written out, but no words made one."""
    return tuple(token.word for token in _written(phrase, wording))


def _written(phrase: str, wording: Wording) -> Tokens:
    tokens = [Token(phrase, 0, 0)] if phrase.isupper() else _pieces(phrase)
    return _numbered(_named(_spelt(tokens, wording, str)))


def clauses(tokens: list[Token]) -> list[range]:
    """The stretches of tokens between breaks."""
    found, start = [], 0
    for place, token in enumerate([*tokens, Token(END, 0, 0)]):
        if token.word in BREAKS:
            if place > start:
                found.append(range(start, place))
            start = place + 1
    return found


def _plain(text: str) -> list[str]:
    return text.lower().replace("'", "").split()


def _pieces(text: str) -> list[Token]:
    found = []
    for piece in PIECE.finditer(text.lower()):
        word = piece.group()
        if word in SENTENCE_ENDS:
            word = END
        elif word in ",;:()" or (word.strip(" -–—") == "" and word != "\n" and word[0] == " "):
            word = BREAK
        elif word[0] in "-–—":
            word = "-"
        found.append(Token(word.replace("'", "").replace("’", ""), *piece.span()))
    return found


def _spelt(tokens: list[Token], wording: Wording, right: Callable[[str], str]) -> list[Token]:
    """Shorthand written out, slips set right."""
    found = []
    for token in tokens:
        said = token.word if (token.word,) in wording.same or not token.word[0].isalpha() else right(token.word)
        known = wording.same.get((said,), ())
        found += [replace(token, word=word) for word in (known if len(known) > 1 else (said,))]
    return found


def _named(tokens: list[Token]) -> list[Token]:
    """What is named by a number as one word, which counts nothing: "level 5", "band 8a"."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        last = found[-1] if found else None
        digits = token.word.isdecimal() and len(token.word) == 1
        spelt = token.word in ONES and ONES[token.word] < 9
        if last is not None and last.word in ("l", "lvl", "lv", "levels", *NAMED) and (digits or spelt):
            name = last.word if last.word in NAMED else "level"
            number = token.word if digits else str(ONES[token.word])
            found[-1] = Token(f"{name}-{number}", last.start, token.end)
        elif last is not None and last.word in BODIES and digits and not _measured(tokens, place):
            found.append(Token(f"level-{token.word}", token.start, token.end))
        elif last is not None and last.word.startswith("band-") and token.start == last.end and len(token.word) == 1:
            found[-1] = replace(last, end=token.end)  # "8d" is Band 8
        elif token.word != "-" or (found and _counts(found[-1].word)):
            found.append(token)
    return found


def _measured(tokens: list[Token], place: int) -> bool:
    """Whether a number counts something ("ilm 4 hours a week"), and so is no level ("CMI 5")."""
    return place + 1 < len(tokens) and tokens[place + 1].word.startswith((*MEASURES, "people", "staff", "ppl", "min"))


def _counts(word: str) -> bool:
    return word[0].isdecimal() or word in ONES or word in TENS


def _numbered(tokens: list[Token]) -> list[Token]:
    """Each number, in digits or words, and each range, as one token; a one in words stays a word."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        number, end = _number(tokens, at)
        if number is None and tokens[at].word in ("a", "an") and _measure(tokens, at + 1 + _whole(tokens, at + 1)):
            found.append(replace(tokens[at], word=A_ONE, number=1.0))
            at += 1
            continue
        if number is None:
            found.append(tokens[at])
            at += 1
            continue
        number, end = _ranged(tokens, at, end, number)
        word = "one" if number == 1 else NUMBER
        found.append(Token(word, tokens[at].start, tokens[end - 1].end, number))
        at = end
    return found


def _ranged(tokens: list[Token], at: int, end: int, number: float) -> tuple[float, int]:
    """The middle of a range that begins with a number, or a number and a half; else the number itself."""
    if end + 1 >= len(tokens) or tokens[end].word not in RANGE | ANDS or _stands(tokens, at, end):
        return number, end
    upper, after = _number(tokens, end + 1)
    between = at > 0 and tokens[at - 1].word == "between"
    if upper is None or (tokens[end].word in ANDS and upper != HALF and not between):
        return number, end
    return (number + upper if upper == HALF and not between else (number + upper) / 2), after


def _whole(tokens: Tokens, at: int) -> int:
    """1 where a word only says that a measure is a whole one; 0 elsewhere."""
    return int(at < len(tokens) and tokens[at].word in WHOLE)


def _measure(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].word in MEASURES


def _stands(tokens: list[Token], at: int, end: int) -> bool:
    """Whether "one or" is no range: "this one or two others" is, "either one or the other" is not."""
    return tokens[at].word == "one" and end + 1 < len(tokens) and not _counts(tokens[end + 1].word)


def _number(tokens: list[Token], at: int) -> tuple[float | None, int]:
    """The number that begins at a place, and where it ends."""
    word = tokens[at].word
    if word in FRACTIONS:
        return FRACTIONS[word], at + 1
    if word[0].isdecimal():
        number, at = float(word.replace(",", "")), at + 1
        return (number + FRACTIONS[tokens[at].word], at + 1) if _fraction(tokens, at) else (number, at)
    if word not in ONES and word not in TENS and word != "hundred":
        return _phrase_number(tokens, at)
    total = 0.0
    while at < len(tokens) and (tokens[at].word in ONES or tokens[at].word in TENS or tokens[at].word == "hundred"):
        here = tokens[at].word
        total = max(total, 1) * 100 if here == "hundred" else total + ONES.get(here, 0) + TENS.get(here, 0)
        at += 1
        if at < len(tokens) and tokens[at].word == "-":
            if at + 1 < len(tokens) and tokens[at - 1].word in TENS and tokens[at + 1].word in ONES:
                at += 1
            else:
                break
        elif at < len(tokens) and tokens[at - 1].word in ONES and tokens[at].word in (*ONES, *TENS):
            break
    return total, at


def _fraction(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].word in FRACTIONS


NUMBER_PHRASES: dict[tuple[str, ...], float] = {
    ("half", "a", "dozen"): 6, ("half", "dozen"): 6, ("a", "dozen"): 12, ("dozen",): 12, ("a", "couple", "of"): 2,
    ("a", "couple"): 2, ("couple", "of"): 2, ("couple",): 2, ("a", "hundred"): 100, ("a", "handful", "of"): 5,
    ("handful", "of"): 5, ("a", "half"): 0.5, ("half", "a"): 0.5, ("half", "an"): 0.5, ("a", "few"): 3, ("few",): 3,
}  # fmt: skip


def _phrase_number(tokens: list[Token], at: int) -> tuple[float | None, int]:
    said = tuple(token.word for token in tokens[at : at + 3])
    for length in range(len(said), 0, -1):
        if said[:length] in NUMBER_PHRASES:
            return NUMBER_PHRASES[said[:length]], at + length
    return None, at


def _merged(tokens: list[Token], wording: Wording) -> list[Token]:
    """Words that mean the same made one, the longest run of words first."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        reach = wording.reach.get(tokens[at].word, 0)
        for length in range(min(reach, len(tokens) - at), 0, -1):
            run = tokens[at : at + length]
            known = wording.same.get(tuple(token.word for token in run))
            if known is not None:
                number = run[0].number if length == 1 else None
                found += [Token(word, run[0].start, run[-1].end, number) for word in known]
                at += length
                break
        else:
            if tokens[at].word not in SILENT:
                found.append(tokens[at])
            at += 1
    return found
