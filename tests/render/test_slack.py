"""An answer as messages of Slack: golden blocks, what Slack takes, and that nothing is lost on the way."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack_words import WORDS
from render.slack import STEPS, Said, next_post, pieces_of, posts
from render.slack_words import chunks, escaped, mrkdwn, shortened


def _rules() -> ModuleType:
    """What Slack refuses, as the stand-in for Slack has it."""
    path = Path(__file__).resolve().parents[1] / "slack" / "rules.py"
    spec = importlib.util.spec_from_file_location("slack_rules", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules["slack_rules"] = found
    spec.loader.exec_module(found)
    return found


RULES = _rules()
FORM: dict[str, Any] = {
    "kind": "recommendation",
    "title": "The Small Diploma",
    "sentences": [
        {"text": "I recommend the Small Diploma.", "facts": ["small.title"]},
        {"text": "It is <small> & quick."},
    ],
    "items": [{"text": "You lead one team (“one *team*”)."}, {"text": "Read https://house.example/a, page 4."}],
    "table": {
        "columns": ["Small", "Large"],
        "rows": [
            {"label": "Credits", "cells": [{"text": "1 to 7"}, {"text": "8 & more"}]},
            {"label": "Taught", "cells": [{"text": "not stated"}, {"text": "online"}]},
        ],
    },
    "closing": [{"text": "With a budget, Large would come first."}],
    "question": "Is that right?",
    "sources": ["House (read 1 Nov 2026)", "The School (read 9 Oct 2026)"],
    "facts": ["small.title"],
}
SAID = Said("the same", (("Yes", "Yes"), ("No, larger", "something larger")), FORM, reply="1.5", echo="which one?")
TEXT = (
    "You asked: which one?\n\n"
    "I recommend the Small Diploma. It is &lt;small&gt; &amp; quick.\n\n"
    "- You lead one team (“one *team*”).\n- Read https://house.example/a, page 4.\n\n"
    "Credits:\n  Small: 1 to 7\n  Large: 8 &amp; more\nTaught:\n  Small: not stated\n  Large: online\n\n"
    "With a budget, Large would come first.\n\n"
    "Sources: House (read 1 Nov 2026); The School (read 9 Oct 2026).\n\n"
    "Is that right?\n\n"
    "You can answer: Yes; No, larger"
)


def marked(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": marked(text), **more}


def label(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


CELLS = [
    [{"type": "raw_text", "text": text} for text in row]
    for row in (
        ("Compared on", "Small", "Large"),
        ("Credits", "1 to 7", "8 & more"),
        ("Taught", "not stated", "online"),
    )
]
TABLES: dict[str, list[dict[str, Any]]] = {
    "data_table": [
        {
            "type": "data_table",
            "caption": "Compared: Small, Large",
            "page_size": 2,
            "row_header_column_index": 0,
            "rows": CELLS,
        }
    ],
    "table": [{"type": "table", "column_settings": [{"is_wrapped": True}] * 3, "rows": CELLS}],
    "fields": [
        section("*Credits*", fields=[marked("*Small*\n1 to 7"), marked("*Large*\n8 &amp; more")]),
        section("*Taught*", fields=[marked("*Small*\nnot stated"), marked("*Large*\nonline")]),
    ],
    "code": [
        section("```Credits:\n  Small: 1 to 7\n  Large: 8 &amp; more\nTaught:\n  Small: not stated\n  Large: online```")
    ],
}


def button(place: int, text: str, value: str) -> dict[str, Any]:
    return {"type": "button", "action_id": f"choice-9-{place}", "text": label(text), "value": value}


@pytest.mark.parametrize("step", TABLES)
def test_a_recommendation_is_drawn_just_so(step: str) -> None:
    (post,) = posts(SAID, WORDS, step)
    assert post.text == TEXT
    thumbs = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {
            "text": label("Helpful"),
            "value": "up 1.5",
            "accessibility_label": "This answer was helpful",
        },
        "negative_button": {
            "text": label("Not helpful"),
            "value": "down 1.5",
            "accessibility_label": "This answer was not helpful",
        },
    }
    assert list(post.blocks) == [
        {"type": "context", "elements": [marked("You asked: which one?")]},
        {"type": "header", "text": label("The Small Diploma")},
        section("I recommend the Small Diploma. It is &lt;small&gt; &amp; quick."),
        section("• You lead one team (“one *team*”).\n• Read <https://house.example/a>, page 4."),
        *TABLES[step],
        section("With a budget, Large would come first."),
        {
            "type": "context",
            "elements": [marked("Sources: House (read 1 Nov 2026); The School (read 9 Oct 2026).")],
        },
        section("Is that right?"),
        {
            "type": "actions",
            "block_id": "choice-9",
            "elements": [button(0, "Yes", "Yes"), button(1, "No, larger", "something larger")],
        },
        {"type": "context_actions", "block_id": "feedback", "elements": [thumbs]},
    ]


def test_the_last_step_is_words_alone() -> None:
    (post,) = posts(SAID, WORDS, "text")
    assert (post.text, post.blocks) == (TEXT, ())


def test_a_fixed_reply_is_drawn_from_its_words() -> None:
    (post,) = posts(Said("Hello & welcome.\n \nWhat now?", (("Levels?", "What do the levels mean?"),)), WORDS)
    assert post.text == "Hello &amp; welcome.\n\nWhat now?\n\nYou can answer: Levels?"
    assert [block["type"] for block in post.blocks] == ["section", "section", "actions"]


def test_a_picture_has_its_words() -> None:
    (post,) = posts(Said("Look.", image="https://house.example/a.png"), WORDS)
    assert post.blocks[1] == {"type": "image", "image_url": "https://house.example/a.png", "alt_text": post.text[7:]}


def test_a_source_with_an_address_is_a_link_to_it() -> None:
    notes = [
        {"text": "House (read 1 Nov 2026)", "title": "Handbook", "url": "https://house.example/a?b=1&c=2"},
        {"text": "Shop|<x>", "url": "javascript:alert(1)"},
    ]
    form = {"sentences": [{"text": "So."}], "sources": [note["text"] for note in notes], "footnotes": notes}
    (post,) = posts(Said("", (), form), WORDS)
    link = "<https://house.example/a?b=1&amp;c=2|House (read 1 Nov 2026)>"
    assert post.blocks[1]["elements"] == [marked(f"Sources: {link}; Shop|&lt;x&gt;.")]
    assert post.text == "So.\n\nSources: House (read 1 Nov 2026); Shop|&lt;x&gt;."


def test_nobody_is_called_and_no_link_is_hidden() -> None:
    said = Said(form={"sentences": [{"text": "<!channel> <https://evil.example|ilm.example> javascript:x"}]})
    (post,) = posts(said, WORDS)
    for text in (post.text, post.blocks[0]["text"]["text"]):
        assert "<!" not in text
        assert "|ilm.example>" not in text.replace("&gt;", "")
    assert post.blocks[0]["text"]["text"].count("<") == 1  # the address as what it is


CHOICES = {
    "five": [("a" * n, "a" * n) for n in range(1, 6)],
    "six": [(f"c{n}", f"c{n}") for n in range(6)],
    "twenty-five": [(f"c{n}", f"c{n}") for n in range(25)],
    "twenty-six": [(f"c{n}", f"c{n}") for n in range(26)],
    "two hundred": [(f"c{n}", f"c{n}") for n in range(200)],
    "long words behind many": [(f"c{n}", f"{n}" + "x" * 400) for n in range(30)],
    "long titles": [("t" * 74 + f"{n}" * 40, f"{n}") for n in range(3)],
    "twice the same": [("a", "a"), ("a", "a")],
}


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_can_be_pressed_and_read(name: str) -> None:
    found = posts(Said("Which?", tuple(CHOICES[name])), WORDS)
    rows = [block["elements"] for post in found for block in post.blocks if block["type"] == "actions"]
    pressed = [option["value"] for row in rows for element in row for option in element.get("options", [element])]
    assert pressed == list(dict.fromkeys(payload for _, payload in CHOICES[name]))
    assert all(len(row) <= 5 for row in rows)
    assert (rows[0][0]["type"] == "static_select") == (name in ("twenty-six", "two hundred"))
    assert all(title in " ".join(post.text for post in found) for title, _ in CHOICES[name])
    assert [RULES.faults_of_message({"text": post.text, "blocks": list(post.blocks)}) for post in found] == [
        None
    ] * len(found)


def test_words_too_long_to_stand_behind_a_button_are_told() -> None:
    (post,) = posts(Said("Which?", (("long", "x" * 2001), ("short", "s"))), WORDS)
    assert [each["value"] for each in post.blocks[-1]["elements"]] == ["s"]
    assert "You can answer: long; short" in json.dumps(post.blocks)


def seen(found: tuple[Any, ...]) -> str:
    return "".join(post.text for post in found)


def squeezed(text: str) -> str:
    """Without what is free to change at a cut: blanks and line ends."""
    return "".join(text.split())


words = st.text(st.sampled_from("aé &<>*_`\n|@#:/.’x👍"), max_size=3500)
lines = st.text(st.sampled_from("ab &<>*`|’"), min_size=1, max_size=900)
tables = st.integers(1, 12).flatmap(
    lambda width: st.fixed_dictionaries(
        {
            "columns": st.lists(lines.map(lambda text: text[:80]), min_size=width, max_size=width),
            "rows": st.lists(
                st.fixed_dictionaries(
                    {
                        "label": lines.map(lambda text: text[:300]),
                        "cells": st.lists(st.fixed_dictionaries({"text": lines}), min_size=width, max_size=width),
                    }
                ),
                min_size=1,
                max_size=60,
            ),
        }
    )
)
forms = st.fixed_dictionaries(
    {
        "sentences": st.lists(st.fixed_dictionaries({"text": words}), min_size=1, max_size=6),
        "items": st.lists(st.fixed_dictionaries({"text": words}), max_size=8),
        "closing": st.lists(st.fixed_dictionaries({"text": words}), max_size=3),
        "question": words,
        "sources": st.lists(words, max_size=4),
    },
    optional={"table": tables, "kind": st.just("recommendation"), "title": words},
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(forms, st.lists(st.tuples(words, words), max_size=40), st.sampled_from(STEPS))
def test_slack_takes_every_message_and_nothing_is_lost(
    form: dict[str, Any], choices: list[tuple[str, str]], step: str
) -> None:
    found = posts(Said("", tuple(choices), form, reply="1", echo="why?"), WORDS, step)
    for post in found:
        assert RULES.faults_of_message({"text": post.text, "blocks": list(post.blocks)}) is None
    everything = squeezed(seen(found))
    said = [each["text"] for part in ("sentences", "items", "closing") for each in form[part]]
    said += [form["question"], *form["sources"]]
    for row in form.get("table", {"rows": []})["rows"]:
        said += [row["label"], *(cell["text"] for cell in row["cells"])]
    said += [title for title, _ in choices]
    assert [text for text in said if squeezed(escaped(text)) not in everything] == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(words, st.integers(50, 4000))
def test_cut_text_joined_is_the_text_and_every_part_fits(text: str, most: int) -> None:
    parts = chunks(text, most)
    assert "".join(parts) == text
    assert all(len(mrkdwn(part)) <= most for part in parts)


def test_every_message_takes_something_however_little_fits() -> None:
    rest, taken = pieces_of(Said("x " * 20_000, tuple((f"c{n}", f"c{n}") for n in range(300))), WORDS), []
    while rest:
        taken.append(next_post(rest, WORDS, "data_table").taken)
        rest = rest[taken[-1] :]
    assert min(taken) > 0


@pytest.mark.parametrize(("text", "short"), [("abc", "abc"), ("abcdef", "abcd…"), ("abc def", "abc…")])
def test_what_is_shortened_says_so(text: str, short: str) -> None:
    assert shortened(text, 5) == short
