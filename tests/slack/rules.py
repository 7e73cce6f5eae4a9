"""What Slack refuses, as its documentation and its users' reports have it. Written apart from the renderer's limits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

WHOLE = 13_200  # characters of all blocks; found by users, documented nowhere
POSTED = {
    "channel", "text", "blocks", "thread_ts", "unfurl_links", "unfurl_media", "type", "as_user", "attachments",
    "response_type", "replace_original", "ts", "user", "metadata", "mrkdwn",
}  # fmt: skip


def faults_of_message(message: Mapping[str, Any]) -> str | None:
    """Slack's error for a message; None where it is taken."""
    blocks = message.get("blocks") or []
    if not str(message.get("text") or "").strip() and not blocks and not message.get("attachments"):
        return "no_text"
    if len(str(message.get("text") or "")) > 40_000:
        return "msg_too_long"
    return faults_of_blocks(blocks, 50)


def faults_of_blocks(blocks: Any, most: int) -> str | None:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "invalid_blocks_format"
    if len(blocks) > most or any(True for block in blocks for _ in _wrong(block)):
        return "invalid_blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids) or sum(block["type"] in ("table", "data_table") for block in blocks) > 1:
        return "invalid_blocks"
    return "msg_blocks_too_long" if len(json.dumps(blocks, separators=(",", ":"), ensure_ascii=False)) > WHOLE else None


def _wrong(block: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a block."""
    check = _CHECKS.get(block.get("type", ""))
    if check is None:
        yield f"unknown type {block.get('type')}"
        return
    if len(str(block.get("block_id", ""))) > 255:
        yield "block_id"
    yield from check(block)


def _text(text: Any, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds or not isinstance(text.get("text"), str):
        yield f"no text: {text}"
    elif not 1 <= len(text["text"]) <= most:
        yield f"{len(text['text'])} characters"
    elif text["type"] == "mrkdwn" and "emoji" in text:
        yield "emoji is for plain_text"


def _section(block: dict[str, Any]) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield "empty section"
    if "text" in block:
        yield from _text(block["text"], 3000)
    if fields is not None:
        if not 1 <= len(fields) <= 10:
            yield "fields"
        for each in fields:
            yield from _text(each, 2000)


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block.get("text"), 150, ("plain_text",))


def _context(block: dict[str, Any]) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        yield "elements"
    for each in elements:
        yield from _text(each, 3000)


def _actions(block: dict[str, Any]) -> Iterator[str]:
    elements = block.get("elements") or []
    ids = [each.get("action_id") for each in elements if each.get("action_id")]
    if not 1 <= len(elements) <= 25 or len(set(ids)) != len(ids):
        yield "elements"
    for each in elements:
        if each.get("type") == "button":
            yield from _text(each.get("text"), 75, ("plain_text",))
            if len(each.get("value", "")) > 2000:
                yield "value"
        elif each.get("type") == "static_select":
            yield from _select(each)
        else:
            yield f"element {each.get('type')}"


def _select(element: dict[str, Any]) -> Iterator[str]:
    yield from _text(element.get("placeholder"), 150, ("plain_text",))
    if not 1 <= len(element.get("options") or []) <= 100:
        yield "options"
    for option in element.get("options") or []:
        yield from _text(option.get("text"), 75)
        if not 1 <= len(option.get("value", "")) <= 150:
            yield "option value"


def _context_actions(block: dict[str, Any]) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 5:
        yield "elements"
    for each in elements:
        if each.get("type") != "feedback_buttons":
            yield "element"
        for name in ("positive_button", "negative_button"):
            yield from _text(each.get(name, {}).get("text"), 75, ("plain_text",))
            if not 1 <= len(each.get(name, {}).get("value", "")) <= 2000:
                yield "value"
            if len(each.get(name, {}).get("accessibility_label", "")) > 75:
                yield "accessibility_label"


def _table(block: dict[str, Any]) -> Iterator[str]:
    yield from _rows(block, 100, 1)
    if len(block.get("column_settings", [])) > 20:
        yield "column_settings"


def _data_table(block: dict[str, Any]) -> Iterator[str]:
    if not block.get("caption"):
        yield "caption"
    if not 1 <= block.get("page_size", 5) <= 100:
        yield "page_size"
    yield from _rows(block, 101, 2)


def _rows(block: dict[str, Any], most: int, least: int) -> Iterator[str]:
    rows = block.get("rows") or []
    if not least <= len(rows) <= most or len({len(row) for row in rows}) != 1 or not 1 <= len(rows[0]) <= 20:
        yield "rows"
    for cell in (cell for row in rows for cell in row):
        if cell.get("type") != "raw_text" or not cell.get("text"):
            yield f"cell {cell}"
    if sum(len(cell.get("text", "")) for row in rows for cell in row) > 10_000:
        yield "characters of a table"


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block.get("label"), 2000, ("plain_text",))
    element = block.get("element") or {}
    if element.get("type") != "plain_text_input" or not 1 <= element.get("max_length", 3000) <= 3000:
        yield "element"


def _image(block: dict[str, Any]) -> Iterator[str]:
    if not str(block.get("image_url", "")).startswith("http") or not block.get("alt_text"):
        yield "image"


_CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "table": _table,
    "data_table": _data_table,
    "input": _input,
    "image": _image,
    "divider": lambda _: iter(()),
}


def faults_of_view(view: Any) -> str | None:
    """Slack's error for a view."""
    if not isinstance(view, dict) or view.get("type") not in ("home", "modal"):
        return "invalid_arguments"
    if view["type"] == "modal":
        titles = [view.get("title"), view.get("submit"), view.get("close")]
        if any(True for title in titles for _ in _text(title, 24, ("plain_text",))):
            return "invalid_arguments"
        if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
            return "invalid_arguments"
    return faults_of_blocks(view.get("blocks"), 100)
