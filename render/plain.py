"""A message as plain words, for the shell, REST and whatever cannot draw."""

from __future__ import annotations

import textwrap
from typing import Any

from adviser.talk import Table
from render.blocks import Message, Words


def plain(message: Message, words: Words) -> str:
    """The whole reply in words: what is said, the table as short lines, and one line of sources."""
    paragraphs = [" ".join(sentence.text for sentence in message.sentences)]
    if message.items:
        paragraphs.append("\n".join(f"- {item.text}" for item in message.items))
    if message.table:
        paragraphs.append(table_lines(message.table, words))
    if message.closing:
        paragraphs.append("\n".join(sentence.text for sentence in message.closing))
    if message.sources:
        key = "sources_one" if len(message.sources) == 1 else "sources_many"
        paragraphs.append(words[key].format(sources="; ".join(message.sources)))
    paragraphs.append(message.question)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def wrapped(text: str, width: int) -> str:
    """The text in lines of at most so many characters; what goes on from a list's line is set in."""
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent="  " if line.startswith(("-", " ")) else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def table_lines(table: Table, words: Words) -> str:
    """A comparison as aligned lines: a heading for each property, a line for each thing under it."""
    width = max(len(column) for column in table.columns)
    lines = []
    for label, cells in table.rows:
        lines.append(f"{label}:")
        for column, cell in zip(table.columns, cells, strict=True):
            lines.append(f"  {(column + ':').ljust(width + 1)} {cell.text or words['not_stated']}")
    return "\n".join(lines)


def buttons(message: Message) -> list[dict[str, Any]]:
    """What may be asked next. A button sends its own words: there is no hidden command behind it to forge."""
    return [{"title": choice, "payload": choice} for choice in message.choices]
