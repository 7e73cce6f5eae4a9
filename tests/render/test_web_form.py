"""The structured form of answers that recommend, ask and compare, as the widget and Slack get it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from test_render import COURSE, HANDBOOK, SMALL, SUBJECTS, TABLE, WORDS, message

from adviser.talk import Answer, Kind, Part, Prompt, Statement, Status
from render.blocks import joined, message_of
from render.plain import plain
from render.web import web

HEADLINE = Statement("I recommend the Large.", ("large.title",), (HANDBOOK,), part=Part.HEADLINE)
CHANGE = Statement("With less time, the Small.", ("small.credits",), (HANDBOOK,), part=Part.CHANGE)
ADVICE = Answer(
    Status.ANSWERED,
    (HEADLINE,),
    items=(COURSE,),
    closing=(CHANGE,),
    kind=Kind.RECOMMENDATION,
    title="House Large",
)
AFTER = {**WORDS, "after": {"recommendation": ["Why this qualification?", "Sum it up"]}}
OTHER_TABLE = replace(TABLE, columns=("Tall", "Short"))


def form(answer: Answer) -> dict[str, Any]:
    """The structured form of one answer."""
    return web(message_of(answer, AFTER, SUBJECTS), AFTER, "v1")


def test_a_recommendation_comes_just_so() -> None:
    assert form(ADVICE) == {
        "kind": "recommendation",
        "title": "House Large",
        "sentences": [{"text": HEADLINE.text, "facts": ["large.title"], "notes": [1], "part": "headline"}],
        "items": [
            {
                "text": f"{COURSE.text} ({COURSE.caution})",
                "facts": ["school.delivery"],
                "notes": [2],
                "caution": f"({COURSE.caution})",
            }
        ],
        "closing": [{"text": CHANGE.text, "facts": ["small.credits"], "notes": [1], "part": "change"}],
        "sources": ["House (read 1 Nov 2026)", "The School, which sells courses (read 9 Oct 2026)"],
        "footnotes": [
            {"text": "House (read 1 Nov 2026)", "title": "Handbook"},
            {
                "text": "The School, which sells courses (read 9 Oct 2026)",
                "title": "Leaflet",
                "url": "https://school.example",
            },
        ],
        "choices": ["Why this qualification?", "Sum it up"],
        "facts": ["large.title", "school.delivery", "small.credits"],
        "knowledge": "v1",
    }


def test_a_recommendation_offers_what_goes_with_one_and_an_answer_does_not() -> None:
    assert form(replace(ADVICE, kind=Kind.ANSWER, title="")).get("choices") is None


def test_a_question_says_how_far_along_it_is_within_its_words_and_apart() -> None:
    asked = Answer(Status.ANSWERED, prompt=Prompt("One more question. Which?", ("This", "That"), "One more question."))
    assert form(asked) == {
        "kind": "question",
        "question": "One more question. Which?",
        "progress": "One more question.",
        "choices": ["This", "That"],
        "knowledge": "v1",
    }


def test_an_answer_with_a_table_is_a_comparison() -> None:
    assert web(message("a table"), WORDS)["kind"] == "comparison"
    assert web(message("one source"), WORDS)["kind"] == "answer"


def test_a_second_comparison_of_a_reply_is_told_as_lines() -> None:
    one = joined([message("a table"), message_of(Answer(Status.ANSWERED, table=OTHER_TABLE), WORDS, SUBJECTS)])
    assert one.table == TABLE
    assert [item.text for item in one.items] == [
        "Credits, Tall: 1 to 7",
        "Credits, Short: 8 or more",
        "Taught, Short: online",
    ]
    assert "Credits, Tall: 1 to 7" in plain(one, WORDS)
    assert web(one, WORDS)["kind"] == "comparison"


def test_every_note_is_the_place_of_a_source() -> None:
    one = web(joined([message("one answer with its sources"), message("a table"), message("a list")]), WORDS)
    cells = [cell for row in one["table"]["rows"] for cell in row["cells"]]
    said = [*one["sentences"], *one["items"], *cells]
    assert {note for part in said for note in part.get("notes", ())} == {1, 2}
    assert [note["text"] for note in one["footnotes"]] == one["sources"]
    assert all(part.get("notes") for part in said if part["facts"])
    assert {key for part in said for key in part["facts"]} == set(one["facts"])
    assert SMALL.rests_on[0] in one["facts"]
