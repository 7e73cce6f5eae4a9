"""A person's turns with the core alone: what is said, and what stands then."""

from __future__ import annotations

from dataclasses import dataclass, field

from adviser.contact.hear import Said
from adviser.contact.model import ASKED, Contact, Outcome, Step
from adviser.contact.talk import Setting, begin, take
from adviser.model import KnowledgeBase
from render.blocks import message_of
from render.plain import plain

ID = "0123456789abcdef0123456789abcdef"
GIVEN = ("Anna Smith", "anna@example.org", "Evenings", "020 7946 0958")


@dataclass
class Talk:
    """One person; `said` is the last reply as plain text, `choices` its buttons."""

    base: KnowledgeBase
    setting: Setting
    step: Step = field(default_factory=lambda: Step(None, Contact()))
    said: str = ""
    choices: tuple[str, ...] = ()

    def begin(self, reason: str = ASKED) -> Talk:
        """The wish for a person, or its offer."""
        return self._stands(begin(Contact(reason=reason, id=ID), self.setting))

    def say(self, *texts: str, kind: str = "", asks: bool = False, names: bool = False) -> str:
        """Messages one after the other, each as understanding read it; gives the last reply."""
        for text in texts:
            self._stands(take(Said(text, kind, asks, names), self.step.contact, self.step.details, self.setting))
        return self.said

    def reach(self, step: str) -> Talk:
        """Go on to a step with good answers."""
        self.begin().say("Yes, go on")
        for answer in GIVEN:
            if self.step.contact.step == step:
                break
            self.say(answer)
        assert self.step.contact.step == step
        return self

    def _stands(self, step: Step) -> Talk:
        self.step, self.said, self.choices = step, "", ()
        if step.answer is not None:
            message = message_of(step.answer, self.base.words, self.base.vocabulary.subjects)
            self.said, self.choices = plain(message, self.base.words), tuple(message.choices)
        return self

    @property
    def aside(self) -> bool:
        """Whether the last message was none of this talk's."""
        return self.step.outcome == Outcome.ASIDE
