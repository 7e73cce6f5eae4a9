"""The ways in which the running bot is broken, and what people met; for `benchmarks.faults` and `tests/faults`."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.copies import changed_copy
from benchmarks.crowd import Crowd, talking, trouble_words, until
from benchmarks.engines import Postgres, Redis
from benchmarks.topology import Topology, alone, running, several
from stores.locks import LEASE

QUESTION = "What is the difference between a certificate and a diploma?"
AWAY = 3.0  # seconds for which a database or a Redis is away
GOES_ON = 3.0  # seconds for which people go on talking after all is well


@dataclass(frozen=True)
class Met:
    """What people met. `well_after`: seconds from the fault to the last trouble that anybody had."""

    fault: str
    messages: int  # acknowledged
    apologies: int  # of them answered with words of trouble
    refused: int  # plain words, and a status, that a message was not taken
    silent: Sequence[str]  # neither
    lost: Sequence[str]  # acknowledged and not in the store
    crossed: Sequence[str]  # somebody else's answer
    well_after: float
    slowest: float
    told: str  # what a person saw, in words


def _met(fault: str, crowd: Crowd, since: float, told: str) -> Met:
    return Met(
        fault,
        crowd.taken,
        crowd.apologies,
        crowd.refused,
        crowd.silent,
        crowd.lost(),
        crowd.crossed(),
        crowd.well_after(since),
        crowd.slowest,
        told,
    )


# -- several servers, people talking meanwhile


def rasa_killed(bot: Topology) -> Met:
    """Kill -9 of a Rasa server under load: in the middle of somebody's turn."""
    with talking(bot, "rasa") as crowd:
        since = time.monotonic()
        os.kill(bot.rasa(2), signal.SIGKILL)
        time.sleep(1)
        bot.wait(2)
        time.sleep(GOES_ON)
    told = "whose turn it was hears that it was not taken; the others notice nothing"
    return _met("a Rasa server is killed (-9)", crowd, since, told)


def actions_killed(bot: Topology) -> Met:
    """Kill -9 of an action server under load."""
    with talking(bot, "actions") as crowd:
        since = time.monotonic()
        os.kill(bot.actions(2), signal.SIGKILL)
        time.sleep(1)
        bot.wait(2)
        time.sleep(GOES_ON)
    told = "the answer comes a little later; whose action was running hears an apology"
    return _met("an action server is killed (-9)", crowd, since, told)


def postgres_killed(bot: Topology) -> Met:
    """PostgreSQL is killed, stays away, and comes back."""
    assert bot.postgres is not None
    return _away_for_a_while(bot, "PostgreSQL", bot.postgres)


def redis_killed(bot: Topology) -> Met:
    """Redis is killed, stays away, and comes back."""
    assert bot.redis is not None
    return _away_for_a_while(bot, "Redis", bot.redis)


def _away_for_a_while(bot: Topology, name: str, engine: Postgres | Redis) -> Met:
    with talking(bot, name.lower()) as crowd:
        since = time.monotonic()
        engine.kill()
        time.sleep(AWAY)
        engine.start()
        _answered_again(crowd, time.monotonic())
        time.sleep(GOES_ON)
    told = f"each message is refused in plain words while it is away ({AWAY:.0f} s and its start)"
    return _met(f"{name} is killed (-9) and comes back", crowd, since, told)


def _answered_again(crowd: Crowd, since: float) -> None:
    until(lambda: sum(when > since for when, _ in crowd.moments) >= 2 * len(crowd.people), 60)


def replaced(bot: Topology) -> Met:
    """All servers are replaced, one pair after the other, by `operate restart`."""
    with talking(bot, "replaced") as crowd:
        since = time.monotonic()
        done = bot.operate("restart")
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
    return _met("all servers are replaced, one after the other", crowd, since, "nothing")


def turn_cut_short(bot: Topology) -> Met:
    """Kill -9 of a Rasa server that waits for its action: one person, for certain in the middle of a turn."""
    sender, since = f"cut-{time.time_ns()}", 0.0
    first = bot.say(sender, "who is Level 3 for?", bot.server(1))
    hung = bot.actions(1)
    os.kill(hung, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            cut = pool.submit(bot.say, sender, QUESTION, bot.server(1))
            time.sleep(0.7)
            since = time.monotonic()
            os.kill(bot.rasa(1), signal.SIGKILL)
            assert not cut.result().text  # nginx says it in words: this went past it
    finally:
        os.kill(hung, signal.SIGCONT)
    again = bot.say(sender, QUESTION, bot.server(2))
    well = time.monotonic() - since
    kept = [text for who, text in bot.stored(sender) if who == "user"]
    lost = [] if (first.text and again.text and kept == ["who is Level 3 for?", QUESTION]) else [repr(kept)]
    bot.wait(1)
    told = f"another server answers, after the dead one's lease of {LEASE:.0f} s at most"
    return Met("a Rasa server is killed in a turn, said again", 2, 0, 0, [], lost, [], well, again.seconds, told)


def at_once(bot: Topology) -> Met:
    """Messages of one person at the same moment, the same one twice among them, on three servers."""
    sender = f"once-{time.time_ns()}"
    said = [QUESTION, "hello", "who is Level 5 for?", QUESTION, "thanks", "what does Level 5 cost?"]
    with ThreadPoolExecutor(len(said)) as pool:
        places = [bot.server(1 + number % 3) for number in range(len(said))]
        answers = list(pool.map(lambda pair: bot.say(sender, *pair), zip(said, places, strict=True)))
    stored = bot.stored(sender)
    kept = [text for who, text in stored if who == "user"]
    lost = [] if sorted(kept) == sorted(said) else [repr(kept)]
    # Each was answered before the next was heard: turns do not run into each other.
    turns = "".join("u" if who == "user" else "b" for who, _ in stored)
    lost += [turns] if "uu" in turns or turns.endswith("u") else []
    silent = [str(answer) for answer in answers if answer.status != 200 or not answer.text]
    slowest = max(answer.seconds for answer in answers)
    told = "each is answered, one after the other; over REST, which knows no message ids, the same one twice too"
    return Met("six messages of one person at once, one twice", len(said), 0, 0, silent, lost, [], 0, slowest, told)


# -- one server by itself


def disk_full(bot: Topology) -> Met:
    """The database file cannot grow, as if the disk were full."""
    sender = f"full-{time.time_ns()}"
    assert bot.say(sender, "who is Level 3 for?").status == 200
    rasa, file = bot.rasa(), Path(bot.engine.url.database)
    sizes = [path.stat().st_size for path in (file, Path(f"{file}-wal")) if path.exists()]
    limits = resource.prlimit(rasa, resource.RLIMIT_FSIZE)
    resource.prlimit(rasa, resource.RLIMIT_FSIZE, (min(sizes) // 4096 * 4096 or 1, limits[1]))
    try:
        refused = bot.say(sender, QUESTION)
        since = time.monotonic()
    finally:
        resource.prlimit(rasa, resource.RLIMIT_FSIZE, limits)
    again = bot.say(sender, QUESTION)
    kept = [text for who, text in bot.stored(sender) if who == "user"]
    lost = [] if kept == ["who is Level 3 for?", QUESTION] else [repr(kept)]
    silent = [] if refused.status == 503 and refused.text and again.status == 200 else [str(refused), str(again)]
    told = f"“{refused.text}”"
    return Met("the disk is full (SQLite)", 2, 0, 1, silent, lost, [], time.monotonic() - since, refused.seconds, told)


def actions_hang(bot: Topology, seconds: float = 30) -> Met:
    """The action server takes requests and answers none."""
    sender, hung = f"hang-{time.time_ns()}", bot.actions()
    assert bot.say(sender, QUESTION).status == 200
    os.kill(hung, signal.SIGSTOP)
    since = time.monotonic()
    try:
        slow = bot.say(sender, QUESTION)
        time.sleep(max(0.0, seconds - slow.seconds))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(hung, signal.SIGCONT)
    bot.wait()
    again = bot.say(sender, QUESTION)
    well = time.monotonic() - since
    silent = [] if slow.text in trouble_words() and "37" in again.text else [slow.text, again.text]
    kept = [text for who, text in bot.stored(sender) if who == "user"]
    lost = [] if kept == [QUESTION] * 3 else [repr(kept)]
    told = f"“{slow.text}” after {slow.seconds:.0f} s"
    return Met(f"the action server hangs for {seconds:.0f} s", 3, 1, 0, silent, lost, [], well, slow.seconds, told)


def everything_killed(bot: Topology) -> Met:
    """Kill -9 of the only Rasa server and its action server: the launcher starts them again."""
    sender = f"dead-{time.time_ns()}"
    assert bot.say(sender, "who is Level 5 for?").status == 200
    for process in (bot.rasa(), bot.actions()):
        os.kill(process, signal.SIGKILL)
    since = time.monotonic()
    time.sleep(0.5)
    bot.wait()
    again = bot.say(sender, "and what does it cover?")
    kept = [text for who, text in bot.stored(sender) if who == "user"]
    lost = [] if kept == ["who is Level 5 for?", "and what does it cover?"] else [repr(kept)]
    silent = [] if "Level 5" in again.text else [again.text]
    told = "no connection until it is back; then the talk goes on where it was"
    well = time.monotonic() - since
    return Met("all of a single server is killed (-9)", 2, 0, 0, silent, lost, [], well, again.seconds, told)


# -- the whole page

UNDER_LOAD: tuple[Callable[[Topology], Met], ...] = (
    rasa_killed,
    actions_killed,
    postgres_killed,
    redis_killed,
    turn_cut_short,
    at_once,
    replaced,
)
ALONE: tuple[Callable[[Topology], Met], ...] = (disk_full, actions_hang, everything_killed)


def rolled_out(folder: Path) -> Met:
    """New knowledge and the model trained from it, rolled out under load in a copy of the project."""
    with changed_copy(folder / "copy") as (root, change), several(folder, 2, root) as bot:
        with talking(bot, "rollout") as crowd:
            since = time.monotonic()
            change()
            done = bot.operate("restart")
            if done.returncode:
                raise AssertionError(done.stdout + done.stderr)
            time.sleep(GOES_ON)
        known = bot.say(f"new-{since}", "who is Level 3 for?").text
        met = _met("new knowledge and a new model are rolled out", crowd, since, "the new answer, once it is there")
        return met if "NEW" in known else Met(**{**vars(met), "silent": [known]})


def jumped_clock(folder: Path) -> Iterator[Met]:
    """The clock of the whole bot is set back two hours, then on three days, in the middle of a conversation."""
    library = next(Path(sys.prefix).glob("lib/python*/site-packages/libfaketime/vendor/**/libfaketime.so.1"))
    clock = folder / "clock"
    clock.write_text("+0")
    faked = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    with alone(folder, **faked, DONT_FAKE_MONOTONIC="1") as bot:
        for shift, name in (("-2h", "back two hours"), ("+3d", "on three days")):
            clock.write_text("+0")
            sender = f"clock-{time.time_ns()}"
            said = ["who is Level 5 for?", "and what does it cover?", "what is it comparable to?"]
            answers = [bot.say(sender, said[0])]
            clock.write_text(shift)
            answers += [bot.say(sender, text) for text in said[1:]]
            kept = [text for who, text in bot.stored(sender) if who == "user"]
            silent = [str(a) for a in answers if a.status != 200 or "Level 5" not in a.text]
            slowest = max(answer.seconds for answer in answers)
            lost = [] if kept == said else [repr(kept)]
            told = "the talk goes on, and “it” is still what it was"
            yield Met(f"the clock jumps {name}", 3, 0, 0, silent, lost, [], 0, slowest, told)


def damaged_model(folder: Path) -> Met:
    """The model file is cut off: the start is refused, or the model trained again where that is allowed."""
    from benchmarks.copies import copy

    root = copy(folder / "damaged")
    model = root / "models" / "adviser.tar.gz"
    model.write_bytes(model.read_bytes()[:100_000])
    settings = {"ADVISER_DATABASE": f"sqlite:///{folder / 'x.db'}", "ADVISER_REDIS": "", "SERVERS": "1"}
    told = ""
    try:
        with running({**settings, "ADVISER_TRAIN": "no"}, folder, root):
            pass
    except Exception as problem:
        told = str(problem).splitlines()[-1]
    silent = [] if "SHA-256" in told else [told]
    return Met("the model file is damaged", 0, 0, 0, silent, [], [], 0, 0, f"nobody is let in: {told[:120]} ...")
