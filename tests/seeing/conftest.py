"""Real servers with the logs and metrics of the launcher, at the level that says most."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.talk.servers import ROOT, START_SECONDS, Bot, answers, free_ports, running

HERE = Path(__file__).parent
LOUD = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the servers, and perhaps for training."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS + 300))


def got(url: str) -> tuple[int, str]:
    """Status and body of an address."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@dataclass(frozen=True)
class Watched:
    """A Rasa server and the place of its action server, with all that both write."""

    bot: Bot
    folder: Path
    actions: int
    metrics: int
    actions_metrics: int

    @property
    def database(self) -> Path:
        """Where conversations are kept."""
        return self.folder / "talk.db"

    def ready(self) -> tuple[int, dict[str, Any]]:
        """What the bot says of its own health."""
        status, body = got(f"{self.bot.url}/webhooks/health/parts")
        return status, json.loads(body)

    def logs(self) -> str:
        """Everything that both servers have written, standard output included."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def numbers(self, port: int) -> dict[str, float]:
        """The metrics of one server by name and labels."""
        lines = [line for line in got(f"http://127.0.0.1:{port}/metrics")[1].splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    @contextmanager
    def acting(self, log: str = "actions.log") -> Iterator[None]:
        """Run the action server meanwhile."""
        command = ["seeing.action_server", "--actions", "actions", "--port", str(self.actions)]
        health = f"http://127.0.0.1:{self.actions}/health"
        more = {**LOUD, "ACTIONS_METRICS_PORT": str(self.actions_metrics)}
        with running(command, self.folder / log, lambda: answers(health), **more):
            yield


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Rasa as the launcher starts it in production, without its action server."""
    rasa, actions, metrics, actions_metrics = free_ports(4)
    folder = tmp_path_factory.mktemp("watched")
    settings = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    settings["action_endpoint"]["url"] = f"http://127.0.0.1:{actions}/webhook"
    settings["tracker_store"]["db"] = str(folder / "talk.db")
    (folder / "endpoints.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "operate", "train"], cwd=ROOT, check=True)
    command = ["seeing.rasa_server", "run", "-i", "127.0.0.1", "-p", str(rasa), "--model", "models/adviser.tar.gz"]
    command += ["--endpoints", str(folder / "endpoints.yml"), "--credentials", "credentials.yml"]
    found = Watched(Bot(f"http://127.0.0.1:{rasa}"), folder, actions, metrics, actions_metrics)

    def loaded() -> bool:
        try:
            return found.ready()[1]["model"] == "ok"
        except OSError:
            return False

    with running(command, folder / "rasa.log", loaded, **LOUD, METRICS_PORT=str(metrics)):
        yield found
