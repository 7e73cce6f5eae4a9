"""Old talk is erased, and nothing else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from kept_talk import DAY, EVENTS, action, keep, slot, user, votes
from rasa.shared.core.domain import Domain

from stores.old import CHUNK, erase_before
from stores.sql import RollingSQLTrackerStore
from tests.talk.servers import ROOT


@pytest.fixture
def engine(tmp_path: Path) -> sa.engine.Engine:
    """A store with old, new and lasting talk."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/talk.db")
    keep(engine, "old", 40, user("zanzibar"), action("action_answer"))
    keep(engine, "new", 3, user("hello"), action("action_answer"))
    keep(engine, "goes on", 50, user("mozambique"), action("action_answer"))
    start = {"event": "session_started"}
    keep(engine, "goes on", 5, action("action_session_start"), start, slot("stage", "advised"), user("still there"))
    keep(engine, "one long session", 60, {"event": "session_started"}, user("first"))
    keep(engine, "one long session", 1, user("last"))
    return engine


def left(engine: sa.engine.Engine) -> dict[str, int]:
    """How many rows each conversation has."""
    query = sa.select(EVENTS.c.sender_id, sa.func.count()).group_by(EVENTS.c.sender_id)
    with engine.connect() as connection:
        return dict(tuple(row) for row in connection.execute(query))


def operate(engine: sa.engine.Engine, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as cron runs it."""
    return subprocess.run(
        [sys.executable, "-m", "operate", "erase-old", *arguments],
        cwd=ROOT,
        env={**os.environ, "ADVISER_DATABASE": str(engine.url)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_what_is_old_goes_and_what_is_used_stays(engine: sa.engine.Engine, tmp_path: Path) -> None:
    votes(engine, *({"conversation": "new", "reply": "r", "vote": "up", "at": time.time() - d * DAY} for d in (40, 4)))
    done = operate(engine, "--days", "30")
    assert done.returncode == 0, done.stderr
    assert "Erased 1 conversations" in done.stdout
    assert "1 feedback" in done.stdout
    assert left(engine) == {"new": 2, "goes on": 4, "one long session": 3}
    engine.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("talk.db*"))
    assert b"zanzibar" not in kept
    assert b"mozambique" not in kept
    assert operate(engine, "--days", "30").stdout.startswith("Erased 0 conversations (no rows)")


def test_a_dry_run_says_what_would_go_and_leaves_it(engine: sa.engine.Engine) -> None:
    before = left(engine)
    done = operate(engine, "--days", "30", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith("Would erase 1 conversations (4 events)")
    assert left(engine) == before


def test_a_talk_that_goes_on_is_read_as_before(engine: sa.engine.Engine) -> None:
    domain = Domain.load(str(ROOT / "domain.yml"))

    def slots() -> dict[str, object]:
        store = RollingSQLTrackerStore(domain, db=str(engine.url.database))
        tracker = asyncio.run(store.retrieve("goes on"))
        assert tracker is not None
        return {name: each.value for name, each in tracker.slots.items()}

    before = slots()
    assert before["stage"] == "advised"
    erase_before(engine, time.time() - 30 * DAY)
    assert slots() == before


def test_many_conversations_go_in_steps(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/talk.db")
    keep(engine, "seed", 90, user("x"))
    with engine.begin() as connection:
        row = {"type_name": "user", "timestamp": time.time() - 90 * DAY, "data": "{}"}
        connection.execute(EVENTS.insert(), [{**row, "sender_id": f"s{number}"} for number in range(2 * CHUNK + 5)])
    steps: list[tuple[int, int]] = []
    erased = erase_before(engine, time.time() - DAY, progress=lambda *step: steps.append(step))
    assert erased["conversations"] == 2 * CHUNK + 6
    assert steps[-1] == (2 * CHUNK + 6, 2 * CHUNK + 6)
    assert left(engine) == {}


@pytest.mark.parametrize(("days", "code"), [("0", 1), ("-3", 1), ("soon", 2)])
def test_a_senseless_number_of_days_erases_nothing(engine: sa.engine.Engine, days: str, code: int) -> None:
    before = left(engine)
    done = operate(engine, f"--days={days}")
    assert done.returncode == code
    assert "--days" in done.stderr
    assert left(engine) == before


def test_a_database_that_is_away_is_a_failure_for_cron(tmp_path: Path) -> None:
    away = sa.create_engine("postgresql://someone@127.0.0.1:1/none")
    done = operate(away, "--days", "30")
    assert done.returncode == 1
    assert "ADVISER_DATABASE" in done.stderr
    nothing = sa.create_engine(f"sqlite:///{tmp_path}/nothing.db")
    assert operate(nothing, "--days", "30").returncode == 0
    assert not (tmp_path / "nothing.db").exists()
