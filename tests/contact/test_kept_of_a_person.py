"""What is kept of somebody: given out whole, deleted whole, in every table and in the memory of a running store."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from stores import person, sql
from stores.database import connect
from stores.enquiries import HOURS_OF_A_DRAFT, Enquiry, EnquiryStore
from stores.feedback import LONGEST_COMMENT, Feedback, FeedbackStore
from stores.sql import RollingSQLTrackerStore

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(domain: Domain, database: str) -> RollingSQLTrackerStore:
    """As endpoints.yml has it: the database is the environment's."""
    return RollingSQLTrackerStore(domain)


def enquiry(id_: str, conversation: str, at: datetime = NOW) -> Enquiry:
    return Enquiry(id_, conversation, "Anna", "anna@example.org", "Acme", "asked", at=at, subject="s", text="t")


def vote(conversation: str, reply: str = "r1", value: str = "down", at: datetime = NOW) -> Feedback:
    return Feedback(conversation, reply, value, "too long", "what is a diploma?", ("diploma.size",), "abc", at)


async def turn(store: RollingSQLTrackerStore, sender: str, text: str) -> None:
    tracker = await store.retrieve(sender) or DialogueStateTracker(sender, store.domain.slots)
    if not tracker.events:
        tracker.update(SessionStarted())
    said = UserUttered(text, {"name": "inform"}), SlotSet("role", "director"), BotUttered("a reply")
    for event in (*said, ActionExecuted("action_listen")):
        tracker.update(event, store.domain)
    await store.save(tracker)


def rows(url: str) -> dict[str, int]:
    with connect(url).connect() as connection:
        return {
            name: int(connection.execute(sa.text(f"select count(*) from {name}")).scalar_one())
            for name in sa.inspect(connection).get_table_names()
        }


def everything(store: RollingSQLTrackerStore, url: str, sender: str) -> None:
    asyncio.run(turn(store, sender, "I run a brewery"))
    EnquiryStore(url).add(enquiry(f"{sender}-1", sender), ["mail", "hook"])
    EnquiryStore(url).keep_draft(sender, {"name": "Anna"})
    FeedbackStore(url).add(vote(sender))


def test_everything_is_given_out(store: RollingSQLTrackerStore, database: str) -> None:
    everything(store, database, "anna")
    everything(store, database, "ben")
    found = person.export("anna")
    assert [(said["from"], said["text"]) for said in found["messages"]] == [
        ("person", "I run a brewery"),
        ("adviser", "a reply"),
    ]
    assert found["slots"]["role"] == "director"
    assert found["enquiries"][0]["email"] == "anna@example.org"
    assert found["enquiries"][0]["at"] == "2026-11-22T09:30:00+00:00"
    assert {row["target"] for row in found["deliveries"]} == {"mail", "hook"}
    assert found["drafts"][0]["details"] == {"name": "Anna"}
    assert found["feedback"][0]["facts"] == ["diploma.size"]
    assert "ben" not in str(found)


def test_everything_is_deleted_and_nobody_elses(store: RollingSQLTrackerStore, database: str) -> None:
    everything(store, database, "ben")
    before = rows(database)
    everything(store, database, "anna")
    person.forget("anna")
    assert rows(database) == before
    assert asyncio.run(store.retrieve("anna")) is None
    assert person.export("anna")["messages"] == []
    assert person.export("ben")["feedback"]


def test_a_table_of_somebody_elses_making_is_deleted_from_too(store: RollingSQLTrackerStore, database: str) -> None:
    with connect(database).begin() as connection:
        connection.execute(sa.text("create table replies (conversation text, text text)"))
        connection.execute(sa.text("insert into replies values ('anna', 'hello'), ('ben', 'hello')"))
    assert person.export("anna")["replies"] == [{"text": "hello"}]
    person.forget("anna")
    assert person.export("anna").get("replies") is None
    assert person.export("ben")["replies"]


def test_who_is_not_known_has_nothing_and_can_be_deleted(database: str) -> None:
    assert person.export("nobody")["messages"] == []
    person.forget("nobody")


def test_memory_lets_go_of_who_is_deleted(store: RollingSQLTrackerStore, database: str) -> None:
    for text in ("hello", "I run a brewery"):
        asyncio.run(turn(store, "anna", text))
    assert store._recent.at_rest() == ["anna"]
    person.forget("anna")
    assert store._recent.at_rest() == []


def test_a_turn_under_way_does_not_bring_back_who_is_deleted(store: RollingSQLTrackerStore, database: str) -> None:
    async def talk() -> None:
        await turn(store, "anna", "I run a brewery")
        tracker = await store.retrieve("anna")
        assert tracker is not None
        tracker.update(UserUttered("and a bakery", {"name": "inform"}), store.domain)
        person.forget("anna")
        await store.save(tracker)
        assert rows(database)["events"] == 0
        await turn(store, "anna", "hello again")

    asyncio.run(talk())
    assert [said["text"] for said in person.export("anna")["messages"]] == ["hello again", "a reply"]


def test_what_another_process_deletes_is_neither_brought_back_nor_remembered(
    store: RollingSQLTrackerStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_elsewhere() -> None:
        with connect(database).begin() as connection:
            connection.execute(sa.text("delete from events where sender_id = 'anna'"))

    async def talk() -> None:
        await turn(store, "anna", "I run a brewery")
        tracker = await store.retrieve("anna")
        assert tracker is not None
        tracker.update(UserUttered("and a bakery", {"name": "inform"}), store.domain)
        delete_elsewhere()
        await store.save(tracker)
        assert rows(database)["events"] == 0
        for text in ("I am back", "hello"):
            await turn(store, "anna", text)
            await turn(store, "ben", text)
        assert store._recent.at_rest() == ["anna", "ben"]
        delete_elsewhere()
        monkeypatch.setattr(sql, "SECONDS_BETWEEN_SWEEPS", 0)
        await turn(store, "ben", "hello")  # anybody's message will do
        assert store._recent.at_rest() == ["ben"]

    asyncio.run(talk())


def test_a_vote_comes_back_as_it_was_given(database: str) -> None:
    store = FeedbackStore(database)
    store.add(vote("anna"))
    assert store.of("anna") == [vote("anna")]
    store.add(vote("anna", value="up"))
    assert [each.vote for each in store.of("anna")] == ["up"]
    store.add(vote("anna", reply="r2", at=NOW + timedelta(days=1)))
    assert [each.reply for each in store.all(date(2026, 11, 23))] == ["r2"]
    assert len(store.all()) == 2
    store.forget("anna")
    assert store.all() == []


def test_a_vote_that_is_none_is_refused_and_a_long_word_is_cut(database: str) -> None:
    with pytest.raises(ValueError, match="up, down"):
        vote("anna", value="sideways")
    with pytest.raises(ValueError, match="zone"):
        vote("anna", at=datetime(2026, 11, 22))  # noqa: DTZ001
    store = FeedbackStore(database)
    store.add(Feedback("anna", "r", "up", "x" * 9000))
    assert len(store.of("anna")[0].comment) == LONGEST_COMMENT


def test_a_draft_is_forgotten_after_a_day_and_an_enquiry_after_its_days(database: str) -> None:
    store = EnquiryStore(database)
    now = datetime.now(UTC)
    store.keep_draft("anna", {"name": "Anna"})
    assert store.draft("anna") == {"name": "Anna"}
    store.tidy(now + timedelta(hours=HOURS_OF_A_DRAFT, minutes=1), 30)
    assert store.draft("anna") == {}
    store.add(enquiry("old", "anna", now - timedelta(days=60)), ["mail"])
    store.add(enquiry("lost", "anna", now - timedelta(days=60)), ["mail"])
    delivery = next(way for way in store.deliveries("old"))
    store.sent(delivery, now - timedelta(days=31))
    assert store.tidy(now, 30) == 1
    assert [each.id for each in store.all()] == ["lost"]  # what has not arrived is kept however old it is


def test_an_enquiry_is_stored_once_and_its_draft_is_gone(database: str) -> None:
    store = EnquiryStore(database)
    store.keep_draft("anna", {"name": "Anna"})
    for _ in range(2):
        store.add(enquiry("one", "anna"), ["mail", "hook"])
    assert [each.id for each in store.of("anna")] == ["one"]
    assert len(store.deliveries("one")) == 2
    assert store.draft("anna") == {}
    assert store.of("anna")[0] == enquiry("one", "anna")
