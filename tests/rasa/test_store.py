"""The store of conversations, on a real SQLite file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from stores.sql import TURNS_IN_SESSION, RollingSQLTrackerStore

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
