"""Parts of an answer as blocks of Slack's Block Kit; each takes what fits (see `slack_limits`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from render import slack_limits as most
from render.slack_words import chunks, escaped, mrkdwn, shortened

Block = dict[str, Any]
Words = Mapping[str, Any]
Table = Mapping[str, Any]  # as render.web gives it: columns, rows of label and cells
CHOICE = "choice"  # how the ids of everything that is an answer to press begin
FEEDBACK = "feedback"
STEPS = ("data_table", "table", "fields", "code", "text")  # ways to draw a table, the next where Slack refuses one


def section(text: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn(text), "verbatim": True}}


def quiet(text: str) -> Block:
    """Small grey words."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn(text), "verbatim": True}]}


def sources(lines: Sequence[tuple[str, str]], form: str) -> Block:
    """Where it comes from, in small words: each line a link to its address where it has one."""
    told = "; ".join(f"<{escaped(url)}|{escaped(line)}>" if url else mrkdwn(line) for line, url in lines)
    return {"type": "context", "elements": [_marked(form.format(sources=told))]}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": _plain(text)}


def image(url: str, alternative: str) -> Block:
    """A picture with its words."""
    return {"type": "image", "image_url": url, "alt_text": shortened(alternative, most.FIELD)}


def buttons(choices: Sequence[tuple[str, str]], row: int) -> Block:
    """A row of buttons: each shows its title and sends its payload."""
    elements = [
        {
            "type": "button",
            "action_id": f"{CHOICE}-{row}-{place}",
            "text": _plain(shortened(title, most.BUTTON)),
            "value": payload,
        }
        for place, (title, payload) in enumerate(choices)
    ]
    return {"type": "actions", "block_id": f"{CHOICE}-{row}", "elements": elements}


def select(choices: Sequence[tuple[str, str]], row: int, words: Words) -> Block:
    """A menu to pick one of many from."""
    options = [{"text": _plain(shortened(title, most.BUTTON)), "value": payload} for title, payload in choices]
    element = {
        "type": "static_select",
        "action_id": f"{CHOICE}-{row}-0",
        "placeholder": _plain(words["pick"]),
        "options": options,
    }
    return {"type": "actions", "block_id": f"{CHOICE}-{row}", "elements": [element]}


def feedback(reply: str, words: Words) -> Block:
    """Thumbs under an answer; they carry which reply they are about."""
    element = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {
            "text": _plain(words["thumb_up"]),
            "value": f"up {reply}",
            "accessibility_label": words["thumb_up_label"],
        },
        "negative_button": {
            "text": _plain(words["thumb_down"]),
            "value": f"down {reply}",
            "accessibility_label": words["thumb_down_label"],
        },
    }
    return {"type": "context_actions", "block_id": FEEDBACK, "elements": [element]}


def table(content: Table, step: str, words: Words) -> list[Block]:
    """A comparison in one of the ways of `STEPS`."""
    if step == "data_table":
        # Pages of five rows would hide the rest: all of them are shown.
        shown = {"caption": _caption(content, words), "page_size": len(content["rows"]), "row_header_column_index": 0}
        return [{"type": "data_table", **shown, "rows": _cells(content, words)}]
    if step == "table":
        wrapped = [{"is_wrapped": True} for _ in range(len(content["columns"]) + 1)]
        return [{"type": "table", "column_settings": wrapped, "rows": _cells(content, words)}]
    if step == "fields":
        return [_fields(content["columns"], row) for row in content["rows"]]
    return [_code(part) for part in chunks(lines(content), most.SECTION - len("``````"), escaped)]


def _caption(content: Table, words: Words) -> str:
    return shortened(words["table_caption"].format(columns=", ".join(content["columns"])), most.HEADER)


def lines(content: Table) -> str:
    """A table as aligned lines, as `render.plain` has them."""
    width = max(len(column) for column in content["columns"])
    found = []
    for row in content["rows"]:
        found.append(f"{row['label']}:")
        for column, cell in zip(content["columns"], row["cells"], strict=True):
            found.append(f"  {(column + ':').ljust(width + 1)} {cell['text']}")
    return "\n".join(found)


def _cells(content: Table, words: Words) -> list[list[dict[str, str]]]:
    head = [words["table_corner"], *content["columns"]]
    rows = [[row["label"], *(cell["text"] for cell in row["cells"])] for row in content["rows"]]
    return [[{"type": "raw_text", "text": text or words["empty_cell"]} for text in row] for row in (head, *rows)]


def _fields(columns: Sequence[str], row: Mapping[str, Any]) -> Block:
    cells = [_pair(column, cell["text"]) for column, cell in zip(columns, row["cells"], strict=True)]
    return {
        "type": "section",
        "text": _marked(f"*{mrkdwn(row['label'])}*"),
        "fields": [_marked(cell) for cell in cells],
    }


def _pair(name: str, value: str) -> str:
    return f"*{mrkdwn(name)}*\n{mrkdwn(value)}"


def _marked(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _code(text: str) -> Block:
    return {"type": "section", "text": _marked(f"```{escaped(text.strip(chr(10)).replace('```', '´´´'))}```")}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
