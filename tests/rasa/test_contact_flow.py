"""Talking to a person over REST, with the real servers, a real mail server and a webhook that fail and come back."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from receivers import MailBox, Request, WebServer
from servers import ROOT, START_SECONDS, Bot, free_ports, running, somebody

from stores import person
from stores.enquiries import EnquiryStore
from stores.feedback import FeedbackStore

pytestmark = pytest.mark.timeout(START_SECONDS + 300)
DESK = "the advice team at Acme Training"
NAME, EMAIL, PHONE = "Anna Xyzzy-Smith", "anna.xyzzy@example.org", "020 7946 0958"
SUPERVISOR = "site foreman, 6 years, 12 lads in one gang. want to manage them better, whats best for me?"


@dataclass
class House:
    """The running bot, where its enquiries go, and its database."""

    bot: Bot
    mailbox: MailBox
    webhook: WebServer
    statuses: list[int]
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return self.environment["ADVISER_DATABASE"]

    def say(self, sender: str, *texts: str) -> str:
        """Messages one after the other; gives the words of the last reply."""
        replies: list[dict[str, Any]] = []
        for text in texts:
            replies = self.bot.say(sender, text)
            assert replies, text
        return "\n".join(reply["text"] for reply in replies if "text" in reply)

    def run(self, *arguments: str) -> str:
        """A command of the operator's."""
        done = subprocess.run(
            [sys.executable, "-m", "operate", *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def house(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("contact")
    statuses: list[int] = []

    def answer(_: Request) -> tuple[int, dict[str, str], bytes]:
        return (statuses.pop(0) if statuses else 200), {}, b""

    mailbox, webhook = MailBox(), WebServer(answer)
    rasa, actions = free_ports(2)
    log = folder / "serve.log"
    environment = {
        "ADVISER_DATABASE": f"sqlite:///{folder / 'kept.db'}",
        "ADVISER_ENQUIRIES_DESK": DESK,
        "ADVISER_SMTP_URL": mailbox.url,
        "ADVISER_ENQUIRIES_TO": "desk@example.org",
        "ADVISER_ENQUIRIES_WEBHOOK": f"{webhook.url}/enquiries",
        "ADVISER_ENQUIRIES_WEBHOOK_SECRET": "a secret of some length",
        "PORT": str(rasa),
        "ACTIONS_PORT": str(actions),
    }
    with running(["operate", "serve"], log, lambda: "Ready: " in log.read_text(errors="replace"), **environment):
        yield House(Bot(f"http://127.0.0.1:{rasa}"), mailbox, webhook, statuses, environment)
    mailbox.stop()
    webhook.stop()


def wait_for(what: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.2)
    return found


def advised(house: House) -> str:
    """Somebody with a recommendation in hand."""
    sender = somebody()
    house.say(sender, SUPERVISOR)
    assert "I recommend" in house.say(sender, "practical, and not too big, middle sized")
    return sender


def test_from_a_recommendation_to_a_person_though_the_mail_server_is_down(house: House) -> None:
    sender = advised(house)
    house.statuses[:] = [503]
    give_details(house, sender)
    kept = person.export(sender, house.url)
    assert kept["drafts"][0]["details"]["email"] == EMAIL
    assert EMAIL not in json.dumps(kept["slots"])
    assert EMAIL in house.say(sender, "Send it")
    wait_for(lambda: "waits" in house.run("outbox"))
    assert [each.email for each in EnquiryStore(house.url).of(sender)] == [EMAIL]
    assert "drafts" not in person.export(sender, house.url)
    house.mailbox.start()
    wait_for(lambda: house.mailbox.letters)
    wait_for(lambda: len(house.webhook.requests) > 1)
    letter = house.mailbox.letters[0]
    assert letter["Reply-To"] == EMAIL
    for told in (f"Name: {NAME}", "Phone: +44 20 7946 0958", "ILM Level 3 Certificate", "start in January", DESK):
        assert told in letter.get_content()
    assert len({request.headers["idempotency-key"] for request in house.webhook.requests}) == 1
    is_listed_and_logged_without_details(house)
    # The recommendation is still in hand.
    assert "ILM Level 3 Certificate" in house.say(sender, "sum it up")


def give_details(house: House, sender: str) -> None:
    """Everything that is asked for, with a question in between, a slip and a change."""
    assert DESK in house.say(sender, "Please arrange for an adviser to telephone me about a start in January")
    assert "What is your name?" in house.say(sender, "Yes, go on")
    between = house.say(sender, "whats the diff between a cert and a diploma")
    assert "13 to 36 credits" in between
    assert "What is your name?" in between
    assert "email" in house.say(sender, f"I'm {NAME}")
    assert "anna@example.org" in house.say(sender, "anna.xyzzy@example")
    assert "suit you" in house.say(sender, "wrong.xyzzy@example.org")
    assert "phone" in house.say(sender, "Evenings")
    shown = house.say(sender, PHONE)
    for line in (f"Name: {NAME}", "Email: wrong.xyzzy@example.org", "Best time: Evenings", "Phone: +44 20 7946 0958"):
        assert line in shown
    assert "start in January" in shown
    assert "ILM Level 3 Certificate" in shown
    assert f"Email: {EMAIL}" in house.say(sender, f"change the email to {EMAIL}")


def is_listed_and_logged_without_details(house: House) -> None:
    listed = wait_for(lambda: (text := house.run("outbox")).count(": delivered") == 2 and text)
    assert EMAIL not in listed
    reference = listed.split()[0]
    assert EMAIL in house.run("outbox", "show", reference)
    assert "0 deliveries" in house.run("outbox", "retry", reference)
    logs = "".join(path.read_text(errors="replace") for path in (ROOT / "var" / "log").glob("*.log"))
    assert "delivered to mail" in logs
    for secret in ("Xyzzy", "xyzzy", "7946"):
        assert secret not in logs


def test_it_can_be_left_in_the_middle_and_nothing_is_kept_of_it(house: House) -> None:
    sender = somebody()
    house.say(sender, "talk to a person", "yes", NAME)
    assert "nothing was sent" in house.say(sender, "stop, I've changed my mind")
    found = person.export(sender, house.url)
    assert "drafts" not in found
    assert found["enquiries"] == []
    assert "contact" not in found["slots"]
    assert "credits" in house.say(sender, "how many credits is a certificate?")


def test_a_question_of_the_interview_waits_until_the_person_is_done(house: House) -> None:
    sender = somebody()
    house.say(sender, "I'd like some advice on which level to take")
    waiting = house.bot.tracker(sender)["slots"]["requested_slot"]
    assert waiting
    house.say(sender, "can I speak to someone?")
    back = house.say(sender, "no thanks")
    assert "sent nothing" in back
    assert back.rstrip().endswith("?")
    slots = house.bot.tracker(sender)["slots"]
    assert (slots["stage"], slots["requested_slot"]) == ("asking", waiting)


def test_at_the_third_failure_a_person_is_offered_and_the_offer_lapses(house: House) -> None:
    sender = somebody()
    for text in ("blah wibble fnord", "grumf xx"):
        assert DESK not in house.say(sender, text)
    assert DESK in house.say(sender, "zzkjh qqp")
    assert "credits" in house.say(sender, "how many credits is a certificate?")
    assert house.bot.tracker(sender)["slots"]["stage"] is None
    for text in ("blah wibble fnord", "grumf xx", "zzkjh qqp"):
        house.say(sender, text)
    assert "What is your name?" in house.say(sender, "yes please")


def test_what_is_kept_is_told_and_deleted_everywhere(house: House) -> None:
    house.mailbox.start()
    sender = advised(house)
    house.say(sender, "I want to speak to a human", "yes", NAME, EMAIL, "skip", "no phone", "send it")
    house.say(sender, "what is a diploma", "👍")
    told = house.say(sender, "what do you know about me")
    for part in (NAME, EMAIL, "12", "delete my data", "1 of my answers"):
        assert part in told
    exported = json.loads(house.run("person", "export", sender))
    assert exported["enquiries"][0]["email"] == EMAIL
    assert exported["feedback"][0]["vote"] == "up"
    assert {"from", "text", "at"} <= set(exported["messages"][0])
    wait_for(lambda: all(way.is_sent for way in EnquiryStore(house.url).deliveries(exported["enquiries"][0]["id"])))
    gone = house.say(sender, "delete my data")
    assert "deleted" in gone
    assert DESK in gone  # what was sent is with them
    assert rows_of(sender, house.url) == {}
    assert "nothing about you" in house.say(sender, "what do you know about me")


def rows_of(sender: str, url: str) -> dict[str, int]:
    """How many rows each table holds of somebody, whatever it is called there."""
    engine = sa.create_engine(url)
    found: dict[str, int] = {}
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            rows = connection.execute(sa.text(f"select * from {table}")).all()
            if mine := sum(sender in map(str, row) for row in rows):
                found[table] = mine
    return found


def test_who_is_erased_by_the_operator_is_unknown_to_the_running_bot(house: House) -> None:
    sender, other = advised(house), advised(house)
    assert "messages" in house.run("person", "erase", sender, "--yes")
    assert rows_of(sender, house.url) == {}
    assert "nothing about you" in house.say(sender, "what do you know about me")
    assert "12" in house.say(other, "what do you know about me")


def test_a_thumb_after_an_answer_is_a_vote_and_after_a_question_a_yes(house: House) -> None:
    sender = somebody()
    house.say(sender, "what is a diploma")
    assert "Thank you" in house.say(sender, "👎🏽")
    vote = FeedbackStore(house.url).of(sender)[0]
    assert (vote.vote, vote.question) == ("down", "what is a diploma")
    assert vote.facts
    assert vote.knowledge
    house.say(sender, "👍")  # a change of mind
    assert [each.vote for each in FeedbackStore(house.url).of(sender)] == ["up"]
    house.say(sender, "talk to a person")
    assert "What is your name?" in house.say(sender, "👍")
    house.say(sender, "stop")
    assert len(FeedbackStore(house.url).of(sender)) == 1
    listed = list(csv.DictReader(io.StringIO(house.run("feedback", "--format", "csv"))))
    assert [row["question"] for row in listed if row["conversation"] == sender] == ["what is a diploma"]
    assert sender not in house.run("feedback", "--down", "--format", "json")


def test_sending_twice_sends_once(house: House) -> None:
    sender = somebody()
    house.say(sender, "talk to a person", "yes", NAME, EMAIL, "skip", "skip", "send it", "send it", "yes")
    assert len(EnquiryStore(house.url).of(sender)) == 1


def test_a_desk_is_not_flooded_by_one_person(house: House) -> None:
    sender = somebody()
    for _ in range(3):
        house.say(sender, "talk to a person", "yes", NAME, EMAIL, "skip", "skip", "send it")
    assert "already passed on 3" in house.say(sender, "talk to a person")
    assert len(EnquiryStore(house.url).of(sender)) == 3
    assert "credits" in house.say(sender, "how many credits is a certificate?")
