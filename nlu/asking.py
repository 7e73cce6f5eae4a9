"""Whether words ask: the forms of a question, at the start of a sentence or within it.

Pure functions over words; nothing here knows a level or a body.
"""

from __future__ import annotations

import re
from itertools import dropwhile

ASKING = (
    "how what when where which who whom whose why is are am was were do does did can could may might must shall "
    "should will would has have had isnt arent dont doesnt cant couldnt wont compare explain tell inform list show "
    "describe define give clarify outline whether wat wots whats hows whos wheres wich whichs wen dose shud cud"
).split()
RELATIVE = ("who", "whose", "whom")
TELLING = ("tell", "inform", "show", "give", "list", "describe", "explain", "define", "compare", "outline", "clarify")
ADDRESSED = ("me", "us", "the", "what", "which", "how", "why", "please", "it")
# "Couldn't tell you one from the other" has no subject: nothing is asked.
SHRUGS = {
    (no, verb) for no in ("couldnt", "cant", "wont", "wouldnt", "dont") for verb in ("tell", "say", "mind", "care")
}
# Verbs whose subject may stand in the clause before: "I lead a team, can give it two hours and would like a course".
ELIDED = set("is are am was were do does did can could may might must shall should will would has have had".split())
# "Did a project on it in 2012", "did my level 3 a while back" leave out who did it, and ask nothing.
OBJECTS = {"a", "an", "some", "loads", "lots"}
LONG_AGO = {"ago", "back", "already", "before", "last"}
SUBJECTS = set("i we you u he she it they there this that these those the a an any anyone my our your".split())
INTERJECTIONS = set(
    "wait ok okay so but and oh ah erm um hmm well right also hi hello hey sorry actually please kindly btw anyway "
    "hang hold on then now just quick question yes no yeah nah first firstly "
    "ha haha hah aha lol ooh aw wow oops eh huh yay phew".split()
)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+|\s+[-–—]\s+(?=\w)")
CLAUSE_END = re.compile(
    r"\s*(?:[,;:()–—]|\bbut\b|\bbecause\b|\bcos\b|\bso\b|\banyway\b|\bthough\b|\bif\b|\bwhether\b)\s*", re.I
)
# A verb before its subject asks, wherever it stands: "if I pass the 7 can I tell people I've got a masters".
INVERTED = re.compile(
    r"\b(?:can|could|do|does|did|will|would|should|must|shall)(?:n't|nt)?\s+"
    r"(?:i|we|they|he|she|you|u|ilm|cmi|people|employers|anyone|somebody|someone)\b(?!\s*[,.!?]|\s*$)"
    r"|\b(?:can|could|will|would|should)(?:n't|nt)? (?:them|these|those) \w+"
    r"|\bhow (?:many|long|much) (?:\w+ )?(?:is|are|was|would|will|does|do)\b"
    r"|\b(?:that'?s|that is|it'?s|makes(?: it| that)?|comes to|which is) (?:about |roughly )?how (?:many|long|much)\b",
    re.I,
)
# "Out of them two which is less academic", "of the three, is one harder"; "anything in between 3 and 5".
OF_THEM = re.compile(
    r"^(?:(?:and|n|so|ok|but|then|well) )*(?:out )?(?:of|between) (?:them|those|these|the|all)"
    r"(?: (?:two|2|three|3|both|ones))? "
    r"(?:which|wich|what|wat|who|is|are|do|does|would|can)\b"
    r"|^(?:out )?of (?:\w+ ){1,10}(?:which|wich) (?:one |1 )?(?:is|s|has|would|takes)\b"
    r"|^(?:anything|owt|something|nothing) (?:\w+ ){0,2}(?:in )?between\b"
)
# What is asked in a sentence that only tells: "she wants to know who owns it", "all I want to know, before I ring, is
# whether ...".
_ASKER = r"\b(?:to know|know is|wonder(?:ing|s|ed)?|curious|find out|confirm|clarify|asking|asks?)\b"
_ASKED = r"(?:whether|if|who|whos|what|whats|when|where|which|why|how)\b"
INDIRECT = re.compile(rf"{_ASKER}(?:[^.?!]{{0,120}}\b(?:is|was|:))?[ ,:]+(?={_ASKED})", re.I)
# Torn between two things: which of them fits is the question, though none is put.
TORN = re.compile(
    r"\b(?:stuck|torn|undecided|dithering|hesitating|cant (?:choose|decide)|cannot (?:choose|decide)) between "
    r"(?:an? |the )?"
    r"(?:awards?|cert\w*|dip\w*|ilm|cmi|levels? )\b"
)
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def words(text: str) -> list[str]:
    """The words of a text in small letters, apostrophes dropped."""
    return [found.group().lower().replace("'", "") for found in WORD.finditer(text)]


def asks(sentence: str) -> bool:
    """Whether a sentence has the form of a question or a request to be told something."""
    said = words(sentence)
    first = list(dropwhile(INTERJECTIONS.__contains__, said))[:3]
    if OF_THEM.match(" ".join(said)) or sentence.rstrip().endswith("?"):
        return True
    if first[:1] == ["did"] and (OBJECTS & set(first[1:2]) or (first[1:2] == ["my"] and LONG_AGO & set(said))):
        return False
    shrugs = tuple(first[:2]) in SHRUGS
    return bool(not shrugs and first and (first[0] in ASKING or set(first[1:2]) & set(ASKING[:9])))


def asks_within(text: str) -> bool:
    """Whether any clause of a message asks ("I have one gap to close, is an award right for that")."""
    for sentence in SENTENCE_END.split(text):
        clauses = CLAUSE_END.split(sentence)
        if any(
            asks(clause) and not (at and goes_on(clause)) for at, clause in enumerate(clauses) if len(words(clause)) > 2
        ):
            return True
    return INVERTED.search(text) is not None or INDIRECT.search(text) is not None


def torn(text: str) -> bool:
    """Whether a message only says between what it cannot choose ("stuck between award and certificate")."""
    return TORN.search(text.lower().replace("'", "")) is not None


def goes_on(clause: str) -> bool:
    """Whether a clause inside a sentence tells more of what came before: "who lead nobody", "and would like one"."""
    said = list(dropwhile(INTERJECTIONS.__contains__, words(clause)))[:2]
    if clause.rstrip().endswith("?") or len(said) < 2:
        return False
    if said[0] in RELATIVE or said[0] in TELLING:
        return said[1] not in (ASKING if said[0] in RELATIVE else ADDRESSED)
    return said[0] in ELIDED and said[1] not in SUBJECTS
