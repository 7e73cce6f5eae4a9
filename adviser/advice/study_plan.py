"""What is known of a study plan, from one question and from those before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adviser.model import KnowledgeBase
from adviser.resolve import FORGOTTEN_AFTER
from adviser.talk import Focus, Question

KINDS = ("body", "level", "type", "pathway")  # of subject, and fields of a plan


@dataclass(frozen=True)
class StudyPlan:
    """What is known of a plan: its size (credits, hours, a title of the catalogue or a type), the pace and the length.

    `hours` are all the hours of learning, `hours_a_week` the pace, `weeks` the length wanted or available. The rest
    are ids of subjects, `qualification` of the catalogue. Plain values, so that it can be kept between turns.
    """

    credits: float | None = None
    hours: float | None = None
    qualification: str = ""
    type: str = ""
    level: str = ""
    body: str = ""
    pathway: str = ""
    hours_a_week: float | None = None
    weeks: float | None = None

    @property
    def sized(self) -> bool:
        """Whether it says how much there is to learn."""
        return bool(self.credits or self.hours or self.qualification or self.type)

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it speaks of, for the focus."""
        return tuple(key for key in (self.body, self.level, self.type, self.pathway) if key)


def of_question(
    question: Question,
    focus: Focus,
    knowledge: KnowledgeBase,
    hours_a_week: float | None = None,
    in_weeks: float | None = None,
) -> StudyPlan:
    """What a question says of a plan; what it leaves unnamed is taken from what was talked about."""
    talked_of = focus.subjects if focus.age < FORGOTTEN_AFTER else ()
    known = [key for key in (*question.subjects, *talked_of) if key in knowledge.vocabulary.subjects]
    found: dict[str, str] = {}
    for key in known:
        if key not in question.refused:
            found.setdefault(knowledge.vocabulary.kind(key), key)
    named = {kind: found.get(kind, "") for kind in KINDS}
    return StudyPlan(question.credits, question.hours, hours_a_week=hours_a_week, weeks=in_weeks, **named)


def carried(previous: StudyPlan | None, new: StudyPlan) -> StudyPlan:
    """The plan of before with what is new: "and with five hours?" keeps the size, "and a diploma?" the pace."""
    if previous is None:
        return new
    about = {kind: getattr(new, kind) or getattr(previous, kind) for kind in KINDS}
    if new.credits or new.hours or new.qualification:
        merged = replace(new, **{**about, "type": new.type})
    elif new.type and new.type != previous.type:
        merged = replace(new, **about)
    else:
        moved = any(getattr(previous, kind) and about[kind] != getattr(previous, kind) for kind in KINDS)
        kept = "" if moved else previous.qualification
        merged = replace(new, credits=previous.credits, hours=previous.hours, qualification=kept, **about)
    asks_pace = new.weeks is not None and new.hours_a_week is None and merged.sized
    return replace(
        merged,
        hours_a_week=previous.hours_a_week if new.hours_a_week is None and not asks_pace else new.hours_a_week,
        weeks=previous.weeks if new.weeks is None else new.weeks,
    )
