"""What Rasa's own commands say of the bot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MAX_HISTORY = "4"  # as in the Makefile

pytestmark = pytest.mark.timeout(900)


def rasa(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "rasa", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)


def test_every_story_is_followed(model: Path, tmp_path: Path) -> None:
    done = rasa(
        *("test", "core", "--stories", "tests/stories", "--model", str(model)),
        *("--fail-on-prediction-errors", "--out", str(tmp_path)),
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["accuracy"] == 1.0
    assert report["conversation_accuracy"]["total"] > 100


def test_the_training_data_is_valid() -> None:
    done = rasa("data", "validate", "--fail-on-warnings", "--max-history", MAX_HISTORY)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


def test_the_rules_reach_no_further_back_than_stories_are_compared(model: Path) -> None:
    with tarfile.open(model) as archive:
        member = next(name for name in archive.getnames() if name.endswith("rule_policy.json"))
        rules = json.load(archive.extractfile(member))["lookup"]["rules"]
    assert 1 < max(len(json.loads(key)) for key in rules) <= int(MAX_HISTORY)
    assert f"MAX_HISTORY := {MAX_HISTORY}" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_stories_walk_every_rule() -> None:
    """Each sequence of steps of a rule stands in a row in a story, for every intent that the rule names."""
    rules = yaml.safe_load((ROOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    stories = yaml.safe_load((ROOT / "tests" / "stories" / "test_stories.yml").read_text(encoding="utf-8"))["stories"]
    walked = [path for story in stories for path in paths(story["steps"])]
    missing = [
        (rule["rule"], path[0])
        for rule in rules
        for path in paths(rule["steps"])
        if not any(path == other[at : at + len(path)] for other in walked for at in range(len(other)))
    ]
    assert missing == []


def paths(steps: list[dict[str, object]]) -> list[list[object]]:
    """The steps, once for each way through an `or`."""
    found: list[list[object]] = [[]]
    for step in steps:
        ways = step.get("or", [step])
        found = [[*before, way] for before in found for way in ways]
    return found
