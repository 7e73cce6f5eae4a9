"""A talk with the adviser as tests hold it, and a supervisor who answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adviser.advice.decide import Engine
from adviser.advice.hear import Heard
from adviser.advice.interview import State
from adviser.advice.model import Said
from adviser.advice.turn import turn
from adviser.talk import Focus, Match, Question
from render.blocks import joined, message_of
from render.plain import plain


@dataclass
class Talk:
    """One person's conversation with the core."""

    engine: Engine
    state: State = field(default_factory=State)
    focus: Focus = field(default_factory=Focus)
    choices: tuple[str, ...] = ()

    def say(self, kind: str, told: dict[str, Any] | None = None, *subjects: str, **more: Any) -> str:
        """What the person hears after a message of that kind which tells so much."""
        matches = tuple(Match(key, 0.95) for key in more.pop("near", ()))
        asked = {name: more.pop(name) for name in ("leans", "pick", "refused") if name in more}
        heard = Heard(told={name: _said(value) for name, value in (told or {}).items()}, **more)
        question = Question(kind, subjects=subjects, matches=matches, **asked)
        response, self.state = turn(kind, (question,), heard, self.focus, self.state, self.engine)
        self.focus = response.focus
        base = self.engine.knowledge
        message = joined([message_of(answer, base.words, base.vocabulary.subjects) for answer in response.answers])
        self.choices = message.choices
        return plain(message, base.words)


def _said(value: Any) -> Said:
    return Said(*value) if isinstance(value, tuple) else Said(value)


SUPERVISOR = {
    "responsibility": ("team", "six people on nights"),
    "role": ("supervisor", "shift supervisor"),
    "experience": (2.0, "two years"),
    "focus": "leadership_and_management",
    "learning_style": "practical",
    "qualification_type": "certificate",
}
