"""Odd inputs of every kind, each made from a seed and its own number alone: the same number gives the same input."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LONGEST = 6000  # characters: beyond what the bot reads
ROOT = Path(__file__).resolve().parent.parent
_RANGES = (
    (0x00, 0x1F), (0x20, 0x7E), (0x80, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0x97F),
    (0x0E00, 0x0E7F), (0x2000, 0x206F), (0x2150, 0x218F), (0x2200, 0x22FF), (0x3040, 0x30FF), (0x4E00, 0x4FFF),
    (0xD800, 0xDFFF), (0xE000, 0xE0FF), (0xFE00, 0xFEFF), (0xFFF0, 0xFFFF), (0x1F300, 0x1FAFF), (0xE0000, 0xE007F),
)  # fmt: skip
_PIECES = (
    "level 99999999999999999999", "level -3", "level 2.5", "level ٣", "Level Ⅶ", "level ½", "lvl0", "l" * 300, "1e999",
    "10" * 200, "0 credits", "-5 hours", "3/0", "1 000 000 people", "since 0000", "since 9999", "in 1.1.1.1 years",
    "nan", "NaN", "inf", "-inf", "null", "None", "undefined", "true", "%s%n%d", "{0}{x}", "${jndi:ldap://x}", "{{7*7}}",
    "<script>alert(1)</script>", "'; DROP TABLE events; --", '/pick{"level": "level-7"}', "/restart", "EXTERNAL: x",
    "/" * 50, "[level](type)", '[x]{"entity": "level"}', "- a\n- b", "a: b: c", "&anchor *anchor", "!!python/object:os",
    "\\", "\\u0000", "\x00", "\ufeff", "\u202e", "\u200b" * 40, "👍" * 30, "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301" * 40,
    "?" * 100, "and " * 200, "not " * 150, ", " * 200, "why " * 80, "…", "’’’", "(((", ")))", "##", "@@", "\n" * 30,
    "no", "yes", "skip", "stop", "why", "the first one", "what if I had 10 people", "something shorter",
    "delete my data",
    "for my staff: 3 directors, 12 supervisors and 40 others", "which course should I do?", "compare them",
)  # fmt: skip


@lru_cache(maxsize=1)
def phrases() -> list[str]:
    """Things that people say, from the training examples."""
    found = []
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line.strip().removeprefix("- ") for line in str(group.get("examples", "")).splitlines()]
    return sorted(filter(None, found))


def number_of(seed: int, target: str, number: int) -> random.Random:
    """The chance that makes an input."""
    return random.Random(f"{seed} {target} {number}")  # noqa: S311, odd and not secret


def message(chance: random.Random) -> str:
    """Something that a person, or a program, might send in place of a message."""
    kinds = {_signs: 4, _mutated: 16, _joined: 6, _pieces: 10, _long: 1}
    (make,) = chance.choices(list(kinds), list(kinds.values()))
    return make(chance)[:LONGEST]


def _sign(chance: random.Random) -> str:
    return chr(chance.randint(*chance.choice(_RANGES)))


def _signs(chance: random.Random) -> str:
    one = chance.random() < 0.3
    few = [_sign(chance) for _ in range(1 if one else 12)]
    return "".join(chance.choice(few) for _ in range(chance.randint(0, 60)))


def _mutated(chance: random.Random) -> str:
    """A phrase with letters lost, doubled, exchanged, capital, or something strange between them."""
    text = list(chance.choice(phrases()))
    for _ in range(chance.randint(0, 6)):
        place = chance.randrange(len(text)) if text else 0
        change = chance.randrange(6)
        if change == 0 and text:
            del text[place : place + chance.randint(1, 4)]
        elif change == 1 and text:
            text[place] *= chance.randint(2, 30)
        elif change == 2 and text:
            text[place] = text[place].swapcase()
        elif change == 3:
            text.insert(place, _sign(chance))
        elif change == 4:
            text.insert(place, f" {chance.choice(_PIECES)} ")
        else:
            text.insert(place, chance.choice((" ", "", "-", "'", "\n", ".", ",", "?", "!")))
    return "".join(text)


def _joined(chance: random.Random) -> str:
    """Several phrases after each other, as one who has much to ask."""
    between = chance.choice((" ", ". ", "? ", ", ", " and ", "\n\n", "; ", " or ", " not "))
    return between.join(_mutated(chance) for _ in range(chance.randint(2, 6)))


def _pieces(chance: random.Random) -> str:
    return " ".join(chance.choice((*_PIECES, *chance.sample(phrases(), 2))) for _ in range(chance.randint(1, 4)))


def _long(chance: random.Random) -> str:
    part = chance.choice((_mutated(chance), chance.choice(_PIECES), _signs(chance))) or "a"
    return part * chance.randint(2, 1 + LONGEST // len(part))


def yaml_file(chance: random.Random, good: str) -> str:
    """A file of the knowledge base with something wrong in it, as an editor, a merge or a bad disk might leave it."""
    lines = good.splitlines()
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines)) if lines else 0
        line = lines[place] if lines else ""
        lines[place : place + 1] = chance.choice((_line_lost, _line_twice, _line_moved, _line_set, _line_torn))(
            chance, line
        )
    return "\n".join(lines[: chance.randrange(len(lines) + 1)] if chance.random() < 0.1 else lines)


def _line_lost(_chance: random.Random, _line: str) -> list[str]:
    return []


def _line_twice(chance: random.Random, line: str) -> list[str]:
    return [line, chance.choice((line, f"{chance.choice(('id', 'about', 'value', 'says'))}: {_value(chance)}"))]


def _line_moved(chance: random.Random, line: str) -> list[str]:
    return [" " * chance.randint(0, 8) + line.lstrip()]


def _line_set(chance: random.Random, line: str) -> list[str]:
    key, colon, _ = line.partition(":")
    return [f"{key}{colon or ':'} {_value(chance)}"]


def _line_torn(chance: random.Random, line: str) -> list[str]:
    cut = chance.randrange(len(line) + 1)
    return [line[:cut] + chance.choice((_sign(chance), *_PIECES)) + line[cut:]]


_VALUES = """ |null|[]|{}|[1, [2]]|{a: {b: 1}}|1e400|-1|0x1F|2026-13-45|2026-02-30|yes|~|'|"open|>-|*no|&a|!!set|? x|
- x|.nan|.inf|level-3|@|`""".replace("\n", "").split("|")


def _value(chance: random.Random) -> str:
    return chance.choice((*_VALUES, "9" * 400, "|"))


def body(chance: random.Random) -> bytes:
    """The body of a request to a channel: nearly right, or not at all."""
    change = chance.randrange(6)
    if change == 0:
        return chance.randbytes(chance.randint(0, 200))
    if change == 1:
        depth = chance.choice((1, 50, 3000))
        return b"[" * depth + b"]" * chance.choice((0, depth))
    told: Any = {"sender": _odd(chance), "message": message(chance) if chance.random() < 0.5 else _odd(chance)}
    if change == 2:
        told = {**told, "metadata": _odd(chance), "input_channel": _odd(chance), "parse_data": _odd(chance)}
    if change == 3:
        told.pop(chance.choice(("sender", "message")))
    text = json.dumps(told)
    raw = text.encode(chance.choice(("utf-8", "utf-16", "latin-1")), "replace")
    return raw[: chance.randrange(len(raw) + 1)] if change == 4 else raw


def _odd(chance: random.Random) -> Any:
    return chance.choice(
        (
            None,
            True,
            -1,
            1e308,
            10**40,
            "",
            " ",
            "x" * 199,
            "x" * 5000,
            [],
            {},
            [[]],
            {"a": None},
            message(chance),
            "\ud800",
        )
    )
