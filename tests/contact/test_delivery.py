"""Enquiries on their way: by real SMTP, HTTP and Slack's protocol, with servers that are down, fail and come back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from receivers import MailBox, WebServer

from delivery.places import places
from delivery.rounds import LONGEST_WAIT, round_of, wait_after
from delivery.settings import settings
from stores.database import connect
from stores.enquiries import LEASE, Enquiry, EnquiryStore

SECRET = "a secret of some length"
TOKEN = "xoxb-not-a-real-token"
NAME, EMAIL, TEXT = "Anna Xyzzy", "anna.xyzzy@example.org", "Anna Xyzzy would like to hear from you. <!channel> & co\n"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def enquiry(id_: str = "aa11bb22" * 4, **more: str) -> Enquiry:
    return Enquiry(id_, "somebody", NAME, EMAIL, desk="Acme", subject=f"Enquiry: {NAME}", text=TEXT, at=NOW, **more)


@pytest.fixture
def store(database: str) -> EnquiryStore:
    return EnquiryStore(database)


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    box = MailBox()
    yield box
    box.stop()


def mailing(box: MailBox) -> dict[str, str]:
    return {
        "ADVISER_ENQUIRIES_DESK": "Acme",
        "ADVISER_SMTP_URL": box.url,
        "ADVISER_ENQUIRIES_TO": "desk@example.org, second@example.org",
        "ADVISER_ENQUIRIES_FROM": "bot@example.org",
    }


def hooking(server: WebServer) -> dict[str, str]:
    return {
        "ADVISER_ENQUIRIES_DESK": "Acme",
        "ADVISER_ENQUIRIES_WEBHOOK": f"{server.url}/enquiries",
        "ADVISER_ENQUIRIES_WEBHOOK_SECRET": SECRET,
    }


def slacking(server: WebServer) -> dict[str, str]:
    return {
        "ADVISER_ENQUIRIES_DESK": "Acme",
        "ADVISER_ENQUIRIES_SLACK_CHANNEL": "C0123",
        "SLACK_BOT_TOKEN": TOKEN,
        "ADVISER_SLACK_API": f"{server.url}/api/",
    }


def deliver(store: EnquiryStore, environment: dict[str, str], at: datetime = NOW) -> tuple[int, int]:
    return round_of(store, places(settings(environment)), lambda: at)


def test_a_letter_arrives_whole_and_can_be_answered(store: EnquiryStore, mailbox: MailBox) -> None:
    mailbox.start()
    store.add(enquiry(), ["mail"])
    assert deliver(store, mailing(mailbox)) == (1, 0)
    letter = mailbox.letters[0]
    assert letter["Subject"] == f"Enquiry: {NAME}"
    assert letter["To"] == "desk@example.org, second@example.org"
    assert letter["Reply-To"] == EMAIL
    assert letter["Message-ID"] == f"<{'aa11bb22' * 4}@example.org>"
    assert letter.get_content().splitlines() == TEXT.splitlines()
    assert deliver(store, mailing(mailbox)) == (0, 0)
    assert len(mailbox.letters) == 1


def test_nothing_is_lost_while_the_mail_server_is_down(store: EnquiryStore, mailbox: MailBox) -> None:
    for number in range(3):
        store.add(enquiry(f"{number}" * 32), ["mail"])
    assert deliver(store, mailing(mailbox)) == (0, 3)
    assert deliver(store, mailing(mailbox)) == (0, 0)  # not at once again
    later = NOW + timedelta(hours=1)
    mailbox.start()
    assert deliver(store, mailing(mailbox), later) == (3, 0)
    mailbox.stop()
    store.add(enquiry("9" * 32), ["mail"])
    assert deliver(store, mailing(mailbox), later) == (0, 1)
    mailbox.start()
    assert deliver(store, mailing(mailbox), later + timedelta(hours=1)) == (1, 0)
    assert sorted(letter["Message-ID"][1:2] for letter in mailbox.letters) == ["0", "1", "2", "9"]


def test_a_letter_that_the_server_refuses_is_tried_again_under_the_same_id(
    store: EnquiryStore, mailbox: MailBox
) -> None:
    mailbox.refusals = ["451 try later", "552 full"]
    mailbox.start()
    store.add(enquiry(), ["mail"])
    assert deliver(store, mailing(mailbox)) == (0, 1)
    assert store.deliveries()[0].error == "SMTPDataError 451"
    assert deliver(store, mailing(mailbox), NOW + timedelta(minutes=1)) == (0, 1)
    assert deliver(store, mailing(mailbox), NOW + timedelta(minutes=2)) == (1, 0)
    assert mailbox.letters[0]["Message-ID"] == f"<{'aa11bb22' * 4}@example.org>"
    assert store.deliveries()[0].attempts == 3


def test_a_webhook_that_fails_gets_the_same_again_until_it_takes_it(store: EnquiryStore) -> None:
    statuses = iter([500, 503, 200])
    server = WebServer(lambda _: (next(statuses), {"Retry-After": "90"}, b""))
    try:
        store.add(enquiry(phone="+44 20 7946 0958"), ["hook"])
        assert deliver(store, hooking(server)) == (0, 1)
        assert deliver(store, hooking(server), NOW + timedelta(seconds=80)) == (0, 0)  # it asked for 90 seconds
        assert deliver(store, hooking(server), NOW + timedelta(seconds=91)) == (0, 1)
        assert deliver(store, hooking(server), NOW + timedelta(seconds=200)) == (1, 0)
    finally:
        server.stop()
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 1
    assert len({request.body for request in server.requests}) == 1
    sent = server.requests[-1].json
    assert sent["type"] == "enquiry.created"
    assert sent["data"]["email"] == EMAIL
    assert sent["data"]["phone"] == "+44 20 7946 0958"
    assert "conversation" not in sent["data"]


def test_a_webhook_can_tell_that_it_is_ours(store: EnquiryStore) -> None:
    """As a receiver would, from the description of Standard Webhooks."""
    server = WebServer(lambda _: (204, {}, b""))
    try:
        store.add(enquiry(), ["hook"])
        deliver(store, hooking(server))
    finally:
        server.stop()
    request = server.requests[0]
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    right = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{right}"


def test_a_redirect_is_not_followed_with_somebodys_details(store: EnquiryStore) -> None:
    other = WebServer(lambda _: (200, {}, b""))
    server = WebServer(lambda _: (307, {"Location": f"{other.url}/elsewhere"}, b""))
    try:
        store.add(enquiry(), ["hook"])
        assert deliver(store, hooking(server)) == (0, 1)
    finally:
        server.stop()
        other.stop()
    assert other.requests == []


def test_slack_gets_plain_text_that_calls_nobody(store: EnquiryStore) -> None:
    server = WebServer(lambda _: (200, {}, b'{"ok": true, "ts": "1"}'))
    try:
        store.add(enquiry(), ["slack"])
        assert deliver(store, slacking(server)) == (1, 0)
    finally:
        server.stop()
    request = server.requests[0]
    assert request.path == "/api/chat.postMessage"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    said = request.form if "form" in request.headers["content-type"] else request.json
    assert said["channel"] == "C0123"
    assert "&lt;!channel&gt; &amp; co" in said["text"]
    assert EMAIL not in said["text"] or "<" not in said["text"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((200, {}, b'{"ok": false, "error": "channel_not_found"}'), "Slack says channel_not_found"),
        ((429, {"Retry-After": "30"}, b'{"ok": false, "error": "ratelimited"}'), "Slack says ratelimited"),
        ((502, {}, b"<html>bad gateway</html>"), "Slack says HTTP 502"),
    ],
)
def test_what_slack_refuses_is_tried_again(
    store: EnquiryStore, reply: tuple[int, dict[str, str], bytes], error: str
) -> None:
    replies = iter([reply, (200, {}, b'{"ok": true}')])
    server = WebServer(lambda _: next(replies))
    try:
        store.add(enquiry(), ["slack"])
        assert deliver(store, slacking(server)) == (0, 1)
        assert error in store.deliveries()[0].error
        assert deliver(store, slacking(server), NOW + timedelta(minutes=2)) == (1, 0)
    finally:
        server.stop()
    assert len(server.requests) == 2


def test_one_place_that_is_down_keeps_nothing_from_another(store: EnquiryStore, mailbox: MailBox) -> None:
    server = WebServer(lambda _: (200, {}, b""))
    both = {**mailing(mailbox), **hooking(server)}
    try:
        store.add(enquiry(), settings(both).targets)
        assert deliver(store, both) == (1, 1)
        mailbox.start()
        assert deliver(store, both, NOW + timedelta(hours=1)) == (1, 0)
    finally:
        server.stop()
    assert (len(server.requests), len(mailbox.letters)) == (1, 1)


def test_several_that_deliver_at_once_deliver_each_once(database: str) -> None:
    taken: list[str] = []
    server = WebServer(lambda request: (taken.append(request.json["data"]["id"]), (200, {}, b""))[1])
    EnquiryStore(database)
    for number in range(20):
        EnquiryStore(database).add(enquiry(f"{number:032x}"), ["hook"])
    try:
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _: deliver(EnquiryStore(database), hooking(server)), range(4)))
    finally:
        server.stop()
    assert sum(arrived for arrived, _ in done) == 20
    assert sorted(taken) == [f"{number:032x}" for number in range(20)]


def test_what_somebody_died_over_is_tried_again_after_the_lease(store: EnquiryStore, mailbox: MailBox) -> None:
    store.add(enquiry(), ["mail"])
    assert store.claim(["mail"], NOW) is not None
    mailbox.start()
    assert deliver(store, mailing(mailbox), NOW + timedelta(minutes=1)) == (0, 0)
    assert deliver(store, mailing(mailbox), NOW + LEASE + timedelta(seconds=1)) == (1, 0)


def test_who_was_erased_is_never_written_to(store: EnquiryStore, mailbox: MailBox) -> None:
    store.add(enquiry(), ["mail"])
    assert deliver(store, mailing(mailbox)) == (0, 1)
    store.forget("somebody")
    mailbox.start()
    assert deliver(store, mailing(mailbox), NOW + timedelta(days=1)) == (0, 0)
    assert mailbox.letters == []


def test_a_delivery_of_what_is_no_longer_kept_is_dropped(store: EnquiryStore, mailbox: MailBox, database: str) -> None:
    store.add(enquiry(), ["mail"])
    with connect(database).begin() as connection:
        connection.execute(sa.text("delete from enquiries"))
    mailbox.start()
    assert deliver(store, mailing(mailbox)) == (0, 0)
    assert store.deliveries() == []


def test_a_failing_database_does_not_quote_what_was_given(store: EnquiryStore, database: str) -> None:
    with connect(database).begin() as connection:
        connection.execute(sa.text("drop table enquiries"))
    with pytest.raises(sa.exc.OperationalError) as failure:
        store.add(enquiry(), ["mail"])
    assert EMAIL not in str(failure.value)


def test_no_log_holds_what_a_person_gave(
    store: EnquiryStore, mailbox: MailBox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.refusals = [f"550 {EMAIL} is not welcome"]
    caplog.set_level(logging.DEBUG)
    store.add(enquiry(), ["mail"])
    deliver(store, mailing(mailbox))
    mailbox.start()
    deliver(store, mailing(mailbox), NOW + timedelta(minutes=1))
    deliver(store, mailing(mailbox), NOW + timedelta(minutes=5))
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("delivery"))
    assert "aa11bb22 delivered to mail" in own
    assert "not delivered to mail" in own
    for secret in (NAME, EMAIL, "Xyzzy", "hear from you"):
        assert secret not in own
        assert secret not in json.dumps([way.error for way in store.deliveries()])


def test_waits_grow_and_end_at_an_hour() -> None:
    waits = [wait_after(attempts).total_seconds() for attempts in range(1, 40)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert wait_after(1, asked=1e9).total_seconds() == LONGEST_WAIT
