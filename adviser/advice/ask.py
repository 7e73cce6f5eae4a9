"""Which question to ask next: the one whose answer can still change the recommendation, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator

from adviser.advice.conditions import holds
from adviser.advice.decide import Engine, tried_out
from adviser.advice.model import DIMENSIONS, Ask, Cell, Profile

MOST_ASKED = 6  # in a row: looking further ahead tells nobody anything


def open_questions(profile: Profile, engine: Engine) -> Iterator[Ask]:
    """The questions that nothing said so far has settled."""
    for ask in engine.rules.questions.values():
        settled = any(name in profile for name in ask.settles)
        if not settled and (ask.only is None or holds(ask.only, profile) is True):
            yield ask


def worth(ask: Ask, profile: Profile, engine: Engine) -> float:
    """How much its answers would change the first recommendation, on average; 0 where asking is idle."""
    now = engine.first(profile)
    changes = [_difference(now, engine.first(tried_out(profile, choice.sets)), engine) for choice in ask.choices]
    return sum(changes) / len(changes) if changes else 0.0


def _difference(now: Cell | None, then: Cell | None, engine: Engine) -> float:
    if now is None or then is None:
        return 0.0 if now == then else engine.rules.matters["level"]
    return sum(engine.rules.matters[d] for d in DIMENSIONS if now.value(d) != then.value(d))


def next_question(profile: Profile, engine: Engine) -> Ask | None:
    """The most telling open question; None where no answer can change what is recommended first, or nothing can."""
    if engine.refused(profile):
        return None
    weighed = [(worth(ask, profile, engine), -place, ask) for place, ask in enumerate(open_questions(profile, engine))]
    best = max(weighed, key=lambda found: found[:2], default=None)
    return best[2] if best and best[0] > 0 else None


def questions_left(profile: Profile, engine: Engine) -> int:
    """About how many questions are still to come, the next one among them, if each gets its first answer."""
    left = 0
    while (ask := next_question(profile, engine)) is not None and left < MOST_ASKED:
        profile = tried_out(profile, ask.choices[0].sets)
        left += 1
    return left
