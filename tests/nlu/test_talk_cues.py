"""Thanks, and work that somebody wants written by another, in whatever words."""

from __future__ import annotations

import pytest

from nlu.talk_cues import (
    asks_another_to_write,
    asks_us_to_write,
    asks_what_is_known,
    help_of_others,
    thanks,
)


@pytest.mark.parametrize(
    "text",
    [
        "could you bang out 2000 words on Maslow for me",
        "please write up unit 302",
        "write me a reflective account about a row at work",
        "will u do my coursework its due monday",
        "I'll pay you to do my log",
    ],
)
def test_we_are_asked_to_write(text: str) -> None:
    assert asks_us_to_write(text)


@pytest.mark.parametrize(
    "text",
    [
        "can i pay somebody to do my essay",
        "is it all right if my sister writes my reflective account",
        "thinking of getting ChatGPT to do my unit",
        "a colleague said he'd do my assignment for forty quid",
        "Might one engage a ghostwriter?",
        "where do people buy essays",
        "can I have it written by a professional",
    ],
)
def test_another_is_to_write(text: str) -> None:
    assert asks_another_to_write(text)


@pytest.mark.parametrize(
    "text",
    [
        "how do I write a reflective account",
        "why can't somebody else do my assignment",
        "what happens if someone else writes my essay",
        "can my manager write a witness statement",
        "can I use ChatGPT for my ILM assignment",
        "do you do the level 3 award",
        "can you do the units in any order",
        "can someone help me with my assignment",
        "can you explain what a report looks like",
    ],
)
def test_who_asks_about_the_work_hands_none_of_it_over(text: str) -> None:
    assert not asks_us_to_write(text)
    assert not asks_another_to_write(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oh brill, cheers, that's cleared it up", True),
        ("Much obliged, you have answered my question.", True),
        ("got it ty", True),
        ("no thanks", False),
        ("cheers but what of CMI", False),
        ("how does it help my career", False),
        ("I'm on level 3 thanks to my boss", False),
    ],
)
def test_thanks_ask_nothing(text: str, expected: bool) -> None:
    assert thanks(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what help do they give u", True),
        ("will the tutor help me", True),
        ("what kind of support would my college give", True),
        ("is there any help from them", True),
        ("what help do you give", False),
        ("can you help me", False),
        ("help", False),
    ],
)
def test_help_that_others_give_is_none_of_ours(text: str, expected: bool) -> None:
    assert help_of_others(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so what have you got on me now", True),
        ("what do you still know about me?", True),
        ("anything you've kept about me", True),
        ("what have you got for me", False),
        ("what do you know about me managing a team", False),
    ],
)
def test_what_is_kept_of_somebody_is_asked_for(text: str, expected: bool) -> None:
    assert asks_what_is_known(text) is expected
