"""Log records: whole while a process starts, without anybody's words once people talk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from seeing.source_text import literal_at
from tests.talk.servers import ROOT

BEFORE = """
import logging, warnings
from seeing import logs
logs.set_up(logging.DEBUG)
import structlog
log = logging.getLogger("some.library")
said = "canary"
"""
AFTER = BEFORE + "logs.people_talk()\n"


def written(script: str, tmp_path: Path) -> tuple[list[dict[str, Any]], str]:
    """What a program logs: the JSON lines, and everything that came out of it."""
    program = tmp_path / "program.py"
    program.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], cwd=ROOT, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
    )
    everything = done.stdout + done.stderr
    return [json.loads(line) for line in everything.splitlines() if line.startswith("{")], everything


@pytest.mark.parametrize(
    "call",
    [
        'log.error(f"could not handle {said}")',
        'log.warning("could not handle %s", said)',
        'log.info("could not handle {}".format(said))',
        'log.debug("could not handle " + said)',
        'log.error("could not handle %(it)s" % {"it": said})',
        "log.error(said)",
        'log.error("x", extra={"request": said, "text": said, "outcome": "fine"})',
        'structlog.get_logger().error("could.not.handle", text=said, event_info=f"could not handle {said}")',
        'structlog.get_logger("rasa").info(said, user_text=said)',
        'warnings.simplefilter("always"); warnings.warn(said)',
        'log.handlers = [logging.StreamHandler()]; log.error(f"could not handle {said}", stack_info=True)',
        "raise ValueError(said)",
        "import threading; t = threading.Thread(target=lambda: {}[said]); t.start(); t.join()",
        "try: {}[said]\nexcept KeyError: log.exception('no key %s', said)",
        (
            "try:\n  try: int(said)\n  except ValueError as e: raise OSError(28, said) from e\n"
            "except OSError as e: log.error('full', exc_info=e)"
        ),
        "try: {}[said]\nexcept KeyError: structlog.get_logger().exception('struct', text=said)",
    ],
)
def test_no_way_of_logging_lets_a_word_through(call: str, tmp_path: Path) -> None:
    lines, everything = written(AFTER + call, tmp_path)
    assert "canary" not in everything.replace("program.py", "")
    assert lines
    assert all(line["event"] for line in lines)


def test_what_is_left_still_tells_an_operator_what_happened(tmp_path: Path) -> None:
    script = "try:\n    open('/nowhere/at/all')\nexcept OSError as error:\n    log.exception(f'cannot open {said} now')"
    (line,), _ = written(AFTER + script, tmp_path)
    assert line["event"] == "cannot open {said} now"
    assert line["level"] == "error"
    assert line["logger"] == "some.library"
    assert line["error"]["type"] == "FileNotFoundError"
    assert line["error"]["code"] == "ENOENT"
    assert "program.py" in line["error"]["where"][0]


def test_fields_from_closed_lists_are_kept(tmp_path: Path) -> None:
    script = "with logs.conversation('somebody'):\n    log.info('turn', extra={'outcome': 'answered', 'seconds': 0.5})"
    (line,), _ = written(AFTER + script, tmp_path)
    assert (line["outcome"], line["seconds"]) == ("answered", 0.5)
    assert len(line["conversation"]) == 12
    assert line["conversation"] != written(AFTER + script, tmp_path)[0][0]["conversation"]  # another salt


def test_before_anybody_can_talk_a_line_says_all(tmp_path: Path) -> None:
    lines, _ = written(BEFORE + 'log.error("cannot listen on %s", 5005); log.error(f"no model {said}")', tmp_path)
    assert [line["event"] for line in lines] == ["cannot listen on 5005", "no model canary"]


def test_lines_below_the_level_are_not_written(tmp_path: Path) -> None:
    lines, _ = written(AFTER.replace("logging.DEBUG", "logging.ERROR") + "log.warning('w'); log.error('e')", tmp_path)
    assert [line["event"] for line in lines] == ["e"]


def test_a_call_over_several_lines_is_found(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text('logger.error(\n    f"one {two} "\n    "three",\n    four,\n)\nx = 1\n', encoding="utf-8")
    assert {literal_at(str(source), line) for line in (1, 2, 3, 4)} == {"one {two} three"}
    assert literal_at(str(source), 6) == ""
    assert literal_at(str(tmp_path / "missing.py"), 1) == ""


@pytest.mark.parametrize("option", ["--log-file=x.log", "--use-syslog", "--logging-config-file"])
def test_rasas_own_log_files_are_refused(option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "seeing.rasa_server", "run", option], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "stderr" in done.stderr


def test_a_level_that_there_is_not_stops_the_start() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from operate.places import child_environment; child_environment()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"LOG_LEVEL": "LOUD"},
    )
    assert "LOG_LEVEL is 'LOUD'" in done.stderr
