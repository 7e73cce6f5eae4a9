"""A qualification's full name cut down to its level: "who is an ILM Level 3 Certificate for" is read as of Level 3.

To the encoder four words of name outweigh the three that ask, and every statement that names the same three things
would lie nearer than the one that is asked for. What the name says besides, awarding body and type, is compared by ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from adviser.about import COACHING
from nlu.subjects import Mention

OF_A_NAME = ("body", "level", "type", "pathway")
CORE = ("level", "type")  # what is left of a name, the first of these that it has
WITHIN = re.compile(r"[\s,-]*(?:in\s+)?(?:(?:levels?|lvls?|lev|l)\s*)?", re.I)  # what may stand between its parts
OPENING = re.compile(r"(?:\b(?:an?|the|ur|your|my|this|that)\s+)?(?:\b(?:level|lvl|lev|l)\s*)?$", re.I)


def full_name(text: str, mentions: Iterable[Mention]) -> tuple[str, str] | None:
    """A full name as it stands in the text, and what is read instead; None without one.

    None too where several levels are named, or types without a level: those are compared by their names.
    """
    named = [each for each in mentions if each.kind in OF_A_NAME]
    core = next((kind for kind in CORE if any(each.kind == kind for each in named)), "")
    if sum(each.kind == core for each in named) != 1:
        return None
    name = _around(core, text, named)
    if len(name) < 2 or any(each.refused for each in name):
        return None
    key = next(each.id for each in name if each.kind == core)
    read = f"level {key.rpartition('-')[2]}" if core == "level" else f"the {key}"
    # Coaching stays: much is said of it that holds for no other pathway.
    kept = [text[each.start : each.end] for each in name if each.id == COACHING]
    begin = len(OPENING.sub("", text[: name[0].start]))
    return text[begin : name[-1].end], " ".join((read, *kept))


def read_as(text: str, mentions: Iterable[Mention]) -> str:
    """The text with its full name cut down; as it is without one."""
    name = full_name(text, mentions)
    return text.replace(*name) if name else text


def _around(core: str, text: str, named: Sequence[Mention]) -> list[Mention]:
    """The level (or whatever else is the core) and what stands beside it without a word between, of each kind one."""
    at = next(place for place, each in enumerate(named) if each.kind == core)
    name = [named[at]]
    for other in reversed(named[:at]):
        if not _joins(text, other, name[0], name):
            break
        name.insert(0, other)
    for other in named[at + 1 :]:
        if not _joins(text, name[-1], other, name):
            break
        name.append(other)
    return name


def _joins(text: str, first: Mention, second: Mention, name: Sequence[Mention]) -> bool:
    """Whether two mentions, of which one is part of the name, stand side by side and are of kinds of their own."""
    other = first if second in name else second
    apart = first.end <= second.start and WITHIN.fullmatch(text[first.end : second.start]) is not None
    return apart and other.kind not in {each.kind for each in name}
