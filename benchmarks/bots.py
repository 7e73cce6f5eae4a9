"""The two bots: where each lives, how it is trained and how it is served."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.processes import end
from operate.places import Ports
from operate.problem import Problem
from operate.processes import tail

HOST = "127.0.0.1"

# What would let one environment reach into the other.
_NOT_INHERITED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True)
class Bot:
    """A bot in a folder, with a Python of its own. `{rasa}` and `{actions}` in `serve` and `settings` are ports."""

    name: str
    folder: Path
    python: Path
    train: Sequence[str]
    serve: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    apologies: frozenset[str] = frozenset()

    def command(self, words: Sequence[str], ports: Ports | None = None) -> list[str]:
        """The command line for `train` or `serve`."""
        return [str(self.python), "-m", *(_with_ports(word, ports) for word in words)]

    def environment(self, ports: Ports | None = None) -> dict[str, str]:
        """The environment of its processes: ours without what belongs to this very environment."""
        inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        settings = {name: _with_ports(value, ports) for name, value in self.settings.items()}
        return {**inherited, "RASA_TELEMETRY_ENABLED": "false", **settings}

    def log(self, what: str) -> Path:
        """Where the output of a step goes."""
        return self.folder.parent / f"{self.folder.name}-{what}.log"


def _with_ports(text: str, ports: Ports | None) -> str:
    return text if ports is None else text.format(rasa=ports.rasa, actions=ports.actions)


def ours(folder: Path, python: Path) -> Bot:
    """The project in this folder, trained and served with its own commands."""
    responses = yaml.safe_load((folder / "domain.yml").read_text(encoding="utf-8"))["responses"]
    return Bot(
        name="ours",
        folder=folder,
        python=python,
        train=["operate", "train", "--force"],
        serve=["operate", "serve"],
        settings={"PORT": "{rasa}", "ACTIONS_PORT": "{actions}"},
        apologies=frozenset(variant["text"] for variant in responses["utter_trouble"]),
    )


def stock(folder: Path, python: Path) -> Bot:
    """What `rasa init` made in this folder. It has no custom action, so nothing listens on the other port."""
    model = "models/stock.tar.gz"
    return Bot(
        name="stock",
        folder=folder,
        python=python,
        train=["rasa", "train", "--force", "--fixed-model-name", "stock"],
        serve=["rasa", "run", "-i", HOST, "-p", "{rasa}", "--model", model],
    )


def train(bot: Bot) -> float:
    """Train from nothing; gives the seconds it took."""
    started = time.monotonic()
    run(bot.command(bot.train), bot.folder, bot.environment(), bot.log("train"))
    return time.monotonic() - started


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
    """Run a command to its end with its output in a log; a failure shows the end of that log."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        code = process.wait()
    except BaseException:
        end(process)
        raise
    if code:
        words = " ".join(Path(word).name for word in command[:5])
        raise Problem(f"'{words} ...' failed (exit code {code}). The last lines of {log}:\n{tail(log)}")
