"""Ours beside a stock `rasa init` bot, in one run: `python -m benchmarks.side_by_side`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks import messages
from benchmarks.bots import Bot, train
from benchmarks.builds import STOCK, build_ours, build_stock, site_packages
from benchmarks.messages import Conversation
from benchmarks.numbers import Measured, Round, Spread, size_of
from benchmarks.pages import Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.serving import Served
from benchmarks.tell import exit_code, tell
from operate.processes import stop_on_signals

T = TypeVar("T")
Both = tuple[T, T]  # of ours and of stock, in this order

COMMAND = "python -m benchmarks.side_by_side"
PAGE = "side-by-side.md"

_ROUNDS = 3
_QUICK_CONVERSATIONS = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, measure, print and write the page. Missed targets are printed; they are no failure of the command."""
    options = _parser().parse_args(arguments)
    stop_on_signals()
    machine = this_machine()
    said = _conversations(options.quick)

    def measuring() -> None:
        beside = build_stock(options.stock)
        bots = build_ours(fresh=not options.quick), beside
        ours, stock = measure(bots, said, rounds=1 if options.quick else _ROUNDS)
        tell("\n" + _numbers(ours, stock) + "\n\n" + target_lines(targets(ours, stock)))
        written = "Quick: no page was written." if options.quick else ""
        tell(written or f"Written: {write(PAGE, as_page(ours, stock, machine))}")

    return exit_code(measuring)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description="Measures ours beside a stock 'rasa init' bot.")
    parser.add_argument(
        "--stock",
        type=Path,
        default=STOCK,
        metavar="FOLDER",
        help="where the stock bot and its environment are, or are to be made (var/benchmarks/stock; 3 GB)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one round of 40 messages in the environment of the last run; for a first idea, writes no page",
    )
    return parser


def _conversations(quick: bool) -> Both[list[Conversation]]:
    ours, stock = messages.for_ours(), messages.for_stock()
    return (ours[:_QUICK_CONVERSATIONS], stock[:_QUICK_CONVERSATIONS]) if quick else (ours, stock)


def measure(bots: Both[Bot], said: Both[list[Conversation]], rounds: int) -> Both[Measured]:
    """Train both, then serve them in turns."""
    training: list[float] = []
    for bot in bots:
        tell(f"Training {bot.name} ...")
        training.append(train(bot))
    measured: Both[list[Round]] = ([], [])
    for number in range(1, rounds + 1):
        for bot, conversations, done in zip(bots, said, measured, strict=True):
            tell(f"Round {number}: starting {bot.name} and talking to it ...")
            done.append(_round(bot, conversations, number))
    ours, stock = (
        Measured(size_of(where), size_of(where, "*.pyc"), seconds, done)
        for where, seconds, done in zip(map(site_packages, bots), training, measured, strict=True)
    )
    return ours, stock


def _round(bot: Bot, said: Sequence[Conversation], number: int) -> Round:
    """Start the bot, hold the conversations one after the other, look at its memory, stop it."""
    with Served(bot, opening=said[0][0]) as served:
        senders = [f"round-{number}-conversation-{place}" for place in range(len(said))]
        before = served.usage()
        replies = [served.say(sender, text) for sender, talk in zip(senders, said, strict=True) for text in talk]
        after = served.usage()
        # Only now: looking into the conversations is work for the server too.
        by_action = None
        if after.actions is not None:
            by_action = sum(bool(actions) for sender in senders for actions in served.actions_of(sender))
        return Round(
            first_reply=served.first_reply,
            after=after,
            worked=(after.worked - before.worked) / len(replies),
            milliseconds=tuple(reply.milliseconds for reply in replies),
            answered=sum(served.answered(reply) for reply in replies),
            by_action=by_action,
        )


def targets(ours: Measured, stock: Measured) -> list[Target]:
    """What ours is to reach, by the medians."""
    said = _said(ours)
    start = ours.first_reply.median / stock.first_reply.median
    reply = ours.p50.median / stock.p50.median
    return [
        Target("installed < 900 MB", f"{ours.installed:.0f} MB", ours.installed < 900),
        Target(f"Rasa server < 350 MB after {said} messages", f"{ours.rasa.median:.0f} MB", ours.rasa.median < 350),
        Target("start to first reply < 1/4 of stock's", f"{start:.2f} of stock's", start < 0.25),
        Target("reply p50 < 20 ms", f"{ours.p50.median:.1f} ms", ours.p50.median < 20),
        Target("reply p95 < 40 ms", f"{ours.p95.median:.1f} ms", ours.p95.median < 40),
        Target("reply p50 at most half of stock's", f"{reply:.2f} of stock's", reply <= 0.5),
    ]


def _said(measured: Measured) -> int:
    """How many messages a round has."""
    return len(measured.rounds[0].milliseconds)


def _numbers(ours: Measured, stock: Measured) -> str:
    said = _said(ours)
    rows = [
        _row("installed: site-packages, MB", Spread((ours.installed,)), Spread((stock.installed,))),
        _row("of it compiled bytecode, MB", Spread((ours.bytecode,)), Spread((stock.bytecode,))),
        _row("training, s", Spread((ours.training,)), Spread((stock.training,))),
        _row("start to first reply, s", ours.first_reply, stock.first_reply),
        _row(f"Rasa server after {said} messages, MB", ours.rasa, stock.rasa),
        _row(f"action server after {said} messages, MB", ours.actions, stock.actions),
        _row("launcher, MB", ours.launcher, stock.launcher),
        _row("reply p50, ms", ours.p50, stock.p50),
        _row("reply p95, ms", ours.p95, stock.p95),
        _row("processor time per message, all processes, ms", ours.worked, stock.worked),
        [f"messages answered, of {said}", str(_least_answered(ours)), str(_least_answered(stock)), ""],
        [f"of them through a custom action, of {said}", _by_action(ours), _by_action(stock), ""],
    ]
    return table(["", "ours", "stock", "ours / stock"], rows)


def _row(what: str, ours: Spread | None, stock: Spread | None) -> list[str]:
    ratio = f"{ours.median / stock.median:.2f}" if ours and stock else ""
    return [what, str(ours) if ours else "none", str(stock) if stock else "none", ratio]


def _least_answered(measured: Measured) -> int:
    return min(one.answered for one in measured.rounds)


def _by_action(measured: Measured) -> str:
    counts = [one.by_action for one in measured.rounds if one.by_action is not None]
    return str(min(counts)) if counts else "none"


def as_page(ours: Measured, stock: Measured, machine: Machine) -> str:
    """The results as a page."""
    title = "Side by side: this bot and a stock `rasa init` bot"
    parts = ["## Targets", target_table(targets(ours, stock)), "## Numbers", _numbers(ours, stock), _HOW]
    return page(title, COMMAND, machine, parts)


_HOW = f"""\
A number with a range is the median, least and most of {_ROUNDS} rounds.

## How

- **Both** run Rasa 3.6.21 on the same Python, in environments of their own, one bot at a time and in turns. Rasa's
  telemetry is off. MB are millions of bytes.
- **Ours** is a fresh copy of the project, set up by `scripts/setup.sh`, trained by `python -m operate train --force`
  and started by `python -m operate serve`. Training includes the check of the knowledge base.
- **Stock** is what `rasa init --no-prompt` makes, unchanged: its default pipeline with DIET, its default policies with
  TED, its endpoints. Trained by `rasa train --force`, started by `rasa run`. What is installed is `rasa` as it declares
  itself, with TensorFlow 2.12, resolved for this Python: `benchmarks/stock/`.
- **Installed** is what `site-packages` takes on the disk after all this, with pip and the compiled bytecode, without
  tools for tests.
  The sentence encoder of ours, 24 MB more, stands in `models/`.
- **Start to first reply** runs from the command to the first reply over REST. For ours that includes its launcher, its
  action server and the round trip to it; a reply that says something went wrong does not count.
- **Replies**: one user, one message at a time, 40 conversations of five messages over REST, each on a connection of its
  own; the time until the whole reply is read.
- **Processor time** is what all processes of the bot worked for a message: the number that a busy machine spoils least.
- **Memory** is what is resident after the last message.
- **Not the same work, to our disadvantage**: the stock bot has no custom action and says fixed sentences; each message
  to ours goes through the action server, a process of its own. Ours also keeps conversations in a database on the
  disk, stock in memory only; and ours learns from more examples."""


if __name__ == "__main__":
    sys.exit(main())
