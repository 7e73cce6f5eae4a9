"""The report: its numbers, and the page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sqlalchemy as sa
from kept_talk import DAY, action, keep, recommendation, slot, user, votes

from seeing.kept import conversations, engine_for
from seeing.report import Numbers, Question, add_votes, count
from tests.talk.servers import ROOT

TODAY = datetime.now(UTC).date()
SINCE = TODAY - timedelta(days=10)
ASK, RECOMMENDED = "requested_slot", "recommendation"


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A store with a fortnight of talk."""
    address = f"sqlite:///{tmp_path}/talk.db"
    engine = sa.create_engine(address)
    keep(engine, "old", 30, user("long ago", "ask_cost"), action("action_answer"))
    keep(
        engine,
        "advised",
        2,
        user("which course?", "recommend"),
        *(action("action_advise"), slot(ASK, "responsibility"), slot("stage", "asking")),
        user("one team", "inform", "level-5"),
        *(action("action_advise"), slot(ASK, None), slot("stage", "advised")),
        slot(RECOMMENDED, recommendation("A <b>Certificate</b>")),
    )
    keep(
        engine,
        "leaves",
        1,
        user("which course?", "recommend", channel="slack"),
        *(action("action_advise"), slot(ASK, "responsibility"), slot("stage", "asking")),
        user("dunno"),
        action("action_advise"),
    )
    keep(engine, "lost", 1, user("Bob Marley flurbs <script>"), action("action_fallback"), slot("failures", 1))
    keep(engine, "lost", 0.9, user("call me on 07700900123 bob"), action("action_fallback"), slot("failures", 2))
    keep(engine, "lost", 0.8, user("a person please", "human"), action("action_handoff"), slot("failures", 0))
    keep(engine, "lost", 0.7, user("who is it for"), action("action_answer"), action("utter_trouble"))
    keep(engine, "lost", 0.6, user("the weather", "out_of_scope"), action("action_out_of_scope"), slot("failures", 1))
    return address


@pytest.fixture
def numbers(address: str) -> Numbers:
    """What is counted of the last ten days of it."""
    return count(conversations(engine_for(address), SINCE, TODAY), SINCE, TODAY)


def test_turns_and_what_became_of_them_are_counted(numbers: Numbers) -> None:
    assert numbers.conversations == 3
    assert numbers.turns == 9
    assert sum(numbers.days.values()) == 9
    assert len(numbers.days) == 11
    assert numbers.outcomes == {"answered": 5, "not_understood": 2, "out_of_scope": 1, "trouble": 1}
    assert numbers.channels == {"web": 8, "slack": 1}
    assert numbers.kinds["recommend"] == 2
    assert numbers.kinds["ask_cost"] == 0
    assert numbers.subjects == {"level-5": 1}
    assert numbers.steps == {1: 2, 2: 1}
    assert numbers.handovers == 1


def test_where_interviews_stop_and_what_they_led_to(numbers: Numbers) -> None:
    assert numbers.questions == {"responsibility": Question(asked=2, answered=1, repeated=1, left=0, stopped=1)}
    assert (numbers.begun, numbers.advised) == (2, 1)
    assert numbers.titles == {"A <b>Certificate</b>": 1}
    assert (numbers.levels, numbers.types, numbers.bodies) == ({"Level 5": 1}, {"certificate": 1}, {"ilm": 1})


def test_a_talk_that_began_before_the_period_is_known_as_it_stood(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/talk.db")
    keep(engine, "a", 5, user("which?"), slot(ASK, "focus"), slot("stage", "asking"))
    keep(engine, "a", 0, user("coaching"), slot(ASK, None), slot("stage", "advised"))
    found = count(conversations(engine, TODAY, TODAY), TODAY, TODAY)
    assert found.questions == {"focus": Question(answered=1)}


def test_votes_are_counted_where_there_is_a_table_of_them(address: str, numbers: Numbers) -> None:
    engine = engine_for(address)
    add_votes(numbers, engine)
    assert (numbers.up, numbers.down) == (0, [])
    row = {"conversation": "a", "reply": "r", "comment": "Bob says no", "question": "is there an exam for Bob"}
    row |= {"facts": '["level-5.exam"]', "knowledge": "1", "at": time.time() - DAY}
    votes(engine, {**row, "vote": "down"}, {**row, "vote": "up"}, {**row, "vote": "down", "at": time.time() - 40 * DAY})
    add_votes(numbers, engine)
    (down,) = numbers.down
    assert (numbers.up, down.facts) == (1, ("level-5.exam",))
    assert "Bob" not in down.question + down.comment


class Page(HTMLParser):
    """What a browser would make of a page: its text, and whether its tags fit."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.asks_for: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asks_for += [
            f"{name}={value}" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")
        ]
        self.asks_for += [tag] if tag in ("script", "link", "iframe", "img", "object", "form") else []
        if tag not in ("meta", "line", "rect") or (tag == "rect" and not self.get_starttag_text().endswith("/>")):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def operate(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m operate` over a store."""
    return subprocess.run(
        [sys.executable, "-m", "operate", *arguments],
        cwd=ROOT,
        env={**os.environ, "ADVISER_DATABASE": address},
        capture_output=True,
        text=True,
    )


def test_the_page_stands_alone_and_names_nobody(address: str, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.html"
    done = operate(address, "report", "--since", str(SINCE), "--out", str(out), "--check-after", "0")
    assert done.returncode == 0, done.stderr
    assert "3 conversations, 9 messages" in done.stdout
    html = out.read_text(encoding="utf-8")
    page = Page(html)
    assert page.open == []
    assert page.asks_for == []
    assert not re.search(r"https?://(?!www\.w3\.org)", html)
    words = " ".join(page.words)
    assert not re.search("bob|marley|07700", words, re.I)
    for told in ("flurbs <script>", "A <b>Certificate</b>", "responsibility", "wanted a person", "the weather"):
        assert told in words
    assert "UKCPD" in words  # a fact that was read before today has a source to look at again
    assert max(float(width) for width in re.findall(r'width="([\d.]+)" height="19"', html)) <= 950


def test_an_empty_period_has_a_page_too(address: str, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    for where in (address, f"sqlite:///{tmp_path}/nothing.db"):
        done = operate(where, "report", "--since", "2020-01-01", "--until", "2020-02-01", "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert Page(out.read_text(encoding="utf-8")).open == []
    assert not (tmp_path / "nothing.db").exists()


@pytest.mark.parametrize(
    ("address", "arguments", "told"),
    [
        ("sqlite:///x.db", ("--since", "2026-02-01", "--until", "2026-01-01"), "earlier day first"),
        ("sqlite:///x.db", ("--since", "yesterday"), "--since"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", (), "ADVISER_DATABASE"),  # pragma: allowlist secret
        ("no url", (), "ADVISER_DATABASE"),
        ("sqlite:///x.db", ("--out", "/proc/nowhere/report.html"), "--out"),
    ],
)
def test_what_cannot_be_reported_is_said_plainly(
    address: str, arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    more = () if "--out" in arguments else ("--out", str(tmp_path / "r.html"))
    done = operate(address, "report", *arguments, *more)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_dates_are_days_of_the_calendar(numbers: Numbers) -> None:
    assert all(isinstance(day, date) for day in numbers.days)
    assert json.dumps(sorted(str(day) for day in numbers.days))[2:12] == str(SINCE)
