"""One up, one down, the highest, the lowest: what stands above or below the thing talked about."""

from __future__ import annotations

from dataclasses import replace

from adviser.model import KnowledgeBase
from adviser.resolve import FORGOTTEN_AFTER, singles_out
from adviser.talk import Focus, Question

LADDERS = ("grade", "level", "type")  # kinds whose things stand one above another
STEPPING = ("follow_up", "pick")
FAR = 2  # steps from which the end of the ladder is meant
NEXT_GRADE = "ask_progression"  # "and what comes after that?": no fact says so of a grade


def stepped(question: Question, focus: Focus, knowledge: KnowledgeBase) -> tuple[Question, Focus]:
    """The question with the neighbour that it points at ("and the grade below it?"), and what is still talked about.

    Both as they are where it points at none.
    """
    vocabulary = knowledge.vocabulary
    names = singles_out(question.subjects, vocabulary)
    kinds = LADDERS if question.kind in STEPPING else LADDERS[:1] if question.kind == NEXT_GRADE else ()
    if not question.step or names or focus.age >= FORGOTTEN_AFTER:
        return question, focus
    if (end := _end_of_the_listed(question, focus, knowledge)) and question.kind not in STEPPING:
        return replace(question, subjects=(*question.subjects, end)), focus
    for kind in kinds:
        spoken_of = [key for key in focus.subjects if vocabulary.kind(key) == kind]
        if len(spoken_of) == 1 and (neighbour := _neighbour(spoken_of[0], question.step, focus, knowledge)):
            # A grade's level is what it asks for; the next grade asks for another.
            left = [key for key in focus.subjects if kind != "grade" or vocabulary.kind(key) != "level"]
            subjects = (*question.subjects, neighbour)
            only = replace(question, kind="follow_up", subjects=subjects, matches=())  # its words name nothing else
            return only, replace(focus, subjects=tuple(left))
    return question, focus


def _end_of_the_listed(question: Question, focus: Focus, knowledge: KnowledgeBase) -> str:
    """The highest or lowest of what was listed last ("what is required for the highest of them"); "" for none."""
    listed = [each for key in focus.items if (each := knowledge.vocabulary.subjects.get(key)) is not None]
    if abs(question.step) < FAR or not question.leans or len({each.kind for each in listed}) != 1:
        return ""
    listed.sort(key=lambda each: each.order)
    return listed[-1 if question.step > 0 else 0].id if listed[0].kind in LADDERS else ""


def _neighbour(key: str, steps: int, focus: Focus, knowledge: KnowledgeBase) -> str:
    """What stands so many steps up or down, the last one there if that is too far; "" for none.

    It counts only that of which something is known under the aspect: there is no Level 8 to speak of. Of a pathway
    it counts the levels that the pathway has: coaching has no Level 6.
    """
    vocabulary = knowledge.vocabulary
    kind, body = vocabulary.kind(key), key.partition("-")[0]
    said = {each for known in knowledge.by_aspect.get(focus.aspect, ()) for each in known.about} | {key}
    for pathway in (each for each in focus.subjects if vocabulary.kind(each) == "pathway" and kind == "level"):
        said &= {each for fact in knowledge.facts.values() if pathway in fact.about for each in fact.about} | {key}
    usual = {each for subject in vocabulary.subjects.values() if key in subject.means for each in subject.means}
    like = [each for each in vocabulary.subjects.values() if each.kind == kind and each.id in (usual or said)]
    rungs = sorted((e for e in like if kind != "grade" or e.id.partition("-")[0] == body), key=lambda each: each.order)
    here = [each.id for each in rungs].index(key)
    there = min(max(here + steps, 0), len(rungs) - 1)
    return rungs[there].id if there != here else ""
