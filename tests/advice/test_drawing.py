"""The drawn decision: it is what the rules come to today, and the command that draws it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from adviser.advice.decide import Engine
from adviser.advice.drawing import COMMAND, PAGE, drawings, main, page


def test_the_drawing_is_fresh(engine: Engine) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(engine), f"docs/decision.md is stale: run {COMMAND}"


def test_the_drawing_names_only_features_and_values_that_exist(engine: Engine) -> None:
    for drawing in drawings(engine):
        for axis in (*drawing.rows, drawing.columns):
            for told in (drawing.common, *axis.places.values()):
                for name, value in told.items():
                    feature = engine.rules.features[name]
                    assert feature.kind != "choice" or value in feature.values, f"{name}: {value}"


def test_check_tells_a_stale_page_and_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "decision.md"
    assert main(["--check", "--page", str(file)]) == 1
    assert f"run {COMMAND}" in capsys.readouterr().out
    assert not file.exists()
    assert main(["--page", str(file)]) == 0
    assert main(["--check", "--page", str(file)]) == 0


def test_help_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--check" in capsys.readouterr().out
