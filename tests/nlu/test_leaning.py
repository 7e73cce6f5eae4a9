"""Words that point back at the conversation, and places in a list."""

from __future__ import annotations

import pytest

from nlu.leaning import ENDS, at_which, by_how_much, differs, elided, leans, measured, only_names, place, step, weighs


@pytest.mark.parametrize(
    ("text", "names_something", "expected"),
    [
        ("and level 7?", True, True),
        ("what about the diploma", True, True),
        ("how about cmi", True, True),
        ("ok and 3", True, True),
        ("is it the same with coaching", True, True),
        ("how long do those certificates take", True, True),
        ("what is a level 5 diploma", True, False),
        ("is ILM recognised", True, False),
        ("who is it for", False, True),
        ("how long do they take", False, True),
        ("and how is that assessed", False, True),
        ("how long", False, True),
        ("why", False, True),
        ("what do employers think of management courses", False, False),
        ("is there a test at the very end", False, False),
        ("who goes there to study it", False, True),
        # "and" with a letter missing; before a vowel it is what it says
        ("an level 5", True, True),
        ("an 7?", True, True),
        ("an ilm diploma", True, False),
        ("an mba", True, False),
    ],
)
def test_wording_that_points_back_is_noticed(text: str, names_something: bool, expected: bool) -> None:
    assert leans(text, names_something) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", 1),
        ("2nd please", 1),
        ("first", 0),
        ("the third", 2),
        ("tell me of the middle one", 1),
        ("is it for a middle manager", None),
        ("the last one", -1),
        ("whats the top one", -1),
        ("the lowest one", 0),
        ("number 3", 2),
        ("number two", 1),
        ("option 1", 0),
        ("no. 2", 1),
        ("how does it differ from the runner-up", 1),
        ("and your next best", 1),
        ("choice 3", 2),
        ("what is level 2", None),
        ("no", None),
        ("number of units", None),
        ("", None),
    ],
)
def test_a_place_in_a_list_is_read(text: str, expected: int | None) -> None:
    assert place(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "which is harder",
        "wich one takes longer",
        "difference in time",
        "how do they differ",
        "which of them is cheaper?",
    ],
)
def test_words_that_weigh_things_against_each_other(text: str) -> None:
    assert weighs(text)


@pytest.mark.parametrize(
    "text", ["is it hard", "is there a harder one", "which level is it", "how long is it", "a bit more please"]
)
def test_words_that_speak_of_one_thing(text: str) -> None:
    assert not weighs(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and the grade above it?", 1),
        ("what about one up from that", 1),
        ("one level down", -1),
        ("and the one below", -1),
        ("and the highest?", ENDS),
        ("ok the smallest then", -ENDS),
        ("who is it for", 0),
    ],
)
def test_how_far_up_or_down_the_words_point(text: str, expected: int) -> None:
    assert step(text) == expected


def test_asking_how_far_apart_is_no_question_of_price() -> None:
    assert by_how_much("so how much longer is that")
    assert by_how_much("by how much")
    assert not by_how_much("how much is it")


@pytest.mark.parametrize(
    "text",
    [
        "half the internet says do the 2 and the other half says 3",
        "one site says it is a degree, another says it isn't",
        "I get conflicting advice on 2 or 3",
        "who do I believe?",
    ],
)
def test_a_disagreement_is_heard(text: str) -> None:
    assert differs(text)


@pytest.mark.parametrize("text", ["how do they differ", "half of them say they like it", "some say it is hard"])
def test_one_voice_is_no_disagreement(text: str) -> None:
    assert not differs(text)


def test_at_which_level_asks_of_what_was_talked_about() -> None:
    assert at_which("and at which level?")
    assert not at_which("at which level should my staff start")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so who does then", True),
        ("which ones do", True),
        ("who can", True),
        ("who does the marking", False),
        ("what is it worth", False),
    ],
)
def test_words_that_leave_out_what_is_done(text: str, expected: bool) -> None:
    assert elided(text) is expected


@pytest.mark.parametrize(
    ("text", "without_the_name", "expected"),
    [
        ("n the level 5 one?", "n the level  one?", True),
        ("what about at 7 then", "what about at  then", True),
        ("and is 5 hard", "and is  hard", False),
        ("and the other one", "and the other one", False),
    ],
)
def test_hardly_more_than_a_name(text: str, without_the_name: str, expected: bool) -> None:
    assert only_names(text, without_the_name) is expected


@pytest.mark.parametrize(
    "text",
    ["and what does it compare to", "how does that compare?", "what is this comparable with", "whats it equal to"],
)
def test_one_thing_alone_is_measured_and_not_compared(text: str) -> None:
    assert measured(text)


@pytest.mark.parametrize("text", ["how does it compare with CMI", "compare them", "what is it"])
def test_what_names_another_thing_compares(text: str) -> None:
    assert not measured(text)
