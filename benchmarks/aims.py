"""Chooses how it is decided what a message is after: a fact, advice, or nothing, since it only tells (`nlu/aims.py`).

`aims.yml` holds messages of each that are in no training data and hard to tell apart by their words. What people ask,
say first and answer in `tests/talk` counts less: much of it was looked at before. Every message is understood once by
the trained model, and a logistic regression is fitted to its signs. Nothing is written into the code: the command
prints the weights, a person takes them over into `nlu/aims.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from benchmarks.tell import tell
from nlu import aims
from operate.places import MODEL

HERE = Path(__file__).parent / "aims.yml"
TALK = Path("tests/talk")
QUESTIONS, PEOPLE = ("asked.yml", "heldout.yml", "strangers.yml"), ("personas.yml", "people.yml")
HERE_SHARE, ASKED_SHARE, OPEN_SHARE, ANSWER_SHARE = 1.0, 0.5, 1.0, 0.1
FOLDS, SEED, STRICTNESS = 5, 0, 1.0


class Said(NamedTuple):
    """A message, what it is after, where it is from, and how much it counts."""

    text: str
    aim: str
    source: str
    share: float


def said() -> Iterator[Said]:
    """All messages."""
    for aim, texts in yaml.safe_load(HERE.read_text(encoding="utf-8")).items():
        yield from (Said(text, aim, HERE.name, HERE_SHARE) for text in texts)
    for name in QUESTIONS:
        for case in yaml.safe_load((TALK / name).read_text(encoding="utf-8")):
            turns = (turn for turn in case["turns"] if turn.get("outcome", "answer") == "answer")
            yield from (Said(turn["user"], aims.ASKED, "questions in tests/talk", ASKED_SHARE) for turn in turns)
    for name in PEOPLE:
        for case in yaml.safe_load((TALK / name).read_text(encoding="utf-8")):
            yield Said(case["open"], aims.ADVISE, "first words in tests/talk", OPEN_SHARE)
            answers = (answer for ask, answer in case["persona"].items() if ask != "audience")
            yield from (Said(str(each), aims.TOLD, "answers in tests/talk", ANSWER_SHARE) for each in answers)


async def signs_of(messages: Sequence[Said]) -> list[list[float] | None]:
    """The signs of each message, as the trained model sees them; None for a message that is not read at all."""
    from rasa.core.agent import Agent  # takes seconds, and --help should not

    seen: list[list[float]] = []
    unwatched = aims.likely

    def watched(found: aims.Signs, weights: aims.Weights) -> dict[str, float]:
        seen.append(list(astuple(found)))
        return unwatched(found, weights)

    agent, rows = Agent.load(str(MODEL)), list[list[float] | None]()
    aims.likely = watched
    for number, message in enumerate(messages):
        seen.clear()
        await agent.parse_message(message.text)
        rows.append(seen[0] if seen else None)
        if number % 250 == 0:
            tell(f"{number} of {len(messages)} messages understood")
    return rows


def fitted(
    rows: npt.NDArray[np.float64], right: npt.NDArray[np.intp], shares: npt.NDArray[np.float64]
) -> tuple[aims.Weights, npt.NDArray[np.intp]]:
    """Weights by sign, and the aim of each message in cross-validation."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRICTNESS, max_iter=5000)
    found = np.zeros(len(rows), dtype=np.intp)
    for learnt, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, right):
        model.fit(rows[learnt] / scale, right[learnt], shares[learnt])
        found[asked] = model.predict(rows[asked] / scale)
    model.fit(rows / scale, right, shares)
    columns = np.vstack([(model.coef_ / scale).T, model.intercept_])
    weights = zip((*aims.SIGNS, "1"), columns.round(2).tolist(), strict=True)
    return {name: (each[0], each[1], each[2]) for name, each in weights}, found


def main() -> None:
    """Read the arguments, choose, and tell how often the choice is right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.aims", description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="also print what is taken for something else")
    arguments = parser.parse_args()
    if not MODEL.exists():
        sys.exit("There is no trained model yet. Run `make train` first.")
    warnings.simplefilter("ignore")
    messages = list(dict.fromkeys(said()))
    rows = asyncio.run(signs_of(messages))
    kept = [(message, row) for message, row in zip(messages, rows, strict=True) if row is not None]
    right = np.array([aims.AIMS.index(message.aim) for message, _ in kept])
    shares = np.array([message.share for message, _ in kept])
    weights, found = fitted(np.array([row for _, row in kept]), right, shares)
    for name, each in weights.items():
        tell(f'    "{name}": {each},')
    for source in dict.fromkeys(message.source for message, _ in kept):
        part = np.array([message.source == source for message, _ in kept])
        tell(f"{source}: {(found[part] == right[part]).mean():.1%} of {part.sum()} right, in cross-validation")
    for (message, _), one, other in zip(kept, right, found, strict=True):
        if arguments.wrong and one != other and message.source == HERE.name:
            tell(f"{aims.AIMS[one]} taken for {aims.AIMS[other]}: {message.text}")


if __name__ == "__main__":
    main()
