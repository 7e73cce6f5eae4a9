"""Chooses the core's weights on held-out questions: half of them choose, the other half tells what it was worth.

The questions (`tests/talk/heldout.yml`) were written by someone who saw neither code nor training data. Each message is
understood once by the trained model; then the weights of `adviser/weights.py` are varied, a few at a time, and a change
is kept when more conversations of the choosing half come out right. Nothing is written into the code: the command
prints the weights, a person takes them over.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from actions.conversation import knowledge, questions_of
from adviser.answer import answer
from adviser.talk import Focus, Status
from adviser.weights import WEIGHTS, Weights
from benchmarks.tell import tell
from operate.places import MODEL
from render.blocks import joined, message_of
from render.plain import plain
from tests.talk.scoring import misses

HELD_OUT = Path("tests/talk/heldout.yml")
TOLD = (Status.ANSWERED, Status.DISPUTED)
FACTORS = (0.5, 0.7, 0.85, 1.2, 1.5, 2.0)

Parsed = Mapping[str, Mapping[str, Any]]
Case = Mapping[str, Any]


async def understand(cases: Sequence[Case]) -> dict[str, Mapping[str, Any]]:
    """Each message of the cases as the trained model understands it."""
    from rasa.core.agent import Agent  # takes seconds, and --help should not

    agent = Agent.load(str(MODEL))
    texts = {turn["user"] for case in cases for turn in case["turns"]}
    return {text: await agent.parse_message(text) for text in texts}


def passes(case: Case, parsed: Parsed, weights: Weights) -> bool:
    """Whether every turn of a conversation gets what it expects; talk that no weight touches counts as right."""
    focus = Focus()
    base = knowledge()
    for turn in case["turns"]:
        message = parsed[turn["user"]]
        if message["intent"]["name"] not in base.vocabulary.enquiries:
            continue
        answers = []
        for question in questions_of(message):
            found = answer(question, focus, base, weights)
            focus = found.focus
            answers.append(found)
        told = [found for found in answers if found.status in TOLD]
        said = joined([message_of(found, base.words, base.vocabulary.subjects) for found in told or answers[:1]])
        fell_back = turn.get("outcome") == "fallback"
        if misses(turn, plain(said, base.words)) or ("outcome" in turn and bool(told) == fell_back):
            return False
    return True


def share(cases: Sequence[Case], parsed: Parsed, weights: Weights) -> float:
    """The share of conversations that pass."""
    return sum(passes(case, parsed, weights) for case in cases) / len(cases)


def search(score: Callable[[Weights], float], seconds: float, seed: int) -> Weights:
    """The best weights found in the time, starting from those in the code."""
    chance = random.Random(seed)  # noqa: S311 - a search, no secret
    best, best_score = WEIGHTS, score(WEIGHTS)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        values = asdict(best)
        for name in chance.sample(sorted(values), chance.choice((1, 2, 3))):
            values[name] = round(values[name] * chance.choice(FACTORS), 3)
        found = score(Weights(**values))
        if found > best_score:
            best, best_score = Weights(**values), found
            tell(f"{found:.1%}  {values}")
    return best


def main() -> None:
    """Read the arguments, choose, and tell both halves' shares."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="how long to search (default 300)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the search (default 0)")
    arguments = parser.parse_args()
    if not MODEL.exists():
        sys.exit("There is no trained model yet. Run `make train` first.")
    warnings.simplefilter("ignore")
    cases = yaml.safe_load(HELD_OUT.read_text(encoding="utf-8"))
    parsed = asyncio.run(understand(cases))
    choosing, telling = cases[::2], cases[1::2]
    shares = (share(choosing, parsed, WEIGHTS), share(telling, parsed, WEIGHTS))
    tell("with the weights in the code: {:.1%} of the choosing half, {:.1%} of the other".format(*shares))
    best = search(lambda weights: share(choosing, parsed, weights), arguments.seconds, arguments.seed)
    tell(f"best: {best}")
    tell(f"{share(choosing, parsed, best):.1%} of the choosing half, {share(telling, parsed, best):.1%} of the other")


if __name__ == "__main__":
    main()
