"""Chooses how it is decided whether a message is one for the bot: weights of the signs, and the bar, by cost.

Ours are the messages of `tests/talk`; what is not comes from CLINC150's training and validation parts, whose file the
caller names (its test part is left for measuring). `scope_near.yml` holds what lies near the field on either side; it
counts half as much as all the rest, since that is where a decision is hard. Every message is understood once by the
trained model, and a logistic regression is fitted to its signs (`nlu/scope.py`). The bar is the one that costs least in
cross-validation. Nothing is written into the code: the command prints both, a person takes them over into
`nlu/understanding.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from benchmarks.tell import tell
from nlu.kinds import Kinds
from nlu.scope import SIGNS, Signs
from operate.places import MODEL

TALK = Path("tests/talk")
NEAR = Path(__file__).parent / "scope_near.yml"
FILES = ("heldout.yml", "dialogues.yml", "personas.yml", "conversations.yml")
# Intents of CLINC150 that are small talk here, too.
ALSO_OURS = (
    "what_can_i_ask_you are_you_a_bot thank_you goodbye greeting yes no who_made_you what_is_your_name maybe user_name "
    "repeat cancel"
).split()
MOST_OUTSIDE = 1500  # messages: more change no weight
NEAR_SHARE = 0.5
FOLDS = 5
BARS = np.arange(-3.0, 3.0, 0.05)
ROUNDS = 3  # of fitting: which question of a message speaks for it depends on the weights

Rows = list[list[list[float]]]  # messages, their questions, the signs of each


def ours() -> Iterator[str]:
    """What people say to the bot in the held-out talk; a turn that is expected to fall back counts for neither."""
    for name in FILES:
        for case in yaml.safe_load((TALK / name).read_text(encoding="utf-8")):
            yield from (turn["user"] for turn in case.get("turns", ()) if turn.get("outcome") != "fallback")
            yield from (case["open"],) if "open" in case else ()


def outside(clinc: Path, seed: int) -> list[str]:
    """Messages of CLINC150 to which the bot has nothing to say."""
    parts = json.loads(clinc.read_text(encoding="utf-8"))
    found = [text for text, _ in (*parts["oos_train"], *parts["oos_val"])]
    found += [text for text, intent in parts["val"] if intent not in ALSO_OURS]
    random.Random(seed).shuffle(found)  # noqa: S311 - a draw, no secret
    return found[:MOST_OUTSIDE]


async def signs_of(messages: Sequence[str]) -> Rows:
    """The signs of every question of each message, as the trained model sees them; gated messages have none."""
    from rasa.core.agent import Agent  # takes seconds, and --help should not

    seen: list[list[float]] = []
    unwatched = Kinds.signs

    def watched(self: Kinds, *arguments: object) -> Signs:
        found = unwatched(self, *arguments)
        seen.append(found.row())
        return found

    agent, rows = Agent.load(str(MODEL)), []
    Kinds.signs = watched
    for number, message in enumerate(messages):
        seen.clear()
        await agent.parse_message(message)
        rows.append(list(seen))
        if number % 250 == 0:
            tell(f"{number} of {len(messages)} messages understood")
    return rows


def weighed(far: int, near: int) -> list[float]:
    """Weights of the messages of one side, far ones first; the near ones count half as much as all the others."""
    return [1.0] * far + [NEAR_SHARE * far / near] * near


def fitted(
    rows: Rows, right: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], float, npt.NDArray[np.float64]]:
    """Weights, bias, and the score of each message in cross-validation."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    model = LogisticRegression(C=10, class_weight="balanced", max_iter=5000)
    best = np.array([found[0] for found in rows])
    for _ in range(ROUNDS):
        model.fit(best, right, weights)
        best = np.array([max(found, key=lambda row: float(model.coef_[0] @ row)) for found in rows])
    scores = cross_val_predict(
        model, best, right, cv=FOLDS, method="decision_function", fit_params={"sample_weight": weights}
    )
    return model.coef_[0], float(model.intercept_[0]), scores


def cheapest(
    scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64], refusal: float
) -> float:
    """The bar at which wrong decisions cost least: a refused message of ours counts `refusal`, a leak counts 1."""

    def cost(bar: float) -> float:
        refused = np.average(scores[right] < bar, weights=weights[right])
        return refusal * float(refused) + float(np.average(scores[~right] >= bar, weights=weights[~right]))

    return float(min(BARS, key=cost))


def main() -> None:
    """Read the arguments, choose, and tell what the choice keeps and refuses."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scope", description=__doc__)
    parser.add_argument("--clinc", type=Path, required=True, help="CLINC150's data_full.json")
    parser.add_argument("--refusal", type=float, default=3.0, help="cost of refusing one of ours, a leak being 1 (3)")
    parser.add_argument("--seed", type=int, default=3, help="seed of the draw (default 3)")
    arguments = parser.parse_args()
    if not MODEL.exists():
        sys.exit("There is no trained model yet. Run `make train` first.")
    if not arguments.clinc.is_file():
        sys.exit(f"{arguments.clinc} is not there: name CLINC150's data_full.json with --clinc.")
    warnings.simplefilter("ignore")
    near = yaml.safe_load(NEAR.read_text(encoding="utf-8"))
    good, bad = list(dict.fromkeys(ours())), outside(arguments.clinc, arguments.seed)
    messages = [*good, *near["ours"], *bad, *near["others"]]
    rows = asyncio.run(signs_of(messages))
    right = np.arange(len(messages)) < len(good) + len(near["ours"])
    counted = np.array([*weighed(len(good), len(near["ours"])), *weighed(len(bad), len(near["others"]))])
    is_near = np.isin(messages, [*near["ours"], *near["others"]])
    told = np.array([bool(found) for found in rows])
    right, counted, is_near = right[told], counted[told], is_near[told]
    weights, bias, scores = fitted([found for found in rows if found], right, counted)
    bar = cheapest(scores, right, counted, arguments.refusal)
    chosen = {name: round(float(weight), 2) for name, weight in zip(SIGNS, weights, strict=True)}
    tell(json.dumps({"scope_weights": {**chosen, "1": round(bias, 2)}, "scope": round(bar, 2)}, indent=2))
    for name, part in (("far", ~is_near), ("near", is_near)):
        kept, leaked = (scores[part & right] >= bar).mean(), (scores[part & ~right] >= bar).mean()
        own, other = (part & right).sum(), (part & ~right).sum()
        tell(f"{name}, in cross-validation: {kept:.1%} of {own} of ours are kept, {leaked:.1%} of {other} others pass")


if __name__ == "__main__":
    main()
