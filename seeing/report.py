"""The numbers of the report on a period: counted from what is kept, with nobody's name in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adviser.model import Fact
from seeing.kept import span
from seeing.redact import redacted
from seeing.turns import Turn

FEEDBACK = "feedback"  # the table of votes; where there is none, nobody could vote
LONGEST = 200  # characters of a message that are shown
MOST = 60  # messages shown


@dataclass
class Question:
    """What became of one question of the interview; `stopped` are talks in which nothing was said after it."""

    asked: int = 0
    answered: int = 0
    repeated: int = 0
    left: int = 0
    stopped: int = 0


@dataclass
class Down:
    """An answer voted down: what was asked and what was said about it, both redacted, and the facts it rested on."""

    day: date
    question: str
    comment: str
    facts: tuple[str, ...]


@dataclass
class Due:
    """A fact to look at again: when it was last read at its source, how many days ago, and its caution if any."""

    id: str
    source: str
    read: date
    days: int
    caution: str


@dataclass
class Numbers:
    """What happened from one day to another, both included."""

    since: date
    until: date
    conversations: int = 0
    days: dict[date, int] = field(default_factory=dict)
    channels: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    subjects: Counter[str] = field(default_factory=Counter)
    not_understood: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)
    questions: dict[str, Question] = field(default_factory=dict)
    begun: int = 0  # conversations with a question of the interview, or a recommendation at once
    advised: int = 0  # conversations with a recommendation
    titles: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    handovers: int = 0
    up: int = 0
    down: list[Down] = field(default_factory=list)
    check_after: int = 0  # days
    due: list[Due] = field(default_factory=list)  # read longer ago than that
    cautious: list[Due] = field(default_factory=list)  # told with a caution

    @property
    def turns(self) -> int:
        """How many messages there were."""
        return sum(self.days.values())

    @property
    def answered(self) -> float:
        """The part of the messages that were answered, from 0 to 1; 1 where there was none."""
        return self.outcomes["answered"] / self.turns if self.turns else 1.0


def count(talks: Iterable[list[Turn]], since: date, until: date) -> Numbers:
    """Count the conversations of a period."""
    numbers = Numbers(since, until)
    numbers.days = {since + timedelta(day): 0 for day in range((until - since).days + 1)}
    for talk in talks:
        numbers.conversations += bool(talk)
        for turn in talk:
            _count_turn(numbers, turn)
        _count_interview(numbers, talk)
    return numbers


def _count_turn(numbers: Numbers, turn: Turn) -> None:
    numbers.days[turn.at.date()] = numbers.days.get(turn.at.date(), 0) + 1
    numbers.channels[turn.channel] += 1
    numbers.outcomes[turn.outcome] += 1
    numbers.kinds[turn.intent] += 1
    numbers.subjects.update(turn.subjects)
    if turn.step:
        numbers.steps[turn.step] += 1
        kind = numbers.not_understood if turn.outcome == "not_understood" else numbers.outside
        kind[redacted(turn.text)[:LONGEST]] += 1
    numbers.handovers += turn.is_handover
    if turn.advised is not None:
        first = turn.advised
        numbers.titles[str(first.get("title") or first.get("id") or "?")] += 1
        numbers.levels[f"Level {first.get('level')}"] += 1
        numbers.types[str(first.get("type") or "?")] += 1
        numbers.bodies[str(first.get("awarding_body") or "?")] += 1


def _count_interview(numbers: Numbers, talk: list[Turn]) -> None:
    for question, what in (step for turn in talk for step in turn.interview):
        found = numbers.questions.setdefault(question, Question())
        setattr(found, what, getattr(found, what) + 1)
    numbers.begun += any(turn.asked or turn.advised is not None for turn in talk)
    numbers.advised += any(turn.advised is not None for turn in talk)
    if talk and talk[-1].asked:
        numbers.questions.setdefault(talk[-1].asked, Question()).stopped += 1


def add_votes(numbers: Numbers, engine: sa.engine.Engine) -> None:
    """Count the votes of the period; none where the database has no table of them."""
    if not sa.inspect(engine).has_table(FEEDBACK):
        return
    table = sa.Table(FEEDBACK, sa.MetaData(), autoload_with=engine)
    start, end = span(numbers.since, numbers.until)
    query = sa.select(table).where(table.c["at"] >= start, table.c["at"] < end).order_by(table.c["at"])
    with engine.connect() as connection:
        for row in connection.execute(query).mappings():
            if row["vote"] == "up":
                numbers.up += 1
            else:
                numbers.down.append(_down(row))


def _down(row: Mapping[str, Any]) -> Down:
    day = datetime.fromtimestamp(row["at"], UTC).date()
    said = (redacted(row["question"] or "")[:LONGEST], redacted(row["comment"] or "")[:LONGEST])
    return Down(day, *said, tuple(json.loads(row["facts"] or "[]")))


def add_due(numbers: Numbers, facts: Iterable[Fact], today: date, check_after: int) -> None:
    """List the facts that were read more than so many days ago, and those told with a caution; the oldest first."""
    for fact in facts:
        oldest = min(fact.citations, key=lambda citation: citation.read, default=None)
        if oldest is None:
            continue
        days = (today - oldest.read).days
        due = Due(fact.id, oldest.source.publisher, oldest.read, days, fact.caution)
        if days > check_after:
            numbers.due.append(due)
        if fact.caution:
            numbers.cautious.append(due)
    numbers.check_after = check_after
    numbers.due.sort(key=lambda due: (-due.days, due.id))
