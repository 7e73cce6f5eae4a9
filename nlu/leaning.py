"""Words that point back at the conversation: "and", "it", "those two", "the second one"."""

from __future__ import annotations

import re

from nlu.asking import words

OPENERS = {"and", "ok", "okay", "but", "also", "same", "then", "so", "n", "ditto", "even"}
PAIRS = {("what", "about"), ("how", "about"), ("what", "if")}
POINTING = {
    "it",
    "its",
    "that",
    "those",
    "these",
    "them",
    "they",
    "there",
    "this",
    "each",
    "both",
    "one",
    "ones",
    "two",
    "same",
    "other",
    "either",
}
BEING = {"is", "isn't", "isnt", "are", "aren't", "was", "were", "be", "will", "if", "whether"}
ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "last": -1, "top": -1, "highest": -1, "biggest": -1, "final": -1, "lowest": 0, "bottom": 0, "smallest": 0,
}  # fmt: skip
SPELT_WITH_A_VOWEL = {"mba", "ma", "nvq", "hnd", "hnc", "hr", "fcmi", "mcmi", "hour", "honest"}
MIDDLE = ("one", "level", "size", "option", "course", "1")
RUNNERS_UP = {("runner", "up"), ("runners", "up"), ("next", "best")}
NUMBERED = {"one": 0, "two": 1, "three": 2, "four": 3, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4}


GIVES_IT = re.compile(
    r"\b(?:gives?|awards?|grants?|confers?|runs?|regulates?|issues?|hands?|owns?|sets?|marks?|checks?) "
    r"(?:it|that|this)(?: out)?(?: too| as well| then)?$"
)


def leans(text: str, names_something: bool) -> bool:
    """Whether the words point back; one that names its own subject does so only by how it opens."""
    said = _without_there_is(words(text))
    opens = bool(said) and (said[0] in OPENERS or tuple(said[:2]) in PAIRS or _and_slipped(said))
    if names_something:
        same = any(word == "same" and following != "as" for word, following in zip(said, [*said[1:], ""], strict=True))
        handed = GIVES_IT.search(" ".join(said)) is not None  # "is it ILM that gives it"
        return opens or same or handed or bool(set(said) & {"there", "those", "these", "them"})
    return opens or bool(set(said) & POINTING) or len(said) < 4


def _and_slipped(said: list[str]) -> bool:
    """Whether "an" before a consonant opens, which was meant for "and": "an level 5", "an 7?"."""
    return said[0] == "an" and len(said) > 1 and said[1][0] not in "aeiou8" and said[1] not in SPELT_WITH_A_VOWEL


def _without_there_is(said: list[str]) -> list[str]:
    """The words without the "there" of "is there an exam", which points at no place."""
    beside = zip(said, ["", *said], [*said[1:], ""], strict=False)
    return [word for word, before, after in beside if word != "there" or not {before, after} & BEING]


def place(text: str) -> int | None:
    """The place of a listed thing: 0 for the first, -1 for the last or highest; None where no place is named."""
    said = words(text)
    for at, word in enumerate(said):
        if word in ORDINALS:
            return ORDINALS[word]
        if word == "middle" and said[at + 1 : at + 2] and said[at + 1] in MIDDLE:
            return 1  # most lists that have one are of three
        if tuple(said[at : at + 2]) in RUNNERS_UP or word == "runnerup":
            return 1
        if word in ("number", "option", "choice", "no") and at + 1 < len(said) and said[at + 1] in NUMBERED:
            return NUMBERED[said[at + 1]]
    return None


_RUNG = r"(?:one|next|step|rung|notch)(?: level| grade| size)?"
UP = re.compile(
    rf"\b(?:{_RUNG} up|up (?:one|a)|above|(?:one|the) higher|next (?:one|size|grade)"
    r"|(?:grade|size|step|one) after|(?:comes?|what|whats) (?:next|after))\b"
)
DOWN = re.compile(rf"\b(?:{_RUNG} down|down (?:one|a)|below|beneath|under (?:it|that)|(?:one|the) lower)\b")
TOPMOST = re.compile(r"\b(?:highest|top|biggest|largest|(?:big|large) one)\b")
LOWEST = re.compile(r"\b(?:lowest|bottom|smallest|(?:small|little) one)\b")
ENDS = 9  # steps: more than any ladder has rungs


def step(text: str) -> int:
    """How far up or down from what was talked about the words point: 1 for "the grade above it", -ENDS for the lowest.

    0 where they point at no neighbour.
    """
    said = " ".join(words(text))
    for pattern, far in ((UP, 1), (DOWN, -1), (TOPMOST, ENDS), (LOWEST, -ENDS)):
        if pattern.search(said):
            return far
    return 0


COMPARATIVES = set(
    "harder easier tougher longer shorter quicker faster slower bigger smaller larger cheaper dearer better worse "
    "higher lower deeper wider broader more less".split()
)
DIFFERENCE = {"difference", "differences", "differ", "differs", "diff"}
NEAR_WHICH = 4  # words: "which one of them is harder"


def weighs(text: str) -> bool:
    """Whether the words set things against each other without naming them: "which is harder", "difference in time"."""
    said = words(text)
    if set(said) & DIFFERENCE or by_how_much(text):
        return True
    asked = [at for at, word in enumerate(said) if word in ("which", "wich", "whichever")]
    return any(set(said[at + 1 : at + 2 + NEAR_WHICH]) & COMPARATIVES for at in asked)


_SAY = r"(?:says?|said|saying|reckons?|tells?|told|do|does|claims?|thinks?|swears?|insists?)"
DIFFERS = re.compile(
    rf"\bhalf (?:\w+ ){{0,4}}{_SAY} (?:\w+ ){{0,8}}other half\b"
    rf"|\b(?:some|one) (?:\w+ ){{0,3}}{_SAY} (?:\w+ ){{0,10}}(?:others?|another)(?: \w+)? {_SAY}\b"
    r"|\b(?:conflicting|contradict\w*|mixed (?:answers|messages|advice)|different (?:answers|things|advice|stories)"
    r"|(?:cant|cannot|couldnt|dont|wont|never) agree (?:about|on|over|whether|if|which|what|how)"
    r"|(?:disagree|differ|argue|argues|arguing) (?:about|on|over|whether)|who (?:do|should|shall) (?:i|we) believe)\b"
)


def differs(text: str) -> bool:
    """Whether a message says that people disagree ("half of them say 2, the other half 3"): both views are wanted."""
    return DIFFERS.search(" ".join(words(text))) is not None


AT_WHICH = re.compile(r"^(?:(?:and|so|ok) )*(?:at|for|in|on) (?:which|what|wich|wat) (?:levels?|lvls?|grades?|sizes?)$")


def at_which(text: str) -> bool:
    """Whether the words ask no more than where in the ladder that belongs which was talked about: "at which level"."""
    return AT_WHICH.match(" ".join(words(text))) is not None


ELIDED = re.compile(
    r"^(?:(?:and|so|but|then|ok|well|n) )*(?:who|which|whose)(?: one| ones| of them)?"
    r" (?:(?:do|does|dose|did|can|will|would|doesnt|dont|cant|wont)(?: (?:it|that))?|is|are|has|have|isnt)"
    r"(?: (?:then|though|please|pls|instead))*$"
)


def elided(text: str) -> bool:
    """Whether the words leave out what is done, which was said before: "who does then", "which ones do"."""
    return ELIDED.match(" ".join(words(text))) is not None


BESIDE_A_NAME = {
    *OPENERS,
    *POINTING,
    *"the a an for at in on with about of what how abt wot now right level levels l lvl course courses".split(),
}


def only_names(text: str, named: str) -> bool:
    """Whether the words say no more than a name with what points and opens: "n the l5 one", "what about at seven".

    `named` is what is left of the text without what it names.
    """
    return len(words(named)) < len(words(text)) and BESIDE_A_NAME.issuperset(words(named))


MEASURED = re.compile(
    r"\b(?:whats|(?:what|how) (?:does|do|would|is|are)) (?:it|that|this|they|these|those|one) "
    r"(?:be )?(?:compare|comparable|measure up|equate|equal|equivalent)(?: (?:to|with|against))?$"
)


def measured(text: str) -> bool:
    """Whether the words ask what one thing is comparable to, and name no other: "and what does it compare to"."""
    return MEASURED.search(" ".join(words(text))) is not None


HOW_MUCH = re.compile(
    r"\bby (?:how (?:much|many|far)|what margin)\b|\bhow much (?:" + "|".join(sorted(COMPARATIVES)) + r")\b"
)


def by_how_much(text: str) -> bool:
    """Whether the words ask how far two things lie apart: "by how much", "so how much longer is that"."""
    return HOW_MUCH.search(" ".join(words(text))) is not None


WANTED = {
    "level": "level", "levels": "level", "lvl": "level", "qualification": "level", "qual": "level", "course": "level",
    "type": "type", "types": "type", "size": "type", "three": "type", "body": "body", "organisation": "body",
    "two": "body", "grade": "grade", "theorist": "theory", "model": "theory",
}  # fmt: skip
REACH = 3  # words between "which" and what is wanted: "which of the coaching levels"


def wanted(text: str) -> str | None:
    """The kind of subject that would answer: "level" for "which coaching level deals with that"; None where open."""
    said = words(text)
    if "there a level" in " ".join(said):  # "is there a level where that comes up"
        return "level"
    for at, word in enumerate(said):
        if word in ("which", "what", "wich", "wat", "wot", "whichever"):
            for near in said[at + 1 : at + 2 + REACH]:
                if near in WANTED and (
                    near not in ("three", "two", "qualification", "qual", "course") or word != "what"
                ):
                    return WANTED[near]
    return None
