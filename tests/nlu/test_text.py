"""How a message is made tidy and taken apart into its questions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.asking import asks, asks_within, torn, words
from nlu.text import LONG_SENTENCE, MOST_PARTS, MOST_QUESTIONS, readings, sentences, tidy

RAMBLING = (
    "so basically I have been at this place for about nine years now and my boss said that I should look at getting "
    "something on paper because everyone else has one, and I was wondering whether a diploma at level 5 would be too "
    "much for me, cos I only have a team of six, anyway my mate did a certificate and he said it was fine"
)
RAMBLING_THEN_ASKING = (
    "Hi there. My manager has been on at me for ages about doing a course and to be honest I have put it off twice. "
    "I look after the night shift. What does Level 3 cover? Thanks in advance."
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("  level   5 \t please ", "level 5 please"),
        ("‘single’ and “double”", "'single' and \"double\""),
        ("non\u00a0breaking", "non breaking"),
        ("zero\u200bwidth \ufeffmarks \u00adsoft", "zerowidth marks soft"),
        ("and so on…", "and so on..."),
        ("e\u0301valuation", "évaluation"),
        ("one\n\n \n two", "one\n two"),
        ("no preference full stop", "no preference."),
        ("six people comma two years full stop what suits me question mark", "six people, two years. what suits me?"),
        ("dont no", "dont know"),
        ("i dont no what that means", "i dont know what that means"),
        ("I've no team and don't need one", "I've no team and don't need one"),
        ("we dont no longer run it", "we dont no longer run it"),
        ("a full stopover, and commands", "a full stopover, and commands"),
        ("half an emoji \ud83d", "half an emoji ?"),
        ("is " + "NaN" * 1000 + " level 5", "is " + ("NaN" * 34)[:100] + " level 5"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_a_text_is_made_tidy(said: str, expected: str) -> None:
    assert tidy(said) == expected


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text(max_size=200))
def test_a_tidy_text_stays_as_it_is(said: str) -> None:
    assert tidy(tidy(said)) == tidy(said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What's an ILM Level 5?", ["whats", "an", "ilm", "level", "5"]),
        ("first-line manager", ["first", "line", "manager"]),
        ("under_score", ["under", "score"]),
        ("!!! ...", []),
        ("Führung été", ["führung", "été"]),
    ],
)
def test_words_are_small_letters_without_marks(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("sentence", "is_one"),
    [
        ("what is level 5", True),
        ("whats the diff", True),
        ("level 5?", True),
        ("and how long is it", True),
        ("compare ilm and cmi", True),
        ("tell me about coaching", True),
        ("I manage a small team", False),
        ("thanks for that", False),
        ("couldn't tell you one from the other", False),
        ("couldn't I do level 5", True),
        ("did a big office move in 2012", False),
        ("did my level 3 award a while back, id like something broader", False),
        ("did my level 3 award count", True),
        ("did a woman found it?", True),
        ("Please inform me of the hours for an award", True),
        ("did ilm begin in 2001", True),
        ("", False),
    ],
)
def test_a_question_is_known_by_its_form(sentence: str, is_one: bool) -> None:
    assert asks(sentence) is is_one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I lead a team. What next?", ["I lead a team.", "What next?"]),
        ("hello there\nwhat is level 5", ["hello there", "what is level 5"]),
        ("what is ilm - is it good", ["what is ilm", "is it good"]),
        ("is there an exam and how long is it", ["is there an exam", "how long is it"]),
        ("what is level 3, and how is it assessed?", ["what is level 3", "how is it assessed?"]),
        ("how long does a cert take and what does it cost", ["how long does a cert take", "what does it cost"]),
        ("two things, how long is it and do you have to reference", ["how long is it", "do you have to reference"]),
        ("Hi, a couple of quick questions: is there an exam, and who marks it?", ["is there an exam", "who marks it?"]),
        ("who owns ilm n can i do it from home", ["who owns ilm", "can i do it from home"]),
        ("is it an exam an how long is it", ["is it an exam", "how long is it"]),
        ("Only 3, 5 and 7 exist. Correct?", ["Only 3, 5 and 7 exist, Correct?"]),
        ("is there one for team leaders? what level", ["is there one for team leaders?, what level"]),
        ("is Maslow taught on ILM and at which level", None),
        ("two qs sorry, who is it for an what does it cost", ["who is it for", "what does it cost"]),
        (
            "gibbs cycle what year is that and which levels use it",
            ["gibbs cycle what year is that", "which levels use it"],
        ),
        ("My boss says ILM is for the middle only. Fair?", ["My boss says ILM is for the middle only, Fair?"]),
        (
            "they put me on the level 2 yesterday and I am not at all sure about it, what does it actually cover",
            ["they put me on the level 2 yesterday and I am not at all sure about it", "what does it actually cover"],
        ),
        (
            "im a shift manager at a bakery and have been for three years now, how long would the level 4 take me",
            ["im a shift manager at a bakery and have been for three years now", "how long would the level 4 take me"],
        ),
        # a condition and a relative clause are no story
        ("if I took the level 7 in coaching as the head of people here, what sort of things would I work on", None),
        ("when firms pay for a management development programme, at which level do most of them begin", None),
        ("I did the award at a college in Leeds when I was younger, which was level 3 or maybe level 2", None),
        ("I look after a team of nine in the warehouse on nights, can give it two hours or so a week", None),
        # one question, however many "and"s it has
        ("is there an exam", None),
        ("what is the difference between a certificate and a diploma", None),
        ("how and why", None),
        ("two points, three units and an essay", None),
        ("compare level 3 and level 5", None),
        ("I manage staff and do the rota and want to get on", None),
        ("! ? ...", []),
        ("", []),
    ],
)
def test_double_questions_are_taken_apart_and_others_left_alone(text: str, expected: list[str] | None) -> None:
    assert sentences(text) == ([text] if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what is level 5", ["what is level 5"]),
        ("I lead a team. What next?", ["What next?"]),
        ("hi. what is level 5? thanks", ["what is level 5?"]),
        ("is there an exam and how long is it", ["is there an exam", "how long is it"]),
        (
            "gibbs cycle what year is that and which levels use it",
            ["gibbs cycle what year is that", "which levels use it"],
        ),
        ("Who is it for? What does it cost?", ["Who is it for?", "What does it cost?"]),
        ("I want to be a coach", ["I want to be a coach"]),
        (RAMBLING_THEN_ASKING, ["What does Level 3 cover?"]),
        ("", [""]),
        ("???", ["???"]),
    ],
)
def test_each_question_of_a_message_is_one_reading(text: str, asked: list[str]) -> None:
    assert [reading.asks for reading in readings(text)] == asked


def test_a_flood_of_questions_is_bounded() -> None:
    assert len(readings("Is it hard? " * 30)) == MOST_QUESTIONS


def test_the_sentence_before_a_question_is_read_with_it() -> None:
    (reading,) = readings("My boss offered me a Level 5. Is that too hard?")
    assert reading.before == "My boss offered me a Level 5."
    texts = [part.text for part in reading.parts]
    assert texts[:2] == ["Is that too hard?", "My boss offered me a Level 5. Is that too hard?"]
    assert reading.parts[0].weight == 1.0


def test_a_rambling_message_is_also_read_clause_by_clause() -> None:
    (reading,) = readings(RAMBLING)
    assert reading.asks.startswith("whether a diploma at level 5")
    texts = [part.text for part in reading.parts]
    assert RAMBLING in texts
    assert "a diploma at level 5 would be too much for me" in texts
    assert all(len(words(text)) > 2 for text in texts)


@pytest.mark.parametrize("text", [RAMBLING, RAMBLING_THEN_ASKING, "word " * 800, "a, b, c, d, " * 300, "why? " * 400])
def test_no_message_has_more_parts_than_time_allows(text: str) -> None:
    for reading in readings(tidy(text)):
        assert 0 < len(reading.parts) <= MOST_PARTS
        assert all(0 < part.weight <= 1 for part in reading.parts)
        assert len({part.text for part in reading.parts}) == len(reading.parts)


def test_a_short_sentence_has_no_clauses() -> None:
    text = "I lead a team, but not for long"
    assert len(words(text)) <= LONG_SENTENCE
    assert [part.text for part in readings(text)[0].parts] == [text]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_any_text_has_a_reading(said: str) -> None:
    assert 1 <= len(readings(tidy(said))) <= MOST_QUESTIONS


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("my uncle says a level 5 is a degree. is he talking rubbish", "my uncle says a level 5 is a degree."),
        ("the trainer said one slip fails it, is she winding us up?", "the trainer said one slip fails it"),
        ("who is it for, anyway?", "who is it for"),
        ("My boss asks who regulates ILM. What shall I tell her?", "My boss asks who regulates ILM."),
        ("Miss one and the lot is referred. Have I got that right?", "Miss one and the lot is referred."),
        ("How long is it? Any ideas?", "How long is it?"),
        ("There is a box for what it compares with. What should I put?", "There is a box for what it compares with."),
        ("sorry, quick one, which levels are there", "which levels are there"),
        (
            "I've been here since 2011, I'm not fussed about any letters, but I want to know whether employers rate it",
            "whether employers rate it",
        ),
    ],
)
def test_what_is_asked_is_told_from_what_stands_around_it(text: str, asked: str) -> None:
    assert readings(text)[-1].asks == asked


def test_a_verdict_with_nothing_before_it_is_read_as_it_is() -> None:
    assert readings("is he talking rubbish")[0].asks == "is he talking rubbish"


@pytest.mark.parametrize(
    "text",
    [
        "our director wants to know who owns it",
        "All I want to know, before I ring my old tutor who may have died, is whether it belongs to them",
        "out of them 2 which is less academic",
        "of the award and the other one which is the bigger",
        "anything in between 3 and 5",
    ],
)
def test_a_question_that_is_only_told_of_asks_too(text: str) -> None:
    assert asks_within(text) or asks(text)


def test_who_is_torn_between_two_things_asks_which() -> None:
    assert torn("torn between a cert and a diploma")
    assert not torn("torn between two jobs")


@pytest.mark.parametrize("text", ["I know what my team does", "stuck at home with the kids", "anything practical"])
def test_what_only_tells_asks_nothing(text: str) -> None:
    assert not asks_within(text)
    assert not asks(text)
