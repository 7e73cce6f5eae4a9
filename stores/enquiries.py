"""Enquiries to a person: stored before anything is sent, and kept until every place they go to has them.

A draft holds what somebody has given so far, so that no slot need; an enquiry is what they agreed to send; a delivery
is one place it goes to, with how often that was tried and when it is tried next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from stores.database import connect, database_url, make

PENDING, SENT = "pending", "sent"
HOURS_OF_A_DRAFT = 24  # then it is deleted: nobody agreed to more than its being asked
LEASE = timedelta(minutes=5)  # a delivery under way is nobody else's for so long

_TABLES = sa.MetaData()


def _owner(**more: Any) -> sa.Column[Any]:
    return sa.Column("conversation", sa.String(255), nullable=False, **more)


_DRAFTS = sa.Table(
    "drafts",
    _TABLES,
    _owner(primary_key=True),
    sa.Column("details", sa.Text, nullable=False),  # JSON
    sa.Column("at", sa.Float, nullable=False),  # seconds since 1970, as all times here
)
_ENQUIRIES = sa.Table(
    "enquiries",
    _TABLES,
    sa.Column("id", sa.String(64), primary_key=True),
    _owner(index=True),
    sa.Column("at", sa.Float, nullable=False),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in "desk reason name email time phone about summary subject text".split()
    ),
)
_DELIVERIES = sa.Table(
    "deliveries",
    _TABLES,
    sa.Column("enquiry", sa.String(64), primary_key=True),
    sa.Column("target", sa.String(64), primary_key=True),
    _owner(index=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", sa.Float, nullable=False),
    sa.Column("claimed_until", sa.Float, nullable=False),
    sa.Column("sent_at", sa.Float),
    sa.Column("error", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class Enquiry:
    """What somebody agreed to send, and the letter made of it.

    `id` is the same at every attempt; `conversation` is Rasa's sender id; `at` (with a zone) is when they agreed;
    `desk` is who they were told reads it; `subject` and `text` are the letter, the rest is what it is made of.
    """

    id: str
    conversation: str
    name: str
    email: str
    desk: str = ""
    reason: str = ""
    time: str = ""
    phone: str = ""
    about: str = ""
    summary: str = ""
    subject: str = ""
    text: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Delivery:
    """An enquiry on its way to one place; times have a zone, `sent_at` is None until it is there.

    `error` is the last failure in a few words, without anything of the person's.
    """

    enquiry: str
    target: str
    state: str
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    error: str

    @property
    def is_sent(self) -> bool:
        """Whether it is there."""
        return self.state == SENT


class EnquiryStore:
    """Enquiries in a database; tables are made if they are not there. `url` is SQLAlchemy's."""

    def __init__(self, url: str | None = None) -> None:
        self._engine = connect(url or database_url())
        make(_TABLES, self._engine)

    # -- what is given before it is agreed to be sent

    def draft(self, conversation: str) -> dict[str, str]:
        """What was given so far; nothing where it is too old."""
        query = sa.select(_DRAFTS.c.details, _DRAFTS.c.at).where(_DRAFTS.c.conversation == conversation)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None or row.at < _seconds(_now() - timedelta(hours=HOURS_OF_A_DRAFT)):
            return {}
        return dict(json.loads(row.details))

    def keep_draft(self, conversation: str, details: Mapping[str, str]) -> None:
        """Keep what was given so far in place of what was kept before; nothing is kept of nothing."""
        with self._engine.begin() as connection:
            connection.execute(_DRAFTS.delete().where(_DRAFTS.c.conversation == conversation))
            if details:
                row = {"conversation": conversation, "details": json.dumps(dict(details)), "at": _seconds(_now())}
                connection.execute(_DRAFTS.insert(), row)

    # -- enquiries

    def add(self, enquiry: Enquiry, targets: Sequence[str]) -> None:
        """Store an enquiry with a delivery to each target, and drop its draft, all or nothing.

        One that is stored already stays as it is: who presses "send" twice sends once.
        """
        row = {**asdict(enquiry), "at": _seconds(enquiry.at)}
        begun = {"state": PENDING, "attempts": 0, "next_at": row["at"], "claimed_until": 0.0, "error": ""}
        deliveries = [
            {"enquiry": enquiry.id, "target": target, "conversation": enquiry.conversation, **begun}
            for target in targets
        ]
        with self._engine.begin() as connection:
            connection.execute(_DRAFTS.delete().where(_DRAFTS.c.conversation == enquiry.conversation))
            if connection.execute(sa.select(_ENQUIRIES.c.id).where(_ENQUIRIES.c.id == enquiry.id)).first() is None:
                connection.execute(_ENQUIRIES.insert(), row)
                if deliveries:
                    connection.execute(_DELIVERIES.insert(), deliveries)

    def of(self, conversation: str) -> list[Enquiry]:
        """The enquiries of a conversation, oldest first."""
        return self._found(_ENQUIRIES.c.conversation == conversation)

    def all(self) -> list[Enquiry]:
        """Every enquiry that is kept, oldest first."""
        return self._found(sa.true())

    def starting(self, reference: str) -> list[Enquiry]:
        """Those whose id begins with a reference, in capitals or not."""
        return self._found(_ENQUIRIES.c.id.startswith(reference.lower(), autoescape=True))

    def deliveries(self, enquiry: str | None = None) -> list[Delivery]:
        """How far an enquiry has come to each place; without one, all of them."""
        wanted = sa.true() if enquiry is None else _DELIVERIES.c.enquiry == enquiry
        query = sa.select(_DELIVERIES).where(wanted).order_by(_DELIVERIES.c.enquiry, _DELIVERIES.c.target)
        with self._engine.connect() as connection:
            return [_delivery(row) for row in connection.execute(query)]

    # -- delivering

    def claim(self, targets: Sequence[str], now: datetime) -> tuple[Enquiry, Delivery] | None:
        """The next delivery that is due to one of the targets, for the caller alone; None where none is.

        Whoever dies over it leaves it to be tried again once the lease is over: twice rather than never.
        """
        at = _seconds(now)
        due = (
            (_DELIVERIES.c.state == PENDING)
            & (_DELIVERIES.c.next_at <= at)
            & (_DELIVERIES.c.claimed_until <= at)
            & _DELIVERIES.c.target.in_(targets)
        )
        query = sa.select(_DELIVERIES).where(due).order_by(_DELIVERIES.c.next_at).limit(1)
        while True:
            with self._engine.connect() as connection:
                row = connection.execute(query).first()
            if row is None:
                return None
            if not self._claimed(row, due, now):
                continue
            if enquiry := self._found(_ENQUIRIES.c.id == row.enquiry):
                return enquiry[0], _delivery(row)
            with self._engine.begin() as connection:  # erased by its date, without what was to become of it
                connection.execute(_DELIVERIES.delete().where(_one(row.enquiry, row.target)))

    def _claimed(self, row: Any, due: Any, now: datetime) -> bool:
        """Whether it was still to be had."""
        mine = _DELIVERIES.update().where(due, _one(row.enquiry, row.target))
        with self._engine.begin() as connection:
            done = connection.execute(mine.values(claimed_until=_seconds(now + LEASE)))
            return bool(done.rowcount == 1)

    def sent(self, delivery: Delivery, now: datetime) -> None:
        """It is there."""
        attempts = delivery.attempts + 1
        self._set(delivery, state=SENT, attempts=attempts, sent_at=_seconds(now), error="", claimed_until=0.0)

    def failed(self, delivery: Delivery, error: str, next_at: datetime) -> None:
        """It could not be brought there; to be tried again at a time."""
        attempts = delivery.attempts + 1
        self._set(delivery, attempts=attempts, error=error, next_at=_seconds(next_at), claimed_until=0.0)

    def retry(self, enquiry: str | None, now: datetime) -> int:
        """Make what is not there yet due at once; gives how many deliveries. None stands for every enquiry."""
        wanted = _DELIVERIES.c.state == PENDING
        if enquiry is not None:
            wanted &= _DELIVERIES.c.enquiry == enquiry
        with self._engine.begin() as connection:
            return int(connection.execute(_DELIVERIES.update().where(wanted).values(next_at=_seconds(now))).rowcount)

    def tidy(self, now: datetime, days: int) -> int:
        """Delete drafts nobody finished, and enquiries that everybody has had for so many days; gives how many."""
        old = _seconds(now - timedelta(days=days))
        on_the_way = sa.select(_DELIVERIES.c.enquiry).where(
            (_DELIVERIES.c.state != SENT) | (_DELIVERIES.c.sent_at > old)
        )
        over = sa.select(_ENQUIRIES.c.id).where(_ENQUIRIES.c.at <= old, _ENQUIRIES.c.id.not_in(on_the_way))
        with self._engine.begin() as connection:
            unfinished = _seconds(now - timedelta(hours=HOURS_OF_A_DRAFT))
            connection.execute(_DRAFTS.delete().where(_DRAFTS.c.at < unfinished))
            gone = list(connection.execute(over).scalars())
            connection.execute(_DELIVERIES.delete().where(_DELIVERIES.c.enquiry.in_(gone)))
            connection.execute(_ENQUIRIES.delete().where(_ENQUIRIES.c.id.in_(gone)))
        return len(gone)

    def forget(self, conversation: str) -> None:
        """Delete drafts and enquiries of a conversation; what is not delivered yet never will be."""
        with self._engine.begin() as connection:
            for table in _TABLES.tables.values():
                connection.execute(table.delete().where(table.c.conversation == conversation))

    def _set(self, delivery: Delivery, **values: Any) -> None:
        change = _DELIVERIES.update().where(_one(delivery.enquiry, delivery.target)).values(**values)
        with self._engine.begin() as connection:
            connection.execute(change)

    def _found(self, wanted: Any) -> list[Enquiry]:
        query = sa.select(_ENQUIRIES).where(wanted).order_by(_ENQUIRIES.c.at, _ENQUIRIES.c.id)
        names = [each.name for each in fields(Enquiry)]
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Enquiry(**{name: row[name] for name in names} | {"at": _time(row["at"])}) for row in rows]


def _one(enquiry: str, target: str) -> Any:
    return (_DELIVERIES.c.enquiry == enquiry) & (_DELIVERIES.c.target == target)


def _delivery(row: Any) -> Delivery:
    sent_at = None if row.sent_at is None else _time(row.sent_at)
    return Delivery(row.enquiry, row.target, row.state, row.attempts, _time(row.next_at), sent_at, row.error)


def _now() -> datetime:
    return datetime.now(UTC)


def _seconds(moment: datetime) -> float:
    return moment.timestamp()


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
