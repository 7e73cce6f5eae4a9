"""Delivering: what is due is brought to its place; what could not be is tried again, later and later, for ever."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from delivery.places import NotThere, Place
from stores.enquiries import EnquiryStore

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # seconds before another attempt; doubled each time
SECONDS_BETWEEN_ROUNDS = 1.0
SECONDS_BETWEEN_TIDYING = 3600.0


def wait_after(attempts: int, asked: float | None = None) -> timedelta:
    """How long to wait after so many attempts (from 1); at least what the place itself asks for, within reason."""
    own = FIRST_WAIT * 2.0 ** min(attempts - 1, 16)
    return timedelta(seconds=min(max(own, asked or 0.0), LONGEST_WAIT))


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def round_of(store: EnquiryStore, places: Mapping[str, Place], clock: Callable[[], datetime] = now) -> tuple[int, int]:
    """Bring whatever is due to its place; gives how many arrived and how many did not. No failure ends a round."""
    arrived = failed = 0
    while (claimed := store.claim(tuple(places), clock())) is not None:
        enquiry, delivery = claimed
        try:
            places[delivery.target].bring(enquiry)
        except Exception as error:  # whatever failed is tried again; its traceback could hold what a person said
            known = isinstance(error, NotThere)
            what = str(error) if known else type(error).__name__
            wait = wait_after(delivery.attempts + 1, error.wait if isinstance(error, NotThere) else None)
            store.failed(delivery, what, clock() + wait)
            logger.warning(
                "enquiry %s not delivered to %s (%s); next attempt in %.0f s",
                *(enquiry.id[:8], delivery.target, what, wait.total_seconds()),
            )
            failed += 1
        else:
            store.sent(delivery, clock())
            logger.info("enquiry %s delivered to %s", enquiry.id[:8], delivery.target)
            arrived += 1
    return arrived, failed


def deliver(places: Mapping[str, Place], days: int, over: threading.Event) -> None:
    """Go round until it is over; a database that is away is waited for."""
    store: EnquiryStore | None = None
    tidied: datetime | None = None
    while not over.is_set():
        try:
            store = store or EnquiryStore()
            round_of(store, places)
            if tidied is None or (now() - tidied).total_seconds() > SECONDS_BETWEEN_TIDYING:
                tidied = now()
                store.tidy(tidied, days)
        except Exception as error:  # the database: nothing is lost while it is away
            logger.warning("the enquiries cannot be read (%s); trying again", type(error).__name__)
        over.wait(SECONDS_BETWEEN_ROUNDS)
