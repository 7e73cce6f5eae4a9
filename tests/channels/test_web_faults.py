"""What a person meets when a part is away: a plain word and a way on; and that nothing is lost by it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
import sqlalchemy as sa

from tests.channels.visitors import TURN_SECONDS, Site, Visitor, code, words
from tests.talk.servers import free_ports

QUESTION = "What is the difference between a certificate and a diploma?"
PRIVATE = "brewery in Hexham"


def processes_on(port: int) -> list[int]:
    """The processes whose command names a port of the tests' own."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(port).encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    assert found
    return found


@contextlib.contextmanager
def halted(port: int) -> Iterator[None]:
    """An action server that takes calls and answers none."""
    processes = processes_on(port)
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@contextlib.contextmanager
def broken_database(site: Site) -> Iterator[None]:
    """A database in which the table of conversations is not to be found."""
    engine = sa.create_engine(site.database)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE events RENAME TO elsewhere"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO events"))
        engine.dispose()


def test_without_the_action_server_a_person_is_told_and_may_send_again(site: Site, visitor: Visitor) -> None:
    visitor.say("hello")
    message = {"id": str(uuid.uuid4()), "text": QUESTION}
    site.actions.close()
    try:
        answer = visitor.send(**message)
        assert (answer.status_code, code(answer)) == (503, "unavailable")
        assert "sorry" in answer.json()["error"]["message"]
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        site.start_actions()
    assert "Sources:" in words(visitor.send(**message).json()["replies"])
    assert visitor.said() == ["hello", QUESTION]


def test_an_action_server_that_hangs_does_not_keep_a_person_waiting(site: Site, visitor: Visitor) -> None:
    message = {"id": str(uuid.uuid4()), "text": QUESTION}
    with halted(site.actions_port), ThreadPoolExecutor(8) as pool:
        started = time.monotonic()
        answers = [pool.submit(visitor.send, **message) for _ in range(8)]
        assert site.visitor().ask("GET", "/").status_code == 200  # others are not held up
        told = sorted((each.result().status_code, code(each.result())) for each in answers)
        assert told == [(429, "too_many")] * 3 + [(503, "unavailable")] * 5  # nor do they all wait one after another
        assert time.monotonic() - started < TURN_SECONDS + 10
    assert "Sources:" in words(visitor.send(**message).json()["replies"])
    assert visitor.said() == [QUESTION]


def test_without_the_database_nobody_is_answered_from_no_memory(site: Site, visitor: Visitor) -> None:
    visitor.say("who is Level 5 for?")
    message = {"id": str(uuid.uuid4()), "text": f"what does Level 5 cover, for my {PRIVATE}?"}
    with broken_database(site):
        for answer in (visitor.send(**message), visitor.call("GET", "/history")):
            assert (answer.status_code, code(answer)) == (503, "unavailable")
    assert "Level 5" in words(visitor.send(**message).json()["replies"])
    assert visitor.said() == ["who is Level 5 for?", message["text"]]
    assert PRIVATE not in (site.folder / "rasa.log").read_text()


def test_a_server_without_a_model_says_that_it_is_not_ready(site: Site, tmp_path: Path) -> None:
    bare = Site(tmp_path, *free_ports(2))
    (tmp_path / "broken.tar.gz").write_bytes(b"no model at all")
    with bare.rasa:
        bare.start_rasa(model=str(tmp_path / "broken.tar.gz"))
        health = requests.get(f"{bare.web}/", timeout=10)
        assert (health.status_code, code(health)) == (503, "unavailable")
        answer = bare.visitor().send(text="hello")
        assert (answer.status_code, code(answer)) == (503, "unavailable")


def test_a_server_killed_in_the_middle_of_a_turn_loses_nothing(site: Site, visitor: Visitor) -> None:
    """What was answered is there after the start, and what was not is answered when it is sent again."""
    first = {"id": str(uuid.uuid4()), "text": "who is Level 5 for?"}
    answered = visitor.send(**first).json()
    told = visitor.history()
    message = {"id": str(uuid.uuid4()), "text": "and what does it cover?"}
    with halted(site.actions_port):
        with contextlib.suppress(requests.RequestException):
            visitor.call("POST", "/messages", json=message, timeout=1)
        for process in processes_on(site.rasa_port):
            os.kill(process, signal.SIGKILL)
    site.restart_rasa()
    assert visitor.history() == told
    assert visitor.send(**first).json() == answered
    assert "Level 5" in words(visitor.send(**message).json()["replies"])
    assert visitor.said() == [first["text"], message["text"]]
