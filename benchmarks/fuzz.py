"""100,000 odd inputs: nothing may crash, hang or go without a reply. `python -m benchmarks.fuzz`.

It goes on where it was stopped, and the same seed gives the same inputs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import odd_inputs
from benchmarks.pages import RESULTS, table, this_machine
from benchmarks.tell import tell

COMMAND = "python -m benchmarks.fuzz"
PAGE = RESULTS / "fuzz.md"
PLACE = Path("var/fuzz")
SEED = 20261122
PATIENCE = 10  # seconds of computing for one input, whatever else the machine does
DEADLOCK = 300  # seconds by the clock
SAVED_EVERY, TURNS = 250, 8
SHARES = {"understanding": 50_000, "talk": 10_000, "knowledge": 15_000, "channel": 25_000}
SMALL = odd_inputs.ROOT / "tests/core/small"


class Hangs(BaseException):
    """No result in time."""


@dataclass
class Found:
    """An input that something is wrong with."""

    target: str
    number: int
    input: str
    what: str


@dataclass
class Progress:
    """How far one target has come; kept in a file, so that two targets can be tried at the same time."""

    target: str
    seed: int
    done: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    found: list[Found] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return PLACE / f"{self.target}-{self.seed}.json"

    @classmethod
    def read(cls, target: str, seed: int) -> Progress:
        """That of an earlier run with this seed, or none."""
        try:
            told = json.loads(cls(target, seed).path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls(target, seed)
        return cls(**{**told, "found": [Found(**each) for each in told["found"]]})

    def write(self) -> None:
        """Keep it, in one step."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self)), encoding="utf-8")
        fresh.replace(self.path)


Try = Callable[[random.Random, int], Awaitable[tuple[str, str]]]  # gives the input as shown, and what is wrong or ""


class Bot:
    """The trained bot in this process, its conversations in memory."""

    def __init__(self) -> None:
        from operate.talk import Bot as Talking

        self.agent = Talking()._agent
        self.trouble = self.agent.domain.responses["utter_trouble"][0]["text"]

    async def understand(self, chance: random.Random, _number: int) -> tuple[str, str]:
        """A message is understood as something, in a form that can be sent on."""
        from rasa.core.channels.channel import UserMessage

        text = odd_inputs.message(chance)
        with naming(text):
            parsed = await self.agent.processor.parse_message(UserMessage(text))
            json.dumps(parsed)
        return text, "" if parsed["intent"].get("name") else "no intent"

    async def talk(self, chance: random.Random, number: int) -> tuple[str, str]:
        """A message is answered, in a conversation of several; an apology for a failure is no answer."""
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        text, collected = odd_inputs.message(chance), CollectingOutputChannel()
        with naming(text):
            await self.agent.handle_message(UserMessage(text, collected, sender_id=f"fuzz-{number // TURNS}"))
        if not any(str(each.get("text") or "").strip() for each in collected.messages):
            return text, "no reply"
        failed = any(each.get("text") == self.trouble for each in collected.messages)
        return text, "an action failed" if failed else ""


class Named(Exception):
    """A failure with the input that led to it."""


@contextlib.contextmanager
def naming(text: str) -> Iterator[None]:
    """Name the input where it fails."""
    try:
        yield
    except Exception as error:
        raise Named(text, f"{type(error).__name__}: {error}"[:300]) from error


async def knowledge(chance: random.Random, _number: int) -> tuple[str, str]:
    """A knowledge base with a fault is refused in words, or is no fault."""
    from adviser.knowledge import KnowledgeError, load, load_checked

    files = {path: path.read_text(encoding="utf-8") for path in sorted(SMALL.rglob("*.yml"))}
    bad = chance.choice(list(files))
    text = odd_inputs.yaml_file(chance, files[bad])
    with tempfile.TemporaryDirectory() as place, naming(f"{bad.relative_to(SMALL)}:\n{text}"):
        for path, good in files.items():
            copy = Path(place) / path.relative_to(SMALL)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text if path == bad else good, encoding="utf-8", errors="surrogatepass")
        with contextlib.suppress(KnowledgeError):
            _, problems = load(Path(place), date(2026, 11, 22))
            assert all(str(problem).strip() for problem in problems)
            load_checked(Path(place), date(2026, 11, 22))
    return text, ""


class Channel:
    """The REST channel behind a real server, with a bot that says one word."""

    def __init__(self) -> None:
        self._url = ""
        self._session: Any = None

    async def post(self, chance: random.Random, _number: int) -> tuple[str, str]:
        """A body is answered in JSON: with a reply, or with what is wrong with it."""
        if self._session is None:
            await self._start()
        raw = odd_inputs.body(chance)
        with naming(repr(raw)):
            async with self._session.post(self._url, data=raw) as answer:
                status, told = answer.status, await answer.json(content_type=None)
        fine = (status == 200 and told) or (status in (400, 413) and told.get("error"))
        return repr(raw), "" if fine else f"HTTP {status}: {told}"

    async def _start(self) -> None:
        import socket

        import aiohttp
        from rasa.core.channels.channel import UserMessage
        from sanic import Sanic

        from channels.rest import CheckedRestInput

        async def reply(message: UserMessage) -> None:
            await message.output_channel.send_text_message(message.sender_id, "yes")

        app = Sanic("fuzz", configure_logging=False)
        app.blueprint(CheckedRestInput().blueprint(reply), url_prefix="/webhooks/rest")
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self._url = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/rest/webhook"
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        self._session = aiohttp.ClientSession()


def main(arguments: Sequence[str] | None = None) -> int:
    """Go on until all inputs are through; 1 if something was found."""
    options = _parser().parse_args(arguments)
    machine, wanted = this_machine(), options.only or list(SHARES)
    if options.anew:
        for name in wanted:
            Progress(name, options.seed).path.unlink(missing_ok=True)
    asyncio.run(_run([Progress.read(name, options.seed) for name in wanted], options.share))
    progress = [Progress.read(name, options.seed) for name in SHARES]
    page = _page(progress, options.seed, machine.lines())
    if (options.share, options.seed) == (1, SEED):
        PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 1 if any(each.found for each in progress) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description="Throws odd inputs at the bot.")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other inputs")
    parser.add_argument("--share", type=float, default=1.0, help="a part of the inputs, as in 0.01")
    parser.add_argument("--only", nargs="+", choices=list(SHARES), help="some targets only")
    parser.add_argument("--anew", action="store_true", help="begin again, whatever was done before")
    return parser


async def _run(wanted: list[Progress], share: float) -> None:
    needs_bot = {"understanding", "talk"} & {each.target for each in wanted}
    bot = Bot() if needs_bot else None
    tries: dict[str, Try] = {"knowledge": knowledge, "channel": Channel().post}
    if bot is not None:
        tries |= {"understanding": bot.understand, "talk": bot.talk}
    watch_for_hangs()
    for progress in wanted:
        many = round(SHARES[progress.target] * share)
        for number in range(progress.done, many):
            await one(progress, number, tries[progress.target])
            if (number + 1) % SAVED_EVERY == 0 or number + 1 == many:
                progress.write()
                tell(f"{progress.target}: {number + 1:,} of {many:,}, {len(progress.found)} found")


async def one(progress: Progress, number: int, attempt: Try) -> None:
    """Try one input, and note what came of it."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    signal.setitimer(signal.ITIMER_REAL, DEADLOCK)
    try:
        text, what = await attempt(odd_inputs.number_of(progress.seed, progress.target, number), number)
    except Named as error:
        text, what = error.args
    except Hangs:
        text, what = "", f"no result within {PATIENCE} seconds"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
    took = time.process_time() - started
    progress.done = number + 1
    progress.seconds += took
    progress.slowest = max(progress.slowest, took)
    if what:
        progress.found.append(Found(progress.target, number, ascii(text)[:400], what))


def watch_for_hangs() -> None:
    """Have an input that takes too long given up."""
    for number in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, _hangs)


def _hangs(*_: object) -> None:
    raise Hangs


def _page(progress: list[Progress], seed: int, machine: list[str]) -> str:
    rows = []
    for each in progress:
        mean = each.seconds / max(each.done, 1)
        times = (f"{1000 * mean:.1f}", f"{1000 * each.slowest:.0f}")
        rows.append((each.target, f"{each.done:,} of {SHARES[each.target]:,}", *times, str(len(each.found))))
    found = [each for every in progress for each in every.found]
    done, all_of_them = sum(each.done for each in progress), sum(SHARES.values())
    partly = f"**{done:,} of {all_of_them:,} inputs so far: `make fuzz` goes on with the rest.**"
    lines = [
        "# Odd inputs",
        "",
        f"`{COMMAND}`, seed {seed}. Each input is made from the seed and its number; what it asks for:",
        "",
        "- understanding: every text gets an intent, in a form that can be sent on;",
        f"- talk: every text gets a reply that is no apology for a failure, in conversations of {TURNS} turns;",
        "- knowledge: a damaged file of the knowledge base is refused with words, or does no harm;",
        "- channel: every body gets JSON, a reply or what is wrong with it, and never a server error.",
        "",
        f"Nothing may take longer than {PATIENCE} seconds of computing. Times are those of the processor.",
        "",
        *machine,
        *(["", partly] if done < all_of_them else []),
        "",
        table(("target", "inputs", "ms, mean", "ms, slowest", "found"), rows),
        "",
        "## Found",
        "",
        *([f"- {each.target} {each.number}: {each.what}. Input: `{each.input}`" for each in found] or ["Nothing."]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
