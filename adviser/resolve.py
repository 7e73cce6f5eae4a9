"""What a question is about, once the conversation before it is taken into account.

"and level 7?" keeps the aspect and swaps the level; "who is it for?" keeps the subjects; a question that
names everything itself keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from adviser.model import KnowledgeBase, Vocabulary
from adviser.talk import Focus, Question
from adviser.weights import Weights

# Kinds of subject that single a thing out. Two facts that name different ones speak of different things.
STRONG = ("level", "type", "body", "pathway", "grade", "provider", "theory", "apprenticeship", "variant", "outside")
# Kinds of enquiry that nobody is advised on, however much is told of a person.
OF_FACT_ALONE = ("ask_membership", "ask_cost", "ask_apprenticeship")
FOLLOWING = ("follow_up", "more", "why", "pick", "ask_source", "summary")
MEMBERSHIP = ("membership",)  # the aspect of whatever is said of a grade
FORGOTTEN_AFTER = 3  # turns without an answer


def singles_out(keys: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Whether any of these subjects singles a thing out."""
    return any(vocabulary.kind(key) in STRONG for key in keys)


@dataclass(frozen=True)
class Topic:
    """The subjects named, those carried over, and the aspects and properties asked for.

    `carried` only leans the choice of facts; `kept` tells that the aspect itself was carried over, so
    that the words of the message say little on their own.
    """

    named: tuple[str, ...]
    carried: tuple[str, ...]
    aspects: tuple[str, ...]
    properties: tuple[str, ...] = ()
    kept: bool = False

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """All of them, those named first."""
        return (*self.named, *(key for key in self.carried if key not in self.named))


@dataclass(frozen=True)
class Turn:
    """A question with all that answering it takes: its topic, what was talked about, what is known, and the bars."""

    question: Question
    topic: Topic
    focus: Focus
    knowledge: KnowledgeBase
    weights: Weights

    @property
    def vocabulary(self) -> Vocabulary:
        """The closed lists of what is known."""
        return self.knowledge.vocabulary

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """The subjects that the question names, by kind."""
        return self.vocabulary.by_kind(frozenset(self.topic.named))

    @cached_property
    def carried(self) -> Mapping[str, frozenset[str]]:
        """The subjects carried over, by kind."""
        return self.vocabulary.by_kind(frozenset(self.topic.carried))

    @cached_property
    def nearness(self) -> Mapping[str, float]:
        """How near each fact or disagreement lies to the words, by id, the nearest first."""
        return {match.id: match.nearness for match in self.question.matches}


def resolve(question: Question, focus: Focus, vocabulary: Vocabulary) -> Topic:
    """The topic of a question, given what was talked about."""
    named = tuple(key for key in question.subjects if key not in question.refused)
    kinds = {vocabulary.kind(key) for key in named}
    strong = kinds & set(STRONG)
    follows = question.leans or question.kind in FOLLOWING
    carried: tuple[str, ...] = ()
    if focus.age < FORGOTTEN_AFTER and (follows or not strong):
        # "and which body is the more practical" asks for a body, so it does not speak of the last one
        carried = tuple(key for key in focus.subjects if vocabulary.kind(key) not in (*kinds, question.wants))
    if question.kind == "follow_up":
        return _follow_up(question, focus, named, carried)
    own = vocabulary.enquiries.get(question.kind, ())
    # "How do I qualify for it", of a grade: what that takes is a matter of membership, whatever else it sounds like.
    of_a_grade = follows and any(vocabulary.kind(key) == "grade" for key in carried)
    aspects = tuple(dict.fromkeys((*own[:1], *question.aspects, *(MEMBERSHIP if of_a_grade else ()), *own[1:])))
    return Topic(named, carried, aspects)


def _follow_up(question: Question, focus: Focus, named: tuple[str, ...], carried: tuple[str, ...]) -> Topic:
    if question.aspects or not focus.aspect:
        return Topic(named, carried, question.aspects)
    return Topic(named, carried, (focus.aspect,), focus.properties, kept=True)


def several(keys: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The first two or more subjects of one strong kind among these, or nothing."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(vocabulary.kind(key), []).append(key)
    for kind in ("provider", "grade", "type", "level", "body", "pathway", "theory", "apprenticeship"):
        if len(by_kind.get(kind, ())) > 1:
            return tuple(dict.fromkeys(by_kind[kind]))
    return ()


def beside(before: Focus, now: Focus, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What was talked about before the subjects of now took its place, by kind; the last of each kind.

    After "level 5" and "and 7?" that is Level 5, for "which is harder".
    """
    kinds = {vocabulary.kind(key) for key in now.subjects} & set(STRONG)
    found: dict[str, str] = {}
    for key in (*before.beside, *before.subjects):
        if vocabulary.kind(key) in kinds and key not in now.subjects:
            found[vocabulary.kind(key)] = key
    return tuple(found.values())


def renewed(focus: Focus, knowledge: KnowledgeBase) -> Focus:
    """The focus without what the knowledge base no longer holds (it may have been published anew since)."""
    known = knowledge.vocabulary.subjects
    return replace(
        focus,
        subjects=tuple(key for key in focus.subjects if key in known),
        told=tuple(key for key in focus.told if knowledge.statement(key)),
        rest=tuple(key for key in focus.rest if knowledge.statement(key)),
        items=tuple(key for key in focus.items if key in known or knowledge.statement(key)),
        beside=tuple(key for key in focus.beside if key in known),
    )
