"""A message in, tidy text and its questions out: sentences, the clauses of long ones, what merely chats.

Pure functions over words; nothing here knows a level or a body.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from nlu.asking import ASKING, CLAUSE_END, INDIRECT, SENTENCE_END, asks, asks_within, goes_on, words

LONG_SENTENCE = 16  # words: a longer one is also read clause by clause
MOST_PARTS = 14  # bounds the time a rambling message takes
MOST_QUESTIONS = 3
AND_ASKS = re.compile(
    r"(?:,|;|\band\b|\balso\b|\bplus\b|&|\ba?n\b)\s*(?:and\s+|also\s+|then\s+)*"
    rf"(?=(?:(?:at|in|for|on|with|to|from)\s+(?=which|what|whom))?(?:{'|'.join(ASKING)})\b(?!\s+(?:not|so)\b))",
    re.I,
)
WHICH_ALONE = re.compile(
    r"(?:and )?(?:at |on |from )?(?:which|what|wat|wot|wich) (?:levels?|lvls?|type|size|grade|year)$"
)
TAGS = set(
    "correct,true,right,really,fair,accurate,agree,agreed,is that so,is that right,is that true,is that correct,"
    "is that fair,is that accurate,is it true,is it fair,fair comment,would you agree,do you agree".split(",")
)
# Says whether what came before holds, and nothing more: "is he talking rubbish". It insults nobody who is here.
VERDICT = re.compile(
    r"(?:^|[ ,])(?:(?:and|so|or) )*(?:is|are|was|were) (?:he|she|they|that|it|this)(?: just| all| really| simply)* (?:"
    r"(?:talking |a load of |utter |complete |total )*"
    r"(?:rubbish|nonsense|tosh|twaddle|bull\w*|bollocks|crap|baloney|a myth)"
    r"|talking out of \w+ \w+|having (?:me|us) on|winding (?:me|us) up|pulling my leg|making (?:it|that) up"
    r"|lying|mistaken|wrong)[ ?!.]*$",
    re.I,
)
# Hands the sentence before back, and is no question itself: "she asks who regulates it. What shall I tell her?"
HANDED_BACK = re.compile(
    r"^(?:(?:and|so|or|well) )*(?:"
    r"what (?:(?:shall|should|do|can|would|could|am) )?i (?:meant to |supposed to |to )?"
    r"(?:tell|say|answer|reply|put|write|enter|tick)\b(?: to)?(?: (?:him|her|them|my \w+))?|"
    r"any (?:ideas?|clue|thoughts|light)|"
    r"(?:do|would|might|can|could) you (?:happen to )?(?:know|help|say|tell me)|"
    r"(?:have i|did i) (?:got|get|understood|understand) (?:that|it|this) right|am i (?:right|wrong|correct)|"
    r"true or (?:false|not)|right or wrong|fact or fiction)[ ?!.]*$",
    re.I,
)
# "I did the award, which was level 3", "my team, who are all new", "in May, when I began": more of the story.
RELATING = re.compile(
    r"(?:which|wich|who|whom|whose|when|wen|where) (?!(?:level|one|type|size|body|award|course)s?\b)", re.I
)
# "If I took the Level 7, what would I do": no story, but a part of the question.
CONDITION = re.compile(
    r"(?:(?:and|so|but|ok|also|then) )*(?:if|when|once|assuming|suppose|supposing|given|with|for|in|on|at|before|after"
    r"|unless|provided|as|while|though|although|since|because|of|out of|between|from|not|apart from|besides) ",
    re.I,
)
# "When firms pay, at which level ...": a condition. "When was it founded, and by whom" asks.
WHEN = re.compile(
    r"(?:when|whenever|while) (?!(?:is|was|are|were|do|does|did|can|could|will|would|should|has|have|ilm|cmi)\b)"
    r"(?!.*\?$)",
    re.I,
)
# "Gibbs cycle, what year is that": what it is about comes first.
ASKED_LAST = re.compile(
    r"\b(?:what|wat|wot|which|wich|how|who|when|where|why)(?: \w+)? "
    r"(?:is|was|are|were|does|did) (?:it|that|this|they)\b"
)
# Says that questions come, and is none of them: "two things, how long is it and is there an exam".
ANNOUNCED = re.compile(
    r"^(?:(?:so|soz|sorry|oh|ok|okay|hi|hello|right|well|just|please|i have|i've|ive|i've got|ive got|got|there are)"
    r"[,.!]? )*"
    r"(?:an?other |an? )?(?:two|2|three|3|couple(?: of)?|few|one or two|quick) "
    r"(?:(?:quick|small|short|other|more|little|separate|different) )*"
    r"(?:things?|questions?|queries|qs|points?|ones?|bits?)"
    r"(?: (?:please|pls|sorry|soz|for you|to ask(?: you)?|then|really|if i may))*\s*[,:;.–—-]+\s*",
    re.I,
)
# Said after the question, and no part of it: "who is it aimed at, anyway".
FILLER = re.compile(r",? (?:anyway|anyhow|though|tho|lol|btw|by the way|out of interest|if i may ask)[ ?!.]*$", re.I)
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "…": "..."})
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
# Who dictates says the stops too: "no preference full stop".
DICTATED = {"full stop": ".", "comma": ",", "question mark": "?", "exclamation mark": "!"}
SPOKEN_STOP = re.compile(rf"(?<=\w) (?P<stop>{'|'.join(DICTATED)})(?![\w-])", re.I)
# "Dont no": a word that no speller sets right, for it is one.
DONT_NO = re.compile(
    r"\b(?P<not>d(?:o|id)n'?t|dnt) no(?= *(?:$|[.,!?]|(?:what|wat|which|wich|if|how|really|rly|much|anything|why|y|"
    r"where|yet|tbh|sorry|about|abt|the|it|them|m8|mate|i)\b))",
    re.I,
)
ENDLESS = re.compile(r"(\S{100})\S+")  # no word: the tokenizer takes the square of its length, seconds for a page


@dataclass(frozen=True)
class Part:
    """A stretch of the message that is read by itself; `weight` is 1 for a sentence, less for a fragment.

    `pieces` are the stretches of the message it is made of, as they stand there.
    """

    text: str
    weight: float = 1.0
    pieces: tuple[str, ...] = ()

    def within(self, text: str) -> bool:
        """Whether all of it stands in a text."""
        return all(piece in text for piece in self.pieces or (self.text,))

    def text_around(self, nested: list[str]) -> str:
        """The first of some texts, each within the next, that holds it; the last where none does."""
        return next((text for text in nested if self.within(text)), nested[-1])

    def places(self, message: str) -> tuple[tuple[int, int], ...]:
        """Where its pieces stand in the message, in characters; none for one that is not found."""
        found = [(message.find(piece), len(piece)) for piece in self.pieces or (self.text,)]
        return tuple((at, at + length) for at, length in found if at >= 0)


@dataclass(frozen=True)
class Reading:
    """One question of the message: the sentence that asks it, the one before, and all that may be read for it."""

    asks: str
    parts: tuple[Part, ...]
    before: str = ""

    def replaced(self, words: str, other: str) -> Reading:
        """The same with some words replaced wherever they stand."""
        parts = (
            Part(
                part.text.replace(words, other),
                part.weight,
                tuple(piece.replace(words, other) for piece in part.pieces),
            )
            for part in self.parts
        )
        return Reading(self.asks.replace(words, other), tuple(parts), self.before.replace(words, other))


def tidy(text: str) -> str:
    """NFC, straight quotes, no invisible characters, single spaces, an end to endless words; line breaks are kept.

    Stops that were dictated as words are stops.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")  # JSON can carry half an emoji, which is no text
    plain = unicodedata.normalize("NFC", INVISIBLE.sub("", whole)).translate(QUOTES)
    bounded = ENDLESS.sub(r"\1", plain)
    spaced = re.sub(r"[ \t\r\f\v]+", " ", re.sub(r"\n\s*\n+", "\n", bounded)).strip()
    return DONT_NO.sub(r"\g<not> know", SPOKEN_STOP.sub(lambda found: DICTATED[found["stop"].lower()], spaced))


def sentences(text: str) -> list[str]:
    """The sentences of a tidy text, double questions taken apart."""
    found: list[str] = []
    for sentence in SENTENCE_END.split(text):
        if found and _belongs_to(sentence, found[-1]):
            found[-1] = f"{found[-1].rstrip('.!,; ')}, {sentence.strip()}"  # "Only 3, 5 and 7 exist. Correct?"
            continue
        found += [piece for piece in _taken_apart(sentence.strip()) if words(piece)]
    return found


def unannounced(text: str) -> str:
    """A text without the words that only say that a question comes: "sorry, quick one, is there an exam"."""
    announced = ANNOUNCED.match(text)
    return text[announced.end() :] if announced and asks(text[announced.end() :]) else text


def _belongs_to(sentence: str, before: str) -> bool:
    """Whether a sentence is a question only with the one before: "Correct?", "what level"."""
    said = " ".join(words(sentence))
    if said in TAGS:
        return sentence.rstrip().endswith("?")
    return asks(before) and WHICH_ALONE.match(said) is not None


def _taken_apart(sentence: str) -> list[str]:
    """The two questions of "is there an exam and how long is it", a question and the story it ends; else as it is."""
    sentence = unannounced(sentence)
    if (verdict := VERDICT.search(sentence)) and len(words(sentence[: verdict.start()])) > 2:
        return [sentence[: verdict.start()].rstrip(", "), sentence[verdict.start() :].strip(", ")]
    if len(words(sentence)) > LONG_SENTENCE and (indirect := INDIRECT.search(sentence)):
        return [sentence[: indirect.end()].strip(), sentence[indirect.end() :]]
    pieces = [piece.strip() for piece in AND_ASKS.split(sentence)]
    if any(WHICH_ALONE.match(" ".join(words(piece))) for piece in pieces[1:]):
        return [sentence]  # "is there one for team leaders, and at which level"
    if len(pieces) > 1 and all(_is_asked(piece) and len(words(piece)) > 2 for piece in pieces):
        return pieces
    if len(words(sentence)) > LONG_SENTENCE and _ends_in_question(pieces):
        start = sentence.rindex(pieces[-1])
        return [sentence[:start].rstrip(" ,;"), sentence[start:]]  # "they put me on level 2, what does it cover"
    plain = FILLER.sub("", sentence)
    return [plain if len(words(plain)) > 2 and asks(plain) else sentence]


def _ends_in_question(pieces: list[str]) -> bool:
    """Whether the last piece of a sentence asks, after a story that does not."""
    last = pieces[-1]
    relative = RELATING.match(last) is not None and not last.endswith("?")
    asked = len(pieces) > 1 and len(words(last)) > 3 and asks(last) and not relative and not goes_on(last)
    before = [piece for piece in pieces[:-1] if _is_asked(piece) and not goes_on(piece)]
    return asked and CONDITION.match(pieces[-2]) is None and not before


def _is_asked(piece: str) -> bool:
    if WHEN.match(piece):
        return False
    return asks(piece) or ASKED_LAST.search(" ".join(words(piece))) is not None


def readings(text: str) -> list[Reading]:
    """The questions of a message in order, at most three; the whole message as one where none is plain.

    A sentence before the question may hold what it speaks of, so it is read with it too.
    """
    found = sentences(text) or [text]
    backs = [place for place in range(1, len(found)) if VERDICT.match(found[place]) or HANDED_BACK.match(found[place])]
    judged = {place: place - 1 for place in backs}
    asking = list(dict.fromkeys(judged.get(at, at) for at, each in enumerate(found) if _is_asked(each) or at in judged))
    if len(asking) < 2:
        main = asking[0] if asking else None
        before = found[main - 1] if main else ""
        return [Reading(found[main] if main is not None else text, _parts(found, main), before)]
    return [Reading(found[place], _parts(found[place : place + 1], 0)) for place in asking[:MOST_QUESTIONS]]


def nested(asks: str, message: str) -> list[str]:
    """What is read of a message, the shortest first: the asking clause of a long sentence, the sentence, all of it."""
    long = len(words(asks)) > LONG_SENTENCE
    asking = [pieces[0] for pieces in _clauses(asks) if len(pieces) == 1 and asks_within(pieces[0])] if long else []
    return list(dict.fromkeys([*asking[:1], asks, message]))


def _parts(found: list[str], main: int | None) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}

    def add(pieces: list[str], weight: float, joint: str = " ") -> None:
        parts.setdefault(joint.join(pieces), Part(joint.join(pieces), weight, tuple(pieces)))

    if main is not None:
        add([found[main]], 1.0)
        if main > 0:
            add(found[main - 1 : main + 1], 0.98)
    if len(words(" ".join(found))) <= 4 * LONG_SENTENCE:
        add(found, 0.97 if main is not None else 1.0)
    for sentence in reversed(found):
        add([sentence], 0.9 if main is not None else 0.97)
        if len(words(sentence)) > LONG_SENTENCE:
            for clause in _clauses(sentence):
                add(clause, 0.93, ", ")
    return tuple(parts.values())[:MOST_PARTS]


def _clauses(sentence: str) -> list[list[str]]:
    """The clauses of a long sentence, and each two in a row, the last ones first."""
    pieces = [piece for piece in CLAUSE_END.split(sentence) if len(words(piece)) > 2]
    pairs = [[one, two] for one, two in pairwise(pieces)]
    return [*([piece] for piece in reversed(pieces)), *reversed(pairs)]
