"""What a message is after: a fact, advice, or nothing, since it only tells."""

from __future__ import annotations

import pytest

from nlu.aims import AIMS, SIGNS, WEIGHTS, Signs, likely

PLAIN = dict.fromkeys(SIGNS, 0.0)
QUESTION = Signs(
    **{**PLAIN, "p_fact": 0.9, "nearness": 0.8, "asks": 1.0, "asks_within": 1.0, "mark": 1.0, "length": 2.0}
)
WISH = Signs(**{**PLAIN, "p_recommend": 0.9, "nearness": 0.5, "asks": 1.0, "seeks": 1.0, "situation": 3, "length": 2.5})
TELLING = Signs(**{**PLAIN, "p_inform": 0.9, "nearness": 0.4, "situation": 2, "length": 2.0})


@pytest.mark.parametrize(("found", "aim"), [(QUESTION, "asked"), (WISH, "advise"), (TELLING, "told")])
def test_signs_tell_the_aim(found: Signs, aim: str) -> None:
    chances = likely(found, WEIGHTS)
    assert max(chances, key=chances.__getitem__) == aim
    assert sum(chances.values()) == pytest.approx(1)


def test_every_sign_has_its_weights() -> None:
    assert set(WEIGHTS) == {*SIGNS, "1"}


def test_a_sign_for_which_no_weights_were_chosen_counts_nothing() -> None:
    assert likely(QUESTION, {}) == pytest.approx(dict.fromkeys(AIMS, 1 / 3))
