"""10,000 hostile or malformed requests to the website channel: `python -m benchmarks.hostile`."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bots import Bot, ours, train
from benchmarks.builds import PLACE, copy_project
from benchmarks.hostile_attack import CROWD, Attack, Findings
from benchmarks.pages import Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.serving import Served
from benchmarks.tell import exit_code, tell
from operate.processes import stop_on_signals

COMMAND = "python -m benchmarks.hostile"
PAGE = "hostile.md"
SEED = 20261122

_REQUESTS = 10_000
_PARTS = 8
_MOST_GROWTH = 0.05  # of the memory, over the second half
_SETTINGS = {
    "ADVISER_SECRET": "a secret of the benchmark, long enough to be one",
    "ADVISER_TRUSTED_PROXIES": "127.0.0.0/8",
}


@dataclass
class Siege:
    """What was measured: findings, and the resident memory of Rasa and the action server in MB after each part."""

    findings: Findings
    sent: list[int] = field(default_factory=list)
    rasa: list[float] = field(default_factory=list)
    actions: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """How much Rasa's memory grew in the second half, as a share."""
        return self.rasa[-1] / self.rasa[len(self.rasa) // 2] - 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Send them, print and write the page. A missed target is printed; it is no failure of the command."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=f"Sends {_REQUESTS:,} hostile requests to the bot.")
    parser.add_argument("--requests", type=int, default=_REQUESTS, help="how many; fewer write no page")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed ({SEED}) makes other requests")
    options = parser.parse_args(arguments)
    stop_on_signals()
    machine = this_machine()

    def measuring() -> None:
        siege = measure(options.requests, options.seed)
        tell("\n" + _numbers(siege) + "\n\n" + target_lines(targets(siege)))
        for wrong in [*siege.findings.wrong[:20], *siege.findings.bystander]:
            tell(f"  {wrong}")
        if options.requests >= _REQUESTS:
            tell(f"Written: {write(PAGE, as_page(siege, machine, options.seed))}")

    return exit_code(measuring)


def measure(requests: int, seed: int) -> Siege:
    """Serve a copy of the project, in this environment, and attack it."""
    bot = _bot()
    tell("Starting ours ...")
    with Served(bot, opening="hello") as served:
        attack = Attack(served.port, seed)
        siege = Siege(attack.findings)

        def look(sent: int) -> None:
            usage = served.usage()
            siege.sent.append(sent)
            siege.rasa.append(usage.rasa)
            siege.actions.append(usage.actions or 0)
            tell(f"  {sent:,} requests: Rasa {usage.rasa:.0f} MB, {len(attack.findings.wrong)} replies were wrong")

        look(0)
        attack.run(requests, look, parts=_PARTS)
        attack.crowd()
    return siege


def _bot() -> Bot:
    """Ours in a folder of its own, so that neither a running bot nor its conversations are touched."""
    folder = PLACE / "hostile"
    copy_project(folder)
    bot = ours(folder, Path(sys.executable))
    tell("Training ours ...")
    train(bot)
    return dataclasses.replace(bot, settings={**bot.settings, **_SETTINGS})


def targets(siege: Siege) -> list[Target]:
    """What is asked of the channel."""
    findings = siege.findings
    errors = sum(count for status, count in findings.statuses.items() if status >= 500)
    empty = sum(": no reply" in wrong or "an empty" in wrong or "no word" in wrong for wrong in findings.wrong)
    leaks = sum("words of somebody else" in wrong for wrong in findings.wrong)
    return [
        Target("no server error", f"{errors} of {findings.seen:,} replies", errors == 0),
        Target("no empty reply, and none that fails to come", str(empty), empty == 0),
        Target("no word of one conversation in another's replies", str(leaks), leaks == 0),
        Target(
            "a bystander's conversation is not disturbed", f"{len(findings.bystander)} faults", not findings.bystander
        ),
        Target(
            f"memory of Rasa grows by at most {_MOST_GROWTH:.0%} over the second half",
            f"{siege.growth:+.1%}",
            siege.growth <= _MOST_GROWTH,
        ),
    ]


def _numbers(siege: Siege) -> str:
    findings = siege.findings
    kinds = [[kind, f"{count:,}"] for kind, count in findings.kinds.most_common()]
    statuses = [[str(status), f"{count:,}"] for status, count in sorted(findings.statuses.items())]
    memory = [
        [f"{sent:,}", f"{rasa:.0f}", f"{actions:.0f}"]
        for sent, rasa, actions in zip(siege.sent, siege.rasa, siege.actions, strict=True)
    ]
    return "\n\n".join(
        [
            table(["requests", "sent"], kinds),
            table(["status", "replies"], statuses),
            table(["after so many requests", "Rasa, MB", "action server, MB"], memory),
        ]
    )


def as_page(siege: Siege, machine: Machine, seed: int) -> str:
    """The results as a page."""
    title = f"{sum(siege.findings.kinds.values()):,} hostile requests to the website channel"
    parts = [
        "## Targets",
        target_table(targets(siege)),
        "## Numbers",
        _numbers(siege),
        _HOW.format(seed=seed, crowd=CROWD),
    ]
    return page(title, COMMAND, machine, parts)


_HOW = """\
## How

A copy of the project, trained and served by its own commands, is sent requests made from the seed {seed}, six at a
time, from many addresses and in many conversations, or the limits would answer instead. Each is written to a
connection of its own, byte by byte as it was made; what comes back is searched for words ("canaries") that were said
in other conversations. Meanwhile a bystander talks, and at the end {crowd} connections are held open with half a
request on each while somebody is to be answered. Half a request that is then broken off cannot be answered and is not
counted. Memory is what is resident; the first half fills what is kept at hand of the last hundred conversations. MB
are millions of bytes."""


if __name__ == "__main__":
    sys.exit(main())
