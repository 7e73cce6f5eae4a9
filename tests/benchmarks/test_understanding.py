"""What `python -m benchmarks.understanding` counts, and what it does to messages before it asks them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks.understanding import sets
from benchmarks.understanding.marks import marks
from benchmarks.understanding.sets import Asked, Task
from operate.problem import Problem

COST = Asked("what does level 5 cost", ("ask_cost",), named=(("level-5", 10, 17, False),))
TIME = Asked("how long is our diploma", ("ask_time", "ask_size"), named=(("diploma", 16, 23, False),))
RAIN = Asked("will it rain", ("out_of_scope",), outside=True, named=())


def answers(said: list[Any], mistyped: list[Any] | None = None, named: Any = None) -> dict[str, Any]:
    return {
        "said": said,
        "mistyped": said[:2] if mistyped is None else mistyped,
        "named": named,
        "training": 1.0,
        "milliseconds": [1.0, 2.0, 3.0],
        "megabytes": 100.0,
    }


def marked(found: dict[str, Any]) -> Any:
    return marks("ours", Task("our own", 0, (), (COST, TIME, RAIN), ours=True), found)


def test_any_right_kind_counts_and_slips_are_counted_apart() -> None:
    right = [["ask_cost", 0.9, 0.1], ["ask_size", 0.8, 0.2], ["out_of_scope", 0.9, 1.9]]
    found = marked(answers(right, mistyped=[["ask_cost", 0.9, 0.1], ["ask_cost", 0.5, 0.5]]))
    assert (found.accuracy, found.typo_accuracy, found.macro_f1) == (1.0, 0.5, 1.0)
    assert (found.rejected, found.false_rejects, found.confusions) == (1.0, 0.0, ())


def test_what_is_refused_wrongly_and_let_in_wrongly_is_seen() -> None:
    found = marked(answers([["ask_cost", 0.9, 0.1], ["out_of_scope", 0.8, 1.8], ["ask_cost", 0.9, 0.1]]))
    assert (found.rejected, found.false_rejects, found.accuracy) == (0.0, 0.5, 0.5)
    assert found.confusions == (("ask_time", "out_of_scope", 1),)
    assert found.outside_at_95 == 0.0


def test_names_count_by_id_and_place() -> None:
    right = [["ask_cost", 0.9, 0.1], ["ask_time", 0.8, 0.2], ["out_of_scope", 0.9, 1.9]]
    all_of_them = [[["level-5", 10, 17]], [["diploma", 16, 23]], []]
    half = [[["level-5", 10, 17]], [["certificate", 16, 23]], [["ilm", 0, 4]]]
    assert marked(answers(right, named=all_of_them)).named_f1 == 1.0
    assert marked(answers(right, named=half)).named_f1 == pytest.approx(2 * 1 / (3 + 2))
    assert marked(answers(right)).named_f1 is None


def test_one_word_in_six_or_so_has_one_slip_and_the_same_seed_makes_the_same() -> None:
    text = "which management qualification would suit somebody who leads a team of twelve in a warehouse"
    chance = random.Random(1)
    typed = [sets.mistyped(text, chance) for _ in range(300)]
    assert typed[0] == sets.mistyped(text, random.Random(1))
    slipped = [one != other for line in typed for one, other in zip(line.split(), text.split(), strict=True)]
    assert 0.11 < sum(slipped) / len(slipped) < 0.19
    assert sets.mistyped("a 5 ?", random.Random(1)) == "a 5 ?"


def test_ten_of_each_kind_are_drawn_alike_at_a_seed(tmp_path: Path) -> None:
    rows = [[f"{kind} {number}", kind] for kind in ("bills", "cards", "loans") for number in range(40)]
    path = tmp_path / "data_full.json"
    path.write_text(json.dumps({"train": rows, "test": rows[:50], "oos_test": [["rain", "oos"]]}), encoding="utf-8")
    task = sets.clinc(path, seed=0)
    assert [kind for _, kind in task.taught] == ["bills"] * 10 + ["cards"] * 10 + ["loans"] * 10
    assert task == sets.clinc(path, seed=0)
    assert task.taught != sets.clinc(path, seed=1).taught
    assert {kind for _, kind in sets.clinc(path, seed=0, kinds=2).taught} == {"bills", "cards"}
    assert [each.text for each in task.asked if each.outside] == ["rain"]


def test_a_file_that_is_none_is_told_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "data_full.json").write_text("[]", encoding="utf-8")
    with pytest.raises(Problem, match=r"not CLINC150's data_full\.json .*--clinc"):
        sets.clinc(tmp_path / "data_full.json", seed=0)
    with pytest.raises(Problem, match=r"banking77_train\.csv.*--banking"):
        sets.banking(tmp_path, seed=0)


def test_our_own_messages_come_with_what_they_name() -> None:
    own = sets.own()
    assert sum(bool(each.named) for each in own.asked) > 300
    assert all(each.text[start:end].strip() for each in own.asked for _, start, end, _ in each.named or ())
