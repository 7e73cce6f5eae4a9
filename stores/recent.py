"""Trackers of the conversations last talked in, so that a turn need not load and replay what it was told before.

A tracker is *lent* for a turn and *kept* again once the turn is in the database. One that does not come back (the
turn failed) is never lent again, so that memory cannot know more than the database does.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

LastRow = tuple[int, float]  # id and timestamp: SQLite may give the id of a deleted row again


@dataclass
class Loan:
    """A tracker, how many of its events are in the database, and the last row of its conversation there."""

    tracker: DialogueStateTracker
    stored: int
    last: LastRow | None
    domain: Domain | None  # whose slots it has
    is_out: bool = True

    @property
    def is_untouched(self) -> bool:
        """Whether nobody changed it after it was saved."""
        return not self.is_out and len(self.tracker.events) == self.stored


class Recent:
    """At most `most` loans, those longest unused dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._loans: OrderedDict[str, Loan] = OrderedDict()

    def take(self, sender: str) -> Loan | None:
        """The loan of a conversation, no longer remembered."""
        return self._loans.pop(sender, None)

    def at_rest(self) -> list[str]:
        """The conversations held of which no turn is under way and something is in the database."""
        return [sender for sender, loan in self._loans.items() if not loan.is_out and loan.last is not None]

    def remember(self, loan: Loan) -> DialogueStateTracker:
        """Remember a loan as the newest; gives its tracker."""
        self._loans[loan.tracker.sender_id] = loan
        self._loans.move_to_end(loan.tracker.sender_id)
        if len(self._loans) > self._most:
            self._loans.popitem(last=False)
        return loan.tracker
