"""Examples from real talk, decided on at a real terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from seeing.review import Examples, Refused, candidates, example_of
from seeing.turns import turns_of
from tests.talk.servers import ROOT

HELD_OUT = yaml.safe_load((ROOT / "tests/talk/heldout.yml").read_text(encoding="utf-8"))
PATIENCE = 120  # seconds; the model is loaded meanwhile


def keep(database: Path, *messages: str) -> None:
    """A store in which each message was not understood, in Rasa's own table."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255), "
            "timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
        )
        for number, text in enumerate(messages):
            said = {"event": "user", "text": text, "timestamp": time.time(), "input_channel": "rest"}
            for event in (said, {"event": "action", "name": "action_fallback", "timestamp": time.time()}):
                row = (f"someone-{number}", event["event"], event["timestamp"], json.dumps(event))
                connection.execute(
                    "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)", row
                )


class Terminal:
    """`python -m operate review` at a pseudo-terminal, as a person at a keyboard meets it."""

    def __init__(self, database: Path, file: Path) -> None:
        self._screen, keyboard = pty.openpty()
        environment = {**os.environ, "ADVISER_DATABASE": f"sqlite:///{database}", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "operate", "review", "--file", str(file)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=keyboard, stdout=keyboard, stderr=keyboard, start_new_session=True
        )
        os.close(keyboard)
        self.shown = ""

    def waits(self) -> str:
        """Read until it asks, or ends; what it has shown since."""
        shown, deadline = "", time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not select.select([self._screen], [], [], 1)[0]:
                continue
            try:
                shown += os.read(self._screen, 4096).decode()
            except OSError:  # the terminal is closed: the program has ended
                break
            if shown.endswith(("> ", "message: ")):
                break
        self.shown += shown
        return shown

    def types(self, line: str) -> str:
        """Type a line; what is shown then."""
        os.write(self._screen, line.encode() + b"\n")
        return self.waits()

    def end(self) -> int:
        """The exit code; stops it where it goes on."""
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            os.close(self._screen)


def test_a_person_decides_message_by_message(tmp_path: Path) -> None:
    taught = "what is gibbs cycle about, asks my boss"
    keep(
        tmp_path / "talk.db", *3 * ["wots in the box then"], "mail bob@firm.example the sylabus", "zog zog zog", taught
    )
    file = tmp_path / "reviewed.yml"
    terminal = Terminal(tmp_path / "talk.db", file)
    assert "wots in the box then" in terminal.waits()
    assert "3 times" in terminal.shown
    assert "no guess, intent or letter" in terminal.types("blargh")
    assert "ask_content, " in terminal.types("?")
    assert "fits ask_co" in terminal.types("co")
    assert "added to ask_content" in terminal.types("content")
    assert "mail the sylabus" in terminal.shown
    assert "bob@firm" not in terminal.shown
    terminal.types("e")
    assert "what does the sylabus hold" in terminal.types("what does the sylabus hold")
    assert "added to ask_units" in terminal.types("ask_units")
    terminal.types("s")
    assert "added to out_of_scope" in terminal.types("o")
    assert "3 examples added" in terminal.shown
    assert terminal.end() == 0
    told = {group["intent"]: group["examples"] for group in yaml.safe_load(file.read_text())["nlu"]}
    assert told["ask_content"] == "- wots in the box then\n"
    assert told["ask_units"] == "- what does the sylabus hold\n"
    assert list(told) == ["ask_content", "ask_units", "out_of_scope"]
    assert "zog" not in file.with_suffix(".skipped").read_text()
    again = Terminal(tmp_path / "talk.db", file)
    assert "bob" not in again.waits()
    again.types("q")
    assert again.end() == 0


@pytest.fixture
def examples(tmp_path: Path) -> Examples:
    """The project's own examples, with a file of new ones elsewhere."""
    return Examples.read(ROOT, tmp_path / "reviewed.yml")


def test_no_message_goes_under_two_intents(examples: Examples) -> None:
    with pytest.raises(Refused, match="already"):
        examples.add("ask_time", "Whats CMI?")
    examples.add("ask_time", "how many moons until the diploma")
    with pytest.raises(Refused, match="example of ask_time"):
        examples.add("ask_cost", "How many moons, until the diploma!")


def test_what_measures_the_bot_does_not_teach_it(examples: Examples) -> None:
    said = next(turn["user"] for case in HELD_OUT for turn in case["turns"] if len(turn["user"].split()) > 5)
    with pytest.raises(Refused, match="measures"):
        examples.add("ask_time", said)


@pytest.mark.parametrize(("intent", "text"), [("no_such", "a fine message"), ("ask_time", "?! 12"), ("ask_time", "")])
def test_what_cannot_be_an_example_is_refused(examples: Examples, intent: str, text: str) -> None:
    with pytest.raises(Refused):
        examples.add(intent, text)
    assert not examples.file.exists()


def test_the_file_is_what_rasa_reads_and_stays_sorted(examples: Examples) -> None:
    odd = ["- dash first: then a colon", "a [bracket](level) of mine", "# hash", 'it\'s "quoted" \\ slashed {brace}']
    for text in odd:
        examples.add("help", example_of(text))
    examples.add("ask_time", "zig zag and so on")
    from rasa.shared.nlu.training_data.loading import load_data

    read = load_data(str(examples.file))
    assert {each.get("intent") for each in read.training_examples} == {"help", "ask_time"}
    assert not any(each.get("entities") for each in read.training_examples)
    assert {each.get("text") for each in read.training_examples} >= {"dash first: then a colon", "hash"}
    lines = [line.strip() for line in examples.file.read_text().splitlines() if line.strip().startswith("- intent")]
    assert lines == sorted(lines)
    again = Examples.read(ROOT, examples.file)
    assert again.reviewed == examples.reviewed


def test_a_file_that_is_no_training_data_is_named(tmp_path: Path) -> None:
    file = tmp_path / "reviewed.yml"
    file.write_text("nlu: [oops", encoding="utf-8")
    with pytest.raises(Refused, match=r"reviewed\.yml"):
        Examples.read(ROOT, file)
    file.write_text("something: else", encoding="utf-8")
    with pytest.raises(Refused, match=r"reviewed\.yml is no training data"):
        Examples.read(ROOT, file)


def test_only_what_was_not_understood_is_asked_about() -> None:
    events = [
        {"event": "user", "text": "who is Level 5 for?"},
        {"event": "action", "name": "action_answer"},
        {"event": "user", "text": "My name is Zebedee, do gnomes count"},
        {"event": "action", "name": "action_fallback"},
        {"event": "user", "text": "12345 !"},
        {"event": "action", "name": "action_fallback"},
    ]
    found = candidates([list(turns_of(events))])
    assert [(each.text, each.times) for each in found] == [("My name is, do gnomes count", 1)]
