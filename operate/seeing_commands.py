"""The commands that look back on what was said, or clear it away: `report`, `review`, `erase-old`."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from operate.places import VAR

SEEING = ("report", "review", "erase-old")
_DATABASE = "Environment: ADVISER_DATABASE, the SQLAlchemy URL of what is kept (sqlite:///var/conversations.db)."
_DAY = "as in 2026-11-01"
_PERIOD = 30  # days


def add_commands(commands: Any) -> None:
    """Add the three commands to the command line."""
    report = _add(commands, "report", "write a page on a period: what was asked, not understood, recommended")
    report.add_argument("--since", type=date.fromisoformat, help=f"first day, {_DAY} ({_PERIOD} days before the last)")
    report.add_argument("--until", type=date.fromisoformat, help=f"last day, {_DAY} (today)")
    report.add_argument("--out", type=Path, default=VAR / "report.html", help="the file to write (var/report.html)")
    report.add_argument("--check-after", type=int, default=180, metavar="DAYS", help="facts read longer ago are listed")

    review = _add(commands, "review", "make training examples of messages that were not understood, one by one")
    review.add_argument("--since", type=date.fromisoformat, help=f"first day, {_DAY} ({_PERIOD} days ago)")

    review.add_argument("--file", type=Path, help="where the examples go (data/nlu/reviewed.yml)")

    erase = _add(commands, "erase-old", "erase what was kept longer ago than a number of days; fit for cron")
    erase.add_argument("--days", type=int, required=True, help="erase what is older than this many days (at least 1)")
    erase.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")


def _add(commands: Any, name: str, what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=what.capitalize() + ".", epilog=_DATABASE
    )
    return parser


def do(options: argparse.Namespace) -> int:
    """Do what one of these commands says; gives the exit code."""
    if options.command == "erase-old":
        from operate.erase import erase_old

        return erase_old(options.days, options.dry_run)
    if options.command == "review":
        from operate.review import review

        return review(options.since or date.today() - timedelta(days=_PERIOD), options.file)
    from operate.report import report

    until = options.until or date.today()
    return report(options.since or until - timedelta(days=_PERIOD), until, options.out, options.check_after)
