"""The bot as it is let loose on people: no training, no API of Rasa's, a model that nobody exchanged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.seeing.conftest import got
from tests.talk.servers import ROOT, Bot, free_ports, running, somebody

NEEDED = (
    "actions adviser channels config.yml credentials.yml data domain.yml endpoints.yml knowledge nlu operate policies"
)
NEEDED += " delivery quicker render requirements seeing stores widget"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """An installation of its own, with the model that was trained."""
    subprocess.run([sys.executable, "-m", "operate", "train"], cwd=ROOT, check=True)
    for name in NEEDED.split():
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    (tmp_path / "models").mkdir()
    for path in (ROOT / "models").glob("adviser.*"):
        shutil.copy(path, tmp_path / "models")
    (tmp_path / "models/encoder").symlink_to(ROOT / "models/encoder")
    return tmp_path


def start(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Try to start it, where it should refuse."""
    rasa, actions = free_ports(2)
    environment = {**os.environ, "PORT": str(rasa), "ACTIONS_PORT": str(actions), **more}
    command = [sys.executable, "-m", "operate", "serve", "--production"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_a_model_that_was_exchanged_is_not_loaded(copy: Path) -> None:
    model = copy / "models/adviser.tar.gz"
    with model.open("ab") as file:
        file.write(b"something else")
    done = start(copy)
    assert done.returncode == 1
    assert "SHA-256" in done.stderr
    assert "Traceback" not in done.stderr
    model.unlink()
    assert "no model" in start(copy).stderr


def test_another_hash_that_is_asked_for_is_held_against_the_model(copy: Path) -> None:
    done = start(copy, ADVISER_MODEL_SHA256="0" * 64)
    assert done.returncode == 1
    assert "0" * 64 in done.stderr


def test_a_model_server_is_refused(copy: Path) -> None:
    settings = yaml.safe_load((copy / "endpoints.yml").read_text())
    (copy / "endpoints.yml").write_text(yaml.safe_dump({**settings, "models": {"url": "http://127.0.0.1:1/model"}}))
    done = start(copy)
    assert done.returncode == 1
    assert "model server" in done.stderr


def test_the_launcher_serves_people_and_nothing_else(copy: Path) -> None:
    rasa, actions = free_ports(2)
    log = copy / "serve.log"
    command = ["operate", "serve"]  # PRODUCTION=1 says the rest
    more = {"PORT": str(rasa), "ACTIONS_PORT": str(actions), "PRODUCTION": "1"}

    def is_ready() -> bool:
        return "Ready: " in log.read_text(errors="replace")

    with running(command, log, is_ready, copy, **more):
        bot = Bot(f"http://127.0.0.1:{rasa}")
        assert "37" in json.dumps(bot.say(somebody(), "how many credits is a diploma?"))
        assert got(f"{bot.url}/webhooks/health/ready")[0] == 200
        for path in ("/conversations/x/tracker", "/domain", "/model/parse"):
            assert got(bot.url + path)[0] in (404, 405), path
