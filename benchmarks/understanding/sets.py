"""What the systems are taught and asked: our own data, and public sets that the user has on the disk."""

from __future__ import annotations

import csv
import importlib
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from operate.places import ROOT
from operate.problem import Problem

EACH = 10  # examples of a kind
REJECTING = ("out_of_scope", "near_scope", "nlu_fallback")
_HELD_OUT = ROOT / "tests" / "understanding"
_ONE_IN = 6  # words
_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",  # pragma: allowlist secret
        "wa es rd tf yg uh ij ok pl o sq ad sf dg fh gj hk jl k zx xc cv vb bn nm n".split(),
        strict=False,
    )
)  # a key beside each: a slip of the finger


@dataclass(frozen=True)
class Asked:
    """A message, the kinds that are right for it, and whether it is outside of what the system is taught.

    `named` are the ids of what it names, each with its place and whether it may be left out; None where nobody looked.
    """

    text: str
    kinds: tuple[str, ...]
    outside: bool = False
    named: tuple[tuple[str, int, int, bool], ...] | None = None


@dataclass(frozen=True)
class Task:
    """What is taught, as text and kind, and what is asked."""

    name: str
    seed: int
    taught: tuple[tuple[str, str], ...]
    asked: tuple[Asked, ...]
    ours: bool = False


def clinc(path: Path, seed: int, kinds: int = 0) -> Task:
    """CLINC150 (data_full.json), with its outside messages; `kinds` keeps the first so many, 0 keeps all."""
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        taught, asked, outside = parts["train"], parts["test"], parts["oos_test"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Problem(f"{path} is not CLINC150's data_full.json ({problem}): name that file with --clinc.") from problem
    name = "CLINC150" if not kinds else f"CLINC150, {kinds} kinds"
    return _public(name, seed, kinds, taught, asked, [text for text, _ in outside])


def banking(folder: Path, seed: int, kinds: int = 0) -> Task:
    """BANKING77: a folder with its train and test as CSV (banking77_train.csv or train.csv, ...)."""
    rows = [_csv_of(folder, part) for part in ("train", "test")]
    return _public("BANKING77" if not kinds else f"BANKING77, {kinds} kinds", seed, kinds, rows[0], rows[1], [])


def _csv_of(folder: Path, part: str) -> list[tuple[str, str]]:
    for name in (f"banking77_{part}.csv", f"{part}.csv"):
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8", newline="") as file:
                return [(row["text"], row["category"]) for row in csv.DictReader(file)]
    raise Problem(f"{folder} holds no banking77_{part}.csv: name the folder of BANKING77's two files with --banking.")


def _public(
    name: str,
    seed: int,
    kinds: int,
    taught: Iterable[Sequence[str]],
    asked: Iterable[Sequence[str]],
    outside: Iterable[str],
) -> Task:
    """Draw ten examples of each kind; every test message is asked."""
    of_kind: dict[str, list[str]] = {}
    for text, kind in taught:
        of_kind.setdefault(kind, []).append(text)
    names = sorted(of_kind)[: kinds or None]
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn = []
    for kind in sorted(of_kind):
        places = set(chance.sample(range(len(of_kind[kind])), EACH))
        drawn += [(text, kind) for place, text in enumerate(of_kind[kind]) if place in places and kind in names]
    said = [Asked(text, (kind,)) for text, kind in asked if kind in names]
    return Task(name, seed, tuple(drawn), (*said, *(Asked(text, ("outside",), outside=True) for text in outside)))


def own() -> Task:
    """Our own: the written examples of `data/nlu` are taught, the held-out messages are asked."""
    taught = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = group["examples"].splitlines() if "intent" in group else ()
            taught += [(line.strip()[2:], group["intent"]) for line in lines if line.strip()]
    return Task("our own", 0, tuple(taught), tuple(_held_out()), ours=True)


def _held_out() -> list[Asked]:
    if not (_HELD_OUT / "held_out.py").is_file():
        raise Problem("tests/understanding holds no held-out messages: leave out our own with --only clinc banking.")
    sys.path.insert(0, str(_HELD_OUT))  # as pytest does for the tests that are written there
    try:
        messages = importlib.import_module("held_out").messages
    finally:
        sys.path.remove(str(_HELD_OUT))
    return [
        Asked(
            each.text,
            tuple(each.intents),
            bool(each.outside),
            tuple((subject.id, subject.start, subject.end, subject.may) for subject in each.subjects),
        )
        for each in messages()
    ]


def mistyped(text: str, chance: random.Random) -> str:
    """The text with a slip of the finger in about one of six words; single letters and digits are left alone."""
    return " ".join(
        _slip(word, chance) if len(word) > 1 and chance.random() < 1 / _ONE_IN else word for word in text.split(" ")
    )


def _slip(word: str, chance: random.Random) -> str:
    """One letter left out, doubled, swapped with the next, or a key beside it."""
    at = chance.randrange(len(word) - 1)
    beside = chance.choice(_NEIGHBOURS.get(word[at].lower(), word[at]))
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + beside + word[at + 1 :],
        )
    )
