"""What an operator hears when something is wrong before the start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import breaking
from benchmarks.engines import Postgres, Redis, free_port, postgres, redis_server
from operate.places import ROOT

SECRET = "not-to-be-shown"


@pytest.fixture(scope="module")
def kept() -> Iterator[Postgres]:
    with postgres() as engine:
        yield engine


@pytest.fixture(scope="module")
def turns() -> Iterator[Redis]:
    with redis_server() as engine:
        yield engine


def start(**settings: str) -> tuple[int, str]:
    """Start the bot; gives the exit code and what was said, which must be soon."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "ACTIONS_PORT": str(port + 1), "PUBLIC_PORT": str(port + 20)}
    done = subprocess.run(
        [sys.executable, "-m", "operate", "serve"],
        cwd=ROOT,
        env=environment | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def is_refused(text: str, code: int, *words: str) -> bool:
    assert code == 1, text
    assert all(word in text for word in words), text
    assert SECRET not in text
    assert "Traceback" not in text
    return "Nothing was started." in text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"mysql://me:{SECRET}@db/talk", "begins with 'mysql'"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/talk", "refused"),
        ("sqlite:///:memory:", "would keep nothing"),
        ("sqlite:////proc/nowhere/talk.db", "unable to open"),
        ("talk.db", "no database URL"),
    ],
)
def test_a_database_that_cannot_be_used_stops_the_start(url: str, words: str) -> None:
    code, said = start(ADVISER_DATABASE=url)
    assert is_refused(said, code, "ADVISER_DATABASE", words)


def test_a_database_that_is_not_there_is_named(kept: Postgres) -> None:
    code, said = start(ADVISER_DATABASE=kept.url.replace("/postgres", "/elsewhere"))
    assert is_refused(said, code, "ADVISER_DATABASE", "elsewhere")


@pytest.mark.parametrize("url", [f"redis://:{SECRET}@127.0.0.1:1/0", f"http://:{SECRET}@127.0.0.1"])
def test_a_redis_that_cannot_be_used_stops_the_start(url: str) -> None:
    code, said = start(ADVISER_REDIS=url)
    assert is_refused(said, code, "ADVISER_REDIS")


def test_several_servers_need_what_they_share(kept: Postgres, turns: Redis) -> None:
    for settings in ({}, {"ADVISER_DATABASE": kept.url}, {"ADVISER_REDIS": turns.url}):
        code, said = start(SERVERS="3", **settings)
        assert is_refused(said, code, "ADVISER_DATABASE", "ADVISER_REDIS", "3 servers")


@pytest.mark.parametrize("text", ["0", "many", "-1", "1000"])
def test_a_number_of_servers_that_is_none_is_refused(text: str) -> None:
    code, said = start(SERVERS=text)
    assert code == 1
    assert "SERVERS" in said


def test_a_damaged_model_stops_the_start(trained: None, tmp_path: Path) -> None:
    met = breaking.damaged_model(tmp_path)
    assert met.silent == []


def test_another_model_than_the_one_that_was_meant_stops_the_start(trained: None) -> None:
    code, said = start(ADVISER_MODEL_SHA256="0" * 64)
    assert code == 1
    assert "SHA-256" in said
