"""What somebody has told of their career, as far as grades of membership ask for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from adviser.advice.ladder import NUMBERS

NONE = "none"  # as the body or type of a qualification: there is none
NO_QUALIFICATION = 0  # as its level


@dataclass(frozen=True)
class Record:
    """What somebody has told of their career; None is what nobody has said.

    `years` of managing or leading people in all, `middle_years` of them in middle management or above,
    `strategic_years` at senior, strategic level. `held_level` (0: no qualification), `held_body` (a body's subject
    id) and `held_type` are those of the highest leadership or management qualification completed. `assessed`: has
    passed CMI's Chartered Manager Assessment. `holds` is the id of the grade held today, which no qualification gives.
    """

    years: float | None = None
    strategic_years: float | None = None
    middle_years: float | None = None
    held_level: int | None = None
    held_body: str | None = None
    held_type: str | None = None
    has_degree: bool | None = None
    assessed: bool | None = None
    holds: str = ""

    def bounds(self, of: str) -> tuple[float, float | None]:
        """The least and the most that years of a kind can be, given the others; None for no bound."""
        parts = {"years": NUMBERS, "middle_years": NUMBERS[1:], "strategic_years": NUMBERS[2:]}[of]
        low = max(getattr(self, part) or 0.0 for part in parts)
        if getattr(self, of) is not None:
            return low, low
        return low, None if self.years is None else max(low, self.years)

    def listed(self, of: str) -> Any:
        """Level, body or type of the qualification held; the body and type of none are `NONE`."""
        value = getattr(self, of)
        return NONE if value is None and self.held_level == NO_QUALIFICATION else value


def carried(previous: Record, new: Record) -> Record:
    """What was said before with what is said now; the new holds where both say something."""
    unsaid = Record()
    return replace(
        previous, **{key: value for key, value in vars(new).items() if value != getattr(unsaid, key) or value is False}
    )
