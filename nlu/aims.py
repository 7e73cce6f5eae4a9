"""What a message is after: a fact, advice on what to choose, or nothing, since it only tells.

A question may stand in a story, a wish may look like a question, and what tells may name a level. The signs are weighed
by a logistic regression over the three. `python -m benchmarks.aims` chooses its weights on messages that are in no
training data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from math import log1p
from typing import Any

import numpy as np

from adviser.advice.told import NO_WORKPLACE
from adviser.resolve import FOLLOWING, OF_FACT_ALONE
from nlu import asking
from nlu.hearing_intent import INFORM, RECOMMEND
from nlu.leaning import differs
from nlu.reader import Draft, knowledge
from nlu.scope import OUT_OF_SCOPE, TALK
from nlu.wishes import ABOUT_SOMEBODY, COACHING, NEAR, SITUATION, SOME, asks_advice, wants_a_course

ADVICE = "advice"  # of a recommendation that was made
ASKED, ADVISE, TOLD = "asked", "advise", "told"
AIMS = (ASKED, ADVISE, TOLD)
CHOOSING = ("ask_choice", "ask_progression", "ask_audience")  # kinds of question that ask for advice too
Weights = Mapping[str, tuple[float, float, float]]  # by sign, and by `1`, the bias, for each aim

MOST = 3  # features that count
NOTHING = (0.0, 0.0, 0.0)
PLAIN = 0.8  # chance
NEAR_A_FACT = 0.6  # nearness
LONGEST_TELLING = 8  # words: "five mechanics and an apprentice" may seem to ask of apprenticeships


@dataclass(frozen=True)
class Signs:
    """What tells what a message is after, read of all of it and of its sentence that asks most plainly for a fact.

    That sentence is read alone: "She runs the shop. How long would it take her?" asks, whatever it tells before.

    Sums of that sentence's chances of kinds, nearness to a fact (0 to 1), forms (0 or 1), counts, logarithms of words.
    """

    p_fact: float
    p_choosing: float
    p_alone: float
    p_follows: float
    p_recommend: float
    p_advice: float
    p_inform: float
    p_outside: float
    p_talk: float
    nearness: float
    asks: float
    asks_within: float
    disputed: float
    mark: float
    seeks: float
    asked_seeks: float
    situation: float
    coaching: float
    wishes: float
    names: float
    leans: float
    somebody: float
    story: float
    length: float


SIGNS = tuple(each.name for each in fields(Signs))
WEIGHTS: Weights = {
    "p_fact": (2.37, -1.02, -1.35),
    "p_choosing": (0.16, 0.52, -0.68),
    "p_alone": (-0.2, -1.26, 1.46),
    "p_follows": (5.07, -2.07, -3.0),
    "p_recommend": (-1.01, 3.8, -2.8),
    "p_advice": (1.13, 2.84, -3.97),
    "p_inform": (-0.97, -0.69, 1.66),
    "p_outside": (0.75, 0.2, -0.95),
    "p_talk": (2.94, 0.66, -3.6),
    "nearness": (5.33, -1.48, -3.85),
    "asks": (0.71, 0.98, -1.68),
    "asks_within": (1.17, 0.47, -1.64),
    "disputed": (0.1, 1.75, -1.85),
    "mark": (0.77, 1.17, -1.94),
    "seeks": (-0.67, 0.56, 0.11),
    "asked_seeks": (0.72, 0.91, -1.63),
    "situation": (-0.26, 0.56, -0.3),
    "coaching": (-0.87, 0.89, -0.02),
    "wishes": (-0.32, 0.24, 0.08),
    "names": (0.06, 0.27, -0.33),
    "leans": (-0.11, -0.05, 0.16),
    "somebody": (-1.06, 0.79, 0.26),
    "story": (0.23, 0.06, -0.29),
    "length": (0.86, 0.33, -1.19),
    "1": (-5.54, -2.04, 7.58),
}


def asks_within(text: str, told: set[str]) -> bool:
    """Whether it asks anywhere: who is torn asks which, unless much is told; who tells of a dispute, who is right."""
    return asking.asks_within(text) or _torn(text, told) or differs(text)


def _torn(text: str, told: set[str]) -> bool:
    return asking.torn(text) and len(told & SITUATION) < SOME


def signs(text: str, drafts: Sequence[Draft], told: set[str], of_fact: Sequence[str]) -> Signs:
    """Read the signs of a message.

    Args:
        text: the message as it came, tidy.
        drafts: its questions, weighed.
        told: the features that it tells of somebody.
        of_fact: the kinds of question that facts answer, without `CHOOSING` and `FOLLOWING`.
    """
    asked = max(drafts, key=lambda draft: _sum(draft.alone, (*of_fact, RECOMMEND)))
    nearness = max(draft.nearness for draft in drafts)
    words, of_it = len(asking.words(text)), len(asking.words(asked.asks))
    return Signs(
        p_fact=_sum(asked.alone, of_fact),
        p_choosing=_sum(asked.alone, CHOOSING),
        p_alone=_sum(asked.alone, OF_FACT_ALONE),
        p_follows=_sum(asked.alone, FOLLOWING),
        p_recommend=_sum(asked.alone, [RECOMMEND]),
        p_advice=_sum(asked.alone, [ADVICE]),
        p_inform=_sum(asked.alone, [INFORM]),
        p_outside=_sum(asked.alone, OUT_OF_SCOPE),
        p_talk=_sum(asked.alone, TALK),
        nearness=nearness,
        asks=float(asking.asks(asked.asks)),
        asks_within=float(asks_within(asked.message, told)),
        disputed=float(differs(asked.message) or _torn(asked.message, told)),
        mark=float("?" in text),
        seeks=float(asks_advice(text)),
        asked_seeks=float(asks_advice(asked.asks)),
        situation=min(MOST, len(told & SITUATION)),
        coaching=min(MOST, len(told & COACHING)),
        wishes=min(MOST, len(told - SITUATION - COACHING)),
        names=asked.signs.strong,
        leans=float(asked.leans),
        somebody=float(ABOUT_SOMEBODY.search(asked.asks.lower()) is not None),
        story=log1p(max(0, words - of_it)),
        length=log1p(of_it),
    )


def likely(found: Signs, weights: Weights) -> dict[str, float]:
    """How likely each aim is; a sign without weights, for which none were chosen yet, counts nothing."""
    row = np.array([*astuple(found), 1.0])
    scores = row @ np.array([weights.get(name, NOTHING) for name in (*SIGNS, "1")])
    raised = np.exp(scores - scores.max())
    return dict(zip(AIMS, (raised / raised.sum()).tolist(), strict=True))


def surely(text: str, drafts: Sequence[Draft], told: set[str], enquiries: set[str]) -> str | None:
    """The aim of a message where it is plain; None where rules of words must tell. `enquiries` are all kinds."""
    weighed = [draft for draft in drafts if draft.signs is not None]
    if not weighed:
        return None
    of_fact = sorted(enquiries.difference(CHOOSING, FOLLOWING, (RECOMMEND,)))
    found = signs(text, weighed, told, of_fact)
    chances = likely(found, WEIGHTS)
    best = max(chances, key=chances.__getitem__)
    if chances[best] < PLAIN or found.disputed or NO_WORKPLACE in told:
        return None
    if best == ADVISE and (found.nearness >= NEAR or not (found.seeks or found.situation or found.coaching)):
        return None  # "who would find Level 6 appropriate": nobody wishes for anything
    if best == ASKED and found.asked_seeks:
        return None
    return best


def of_fact(kind: str, chance: float, told: set[str], length: int) -> bool:
    """Whether a message of some length, whatever its form, all but surely asks for a fact and tells hardly anything."""
    plain = chance >= PLAIN and kind not in (*CHOOSING, *FOLLOWING, RECOMMEND)
    return plain and length > LONGEST_TELLING and len(told & SITUATION) < SOME


def is_sought(text: str, told: set[str], aim: str | None) -> bool:
    """Whether advice is plainly sought by what no question of ours was found in; `aim` is the plain one, if any."""
    return bool(aim == ADVISE and told - {"audience"}) or wants_a_course(text)


def of_nobody(main: Mapping[str, Any], text: str, drafts: Sequence[Draft]) -> bool:
    """Whether what sounds like a wish for advice speaks of no person and lies near a fact.

    "Contracting skills in coaching - what level": asked of the qualifications.
    """
    near = max((draft.nearness for draft in drafts), default=0.0)
    named = main["kind"] in knowledge().vocabulary.enquiries and bool(main["subjects"])
    return named and near >= NEAR_A_FACT and not ABOUT_SOMEBODY.search(text.lower())


def _sum(chances: Mapping[str, float], kinds: Sequence[str]) -> float:
    return sum(chances.get(kind, 0.0) for kind in kinds)
