"""The intent of a message that tells of a person, or says that there is no answer, whatever facts lie near it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INFORM, UNSURE, SKIP, RECOMMEND = "inform", "unsure", "skip", "recommend"
STUDY_PLAN = "study_plan"  # hours a week that nobody asks about are told
SURELY = 0.5  # the chance from which an enquiry without a question's form is one though it tells something
ENOUGH = 2  # features: one alone may be told in passing
OF_A_MOOD = ("insult", "stop_interview", "change_wish", "goodbye", "pick")  # what a shrug may be taken for
FEW = 2  # words
SHORT = 6  # words: a longer message that says "not sure" says more


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
    told = {feature for feature, *_ in heard.get("told", ())}
    asks = bool(heard.get("asks"))
    if not told and not asks and length <= SHORT and (enquiry or outside):
        if heard.get("skip"):
            return SKIP
        if heard.get("unsure"):
            return UNSURE
    if heard.get("shrug") and not asks and length <= SHORT and kind in OF_A_MOOD:
        return UNSURE  # "whatever you say"
    if told and not asks and length <= FEW and kind == "insult":
        return INFORM  # "titchy"
    if told and not asks and (kind == STUDY_PLAN or (enquiry and chance < SURELY and kind != RECOMMEND)):
        return INFORM
    if len(told) >= ENOUGH and kind != RECOMMEND:
        if not asks and (enquiry or outside):
            return INFORM
        if asks and outside:
            return RECOMMEND
    return kind
