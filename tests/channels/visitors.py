"""People at the website: each with an address of their own, a token, and the requests a widget makes."""

from __future__ import annotations

import itertools
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.talk.servers import ROOT, answers, free_ports, running

SECRET = "a secret of the tests, long enough to be one"
ORIGIN = "https://www.example.org"
TURN_SECONDS = 12  # enough for a busy machine, and no more than a test can wait for
_addresses = (f"198.18.{high}.{low}" for high, low in itertools.product(range(256), range(1, 255)))


@dataclass
class Visitor:
    """Somebody who visits the website; nothing is asked of the server before it is needed."""

    site: Site
    address: str = field(default_factory=lambda: next(_addresses))
    token: str = ""

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Make a request as it is given, with the visitor's address."""
        headers = {"X-Forwarded-For": self.address, **more.pop("headers", {})}
        return requests.request(method, self.site.web + path, headers=headers, **{"timeout": 60, **more})

    def begin(self) -> Visitor:
        """Begin a conversation."""
        answer = self.ask("POST", "/conversations", json={})
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        return self

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """Make a request with the token."""
        return self.ask(
            method, path, headers={"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}, **more
        )

    def send(self, **body: Any) -> requests.Response:
        """Post a message; an id is made where none is given."""
        return self.call("POST", "/messages", json={"id": str(uuid.uuid4()), **body})

    def say(self, text: str) -> list[dict[str, Any]]:
        """Say something; give the replies."""
        answer = self.send(text=text)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["replies"])

    def history(self) -> list[dict[str, Any]]:
        """What was said."""
        answer = self.call("GET", "/history")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])

    def said(self) -> list[str]:
        """What they themselves said."""
        return [message["text"] for message in self.history() if message["from"] == "person"]


def words(replies: list[dict[str, Any]]) -> str:
    """Replies as one text."""
    return "\n".join(reply["text"] for reply in replies)


def code(answer: requests.Response) -> str:
    """The code of an error, which has to have words for a person too."""
    error = answer.json()["error"]
    assert len(error["message"].split()) > 3
    return str(error["code"])


@dataclass
class Site:
    """The running bot behind a website; it can be stopped and started in parts."""

    folder: Path
    rasa_port: int
    actions_port: int
    rasa: ExitStack = field(default_factory=ExitStack)
    actions: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def web(self) -> str:
        return f"{self.url}/webhooks/web"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/talk.db"

    def visitor(self) -> Visitor:
        """Somebody new, with a conversation."""
        return Visitor(self).begin()

    def start_rasa(self, *, model: str = "models/adviser.tar.gz", **more: str) -> None:
        """Start Rasa, as it is served but without its API."""
        settings = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        settings["action_endpoint"]["url"] = f"http://127.0.0.1:{self.actions_port}/webhook"
        settings["tracker_store"]["db"] = str(self.folder / "talk.db")
        endpoints = self.folder / "endpoints.yml"
        endpoints.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = ["rasa", "run", "-i", "127.0.0.1", "-p", str(self.rasa_port), "--model", model]
        command += ["--endpoints", str(endpoints), "--credentials", "credentials.yml"]
        environment = {
            "ADVISER_DATABASE": self.database,
            "ADVISER_SECRET": SECRET,
            "ADVISER_ORIGINS": f"{ORIGIN},http://localhost:8000",
            "ADVISER_TRUSTED_PROXIES": "127.0.0.0/8",
            "ADVISER_TURN_SECONDS": str(TURN_SECONDS),
            "ADVISER_WIDGET": str(self.folder / "widget"),
            "OMP_NUM_THREADS": "1",
            **more,
        }
        self.rasa.enter_context(
            running(command, self.folder / "rasa.log", lambda: answers(f"{self.url}/"), **environment)
        )

    def start_actions(self) -> None:
        """Start the action server."""
        command = ["rasa_sdk", "--actions", "actions", "--port", str(self.actions_port)]
        health = f"http://127.0.0.1:{self.actions_port}/health"
        log = self.folder / "actions.log"
        self.actions.enter_context(running(command, log, lambda: answers(health), ADVISER_DATABASE=self.database))

    def restart_rasa(self) -> None:
        """Stop Rasa and start it again."""
        self.rasa.close()
        self.start_rasa()


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """The bot, trained if need be, on free ports, with its database in a folder."""
    subprocess.run([sys.executable, "-m", "operate", "train"], cwd=ROOT, check=True)
    site = Site(folder, *free_ports(2))
    with site.rasa, site.actions:
        site.start_actions()
        site.start_rasa()
        yield site
