"""The report as one HTML page that asks nothing of any other place: its charts are drawn in it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import jinja2

from seeing.report import MOST, Numbers

TEMPLATES = Path(__file__).with_name("templates")
MOST_BARS = 15


def page(numbers: Numbers, names: dict[str, str], made: date) -> str:
    """The page.

    Args:
        numbers: of the period.
        names: what people call subjects, by id.
        made: the day of making it.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda text: str(text).removeprefix("ask_").replace("_", " ")
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("report.html.j2").render(
        n=numbers, made=made, most=MOST, days=_columns(numbers.days), bars=_bars, name=lambda key: names.get(key, key)
    )


def _bars(counts: Counter[Any], most: int = MOST_BARS) -> list[tuple[Any, int, float]]:
    """The most frequent with their number and their length in per cent of the longest."""
    found = counts.most_common(most)
    longest = max((number for _, number in found), default=1)
    return [(key, number, 100 * number / longest) for key, number in found]


def _columns(days: dict[date, int]) -> list[tuple[date, int, float]]:
    """Each day with its number and its height in per cent of the highest."""
    highest = max(days.values(), default=0) or 1
    return [(day, number, 100 * number / highest) for day, number in sorted(days.items())]
