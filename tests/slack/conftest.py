"""The real bot with our Slack channel, the real bot with Rasa's own, and a stand-in for Slack for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fake import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack, fake_slack
from people import Side
from servers import ROOT, START_SECONDS, Bot, answers, free_ports, running

HERE = Path(__file__).parent
OPTIONS = {
    "StockSlack": {},
    "StockInChannel": {"slack_channel": "C0HOME", "use_threads": True},
    "StockByThread": {"conversation_granularity": "thread"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the servers, and perhaps for training."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS + 300))


@pytest.fixture(scope="package")
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as fake:
        yield fake


@pytest.fixture(scope="package")
def secrets(slack: FakeSlack) -> dict[str, str]:
    """The environment of a bot that is in Slack, by a public address and by Socket Mode."""
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
    return {"SLACK_API_URL": slack.url, **tokens}


@pytest.fixture(scope="package")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of the test's own."""
    return f"sqlite:///{tmp_path_factory.mktemp('kept')}/kept.db"


@pytest.fixture(scope="package")
def served(
    secrets: dict[str, str], database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Bot, int]]:
    """The bot as `make serve` starts it with Slack's secrets in the environment, and the port of its actions."""
    rasa, actions = free_ports(2)
    log = tmp_path_factory.mktemp("serve") / "serve.log"

    def is_ready() -> bool:
        return "Ready: " in log.read_text(errors="replace")

    ports = {"PORT": str(rasa), "ACTIONS_PORT": str(actions), "ADVISER_DATABASE": database}
    with running(["operate", "serve"], log, is_ready, **ports, **secrets):
        yield Bot(f"http://127.0.0.1:{rasa}"), actions


@pytest.fixture(scope="package")
def bot(served: tuple[Bot, int]) -> Bot:
    return served[0]


@pytest.fixture(scope="package")
def ours(bot: Bot, slack: FakeSlack) -> Side:
    return Side(bot.url, slack)


@pytest.fixture(scope="package")
def stock(served: tuple[Bot, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    """Rasa's own channel in a server of its own, with the same model and the same actions."""
    (port,), folder = free_ports(1), tmp_path_factory.mktemp("stock")
    settings = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    settings["action_endpoint"]["url"] = f"http://127.0.0.1:{served[1]}/webhook"
    settings["tracker_store"]["db"] = str(folder / "talk.db")
    (folder / "endpoints.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    secrets = {"slack_token": BOT_TOKEN, "slack_signing_secret": SECRET}
    channels = {f"tests.slack.stock.{name}": {**secrets, **more} for name, more in OPTIONS.items()}
    (folder / "credentials.yml").write_text(yaml.safe_dump(channels), encoding="utf-8")
    command = ["rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port), "--model", "models/adviser.tar.gz"]
    command += ["--endpoints", str(folder / "endpoints.yml"), "--credentials", str(folder / "credentials.yml")]
    url = f"http://127.0.0.1:{port}"
    with fake_slack() as fake:
        is_ready = lambda: answers(f"{url}/model/parse", {"text": "hello"})  # noqa: E731
        with running(command, folder / "rasa.log", is_ready, SLACK_API_URL=fake.url):
            yield Side(url, fake, "stock")
