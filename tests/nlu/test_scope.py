"""Whether a question is one for the bot: examples like it, the score, and what keeps both between trainings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu.features import dense
from nlu.scope import SIGNS, Kin, Signs
from nlu.understanding import Understanding

EXAMPLES = {
    "how long does the diploma take": "ask_time",
    "which level is right for me": "recommend",
    "will it rain today": "out_of_scope",
    "how do I become a plumber": "near_scope",
    "thank you so much": "thank",
}
OURS = Signs(0.75, 0.8, 0.4, 0.4, 0.02, 0.9, 0.05, 1, 1, 0, 0, False)
NOT_OURS = Signs(0.3, 0.35, 0.75, 0.3, 0.9, 0.05, 0.02, 0, 0, 0, 0, False)


@pytest.fixture(scope="module")
def kin() -> Kin:
    return Kin.of(dense(list(EXAMPLES)), list(EXAMPLES.values()))


@pytest.mark.parametrize(
    ("text", "place"),
    [("how many months is a diploma", 0), ("is rain forecast for this afternoon", 1), ("thanks a lot", 2)],
)
def test_a_text_is_nearest_to_the_examples_of_its_own_sort(kin: Kin, text: str, place: int) -> None:
    nearest = kin.nearest(dense([text])[0])
    assert max(range(3), key=lambda each: nearest[each]) == place


def test_it_is_the_same_after_it_was_kept(kin: Kin, tmp_path: Path) -> None:
    kin.save(tmp_path)
    vector = dense(["is there an exam"])[0]
    assert Kin.load(tmp_path).nearest(vector) == kin.nearest(vector)


@pytest.mark.usefixtures("no_encoder")
def test_without_an_encoder_nothing_is_like_anything() -> None:
    kin = Kin.of(dense(list(EXAMPLES)), list(EXAMPLES.values()))
    assert kin.nearest(dense(["hello"])[0]) == (0.0, 0.0, 0.0)


def test_the_chosen_weights_tell_ours_from_others() -> None:
    config = Understanding.get_default_config()
    assert set(config["scope_weights"]) == {*SIGNS, "1"}
    assert OURS.score(config["scope_weights"]) > config["scope"] > NOT_OURS.score(config["scope_weights"])


def test_what_others_teach_counts_against_it() -> None:
    weights = Understanding.get_default_config()["scope_weights"]
    between = Signs(0.5, 0.6, 0.5, 0.4, 0.3, 0.6, 0.02, 1, 0, 0, 0, False)
    assert replace(between, elsewhere=True).score(weights) < between.score(weights)
    assert replace(between, outside=1).score(weights) < between.score(weights)


def test_what_there_is_much_of_counts_up_to_a_bound() -> None:
    weights = {**dict.fromkeys(SIGNS, 1.0), "1": 0.0}
    many, more = (Signs(0, 0, 0, 0, 0, 0, 0, count, 0, 0, 0, False) for count in (3, 30))
    assert many.score(weights) == more.score(weights) == 3
    assert np.isfinite(OURS.row()).all()
