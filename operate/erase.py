"""Erases what was kept longer than it should be: `python -m operate erase-old --days N`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from operate.problem import Problem
from seeing.kept import NothingKept, engine_for, url
from stores.old import erase_before


def erase_old(days: int, dry_run: bool = False) -> int:
    """Erase what is older than so many days; gives the exit code.

    Raises:
        Problem: if the number of days makes no sense or the database fails.
    """
    if days < 1:
        raise Problem(f"--days is {days}: it must be 1 or more. Nothing was erased.")
    cutoff = datetime.now(UTC) - timedelta(days=days)
    try:
        erased = erase_before(engine_for(url()), cutoff.timestamp(), dry_run, _show)
    except NothingKept as nothing:
        print(nothing)
        return 0
    except SQLAlchemyError as error:
        # its text may hold what was kept: the class tells an operator enough
        raise Problem(
            f"The database failed ({type(error).__name__}): see that ADVISER_DATABASE names it and that it runs, then "
            "run this again. What was erased before that stays erased."
        ) from error
    counts = ", ".join(f"{number} {name}" for name, number in erased.items() if name != "conversations" and number)
    what = f"{erased['conversations']} conversations ({counts or 'no rows'})"
    print(f"{'Would erase' if dry_run else 'Erased'} {what}: older than {cutoff:%Y-%m-%d %H:%M} UTC.")
    return 0


def _show(done: int, of: int) -> None:
    if of > 1000 and sys.stderr.isatty():
        print(f"\r  {done} of {of} conversations", end="\n" if done == of else "", file=sys.stderr, flush=True)
