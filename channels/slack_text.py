"""What somebody typed in Slack, as plain words."""

from __future__ import annotations

import re

# A mention or an address stands in angle brackets; a bracket that somebody typed comes escaped.
_MARK = re.compile(r"<([@#!][^<>]*|[a-z][a-z0-9+.-]*:[^<>]*)>", re.I)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the ampersand last: "&amp;lt;" is what somebody typed


def plain(text: str, bot: str = "") -> str:
    """The words of a message, without the mention of the bot itself; links and other mentions as people read them."""
    words = _MARK.sub(lambda found: _spoken(found.group(1), bot), text)
    for written, sign in _ENTITIES:
        words = words.replace(written, sign)
    return re.sub(r"[ \t]{2,}", " ", words).strip()


def mentions(text: str, bot: str) -> bool:
    """Whether the bot is called by name."""
    return bool(bot) and any(_person(found.group(1)) == bot for found in _MARK.finditer(text))


def _person(mark: str) -> str:
    return mark.partition("|")[0][1:] if mark.startswith("@") else ""


def _spoken(mark: str, bot: str) -> str:
    target, _, label = mark.partition("|")
    if target.startswith("@"):
        return "" if target[1:] == bot else f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == address or address.endswith(f"//{label}"):
        return address
    return f"{label} {address}"
