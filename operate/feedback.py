"""What people thought of answers: a list for whoever looks after the bot."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from operate.problem import Problem
from stores.feedback import Feedback, FeedbackStore

COLUMNS = ("at", "vote", "question", "comment", "facts", "knowledge", "conversation", "reply")
FORMATS = ("text", "json", "csv")


def feedback(since: str | None, only_down: bool, form: str) -> None:
    """Print the votes, oldest first."""
    votes = FeedbackStore().all(day(since) if since else None)
    shown = [vote for vote in votes if vote.vote == "down" or not only_down]
    if form == "json":
        print(json.dumps([_row(vote) for vote in shown], ensure_ascii=False, indent=2))
    elif form == "csv":
        _as_csv(shown)
    else:
        _as_text(shown)


def day(text: str) -> date:
    """A day as YYYY-MM-DD; raises `Problem` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(f"'{text}' is no day: write it as in 2026-11-21.") from error


def _row(vote: Feedback) -> dict[str, Any]:
    row = asdict(vote) | {"at": vote.at.isoformat(timespec="seconds"), "facts": list(vote.facts)}
    return {column: row[column] for column in COLUMNS}


def _as_csv(votes: Sequence[Feedback]) -> None:
    table = csv.DictWriter(sys.stdout, COLUMNS)
    table.writeheader()
    for vote in votes:
        row = _row(vote) | {"facts": " ".join(vote.facts)}
        table.writerow({column: _harmless(value) for column, value in row.items()})


def _harmless(value: str) -> str:
    """A spreadsheet takes what begins with one of these for a formula: a person's words must not be one."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _as_text(votes: Sequence[Feedback]) -> None:
    for vote in votes:
        print(f"{vote.at:%Y-%m-%d %H:%M} {vote.vote:4} {one_line(vote.question) or '(no question)'}")
        if vote.comment:
            print(f"  they say: {one_line(vote.comment)}")
        print(f"  rests on: {', '.join(vote.facts) or 'no fact'} (knowledge {vote.knowledge or 'unknown'})")
    counted = Counter(vote.vote for vote in votes)
    print(f"{len(votes)} votes: {counted['up']} up, {counted['down']} down.")
    often = Counter(fact for vote in votes if vote.vote == "down" for fact in vote.facts).most_common(5)
    if often:
        print("Most often under a vote down: " + ", ".join(f"{fact} ({times})" for fact, times in often))


def one_line(text: str) -> str:
    """A person's words on one line, without signs that would steer a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
