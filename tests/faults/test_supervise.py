"""The launcher over parts that die or hang: small programs in place of the servers."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.engines import free_port
from operate import supervise
from operate.places import Ports
from operate.problem import Problem
from operate.processes import Part, Parts
from operate.supervise import Note, Pair, Supervisor

SILENT = "import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(600)"


@pytest.fixture
def parts() -> Iterator[Parts]:
    known = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Parts() as running:
        yield running
    for number, handler in known.items():  # while parts are stopped nothing interrupts that
        signal.signal(number, handler)


def part(name: str, folder: Path, program: str) -> Part:
    return Part(name, (), folder / f"{name}.log", [sys.executable, "-c", program])


def supervisor(parts: Parts, folder: Path, program: str) -> Supervisor:
    ports = Ports(free_port(), free_port())
    rasa = part("rasa", folder, program.replace("{port}", str(ports.rasa)))
    actions = part("actions", folder, "import time; time.sleep(600)")
    pair = Pair(ports, rasa, actions)
    pair.start(parts)
    return Supervisor(parts, [pair], Note(folder / "note.json"))


def test_what_died_is_started_again_with_its_log_kept(parts: Parts, tmp_path: Path) -> None:
    watching = supervisor(parts, tmp_path, "print('I was here', flush=True); import time; time.sleep(600)")
    rasa = watching.pairs[0].rasa
    known = rasa.process.pid
    wait_for(lambda: "here" in rasa.log.read_text())
    rasa.process.kill()
    rasa.process.wait()
    watching._look()
    assert rasa.process.pid != known
    wait_for(lambda: rasa.log.read_text().count("I was here") == 2)


def test_what_cannot_live_ends_it_all_with_the_reason(parts: Parts, tmp_path: Path) -> None:
    watching = supervisor(parts, tmp_path, "raise SystemExit('no room')")
    with pytest.raises(Problem, match=r"(?s)stopped by itself .* times.*no room"):
        wait_for(lambda: bool(watching._look()))


def test_what_hangs_is_ended_and_started_again(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "_PINGED_EVERY", 0.1)
    monkeypatch.setattr(supervise, "_PING_SECONDS", 0.3)
    watching = supervisor(parts, tmp_path, SILENT)
    rasa, actions = watching.pairs[0].rasa, watching.pairs[0].actions
    known = rasa.process.pid, actions.process.pid
    threading.Thread(target=watching._ping, daemon=True).start()

    def was_replaced() -> bool:
        watching._look()
        return rasa.process.pid != known[0]

    wait_for(was_replaced)
    assert actions.process.pid == known[1]  # it listens nowhere: it may be starting


def test_nobody_runs_who_could_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    from operate.restart import restart

    monkeypatch.setenv("PORT", str(free_port()))
    with pytest.raises(Problem, match="make serve"):
        restart()


def wait_for(happened: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
