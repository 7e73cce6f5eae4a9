"""Where talking to a person stands, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from adviser.talk import Answer

CONSENT, REVIEW, AMEND = "consent", "review", "amend"  # steps beside the fields
ASKED, CALL, FAILURES = "asked", "call", "failures"  # reasons
REFERENCE = 8  # signs of an enquiry's id


@dataclass(frozen=True)
class Desk:
    """Who reads enquiries: the name people are told, the days a copy is kept here, the address of a privacy notice."""

    name: str
    days: int = 30
    policy: str = ""


@dataclass(frozen=True)
class Contact:
    """Which step waits for an answer ("" for none), why it was begun, the enquiry's id, failures at this step."""

    step: str = ""
    reason: str = ASKED
    id: str = ""
    misses: int = 0

    @property
    def reference(self) -> str:
        """The short form of the id that people and letters use."""
        return self.id[:REFERENCE].upper()


class Outcome(str, Enum):
    """What the caller has to do: nothing more, answer the message some other way, store and send, delete the draft."""

    GOES_ON = "goes_on"
    ASIDE = "aside"
    SEND = "send"
    OVER = "over"


@dataclass(frozen=True)
class Step:
    """What is said (None where the message is none of this), where it stands, and the details given so far.

    `details` holds by field what was given; "" for one that was left out. With `SEND` the answer is to be said once
    the enquiry is stored.
    """

    answer: Answer | None
    contact: Contact
    details: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome = Outcome.GOES_ON


@dataclass(frozen=True)
class Shown:
    """What is sent beside the details: what the person had asked, and the summary of the talk, as plain text."""

    about: str = ""
    summary: str = ""


NOTHING = Shown()
