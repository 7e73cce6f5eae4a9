"""Which question to ask next: the one whose answer can still change the recommendation, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator

from adviser.advice.conditions import holds
from adviser.advice.decide import Engine, tried_out
from adviser.advice.model import DIMENSIONS, Ask, Cell, Profile


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


def telling(profile: Profile, engine: Engine) -> list[Ask]:
    """The open questions that could still change the first recommendation, the most telling first."""
    if engine.refused(profile):
        return []
    weighed = [(worth(ask, profile, engine), ask) for ask in open_questions(profile, engine)]
    return [ask for points, ask in sorted(weighed, key=lambda found: -found[0]) if points > 0]  # stable: file order


def next_question(profile: Profile, engine: Engine) -> Ask | None:
    """The most telling open question; None where no answer can change what is recommended first, or nothing can."""
    return next(iter(telling(profile, engine)), None)


def questions_left(profile: Profile, engine: Engine) -> int:
    """About how many questions are still to come, the next one among them."""
    if not engine.enough(profile):
        return len(list(open_questions(profile, engine)))  # each of them may matter once the first is answered
    return len(telling(profile, engine))
