"""All that is kept of one person: given out, or deleted."""

from __future__ import annotations

import json
import sys

from operate.problem import Problem
from stores import person as stored


def person(what: str, conversation: str, sure: bool) -> None:
    """Print everything as JSON, or delete it, asking first."""
    found = stored.export(conversation)
    if what == "export":
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    kept = {name: len(rows) for name, rows in found.items() if isinstance(rows, list) and rows}
    if not kept:
        raise Problem(f"Nothing is kept under '{conversation}': check the conversation's id.")
    said = ", ".join(f"{number} {name}" for name, number in kept.items())
    if not sure and not _agreed(f"Delete {said} of '{conversation}' for good? Type yes: "):
        raise Problem("Nothing was deleted.")
    stored.forget(conversation)
    print(f"Deleted: {said}. A running bot drops what it holds in memory within a minute of its next message.")


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Problem("Nothing was deleted: add --yes where nobody can be asked.")
    return input(question).strip().lower() == "yes"
