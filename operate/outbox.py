"""The enquiries that are kept, and how far each has come: list, show, retry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from delivery.settings import Unfinished, settings
from operate.feedback import one_line
from operate.problem import Problem
from stores.enquiries import Delivery, Enquiry, EnquiryStore

SHORT = 8  # signs of an id


def outbox(what: str, reference: str | None, as_json: bool) -> None:
    """Print what is kept, show one enquiry, or make what is not delivered due at once."""
    store = EnquiryStore()
    if what == "retry":
        _retry(store, reference)
    elif what == "show":
        _show(store, _one(store, reference or ""), as_json)
    else:
        _list(store, as_json)


def _one(store: EnquiryStore, reference: str) -> Enquiry:
    found = store.starting(reference) if reference else []
    if len(found) != 1:
        how_many = "No enquiry" if not found else f"{len(found)} enquiries"
        raise Problem(f"{how_many} with the reference '{reference}': 'python -m operate outbox' lists them.")
    return found[0]


def _list(store: EnquiryStore, as_json: bool) -> None:
    """One line each; names and addresses are shown by `show` alone."""
    ways: dict[str, list[Delivery]] = {}
    for delivery in store.deliveries():
        ways.setdefault(delivery.enquiry, []).append(delivery)
    every = store.all()
    if as_json:
        print(json.dumps([_row(each, ways.get(each.id, [])) for each in every], indent=2))
        return
    for each in every:
        print(f"{each.id[:SHORT].upper()}  {each.at:%Y-%m-%d %H:%M}  {_said(ways.get(each.id, []))}")
    waiting = sum(not way.is_sent for found in ways.values() for way in found)
    print(f"{len(every)} enquiries are kept; {waiting} deliveries wait.")
    if waiting:
        _say_what_is_missing(ways)


def _say_what_is_missing(ways: dict[str, list[Delivery]]) -> None:
    """Whatever would keep a delivery waiting for ever."""
    try:
        known = settings().targets
    except Unfinished as problem:
        print(f"Nothing is delivered: {problem}")
        return
    lost = {way.target for found in ways.values() for way in found if not way.is_sent} - set(known)
    if lost:
        print(
            f"Not set in this environment, so that nothing goes there: {', '.join(sorted(lost))}. See docs/contact.md."
        )


def _said(ways: Sequence[Delivery]) -> str:
    return "; ".join(_of(way) for way in ways) or "no delivery"


def _of(way: Delivery) -> str:
    if way.sent_at is not None:
        return f"{way.target}: delivered {way.sent_at:%Y-%m-%d %H:%M}"
    tried = f"{way.attempts} attempts, last: {way.error}" if way.attempts else "not tried yet"
    return f"{way.target}: waits ({tried}; next {way.next_at:%Y-%m-%d %H:%M})"


def _row(each: Enquiry, ways: Sequence[Delivery]) -> dict[str, Any]:
    deliveries = [
        {
            "target": way.target,
            "state": way.state,
            "attempts": way.attempts,
            "error": way.error,
            "next": way.next_at.isoformat(timespec="seconds"),
            "sent": None if way.sent_at is None else way.sent_at.isoformat(timespec="seconds"),
        }
        for way in ways
    ]
    at = each.at.isoformat(timespec="seconds")
    return {"id": each.id, "at": at, "reason": each.reason, "deliveries": deliveries}


def _show(store: EnquiryStore, each: Enquiry, as_json: bool) -> None:
    ways = store.deliveries(each.id)
    if as_json:
        print(json.dumps({**asdict(each), **_row(each, ways)}, ensure_ascii=False, indent=2))
        return
    print(f"Subject: {one_line(each.subject)}\nAgreed: {each.at:%Y-%m-%d %H:%M} UTC\n")
    print("\n".join(one_line(line) for line in each.text.splitlines()))
    print("\n".join(_of(way) for way in ways))


def _retry(store: EnquiryStore, reference: str | None) -> None:
    one = _one(store, reference).id if reference else None
    due = store.retry(one, datetime.now(UTC))
    print(f"{due} deliveries are due now. A running bot delivers them; without one: python -m delivery --once")
