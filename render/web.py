"""A message as JSON for a channel that can draw: the same blocks, with the facts behind each sentence."""

from __future__ import annotations

from typing import Any

from adviser.talk import Cell, Table
from render.blocks import Footnote, Message, Sentence, Words, source_line


def web(message: Message, words: Words, knowledge: str = "") -> dict[str, Any]:
    """The blocks as plain dictionaries; keys without content are left out, `kind` is always there.

    `caution` of a sentence is how its text ends. `notes` of a sentence or cell are places in `sources`, from 1;
    `footnotes` are those sources with title and address. `facts` are the ids of everything it rests on, `knowledge`
    is the version they come from.
    """
    places = {line: place for place, line in enumerate(message.sources, 1)}
    found: dict[str, Any] = {
        "title": message.title,
        "sentences": [_sentence(sentence, places) for sentence in message.sentences],
        "items": [_sentence(item, places) for item in message.items],
        "table": _table(message.table, words, places) if message.table else None,
        "closing": [_sentence(sentence, places) for sentence in message.closing],
        "question": message.question,
        "progress": message.progress,
        "sources": list(message.sources),
        "footnotes": [_footnote(note) for note in message.footnotes],
        "choices": list(message.choices),
        "facts": list(message.facts),
        "knowledge": knowledge,
    }
    return {"kind": message.kind.value, **{key: value for key, value in found.items() if value}}


def _sentence(sentence: Sentence, places: dict[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {"text": sentence.text, "facts": list(sentence.rests_on)}
    if notes := [places[line] for line in sentence.cites if line in places]:
        found["notes"] = notes
    if sentence.part:
        found["part"] = sentence.part.value
    if sentence.caution:
        found["caution"] = sentence.caution
    return found


def _footnote(note: Footnote) -> dict[str, str]:
    return {"text": note.line} | {key: value for key, value in (("title", note.title), ("url", note.url)) if value}


def _table(table: Table, words: Words, places: dict[str, int]) -> dict[str, Any]:
    rows = [{"label": label, "cells": [_cell(cell, words, places) for cell in cells]} for label, cells in table.rows]
    return {"columns": list(table.columns), "rows": rows}


def _cell(cell: Cell, words: Words, places: dict[str, int]) -> dict[str, Any]:
    cites = dict.fromkeys(source_line(citation, words) for citation in cell.citations)
    return _sentence(Sentence(cell.text or words["not_stated"], cell.rests_on, tuple(cites)), places)
