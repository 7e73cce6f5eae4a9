"""A few of the odd inputs of `make fuzz`, whose page holds the long run."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from benchmarks import fuzz, odd_inputs
from benchmarks.fuzz import Channel, Progress, knowledge
from tests.talk.servers import ROOT

SEED = 7


def tried(target: str, many: int, attempt: fuzz.Try) -> Progress:
    """The first inputs of a target, and what was wrong with them."""
    progress = Progress(target, SEED)

    async def all_of_them() -> None:
        for number in range(many):
            await fuzz.one(progress, number, attempt)

    fuzz.watch_for_hangs()
    asyncio.run(all_of_them())
    return progress


def test_every_odd_message_is_answered() -> None:
    subprocess.run([sys.executable, "-m", "operate", "train"], cwd=ROOT, check=True)
    script = (
        "import asyncio, sys; from benchmarks import fuzz; p = fuzz.Progress('talk', 7); b = fuzz.Bot()\n"
        "fuzz.watch_for_hangs()\n"
        "async def go():\n    for n in range(40): await fuzz.one(p, n, b.talk)\n"
        "asyncio.run(go()); print(p.done, [(f.what, f.input) for f in p.found])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert done.stdout.strip().splitlines()[-1] == "40 []", done.stdout + done.stderr[-2000:]


def test_every_odd_body_is_answered_in_json() -> None:
    progress = tried("channel", 400, Channel().post)
    assert (progress.done, progress.found) == (400, [])


def test_what_is_wrong_is_noted_with_the_input_that_shows_it() -> None:
    async def fails(chance: object, number: int) -> tuple[str, str]:
        with fuzz.naming(f"input {number}"):
            return "fine", "" if number < 2 else str(1 // 0)

    (found,) = tried("talk", 3, fails).found
    assert (found.number, found.input) == (2, "'input 2'")
    assert "ZeroDivisionError" in found.what


def test_a_number_gives_the_same_input_every_time() -> None:
    makers = (odd_inputs.message, odd_inputs.body, lambda chance: odd_inputs.yaml_file(chance, "a: 1\nb:\n- 2"))
    for make in makers:
        first, again = ([make(odd_inputs.number_of(1, "x", n)) for n in range(200)] for _ in range(2))
        assert first == again
        assert len(set(first)) > 100


@pytest.mark.parametrize("number", range(40))
def test_a_damaged_file_of_the_knowledge_base_is_refused_in_words(number: int) -> None:
    chance = odd_inputs.number_of(SEED, "knowledge", number)
    assert asyncio.run(knowledge(chance, number))[1] == ""
