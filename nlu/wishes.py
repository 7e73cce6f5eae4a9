"""Whether somebody asks to be advised: "which course should I do", "what would suit them", "where do I start"."""

from __future__ import annotations

import re
from functools import lru_cache

from adviser.advice.told import NO_WORKPLACE
from adviser.resolve import OF_FACT_ALONE
from nlu.asking import asks
from nlu.scope import OUT_OF_SCOPE
from nlu.text import sentences

THING = r"(?:courses?|corses?|qual\w*|one|wun|levels?|programmes?|award|certificate|certs?|diploma|training)"
# A clause that names a course and nothing that it should teach.
COURSE = re.compile(
    r"\b(?:course|qualification|qual|quali)s?"
    r"(?: (?:for )?(?:me|us)| (?:should|shud|shall|do|can|could) (?:i|we) (?:do|get|take|pick|choose|go for))?"
    r"(?: (?:please|pls))?$"
)
CLAUSE = re.compile(r"[,;:()]|\bbut\b|\bas i\b|\bbecause\b")
WHICH = r"(?:which|wich|what|wat|wot|whats|wats|wots|whichever)"
WHO = r"(?:i|we|they|he|she)"
CHOOSE = r"(?:do|take|study|pick|choose|buy|go|get|be(?! \w+ing)|look|start|begin|put|aim|need|try|enrol)"
FOR_WHOM = r"(?:me|us|them|her|him|my|our|someone|somebody)"
OUGHT = r"(?:should|shud|shd|shall|ought)"
MOST_BETWEEN = r"(?:\w+ ){0,5}?"
ASKED = [
    rf"\b{OUGHT} {WHO} (?:to )?{CHOOSE}\b",
    rf"\b{WHICH} {MOST_BETWEEN}(?:do|would|can|could) {WHO} (?:to )?{CHOOSE}\b",
    rf"\b{WHICH} {MOST_BETWEEN}(?:would|wud|should|shud) (?:you|u) (?:take|choose|pick|go)\b",
    rf"\b{WHICH} {MOST_BETWEEN}(?:do|would|wud|should|shud|can|could) (?:you|u) (?:suggest|reckon|think|propose)\b",
    r"\b(?:recommend\w*|reccomend\w*|suggest\w*|advise\w*|advice|guidance|guide (?:me|us)|point (?:me|us))\b",
    rf"\b(?:best|right|rite|good|suitable|suits?|suited|fits?) {MOST_BETWEEN}{FOR_WHOM}\b",
    rf"\bwhere (?:do|should|shud|to) {WHO}? ?(?:start|begin)",
    rf"\b{WHICH} (?:is|would be|comes?|s)? ?(?:the |my |our )?next\b",
    r"\bnext step\b",
    # "what would you put me on", "which would you sign them up for", "where would you start somebody like me"
    (
        rf"\b(?:{WHICH}|where) {MOST_BETWEEN}(?:would|wud|should|shud|wld|d) (?:you|u) "
        rf"(?:put|enrol|start|place|sign|book|nudge|steer) (?:{FOR_WHOM}|an?|the|those|these)\b"
    ),
    rf"\b{WHICH} {MOST_BETWEEN}(?:sets?|gets?|prepares?|makes?) {FOR_WHOM} (?:\w+ )?(?:up|ready|there|going)\b",
    r"\bhelp (?:me|us) (?:to )?(?:choose|pick|find|decide)\b",
    rf"\b{WHICH} {MOST_BETWEEN}(?:be|is|seems) (?:most |more )?(?:appropriate|suitable|ideal|advisable)$",
    rf"\b{WHICH} (?:have|ve|do|can|could|would) (?:you|u) (?:got|have|offer|give)(?: (?:for )?(?:me|us|them))?$",
    rf"\b{WHICH} (?:one|wun) (?:is|was|would) (?:it|that)(?: be)?(?: now| then)*$",
    r"\b(?:repeat|remind me of) (?:the|my|your) (?:level|recommend\w*|qualification|advice|answer)\b",
    rf"\b{WHICH} (?:is |s |would be )?(?:\w+ ){{0,2}}?worth (?:doing|taking|getting|going|studying|my|our)\b",
    (
        rf"\b(?:is|are) there (?:\w+ ){{0,3}}?(?:{THING}|anything|something) (?:\w+ )?(?:for|like) "
        rf"(?:(?:the likes of |(?:someone|somebody|people) like )?(?:{FOR_WHOM}|this|that)|people like)\b"
    ),
    rf"^(?:\w+ ){{0,3}}?(?:{THING}|something|anything) for {FOR_WHOM}(?: \w+){{0,2}}$",
    # "what study is for me", "what would be sensible", "where should those people go"
    rf"\b{WHICH} (?:\w+ ){{1,3}}(?:is|are|s|would be) (?:the (?:one|thing) )?for {FOR_WHOM}\b",
    rf"\b{WHICH} (?:would|wud|might) be (?:\w+ )?(?:sensible|wise|right|best|suitable|appropriate|advisable)\b",
    (
        rf"\b(?:{WHICH}|where) {MOST_BETWEEN}{OUGHT} (?:my|our|those|these|the) (?:\w+ )?"
        r"(?:people|staff|managers|team|lot|ones)\b"
    ),
    r"^(?:so |and |ok )?(?:what about |which (?:one )?)?for (?:me|us|them)(?: then)?$",
    rf"^(?:so )?{WHICH}$",
    rf"^(?:so |and )?{WHICH} (?:else )?(?:is|s) there(?: then| please)?$",
    rf"^(?:{WHICH} )?(?:course|corse|qualification)s?(?: please| pls)?$",
    (
        rf"\b{WHICH} {MOST_BETWEEN}{THING} (?:wont|will not|would ?nt|isnt|is not|is no|would be no) "
        r"(?:be )?(?:a |any )?waste\b"
    ),
    # "dunno if it's coaching or management I want"
    (
        r"\b(?:dunno|do ?nt know|not sure|unsure|cant (?:decide|tell)|no idea) (?:if|whether|which) "
        rf"(?:\w+ ){{0,6}}?or (?:\w+ ){{0,4}}?(?:(?:{WHO} )?(?:want|need)|is for me|suits? me|to (?:do|take|pick))\b"
    ),
]
ASKING = re.compile("|".join(ASKED))
WHOM_TO_BELIEVE = re.compile(r"\b(?:believe|trust|go by|rely on)\b")  # two sources, and no course, to choose between
# Said, not asked: "I want to do a course for managing", "looking for some training for my managers".
WISHED = re.compile(
    r"\b(?:want|wanna|need|like|love|looking|search\w*|seek\w*|after|could do with|fancy|interested) (?:\w+ ){0,3}?"
    r"(?:an?|some|the right|any) (?:\w+ ){0,3}?(?:courses?|corse|qual\w*|training|programme)\b"
    r"|\b(?:want|wanna|need|like|get|looking for|after) (?:\w+ ){0,2}?(?:something|summat|sth|smth|anything) "
    r"(?:official|formal|recogni[sz]ed|accredited|proper|suitable|for|broader|bigger|wider|deeper|longer|higher|fuller)\b"
    r"|\b(?:id|i d|i would|wed|we would|i) (?:like|want|fancy|love) (?:something|summat|sth) "
    r"(?:a bit )?(?:broader|bigger|wider|deeper|longer|higher|fuller|further)\b"
)
CAN_TAKE = re.compile(
    r"\b(?:can|could|may|might|would) (?:i|she|he|we|they)(?: still)? (?:do|take|get|start|study|enrol|apply|go)\b"
    r"|\bopen to (?:me|her|him|us|them|someone|somebody)\b"
)
# What is wanted of a recommendation in so many words, whatever it was taken for.
OF_IT = {
    "summary": re.compile(r"\b(?:summary|summari[sz]e|recap|sum (?:\w+ ){0,2}up)\b"),
    "study_plan": re.compile(r"\b(?:study|learning|revision) (?:plan|timetable|schedule)\b"),
    "thank": re.compile(r"^(?:\w+ ){0,2}(?:ta|cheers|thx|thanx|thanks)(?: \w+){0,2}$"),
}
OF_WORK = re.compile(
    r"\b(?:assignments?|essays?|reports?|coursework|units?|criteri\w+|chapters?|articles?|models?|\d+ words)\b"
)
# "which level" asks for advice where the person speaks of somebody they know, or says no more than that.
# A numbered level is chosen already: "what would Level 2 teach me".
WHICH_THING = re.compile(rf"\b(?!what about){WHICH} {MOST_BETWEEN}{THING}\b(?! (?:\d|two|three|four|five|six|seven)\b)")
ABOUT_SOMEBODY = re.compile(
    r"\b(?:i|im|ive|id|me|my|myself|mine|we|were|weve|us|our|she|shes|he|hes|her|him|someone)\b"
)
# "which one do employers like" asks what others do.
NEIGHBOUR = re.compile(r"\b(?:after|before|above|below) (?:that|this|it|the)\b")  # of what was talked about
OF_OTHERS = re.compile(
    r"\b(?:employers?|companies|firms|organi[sz]ations?|recruiters?|businesses|(?:most|other) people)\b"
)
AT_WHICH = re.compile(rf"\b(?:at|on|from|in) {WHICH} ")  # "at which level": of what was talked about
LEARNING = re.compile(rf"\b(?:{THING}|learn\w*|train\w*|stud\w+|manag\w*|lead\w*|coach\w*|supervis\w*)\b")
BEGINS = re.compile(rf"\bwhere (?:do|should|shud|would|can) {WHO} (?:start|begin)\b")
BARE = 5  # words
SIGNS = re.compile(r"[^\w\s]")


@lru_cache(maxsize=8)  # a message and its question are asked for several times, and are often the same
def asks_advice(text: str) -> bool:
    """Whether a message asks which qualification to take, for whomever."""
    return any(
        _asks_advice(plain) or (WISHED.search(plain) is not None and not asks(sentence))
        for sentence in sentences(text)
        for plain in [" ".join(SIGNS.sub("", sentence.lower()).split())]
    )


def wants_a_course(text: str) -> bool:
    """Whether a clause asks for advice about a course of no subject of its own, whatever job stands beside it.

    "Could you point me at the right course, I look after the polytunnels": unlike any example, and plainly for us.
    """
    return any(
        _asks_advice(plain) and COURSE.search(plain) is not None
        for clause in CLAUSE.split(text.lower())
        for plain in [" ".join(SIGNS.sub("", clause).split())]
    )


def in_so_many_words(text: str) -> str:
    """The kind that a message names outright ("a summary for my boss"); "" for none."""
    plain = " ".join(SIGNS.sub("", text.lower()).split())
    if OF_WORK.search(plain):
        return ""
    return next((kind for kind, words in OF_IT.items() if words.search(plain)), "")


def _of_something_else(kind: str, text: str) -> bool:
    """Whether what is none of ours speaks of no course and of no leading either: "could you recommend a plumber"."""
    return kind in OUT_OF_SCOPE and LEARNING.search(text.lower()) is None


def _asks_advice(sentence: str) -> bool:
    if WHOM_TO_BELIEVE.search(sentence):
        return False
    if ASKING.search(sentence):
        return True
    thing = WHICH_THING.search(sentence) is not None
    thing = thing and not OF_OTHERS.search(sentence) and not NEIGHBOUR.search(sentence)
    bare = len(sentence.split()) <= BARE and not AT_WHICH.search(sentence)
    return thing and (ABOUT_SOMEBODY.search(sentence) is not None or bare)


# What somebody's situation is, as against what they want or whom they ask for.
SITUATION = {
    "role", "responsibility", "experience", "headcount", "held_level", "new_in_post", "aspiring", "answerable",
    "delegated", "manages_managers", "several_sites", "budget", "project", "coordinates_only", "whole_department",
    "several_departments", "strategy", "operational_only",
}  # fmt: skip
COACHING = {"wants_coaching_basics", "wants_coaching_role", "wants_coaching_pool", "wants_coaching_culture"}
NO_WISH = (*OF_FACT_ALONE, "why_not", "what_if", "study_plan", "evidence", "pick")
NEAR_ADVICE = ("ask_choice", "ask_progression", "ask_audience", "follow_up", "help", "advice", "nlu_fallback")
MUCH, SOME = 3, 2  # features of a situation
SHORT = 25  # words
SURELY, CERTAIN = 0.8, 0.95  # chance of an enquiry
NEAR = 0.7  # nearness to a fact
LIKELY, VERY_NEAR = 0.5, 0.75  # chance and nearness that together say as much as one that is sure


def _ends_in_a_fact(kind: str, chance: float, text: str, names: bool, nearness: float) -> bool:
    """Whether a long story ends in a question of fact: "just made team leader. What would Level 2 teach me?"."""
    if kind in NEAR_ADVICE or chance < SURELY:
        return False
    return nearness >= NEAR or (names and chance >= CERTAIN and not asks_advice(text))


def wants_advice(kind: str, chance: float, told: set[str], text: str, names: bool, nearness: float) -> bool:
    """Whether a message asks to be advised, whatever it was taken for.

    Args:
        kind: what it was taken for.
        chance: how likely that is, 0 to 1.
        told: the features that it tells.
        text: its words.
        names: whether it names a level, a type or another thing of which there are facts.
        nearness: how near the nearest fact lies, 0 to 1.
    """
    situation = len(told & SITUATION)
    if NO_WORKPLACE in told and (kind in NEAR_ADVICE or CAN_TAKE.search(text.lower())):
        return True  # "I'm out of work, can I do Level 3?": first of all a centre must say
    if situation >= MUCH and chance < SURELY and nearness < NEAR:
        return True
    if kind in NO_WISH or (situation < SOME and _of_something_else(kind, text)):
        return False
    if situation >= MUCH:
        return not _ends_in_a_fact(kind, chance, text, names, nearness)
    of_fact = nearness >= NEAR and (chance >= SURELY or (chance >= LIKELY and nearness >= VERY_NEAR))
    # "Should I pick a level for the job I have, or for the next one": a fact that lies so near is what was meant.
    of_fact = of_fact and not (situation and BEGINS.search(text.lower()))  # "I run a print works, where do I begin"
    asked = asks_advice(text)
    if situation >= SOME:
        return asked or kind in NEAR_ADVICE
    if asked and len(told) >= MUCH and not of_fact:
        return True  # "practical, ILM, ten hours a week; which level should I take"
    if told & COACHING and asked and not names:
        return True  # "we want a pool of coaches, which qualification is right"
    plain = nearness < NEAR and (chance < SURELY or kind == "ask_choice")
    told_of = (
        bool(situation) and kind in NEAR_ADVICE and not of_fact
    )  # "they've put me in charge of reception, where do I start"
    return asked and not names and (told_of or (plain and len(text.split()) <= SHORT))
