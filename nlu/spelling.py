"""Misspelt words set right, with the knowledge base's own vocabulary first; a word it knows is never changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path

from spacy.matcher.levenshtein import levenshtein

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4  # letters: shorter words have too many neighbours
LONG = 6  # letters: from here on two slips are forgiven
LONGEST = 30  # letters: what is longer is no word, and has thousands of neighbours
# How people write on a phone, word for word; no guess from letters would find them.
SHORTHAND = {
    "witch": "which", "wat": "what", "wot": "what", "wats": "what's", "wots": "what's", "wich": "which",
    "shud": "should", "cud": "could", "wud": "would", "abt": "about", "coz": "because", "cuz": "because",
    "bcoz": "because", "ppl": "people", "thru": "through", "mgr": "manager", "mgmt": "management", "corse": "course",
    "corses": "courses", "qualis": "qualifications", "recomend": "recommend", "reccomend": "recommend",
    "becos": "because", "dosnt": "doesn't", "diffrence": "difference", "pls": "please", "plz": "please",
    "yrs": "years", "mths": "months", "wks": "weeks", "hrs": "hours", "fone": "phone", "skool": "school",
    "ur": "your", "tho": "though", "sumthing": "something", "wen": "when", "wer": "where", "wot's": "what's",
    "exm": "exam", "exms": "exams", "mgrs": "managers", "quals": "qualifications", "il": "i'll",
    "quali": "qualification", "smol": "small", "dosh": "money", "qs": "questions", "wiv": "with", "wid": "with",
    "dat": "that", "dis": "this", "iz": "is", "nd": "and", "hav": "have", "shld": "should", "wld": "would",
    "cld": "could", "wht": "what", "tht": "that", "frm": "from", "bout": "about", "cus": "because", "ment": "meant",
    "meny": "many",
}  # fmt: skip
KEYS = dict(  # beside each key
    zip(
        "qwertyuiopasdfghjklzxcvbnm",  # pragma: allowlist secret
        "wa qase wsdr edft rfgy tghu yhji ujko iklp ol qwsz wedxa erfcs rtgvd tyhbf yujng uikmh iolj opk asx zsdc xdfv "
        "cfgb vghn bhjm njk".split(),
        strict=True,
    )
)
PLAIN = re.compile(r"^[a-z]+$")
NUMBERED = re.compile(r"^([a-z]{4,})([0-9])$")  # "prinse2"
SOUNDING = 8  # letters: from here on a word may be written as it sounds
MOST_AS_IT_SOUNDS = 4  # slips
SAME_SOUND = set("ckqszpf")  # first letters that may be one sound
SOUNDS = (  # letters that sound alike, and those that are not heard
    (re.compile(r"ph"), "f"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"ck|[cq]"), "k"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(?<=.)[aeiouy]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


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
        self._sounding: dict[str, list[str]] = {}
        self._beginning: dict[tuple[str, int], list[str]] = {}  # by a first letter, written or heard, and the length
        for word in self.domain:
            self._sounding.setdefault(sound(word), []).append(word)
            for letter in _first_letters(word):
                self._beginning.setdefault((letter, len(word)), []).append(word)
        self.rank = {word: place for place, word in enumerate(common)}
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def known(self, word: str) -> bool:
        """Whether the word is right as it stands."""
        return word in self._domain or word in self.rank

    def _correct(self, word: str) -> str:
        """The word, set right if it is unknown and something known lies near; `word` is in small letters."""
        if word in self.shorthand:
            return self.shorthand[word]
        if len(word) <= LONGEST and (numbered := NUMBERED.match(word)):
            return self._correct(numbered.group(1)) + numbered.group(2)
        if not SHORTEST <= len(word) <= LONGEST or not PLAIN.match(word) or self.known(word):
            return word
        slips = 2 if len(word) >= LONG else 1
        near = [
            # of two as near, the one that sounds the same, then the commoner
            (distance, sound(other) != sound(word), self.rank.get(other, len(self.rank)), other)
            for other in self._like(word, slips)
            if (distance := slips_between(word, other, slips)) <= slips
        ]
        best = min(near, default=(3, True, 0, ""))
        if best[0] <= 1:
            return best[3]
        if common := self._common(word):
            return common
        return best[3] or self._as_it_sounds(word) or word

    def _common(self, word: str) -> str:
        """The commonest known word one slip away, one that fingers easily make before others; "" for none."""
        away = one_slip_away(word)
        known = [(not easy_slip(word, other), self.rank[other], other) for other in away if other in self.rank]
        best = min(known, default=(True, 0, ""))
        short = min((each for each in away if each in self.shorthand and easy_slip(word, each)), default="")
        return self.shorthand[short] if short and best[0] else best[2]  # "dhud" is "shud"

    def _like(self, word: str, slips: int) -> set[str]:
        """The domain's words that may be so few slips away, by their first letter and length: a fraction of them."""
        lengths = range(len(word) - slips, len(word) + slips + 1)
        letters = {*_first_letters(word), word[1]}  # the second one, for two swapped
        return {other for key in product(letters, lengths) for other in self._beginning.get(key, ())}

    def _as_it_sounds(self, word: str) -> str:
        """The long word of the trade that sounds like this one ("aprentiship"); "" for none."""
        alike = self._sounding.get(sound(word), ()) if len(word) >= SOUNDING else ()
        slips = [(int(levenshtein(word, other)), other) for other in alike]
        best = min(slips, default=(MOST_AS_IT_SOUNDS + 1, ""))
        return best[1] if best[0] <= MOST_AS_IT_SOUNDS else ""

    def completing(self, word: str, wanted: Iterable[str]) -> str:
        """The one of some words that an unknown word may be a slip for, where its neighbour asks for one of them.

        "teem" is nearer to "them"; before "leader" it is "team". "" for a known word, or where none is near.
        """
        if not SHORTEST - 1 <= len(word) <= LONGEST or not PLAIN.match(word):
            return ""
        if self.known(word) or word in self.shorthand:
            return ""
        slips = 2 if len(word) >= LONG else 1
        near = [
            (distance, sound(other) != sound(word), other)
            for other in wanted
            if len(other) >= SHORTEST and (distance := slips_between(word, other, slips)) <= slips
        ]
        return min(near, default=(0, False, ""))[2]


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """What of a word is heard most, the same for one written as it sounds: "frmn" of "forman" and "foreman"."""
    for letters, heard in SOUNDS:
        word = letters.sub(heard, word)
    return word


def common_start(word: str, other: str) -> int:
    """How many letters two words share at the start."""
    return next(
        (at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), min(len(word), len(other))
    )


def slips_between(word: str, other: str, most: int) -> int:
    """How many letters were dropped, added, changed or swapped with a neighbour; more than `most` is `most` + 1."""
    if abs(len(word) - len(other)) > most or not _same_start(word, other):
        return most + 1
    distance = int(levenshtein(word, other, most + 1))
    if distance == 2 and len(word) == len(other) and sorted(word) == sorted(other):
        return 1  # two letters swapped
    return distance


def _first_letters(word: str) -> set[str]:
    """The first letter as it is written, and as it is heard."""
    return {word[0], sound(word)[0]}


def _same_start(word: str, other: str) -> bool:
    """The first letter is hardly ever wrong, but for one swapped, or one that sounds the same ("sity")."""
    if word[0] == other[0] or word[:2] == other[1::-1]:
        return True
    return {word[0], other[0]} <= SAME_SOUND and sound(word)[0] == sound(other)[0]


def one_slip_away(word: str) -> set[str]:
    """All that is left, added, changed or swapped one letter away, words or not; the word itself among them."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in halves if right for letter in LETTERS}
    added = {left + letter + right for left, right in halves for letter in LETTERS}
    return dropped | swapped | changed | added


def easy_slip(word: str, meant: str) -> bool:
    """Whether fingers easily make the word of the other: a letter doubled, left out, swapped, or a key beside it."""
    if len(word) == len(meant):
        wrong = [pair for pair in zip(word, meant, strict=True) if pair[0] != pair[1]]
        swapped = len(wrong) == 2 and wrong[0] == wrong[1][::-1]
        return swapped or all(typed in KEYS.get(key, "") for typed, key in wrong)
    if len(word) < len(meant):
        return True
    return any(word == meant[:at] + meant[at - 1] + meant[at:] for at in range(1, len(meant) + 1))


def encoder_words(tokenizer: Path) -> list[str]:
    """The whole words of the encoder's tokenizer, the commonest first; none where there is no encoder."""
    if not tokenizer.exists():
        return []
    vocabulary: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    ranked = sorted(vocabulary.items(), key=lambda item: item[1])
    return [word for word, _ in ranked if PLAIN.match(word) and len(word) >= 3]
