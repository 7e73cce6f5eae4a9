"""An answer as messages of Slack: blocks to look at, and in `text` the same in words, which screen readers read.

An answer is taken apart into pieces that keep their order. `next_post` puts as many of them into one message as Slack
takes, so that what does not fit goes into a second one. Nothing is dropped: a long paragraph becomes several, many
choices become a menu, and a table that a workspace refuses is drawn in a plainer way (`STEPS`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from render import slack_blocks as draw
from render import slack_limits as most
from render.slack_blocks import STEPS, Block, Words
from render.slack_words import chunks, escaped, mrkdwn

__all__ = ["STEPS", "Piece", "Post", "Said", "next_post", "pieces_of", "posts"]

OURS = frozenset({"sentences", "items", "table", "closing", "question", "sources"})  # of the dict of render.web
RECOMMENDATION = "recommendation"
ADDRESS = re.compile(r"https?://[^\s<>|]+")  # nothing else becomes a link


@dataclass(frozen=True)
class Said:
    """What the bot says: plain text, choices as (title, payload), the form of `render.web` where there is one.

    `reply` names the answer for its thumbs, none without; `echo` is what the person asked, where nobody can see it.
    """

    text: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    form: Mapping[str, Any] | None = None
    reply: str = ""
    echo: str = ""
    image: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of an answer that is not taken apart further: its words, and what draws it."""

    kind: str
    plain: str = ""
    content: Any = None


@dataclass(frozen=True)
class Post:
    """One message: `text` as Slack wants it, `blocks`, and how many pieces it holds."""

    text: str
    blocks: tuple[Block, ...]
    taken: int


def posts(said: Said, words: Words, step: str = STEPS[0]) -> tuple[Post, ...]:
    """All the messages of an answer, its tables drawn as `step` says; usually one."""
    rest, found = pieces_of(said, words), []
    while rest:
        found.append(next_post(rest, words, step))
        rest = rest[found[-1].taken :]
    return tuple(found)


def next_post(pieces: Sequence[Piece], words: Words, step: str) -> Post:
    """The next message: at least one piece, and all that fit. Without blocks where `step` is "text"."""
    blocks: list[Block] = []
    taken, tables = 0, 0
    for piece in pieces:
        more = _drawn(piece, step, words, taken)
        tables += piece.kind == "table"
        size = len(json.dumps([*blocks, *more], ensure_ascii=False))
        full = tables > 1 or len(blocks) + len(more) > most.BLOCKS or size > most.MESSAGE
        if taken and full:
            break
        blocks += more
        taken += 1
    text = _text(pieces[:taken]) or words["continued"]  # buttons alone: Slack wants words all the same
    return Post(text, () if step == "text" else tuple(blocks), taken)


def pieces_of(said: Said, words: Words) -> tuple[Piece, ...]:
    """The pieces of an answer, in the order in which plain words have them."""
    form = said.form or {}
    drawn = _form(form, words) if OURS & set(form) else _paragraphs(said.text)
    found = [*_quiet(words["asked"].format(text=said.echo) if said.echo else ""), *drawn]
    if said.image:
        found.append(Piece("image", said.image, said.image))
    found += _choices(said.choices, words)
    if said.reply and form.get("facts"):
        found.append(Piece("feedback", "", said.reply))
    return tuple(found)


def _text(pieces: Sequence[Piece]) -> str:
    """The same in words: paragraphs apart, the parts of one paragraph together."""
    found = ""
    for piece in pieces:
        gap = "" if piece.kind == "more" or not found or not piece.plain else "\n\n"
        found += gap + piece.plain
    return escaped(found.strip())


def _drawn(piece: Piece, step: str, words: Words, place: int) -> list[Block]:
    """The blocks of a piece; `place` keeps the ids within a message apart."""
    if piece.kind == "table":
        return draw.table(piece.content, step, words)
    if piece.kind == "sources":
        return [piece.content]
    if piece.kind == "buttons":
        return [draw.buttons(piece.content, place)]
    if piece.kind == "select":
        return [draw.select(piece.content, place, words)]
    if piece.kind == "feedback":
        return [draw.feedback(piece.content, words)]
    if piece.kind == "image":
        return [draw.image(piece.content, piece.plain)]
    simple = {"header": draw.header, "quiet": draw.quiet}.get(piece.kind, draw.section)
    shown = (piece.content or piece.plain).strip("\n")
    return [simple(shown)] if shown.strip() else []


def _form(form: Mapping[str, Any], words: Words) -> Iterator[Piece]:
    sentences = [each["text"] for each in form.get("sentences", ())]
    if form.get("kind") == RECOMMENDATION and 0 < len(form.get("title", "")) <= most.HEADER:
        yield Piece("header", "", form["title"])  # the sentences say it too
    yield from _paragraph(" ".join(sentences))
    items = [each["text"] for each in form.get("items", ())]
    yield from _paragraph("\n".join(f"- {item}" for item in items), "\n".join(f"• {item}" for item in items))
    if form.get("table"):
        yield from _tables(form["table"])
    yield from _paragraph("\n".join(each["text"] for each in form.get("closing", ())))
    yield from _sources(form, words)
    yield from _paragraph(form.get("question", ""))


def _sources(form: Mapping[str, Any], words: Words) -> Iterator[Piece]:
    """The sources on one line, as links where their addresses are known and there is room."""
    lines = form.get("sources", ())
    if not lines:
        return
    told = words["sources_one" if len(lines) == 1 else "sources_many"]
    plain = told.format(sources="; ".join(lines))
    addresses = {note.get("text"): note.get("url", "") for note in form.get("footnotes", ())}
    linked = [(line, url if ADDRESS.fullmatch(url := addresses.get(line, "")) else "") for line in lines]
    block = draw.sources(linked, told)
    if len(block["elements"][0]["text"]) <= most.SECTION:
        yield Piece("sources", plain, block)
    else:
        yield from _quiet(plain)


def _paragraphs(text: str) -> Iterator[Piece]:
    """Plain text: a space in an empty line keeps Rasa from cutting there, and is none of ours to show."""
    for paragraph in text.replace("\n \n", "\n\n").split("\n\n"):
        yield from _paragraph(paragraph.strip("\n"))


def _paragraph(plain: str, shown: str = "", kind: str = "text") -> Iterator[Piece]:
    """A paragraph as pieces that fit; `shown` stands for it in blocks, line by line."""
    if not plain.strip():
        return
    parts = chunks(shown or plain, most.SECTION, mrkdwn)
    if len(parts) == 1:
        yield Piece(kind, plain, shown or plain)
        return
    for place, part in enumerate(parts):
        yield Piece("more" if place else kind, part, part)


def _quiet(text: str) -> Iterator[Piece]:
    yield from _paragraph(text, kind="quiet")


def _tables(table: Mapping[str, Any]) -> Iterator[Piece]:
    """A table as tables that fit; a row too long for any is told in words."""
    for start in range(0, len(table["columns"]), most.COLUMNS):
        columns = table["columns"][start : start + most.COLUMNS]
        held: list[Mapping[str, Any]] = []
        for whole in table["rows"]:
            row = {**whole, "cells": whole["cells"][start : start + most.COLUMNS]}
            if _fits([row], columns):
                if not _fits([*held, row], columns):
                    yield from _table(columns, held)
                    held = []
                held.append(row)
            else:
                yield from _table(columns, held)
                held = []
                yield from _paragraph(draw.lines({"columns": columns, "rows": [row]}))
        yield from _table(columns, held)


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    if rows:
        content = {"columns": list(columns), "rows": list(rows)}
        yield Piece("table", draw.lines(content), content)


def _fits(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bool:
    """Whether rows make a table that Slack takes, in whichever way it is drawn."""
    if len(rows) > most.ROWS:
        return False
    names = [mrkdwn(column) for column in columns]
    total = 0
    for row in rows:
        cells = [mrkdwn(cell["text"]) for cell in row["cells"]]
        if len(mrkdwn(row["label"])) > most.FIELD:
            return False
        if any(len(name) + len(cell) + len("**\n") > most.FIELD for name, cell in zip(names, cells, strict=True)):
            return False
        total += sum(map(len, cells)) + sum(map(len, names)) + len(row["label"]) + most.CELL * (len(cells) + 1)
    return total <= most.TABLE


def _choices(choices: Sequence[tuple[str, str]], words: Words) -> Iterator[Piece]:
    """Buttons in rows, or menus where there are too many; in words the same, for who cannot see a button."""
    given = [(" ".join(title.split()), payload or title) for title, payload in dict.fromkeys(choices) if title.strip()]
    if not given:
        return
    told = words["choices"].format(choices="; ".join(title for title, _ in given))
    pressed = [(title, payload) for title, payload in given if len(payload) <= most.VALUE]
    cut = len(pressed) < len(given) or any(len(title) > most.BUTTON for title, _ in given)
    yield from _paragraph(told) if cut else (Piece("words", told, " "),)
    if len(pressed) > most.BUTTONS and all(len(payload) <= most.OPTION_VALUE for _, payload in pressed):
        yield from (Piece("select", "", part) for part in _rows(pressed, most.OPTIONS))
    else:
        yield from (Piece("buttons", "", part) for part in _rows(pressed, most.SHOWN))


def _rows(choices: Sequence[tuple[str, str]], size: int) -> Iterator[tuple[tuple[str, str], ...]]:
    yield from (tuple(choices[start : start + size]) for start in range(0, len(choices), size))
