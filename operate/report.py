"""Writes the report on a period: `python -m operate report`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from adviser.knowledge import KNOWLEDGE, load_checked
from operate.problem import Problem
from seeing.kept import NothingKept, conversations, engine_for, url
from seeing.page import page
from seeing.report import Numbers, add_due, add_votes, count
from seeing.turns import Turn

_SHOWN_EVERY = 1000  # conversations


def report(since: date, until: date, out: Path, check_after: int) -> int:
    """Write the page; gives the exit code.

    Raises:
        Problem: if the period runs backwards, or the database or the file fails.
    """
    if since > until:
        raise Problem(f"--since {since} is after --until {until}: give the earlier day first.")
    base = load_checked(KNOWLEDGE, date.today())
    numbers = _numbers(since, until)
    add_due(numbers, base.facts.values(), date.today(), check_after)
    names = {key: subject.name for key, subject in base.vocabulary.subjects.items()}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(numbers, names, date.today()), encoding="utf-8")
    except OSError as error:
        raise Problem(f"{out} cannot be written ({error.strerror}): name another file with --out.") from error
    print(f"{numbers.conversations} conversations, {numbers.turns} messages from {since} to {until}: {out}")
    return 0


def _numbers(since: date, until: date) -> Numbers:
    try:
        engine = engine_for(url())
        numbers = count(_shown(conversations(engine, since, until)), since, until)
        add_votes(numbers, engine)
    except NothingKept as nothing:
        print(nothing)
        return count((), since, until)
    except SQLAlchemyError as error:
        raise Problem(
            f"The database failed ({type(error).__name__}): see that ADVISER_DATABASE names it and that it runs."
        ) from error
    return numbers


def _shown(talks: Iterable[list[Turn]]) -> Iterator[list[Turn]]:
    """The same, with a word now and then where it takes long."""
    for number, talk in enumerate(talks, 1):
        if number % _SHOWN_EVERY == 0:
            print(f"  {number} conversations read", flush=True)
        yield talk
