"""Makes training examples of messages that were not understood, with a person's decision on each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from operate.fingerprint import is_whole
from operate.places import ROOT, VAR
from operate.problem import Problem
from operate.train import train
from seeing.kept import NothingKept, conversations, engine_for, url
from seeing.review import REVIEWED, Candidate, Examples, Refused, candidates, example_of

OUT_OF_SCOPE = "out_of_scope"
GUESSES = 4
HELP = """For each message: a number for that guess, or the (beginning of the) name of an intent; o for out of scope;
e to write the message anew; s to skip it for good; q to stop. What is decided is kept at once. ? lists the intents."""


class Stopped(Exception):
    """The person has had enough."""


def review(since: date, file: Path | None = None) -> int:
    """Go through the messages since a day; gives the exit code.

    Raises:
        Problem: if the database, the model or a file of training data cannot be read.
    """
    skipped = VAR / "review-skipped.txt" if file is None else file.with_suffix(".skipped")
    try:
        examples = Examples.read(ROOT, file or REVIEWED)
        found = candidates(conversations(engine_for(url()), since, date.today()))
    except NothingKept as nothing:
        print(nothing)
        return 0
    except Refused as refused:
        raise Problem(f"{str(refused)[:1].upper()}{str(refused)[1:]}. Mend it and start again.") from refused
    except SQLAlchemyError as error:
        raise Problem(f"The database failed ({type(error).__name__}): see that ADVISER_DATABASE names it.") from error
    seen = set(skipped.read_text().split()) if skipped.is_file() else set()
    todo = [each for each in found if each.mark not in seen and not examples.where(each.text)]
    if not todo:
        print(f"Nothing to review since {since}: every message was understood, is an example, or was skipped.")
        return 0
    added = Session(examples, skipped, _guesser()).go(todo)
    print(f"{added} {'example' if added == 1 else 'examples'} added to {examples.file}.")
    if added:
        print("Next: make train, then make test, and look at the change before you commit it.")
    return 0


class Session:
    """One sitting at the terminal."""

    def __init__(self, examples: Examples, skipped: Path, guess: Callable[[str], list[tuple[str, float]]]) -> None:
        self._examples, self._skipped, self._guess = examples, skipped, guess

    def go(self, todo: list[Candidate]) -> int:
        """Ask about each; gives how many examples were added."""
        print(f"{len(todo)} messages.\n{HELP}")
        added = 0
        try:
            for number, each in enumerate(todo, 1):
                print(
                    f"\n[{number} of {len(todo)}]  {each.text}\n  {each.outcome.replace('_', ' ')}, {each.times} times"
                )
                added += self._decide(each)
        except (Stopped, EOFError):
            print("\nStopped.")
        return added

    def _decide(self, each: Candidate) -> bool:
        """Ask until there is a decision; whether an example was added."""
        text = each.text
        while True:
            guesses = self._guess(text)
            print(
                "  " + "   ".join(f"{place} {name} ({chance:.0%})" for place, (name, chance) in enumerate(guesses, 1))
            )
            said = input("> ").strip()
            if said == "q":
                raise Stopped
            if said == "s":
                self._skip(each)
                return False
            if said == "e":
                text = example_of(input("  message: ")) or text
                print(f"  {text}")
            elif self._add(said, text, guesses):
                return True

    def _add(self, said: str, text: str, guesses: list[tuple[str, float]]) -> bool:
        try:
            intent = self._intent(said, guesses)
            self._examples.add(intent, text)
        except Refused as refused:
            print(f"  Not added: {refused}. Choose again, e to change the message, or s to skip it.")
            return False
        print(f"  added to {intent}")
        return True

    def _intent(self, said: str, guesses: list[tuple[str, float]]) -> str:
        """The intent that is meant; raises `Refused` where it is none, or not clear which."""
        if said == "o":
            return OUT_OF_SCOPE
        if said.isdigit() and 0 < int(said) <= len(guesses):
            return guesses[int(said) - 1][0]
        names = self._examples.intents
        if said == "?":
            raise Refused("the intents are " + ", ".join(names))
        fitting = [name for name in names if said and (name == said or name.removeprefix("ask_").startswith(said))]
        if said in fitting or len(fitting) == 1:
            return said if said in fitting else fitting[0]
        raise Refused(f"“{said}” fits {', '.join(fitting)}" if fitting else f"“{said}” is no guess, intent or letter")

    def _skip(self, each: Candidate) -> None:
        self._skipped.parent.mkdir(parents=True, exist_ok=True)
        with self._skipped.open("a") as file:
            file.write(each.mark + "\n")


def _guesser() -> Callable[[str], list[tuple[str, float]]]:
    """What the trained model takes a message for, the likeliest first."""
    if not is_whole():
        train()
    print("Loading the model ...", flush=True)
    from operate.talk import Bot

    bot = Bot()

    def guess(text: str) -> list[tuple[str, float]]:
        parsed: dict[str, Any] = asyncio.run(bot.understand(text))
        ranked = [(each["name"], float(each["confidence"])) for each in parsed.get("intent_ranking") or ()]
        return ranked[:GUESSES]

    return guess
