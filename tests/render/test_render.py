"""How an answer looks, on invented answers: plain words for every channel, JSON for those that can draw."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from adviser.model import Citation, Source, Subject
from adviser.talk import Answer, Cell, Offer, Statement, Status, Table
from render.blocks import Message, Sentence, day, joined, message_of, offers_of, subject_name
from render.plain import buttons, plain
from render.web import web

WORDS: dict[str, Any] = {
    "notes": {
        "found": "Here is what I hold:",
        "where_from": "That came from:",
        "outside": "I don't cover {names}.",
        "menu": "I can answer:",
    },
    "offer_compare": "Compare {subject} on {aspect}",
    "offer_compare_whole": "Compare {subject}",
    "aspects": {"size": "size"},
    "a": "a",
    "an": "an",
    "offers": {"size": "How big is {subject}?", "content": "What does {subject} cover?"},
    "subject_names": {"small": "a small one"},
    "whole": "an example",
    "and": "and",
    "in": "in",
    "menu": ["What is small?", "What is large?"],
    "caution": "({caution})",
    "source": "{publisher} (read {read})",
    "source_interest": "{publisher}, {interest} (read {read})",
    "source_full": "{publisher} ({interest}): “{title}”, {place}; read {read}.",
    "sources_one": "Source: {sources}.",
    "sources_many": "Sources: {sources}.",
    "view": "According to {publisher}: {says}",
    "not_stated": "not stated",
}
SUBJECTS = {
    subject.id: subject
    for subject in (
        Subject("small", "type", "Small"),
        Subject("large", "type", "Large"),
        Subject("house", "body", "House"),
        Subject("ilm", "body", "ILM"),
        Subject("level-3", "level", "Level 3"),
        Subject("school", "provider", "The School"),
        Subject("coaching-and-mentoring", "pathway", "Coaching and Mentoring"),
        Subject("management", "pathway", "Management"),
    )
}
READ = date(2026, 11, 1)
HANDBOOK = Citation(
    Source("handbook", "House", "Handbook", "awarding_body", "its own handbook", "A", READ), "page 4", READ
)
LEAFLET = Citation(
    Source("leaflet", "The School", "Leaflet", "provider", "which sells courses", "P", READ, "https://school.example"),
    "line 2",
    date(2026, 10, 9),
)
SMALL = Statement("A small example is 1 to 7 credits.", ("small.credits",), (HANDBOOK,))
COURSE = Statement("The School runs it online.", ("school.delivery",), (LEAFLET,), "One provider's page.")
TABLE = Table(
    ("Small", "Large one"),
    (
        (
            "Credits",
            (Cell("1 to 7", ("small.credits",), (HANDBOOK,)), Cell("8 or more", ("large.credits",), (HANDBOOK,))),
        ),
        ("Taught", (Cell(""), Cell("online", ("school.delivery",), (LEAFLET,)))),
    ),
)
OFFERS = (Offer("size", ("small",)), Offer("content", ("house", "level-3", "small")), Offer("no words", ("small",)))

ANSWERS = {
    "one answer with its sources": Answer(Status.ANSWERED, (SMALL, COURSE), offers=OFFERS),
    "one source": Answer(Status.ANSWERED, (SMALL,)),
    "a table": Answer(Status.ANSWERED, table=TABLE),
    "a list": Answer(Status.ANSWERED, items=(SMALL, COURSE), notes=("found",)),
    "where it comes from": Answer(Status.DISPUTED, items=(SMALL,), notes=("where_from",), sources=(HANDBOOK, LEAFLET)),
    "what is not covered": Answer(Status.OUT_OF_SCOPE, notes=("outside",), names=("Juggling", "Magic")),
}
GOLDEN = {
    "one answer with its sources": (
        "A small example is 1 to 7 credits. The School runs it online. (One provider's page.)\n\n"
        "Sources: House (read 1 Nov 2026); The School, which sells courses (read 9 Oct 2026)."
    ),
    "one source": "A small example is 1 to 7 credits.\n\nSource: House (read 1 Nov 2026).",
    "a table": (
        "Credits:\n"
        "  Small:     1 to 7\n"
        "  Large one: 8 or more\n"
        "Taught:\n"
        "  Small:     not stated\n"
        "  Large one: online\n\n"
        "Sources: House (read 1 Nov 2026); The School, which sells courses (read 9 Oct 2026)."
    ),
    "a list": (
        "Here is what I hold:\n\n"
        "- A small example is 1 to 7 credits.\n"
        "- The School runs it online. (One provider's page.)\n\n"
        "Sources: House (read 1 Nov 2026); The School, which sells courses (read 9 Oct 2026)."
    ),
    "where it comes from": (
        "That came from:\n\n"
        "- House (its own handbook): “Handbook”, page 4; read 1 Nov 2026.\n"
        "- The School (which sells courses): “Leaflet”, line 2; read 9 Oct 2026. https://school.example\n"
        "- According to House: A small example is 1 to 7 credits."
    ),
    "what is not covered": "I don't cover Juggling, Magic.",
}


def message(name: str) -> Message:
    """The blocks of one of the answers above."""
    return message_of(ANSWERS[name], WORDS, SUBJECTS)


@pytest.mark.parametrize("name", ANSWERS)
def test_plain_words_read_just_so(name: str) -> None:
    assert plain(message(name), WORDS) == GOLDEN[name]


def test_buttons_send_the_words_they_show() -> None:
    choices = ["How big is a small one?", "What does a House Level 3 Small cover?"]
    assert buttons(message("one answer with its sources")) == [{"title": text, "payload": text} for text in choices]


def test_an_answer_that_found_nothing_offers_the_menu() -> None:
    assert message("what is not covered").choices == ("What is small?", "What is large?")


def test_an_answer_that_found_something_offers_no_menu() -> None:
    assert message("one source").choices == ()


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_of_the_message_is_lost_in_plain_words(name: str) -> None:
    blocks, text = message(name), plain(message(name), WORDS)
    said = [*(each.text for each in (*blocks.sentences, *blocks.items)), *blocks.sources]
    if blocks.table:
        said += [f"{column}:" for column in blocks.table.columns] + [f"{label}:" for label, _ in blocks.table.rows]
        said += [cell.text or "not stated" for _, cells in blocks.table.rows for cell in cells]
    assert [part for part in said if part not in text] == []


@pytest.mark.parametrize("name", ANSWERS)
def test_json_comes_back_from_the_wire_as_it_was_sent(name: str) -> None:
    sent = web(message(name), WORDS)
    assert json.loads(json.dumps(sent)) == sent


@pytest.mark.parametrize("name", ANSWERS)
def test_json_holds_all_that_the_plain_words_hold(name: str) -> None:
    blocks, sent = message(name), json.dumps(web(message(name), WORDS), ensure_ascii=False)
    said = [*(each.text for each in (*blocks.sentences, *blocks.items)), *blocks.sources, *blocks.choices]
    assert [part for part in said if json.dumps(part, ensure_ascii=False) not in sent] == []


def test_json_names_the_facts_behind_each_sentence_and_cell() -> None:
    said = {"text": SMALL.text, "facts": ["small.credits"], "notes": [1]}
    assert web(message("one source"), WORDS)["sentences"] == [said]
    assert web(message("a table"), WORDS)["table"]["rows"][1] == {
        "label": "Taught",
        "cells": [{"text": "not stated", "facts": []}, {"text": "online", "facts": ["school.delivery"], "notes": [2]}],
    }


def test_json_leaves_out_what_is_empty() -> None:
    assert set(web(message("one source"), WORDS)) == {"kind", "sentences", "sources", "footnotes", "facts"}


def test_several_answers_are_one_reply_that_says_nothing_twice() -> None:
    names = ("one source", "one answer with its sources", "a table", "a list")
    one = joined([message(name) for name in names])
    text = plain(one, WORDS)
    assert [sentence.text for sentence in one.sentences][:2] == [SMALL.text, f"{COURSE.text} (One provider's page.)"]
    assert len(set(one.sentences)) == len(one.sentences)
    assert len(set(one.sources)) == len(one.sources)
    assert text.count("Sources: ") == 1
    assert one.table == TABLE


def test_one_answer_is_joined_unchanged() -> None:
    assert joined([message("a table")]) == message("a table")


def test_a_joined_reply_offers_three_things_at_most() -> None:
    messages = [Message((Sentence(str(n)),), choices=(f"{n}?", f"{n}!", "both")) for n in range(3)]
    assert joined(messages).choices == ("0?", "0!", "both")


NAMES = [
    ((), "an example"),
    (("small",), "a small one"),
    (("level-3",), "Level 3"),
    (("house", "level-3", "small"), "a House Level 3 Small"),
    (("small", "house", "level-3"), "a House Level 3 Small"),
    (("ilm", "level-3", "large"), "an ILM Level 3 Large"),
    (("large",), "a Large"),
    (("level-3", "coaching-and-mentoring"), "Level 3 in Coaching and Mentoring"),
    (("level-3", "management"), "Level 3"),
    (("school", "level-3"), "The School"),
]


@pytest.mark.parametrize(("keys", "name"), NAMES)
def test_what_an_offer_calls_its_subjects(keys: tuple[str, ...], name: str) -> None:
    assert subject_name(keys, WORDS, SUBJECTS) == name


def test_an_offer_about_several_things_compares_them() -> None:
    offers = (Offer("size", ("small", "large")), Offer("content", ("large", "small", "house")))
    assert offers_of(offers, WORDS, SUBJECTS) == ("Compare Small and Large on size", "Compare Large and Small")


@pytest.mark.parametrize(("read", "written"), [(date(2026, 11, 1), "1 Nov 2026"), (date(2025, 2, 28), "28 Feb 2025")])
def test_a_day_is_written_short(read: date, written: str) -> None:
    assert day(read) == written


def test_an_interest_is_told_of_who_sells_and_of_nobody_else() -> None:
    lines = message("one answer with its sources").sources
    assert lines == ("House (read 1 Nov 2026)", "The School, which sells courses (read 9 Oct 2026)")


def test_a_source_cited_twice_is_named_once() -> None:
    answer = Answer(Status.ANSWERED, (SMALL, SMALL), table=TABLE)
    assert plain(message_of(answer, WORDS, SUBJECTS), WORDS).count("House (read") == 1
