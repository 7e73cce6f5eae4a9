"""The store of conversations, on a real SQLite file."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
import yaml
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from stores.engines import engine_for
from stores.sql import TURNS_IN_SESSION, Overtaken, RollingSQLTrackerStore

SENDER = "somebody"
TURNS = 4


@pytest.fixture
def store(domain: Domain, tmp_path: Path) -> RollingSQLTrackerStore:
    """A store whose sessions are full after a few turns."""
    return RollingSQLTrackerStore(domain, db=str(tmp_path / "talk.db"), turns_in_session=TURNS)


def turn(number: int) -> list[Any]:
    """The events of one turn, as Rasa leaves them."""
    return [
        UserUttered(f"question {number}", {"name": "ask_meaning", "confidence": 1.0}),
        SlotSet("outcome", "silent"),
        ActionExecuted("action_answer"),
        BotUttered(f"answer {number}"),
        SlotSet("last_topic", {"subjects": [f"level-{number}"]}),
        SlotSet("outcome", "answered"),
        ActionExecuted("action_listen"),
    ]


def said(tracker: DialogueStateTracker | None) -> list[str]:
    assert tracker is not None
    return [event.text or "" for event in tracker.events if isinstance(event, UserUttered)]


async def converse(store: RollingSQLTrackerStore, turns: int, first: int = 1) -> None:
    """Hold turns as Rasa's processor does: fetch, add, save."""
    for number in range(first, first + turns):
        tracker = await store.retrieve(SENDER)
        if tracker is None:
            tracker = DialogueStateTracker(SENDER, store.domain.slots)
            for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
                tracker.update(event)
        for event in turn(number):
            tracker.update(event, store.domain)
        await store.save(tracker)


def test_what_was_said_is_there_again(store: RollingSQLTrackerStore) -> None:
    asyncio.run(converse(store, TURNS - 1))
    tracker = asyncio.run(store.retrieve(SENDER))
    assert said(tracker) == ["question 1", "question 2", "question 3"]
    assert tracker.get_slot("last_topic") == {"subjects": ["level-3"]}
    assert tracker.get_slot("outcome") == "answered"
    assert list(asyncio.run(store.keys())) == [SENDER]


def test_nobody_is_there_who_said_nothing(store: RollingSQLTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_a_full_session_is_followed_by_a_new_one_with_the_slots(store: RollingSQLTrackerStore) -> None:
    asyncio.run(converse(store, TURNS))
    tracker = asyncio.run(store.retrieve(SENDER))
    assert said(tracker) == []
    assert tracker.get_slot("last_topic") == {"subjects": [f"level-{TURNS}"]}
    assert tracker.get_slot("outcome") == "answered"
    assert tracker.get_slot("goal") is None
    assert tracker.latest_action_name == "action_listen"


def test_nothing_is_deleted(store: RollingSQLTrackerStore) -> None:
    asyncio.run(converse(store, 3 * TURNS + 1))
    whole = asyncio.run(store.retrieve_full_tracker(SENDER))
    assert said(whole) == [f"question {number}" for number in range(1, 3 * TURNS + 2)]
    answers = [event.text for event in whole.events if isinstance(event, BotUttered)]
    assert answers == [f"answer {number}" for number in range(1, 3 * TURNS + 2)]
    assert sum(isinstance(event, SessionStarted) for event in whole.events) == 4


def test_what_rasa_loads_stays_bounded(store: RollingSQLTrackerStore) -> None:
    most = 0
    for number in range(1, 5 * TURNS):
        asyncio.run(converse(store, 1, first=number))
        tracker = asyncio.run(store.retrieve(SENDER))
        assert len(said(tracker)) < TURNS
        most = max(most, len(tracker.events))
    assert most <= TURNS * len(turn(1)) + 10


def test_two_people_do_not_share_a_session(store: RollingSQLTrackerStore, domain: Domain) -> None:
    async def both() -> tuple[Any, Any]:
        await converse(store, TURNS - 1)
        other = DialogueStateTracker("other", domain.slots)
        for event in (ActionExecuted("action_session_start"), SessionStarted(), *turn(9)):
            other.update(event)
        await store.save(other)
        return await store.retrieve(SENDER), await store.retrieve("other")

    mine, theirs = asyncio.run(both())
    assert len(said(mine)) == TURNS - 1
    assert said(theirs) == ["question 9"]


def test_no_new_session_while_a_loop_is_active(store: RollingSQLTrackerStore) -> None:
    async def interviewed() -> DialogueStateTracker:
        await converse(store, TURNS - 1)
        tracker = await store.retrieve(SENDER)
        for event in (UserUttered("advise me", {"name": "recommend"}), ActiveLoop("interview_form")):
            tracker.update(event)
        for event in (SlotSet("requested_slot", "role"), ActionExecuted("action_listen")):
            tracker.update(event)
        await store.save(tracker)
        return await store.retrieve(SENDER)

    tracker = asyncio.run(interviewed())
    assert len(said(tracker)) == TURNS
    assert tracker.active_loop_name == "interview_form"


def test_a_session_left_full_by_a_loop_ends_once_the_loop_does(store: RollingSQLTrackerStore) -> None:
    async def ended() -> DialogueStateTracker:
        await converse(store, TURNS - 1)
        tracker = await store.retrieve(SENDER)
        for event in (
            UserUttered("advise me", {"name": "recommend"}),
            ActiveLoop("f"),
            ActionExecuted("action_listen"),
        ):
            tracker.update(event)
        await store.save(tracker)
        tracker = await store.retrieve(SENDER)
        for event in (UserUttered("stop", {"name": "deny"}), ActiveLoop(None), ActionExecuted("action_listen")):
            tracker.update(event)
        await store.save(tracker)
        return await store.retrieve(SENDER)

    assert said(asyncio.run(ended())) == []


def test_no_new_session_in_the_middle_of_a_turn(store: RollingSQLTrackerStore) -> None:
    async def half_way() -> DialogueStateTracker:
        await converse(store, TURNS - 1)
        tracker = await store.retrieve(SENDER)
        for event in turn(TURNS)[:-1]:
            tracker.update(event)
        await store.save(tracker)
        return await store.retrieve(SENDER)

    assert len(said(asyncio.run(half_way()))) == TURNS


def test_endpoints_give_this_store(domain: Domain, tmp_path: Path) -> None:
    """A slip in the name would silently give one that forgets everything at the next start."""
    settings = yaml.safe_load(Path("endpoints.yml").read_text(encoding="utf-8"))["tracker_store"]
    store = TrackerStore.create(EndpointConfig.from_dict({**settings, "db": str(tmp_path / "talk.db")}), domain)
    assert type(store) is RollingSQLTrackerStore
    assert store.turns_in_session == TURNS_IN_SESSION
    asyncio.run(converse(store, 2))
    assert len(said(asyncio.run(store.retrieve(SENDER)))) == 2


def test_the_length_of_a_session_can_be_set(domain: Domain, tmp_path: Path) -> None:
    settings = {"type": "stores.sql.RollingSQLTrackerStore", "db": str(tmp_path / "talk.db"), "turns_in_session": 2}
    store = TrackerStore.create(EndpointConfig.from_dict(settings), domain)
    asyncio.run(converse(store, 2))
    assert said(asyncio.run(store.retrieve(SENDER))) == []


# -- what is kept in memory


def both_servers(domain: Domain, folder: Path) -> tuple[RollingSQLTrackerStore, RollingSQLTrackerStore]:
    """Two Rasa servers' stores on one database."""
    one, other = (RollingSQLTrackerStore(domain, db=str(folder / "talk.db")) for _ in range(2))
    return one, other


def dumped(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    """All that a tracker says of itself, as JSON."""
    assert tracker is not None
    return dict(json.loads(json.dumps(tracker.current_state(EventVerbosity.ALL))))


def test_a_kept_conversation_is_that_of_the_database(domain: Domain, tmp_path: Path) -> None:
    def check(turns: int) -> None:
        one = RollingSQLTrackerStore(domain, db=str(tmp_path / f"{turns}.db"), turns_in_session=TURNS)
        asyncio.run(converse(one, turns))
        other = RollingSQLTrackerStore(domain, db=str(tmp_path / f"{turns}.db"), turns_in_session=TURNS)
        kept, loaded = (asyncio.run(store.retrieve(SENDER)) for store in (one, other))
        assert dumped(kept) == dumped(loaded)
        assert kept.past_states(domain) == loaded.past_states(domain)

    for turns in (1, 2, TURNS - 1, TURNS, TURNS + 1, 2 * TURNS + 1):
        check(turns)


def test_a_conversation_is_kept_for_the_next_turn(store: RollingSQLTrackerStore) -> None:
    async def twice() -> tuple[Any, Any]:
        await converse(store, 1)
        first = await store.retrieve(SENDER)
        await store.save(first)
        return first, await store.retrieve(SENDER)

    first, again = asyncio.run(twice())
    assert again is first


def test_what_another_server_wrote_is_seen(domain: Domain, tmp_path: Path) -> None:
    async def in_turns() -> list[str]:
        one, other = both_servers(domain, tmp_path)
        for number in range(1, 9):
            await converse(other if number in (2, 3, 6) else one, 1, first=number)
        assert said(await one.retrieve(SENDER)) == said(await other.retrieve(SENDER))
        return said(await one.retrieve_full_tracker(SENDER))

    assert asyncio.run(in_turns()) == [f"question {number}" for number in range(1, 9)]


def test_a_turn_that_failed_leaves_nothing_behind(store: RollingSQLTrackerStore) -> None:
    async def failed() -> DialogueStateTracker | None:
        await converse(store, 1)
        tracker = await store.retrieve(SENDER)
        tracker.update(UserUttered("lost", {"name": "ask_meaning"}))
        tracker.update(SlotSet("outcome", "unanswered"))
        return await store.retrieve(SENDER)

    tracker = asyncio.run(failed())
    assert said(tracker) == ["question 1"]
    assert tracker.get_slot("outcome") == "answered"


def test_a_turn_that_could_not_be_stored_is_not_remembered(store: RollingSQLTrackerStore) -> None:
    async def refused() -> list[str]:
        await converse(store, 1)
        tracker = await store.retrieve(SENDER)
        tracker.update(SlotSet("last_topic", {"what": {1, 2}}))  # a set is no JSON
        with pytest.raises(TypeError):
            await store.save(tracker)
        assert (await store.retrieve(SENDER)).get_slot("last_topic") == {"subjects": ["level-1"]}
        await converse(store, 1, first=2)
        return said(await store.retrieve(SENDER))

    assert asyncio.run(refused()) == ["question 1", "question 2"]


def test_a_deleted_conversation_is_gone(store: RollingSQLTrackerStore) -> None:
    async def deleted() -> DialogueStateTracker | None:
        await converse(store, 2)
        with store.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM events"))
        return await store.retrieve(SENDER)

    assert asyncio.run(deleted()) is None


def test_a_turn_that_was_overtaken_is_refused(store: RollingSQLTrackerStore) -> None:
    """Whoever said it must hear that it was not kept: silently left out, it would be lost."""

    async def overtaken() -> list[str]:
        await converse(store, 1)
        slow, quick = await store.retrieve(SENDER), await store.retrieve(SENDER)
        for tracker, number in ((quick, 2), (slow, 3)):
            for event in turn(number):
                tracker.update(event, store.domain)
        await store.save(quick)
        with pytest.raises(Overtaken):
            await store.save(slow)
        await converse(store, 1, first=4)
        assert said(await store.retrieve_full_tracker(SENDER)) == said(await store.retrieve(SENDER))
        return said(await store.retrieve(SENDER))

    assert asyncio.run(overtaken()) == ["question 1", "question 2", "question 4"]


def test_a_clock_that_was_set_back_hides_nothing(store: RollingSQLTrackerStore) -> None:
    async def after_the_jump() -> tuple[list[str], list[str]]:
        await converse(store, 1)
        tracker = await store.retrieve(SENDER)
        for event in turn(2):
            event.timestamp = tracker.events[0].timestamp - 3600
            tracker.update(event, store.domain)
        await store.save(tracker)
        other = RollingSQLTrackerStore(store.domain, db=store.engine.url.database)
        return said(await other.retrieve(SENDER)), said(await store.retrieve(SENDER))

    assert asyncio.run(after_the_jump()) == (["question 1", "question 2"],) * 2


def test_a_new_domain_gives_its_slots(store: RollingSQLTrackerStore) -> None:
    async def reloaded() -> DialogueStateTracker | None:
        await converse(store, 1)
        store.domain = Domain.from_dict({"slots": {"novel": {"type": "any", "mappings": [{"type": "custom"}]}}})
        return await store.retrieve(SENDER)

    assert "novel" in asyncio.run(reloaded()).slots


def test_only_so_many_conversations_are_kept(domain: Domain, tmp_path: Path) -> None:
    store = RollingSQLTrackerStore(domain, db=str(tmp_path / "talk.db"), in_memory=2)

    async def talked() -> list[bool]:
        kept = {}
        for name in ("a", "b", "c"):
            tracker = DialogueStateTracker(name, domain.slots)
            await store.save(tracker)
            for event in (ActionExecuted("action_session_start"), SessionStarted(), *turn(1)):
                tracker.update(event)
            await store.save(tracker)
            kept[name] = await store.retrieve(name)
            await store.save(kept[name])
        return [await store.retrieve(name) is kept[name] for name in ("c", "b", "a")]

    assert asyncio.run(talked()) == [True, True, False]


def test_an_event_broker_hears_of_each_event_once(domain: Domain, tmp_path: Path) -> None:
    class Broker(EventBroker):
        heard: ClassVar[list[str]] = []

        def publish(self, event: dict[str, Any]) -> None:
            self.heard.append(event["event"])

    store = RollingSQLTrackerStore(domain, db=str(tmp_path / "talk.db"), event_broker=Broker())
    asyncio.run(converse(store, 3))
    events = asyncio.run(store.retrieve_full_tracker(SENDER)).events
    assert Broker.heard == [event.type_name for event in events]


def test_a_new_file_that_somebody_else_is_about_to_write_is_waited_for(tmp_path: Path) -> None:
    """Only one connection can begin the log of a new file, and SQLite itself does not wait for that."""
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.rollback).start()
    with engine_for(sa.engine.make_url(f"sqlite:///{file}")).connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
    other.close()
