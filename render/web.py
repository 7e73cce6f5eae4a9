"""A message as JSON for a channel that can draw: the same blocks, with the facts behind each sentence."""

from __future__ import annotations

from typing import Any

from adviser.talk import Table
from render.blocks import Message, Sentence, Words


def web(message: Message, words: Words) -> dict[str, Any]:
    """The blocks as plain dictionaries; keys without content are left out."""
    found: dict[str, Any] = {
        "sentences": [_sentence(sentence) for sentence in message.sentences],
        "items": [_sentence(item) for item in message.items],
        "table": _table(message.table, words) if message.table else None,
        "closing": [_sentence(sentence) for sentence in message.closing],
        "question": message.question,
        "sources": list(message.sources),
        "choices": list(message.choices),
    }
    return {key: value for key, value in found.items() if value}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"text": sentence.text, "facts": list(sentence.rests_on)}


def _table(table: Table, words: Words) -> dict[str, Any]:
    rows = [
        {
            "label": label,
            "cells": [{"text": cell.text or words["not_stated"], "facts": list(cell.rests_on)} for cell in cells],
        }
        for label, cells in table.rows
    ]
    return {"columns": list(table.columns), "rows": rows}
