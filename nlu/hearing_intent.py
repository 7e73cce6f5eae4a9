"""The intent of a message that tells of a person, or says that there is no answer, whatever facts lie near it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlu.hearing_answers import PLAIN

INFORM, UNSURE, SKIP, RECOMMEND = "inform", "unsure", "skip", "recommend"
STUDY_PLAN = "study_plan"  # hours a week that nobody asks about are told
SURELY = 0.5  # the chance from which an enquiry without a question's form is one though it tells something
ENOUGH = 2  # features: one alone may be told in passing
OF_A_MOOD = ("insult", "stop_interview", "change_wish", "goodbye", "pick", "advice")  # what a shrug may be taken for
RUDE = ("insult", "restart", "greet")
OF_THE_TALK = ("human", "privacy", "thank", "summary")  # unlikely where a few words tell of the person
HELP = "help"
UNLIKELY = 0.6  # chance
FEW = 3  # words
IN_WORDS = ("goal", "qualification_held", "audience")  # questions that anything answers
SHORT = 6  # words: a longer message that says "not sure" says more


def features_of(heard: Mapping[str, Any]) -> set[str]:
    """The features that a message tells, of one group or of several."""
    layers = [triple for layer in heard.get("layers", ()) for triple in layer.get("told", ())]
    return {feature for feature, *_ in (*heard.get("told", ()), *layers)}


def intent_of_the_told(
    kind: str, chance: float, enquiry: bool, outside: bool, heard: Mapping[str, Any], length: int
) -> str:
    """The kind of a message, seen what it tells.

    Args:
        kind: what it was taken for.
        chance: how likely that is (0 to 1).
        enquiry: whether that is an enquiry.
        outside: whether it was taken for none of ours.
        heard: what it tells (`nlu.hearing.Heard`), empty where nobody listened.
        length: its words.
    """
    told = features_of(heard)
    asks = bool(heard.get("asks"))
    if not asks and length <= SHORT and (answered := _answered(kind, enquiry or outside, heard, told, length)):
        return answered
    of_the_talk = kind == HELP or (kind in OF_THE_TALK and length <= SHORT)
    if told and not asks and of_the_talk and chance < UNLIKELY:
        return INFORM  # "nobody, just my own calls" wants nobody to ring; "I don't know what is this, I want practice"
    if told and not asks and (kind == STUDY_PLAN or (enquiry and chance < SURELY and kind != RECOMMEND)):
        return INFORM
    if len(told) >= ENOUGH and kind != RECOMMEND:
        if not asks and (enquiry or outside):
            return INFORM
        if asks and outside:
            return RECOMMEND
    return kind


def _answered(kind: str, mistaken: bool, heard: Mapping[str, Any], told: set[str], length: int) -> str:
    """What a few words are that can be heard as an answer; "" for what they were taken for."""
    if not told and mistaken and (heard.get("skip") or heard.get("unsure")):
        return SKIP if heard.get("skip") else UNSURE
    if heard.get("shrug") and kind in OF_A_MOOD:
        return UNSURE  # "whatever you say"
    if kind in RUDE and length <= FEW and (told or _heard_by_cue(heard)):
        return INFORM  # "titchy", "haven't begun": an answer is likelier than a word of abuse
    return ""


def _heard_by_cue(heard: Mapping[str, Any]) -> bool:
    """Whether words, and no bare number, tell what a message means as an answer."""
    return any(
        sure >= PLAIN and (value == 0 or not isinstance(value, float | int))
        for ask, readings in heard.get("might", {}).items()
        if ask not in IN_WORDS
        for _, value, _, sure in readings
    )
