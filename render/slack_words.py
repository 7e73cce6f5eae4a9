"""Words as Slack wants them: escaped, in pieces that fit, nothing lost at the cuts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LINK = re.compile(r"\bhttps?://[^\s<>|]*[^\s<>|.,;:!?)\]}”’\"']")  # the full stop of a sentence is not part of it
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\s*\S+|\s+")


def escaped(text: str) -> str:
    """The three signs that mean something to Slack, written so that they do not: nobody is called, no link hidden."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str) -> str:
    """Text for a block: escaped, with web addresses as links."""
    return LINK.sub(lambda found: f"<{found.group()}>", escaped(text))


def chunks(text: str, most: int, measure: Callable[[str], str] = mrkdwn) -> list[str]:
    """Text in parts of at most `most` characters once `measure` has been at them; joined they are the text again."""
    return list(_packed(_LINES.findall(text), most, measure))


def _packed(parts: list[str], most: int, measure: Callable[[str], str]) -> Iterator[str]:
    """Lines where they fit, else words, else what there is room for."""
    held = ""
    for part in _small(parts, most, measure):
        if held and len(measure(held + part)) > most:
            yield held
            held = ""
        held += part
    if held:
        yield held


def _small(parts: list[str], most: int, measure: Callable[[str], str]) -> Iterator[str]:
    room = most // len("&amp;")  # so many signs fit, whatever they are
    for part in parts:
        if len(measure(part)) <= most:
            yield part
        elif len(words := _WORDS.findall(part)) > 1:
            yield from _small(words, most, measure)
        else:
            yield from (part[start : start + room] for start in range(0, len(part), room))


def shortened(text: str, most: int) -> str:
    """Text of at most `most` characters, with a sign that something is missing."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
