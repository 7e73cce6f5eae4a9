"""From the questions of one message to the answers, each taking up where the one before left off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adviser.answer import answer
from adviser.model import KnowledgeBase
from adviser.talk import HELPFUL, Answer, Focus, Question, Status
from adviser.tell import statements_of

GIVING_UP = 3  # failures in a row after which a person is offered


@dataclass(frozen=True)
class Response:
    """The answers worth telling, the focus for the next message, and whether anything was answered."""

    answers: tuple[Answer, ...]
    focus: Focus
    answered: bool


def respond(questions: Sequence[Question], focus: Focus, knowledge: KnowledgeBase) -> Response:
    """Answer each question; one that found nothing is left out where another found something."""
    answers: list[Answer] = []
    now = focus
    for question in questions:
        found = answer(question, now, knowledge)
        now = found.focus if found.status in HELPFUL else now
        answers.append(found)
    helpful = tuple(found for found in answers if found.status in HELPFUL)
    answered = any(found.status in (Status.ANSWERED, Status.DISPUTED) for found in answers)
    if not helpful:
        return Response(tuple(answers[:1]), replace(now, age=now.age + 1), answered)
    return Response(helpful, now, answered)


def fall_back(response: Response, failures: int) -> Answer:
    """What is said when nothing could be answered, the `failures`th time in a row (from 1).

    An honest "that is not known" or a choice of readings is said as it is; after that the menu, then a person.
    """
    none = not response.answers or response.answered  # an answer to words that were not understood is none
    first = Answer(Status.UNSURE, notes=("rephrase",)) if none else response.answers[0]
    if first.status == Status.NOT_KNOWN or (first.offers and failures < GIVING_UP):
        return first
    if failures >= GIVING_UP:
        return replace(first, notes=("person",), offers=())
    if first.status == Status.OUT_OF_SCOPE:
        return first
    return replace(first, notes=("menu",) if failures > 1 else ("rephrase",))


def not_covered(questions: Sequence[Question], failures: int, knowledge: KnowledgeBase) -> Answer:
    """What is said to a message that is none of ours, naming what it asked for where that has a name."""
    subjects = knowledge.vocabulary.subjects
    named = dict.fromkeys(key for question in questions for key in question.subjects if subjects[key].kind == "outside")
    notes = ("outside" if named else "out_of_scope", *(("person",) if failures >= GIVING_UP else ()))
    return Answer(Status.OUT_OF_SCOPE, notes=notes, names=tuple(subjects[key].name for key in named))


def reply(kind: str, focus: Focus, knowledge: KnowledgeBase) -> Answer | None:
    """The fixed reply to a kind of talk, with the facts it rests on (`knowledge/replies.yml`); None for others."""
    found = knowledge.replies.get(kind)
    if found is None:
        return None
    said = statements_of([knowledge.facts[key] for key in found.facts], knowledge)
    return Answer(Status.ANSWERED, said, notes=found.notes, focus=focus)
