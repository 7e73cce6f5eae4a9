"""What `quicker` replaces gives what Rasa's own gives."""

from __future__ import annotations

import copy
import json
import logging
from typing import Any

import pytest
import rasa.core.processor
import structlog
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.schemas.events import EVENT_SCHEMA
from rasa.utils.endpoints import EndpointConfig

import quicker
from quicker.graph import InOrderRunner
from quicker.replies import is_plainly_valid
from quicker.trackers import _rasas_applied_events as rasas_own_applied_events

quicker.mend()
quicker.mend()

SLOT = {"event": "slot", "name": "failures", "value": 0, "timestamp": None}
REPLIES: list[tuple[Any, bool]] = [
    ({"events": [], "responses": []}, True),
    ({}, True),
    ({"events": []}, True),
    ({"events": [SLOT, {"event": "followup", "name": "action_listen"}], "responses": [{"text": "hello"}]}, True),
    *(({"events": [{**SLOT, "event": kind["properties"]["event"]["const"], "entities": []}]}, True)
      for kind in EVENT_SCHEMA["oneOf"]),
    ({"events": [{"event": "no-such-event"}], "responses": []}, False),
    ({"events": [{"event": "slot", "name": "failures"}], "responses": []}, False),
    ({"events": [{**SLOT, "name": 5}], "responses": []}, False),
    ({"events": [{**SLOT, "timestamp": "noon"}], "responses": []}, False),
    ({"events": [{**SLOT, "event": None}], "responses": []}, False),
    ({"events": [{**SLOT, "event": ["slot"]}], "responses": []}, False),
    ({"events": [{"name": "failures", "value": 0}], "responses": []}, False),
    ({"events": [{"event": "entities", "entities": [{"start": "0"}]}], "responses": []}, False),
    ({"events": ["slot"], "responses": []}, False),
    ({"events": "none", "responses": []}, False),
    ({"events": [], "responses": ["just words"]}, False),
    ({"events": [], "responses": None}, False),
    (["events"], False),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "good"), REPLIES)
def test_a_reply_is_judged_as_rasa_judges_it(reply: Any, good: bool) -> None:
    action = RemoteAction("action_answer", None)
    if good:
        validate(reply, RemoteAction.action_response_format_spec())
        assert action._validate_action_result(reply)
        return
    assert not is_plainly_valid(reply)
    with pytest.raises(ValidationError):
        validate(reply, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError):
        action._validate_action_result(reply)


def test_events_are_found_by_their_type() -> None:
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("user") is UserUttered
    assert Event.resolve_by_type("topic") is None
    with pytest.raises(ValueError, match="no-such-event"):
        Event.resolve_by_type("no-such-event")


TURN = [ActionExecuted("action_listen"), UserUttered("hello", {"name": "greet"}), SlotSet("role", "nurse")]
LOOP = [ActionExecuted("a_form"), ActiveLoop("a_form"), *TURN, ActionExecuted("a_form")]


@pytest.mark.parametrize(
    "events",
    [
        [],
        TURN,
        [*TURN, SessionStarted(), *TURN],
        [*TURN, Restarted()],
        [*TURN, *TURN, UserUtteranceReverted(), *TURN],
        [*TURN, ActionReverted(), SlotSet("role", "chef")],
        [*TURN, ActionReverted(), SessionStarted(), *TURN],
        [*TURN, *LOOP, ActiveLoop(None)],
        [*LOOP, SessionStarted(), *TURN, ActionExecuted("a_form")],
    ],
)
def test_the_events_that_count_are_those_that_rasa_counts(events: list[Event], domain: Domain) -> None:
    tracker = DialogueStateTracker.from_events("somebody", copy.deepcopy(events), domain.slots)
    assert tracker.applied_events() == rasas_own_applied_events(tracker)


def test_a_copied_slot_is_one_of_its_own(domain: Domain) -> None:
    for slot in domain.slots:
        copied = copy.copy(slot)
        assert type(copied) is type(slot)
        assert vars(copied) == vars(slot)
        copied.value = "another"
        assert slot.value != "another"


def conversation(domain: Domain) -> DialogueStateTracker:
    """Two turns, the second within a loop."""
    tracker = DialogueStateTracker("somebody", domain.slots)
    for event in (
        UserUttered("who is level 3 for", {"name": "ask_audience"}, parse_data={"questions": []}, input_channel="cli"),
        ActionExecuted("action_answer"),
        BotUttered("for team leaders"),
        ActionExecuted("action_listen"),
        UserUttered("and level 7", {"name": "follow_up"}, [{"entity": "level", "value": "level-7"}], None, "rest"),
        ActiveLoop("interview"),
        SlotSet("outcome", "silent"),
    ):
        tracker.update(event, domain)
    return tracker


def call(settings: dict[str, Any], tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """What the action server is sent, as it arrives."""
    endpoint = EndpointConfig.from_dict({"url": "http://127.0.0.1:1/webhook", **settings})
    sent = RemoteAction("action_answer", endpoint)._action_call_format(tracker, domain)
    arrived: dict[str, Any] = json.loads(json.dumps(sent))
    return arrived


def test_a_call_brings_the_last_turn_and_all_else(domain: Domain) -> None:
    tracker = conversation(domain)
    whole, light = (call(settings, tracker, domain) for settings in ({}, {"events": "last_turn"}))
    everything, last = whole["tracker"].pop("events"), light["tracker"].pop("events")
    assert [event["event"] for event in last] == ["user", "active_loop", "slot"]
    assert last == everything[-3:]
    assert light == whole
    assert light["tracker"]["active_loop"]["name"] == "interview"
    assert light["tracker"]["latest_message"]["text"] == "and level 7"
    assert light["tracker"]["slots"]["outcome"] == "silent"


class Adds(GraphComponent):
    """Adds up what it gets."""

    def add(self, **numbers: int) -> int:
        return sum(numbers.values())

    def fail(self, **numbers: int) -> int:
        raise RuntimeError("broken")

    @classmethod
    def create(cls, *_: Any, **__: Any) -> Adds:
        return cls()


def node(fn: str = "add", **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Adds, constructor_name="create", fn=fn, config={}, eager=True)


GRAPH = GraphSchema(
    {
        "last": node(left="left", right="right", also="given"),
        "left": node(one="given"),
        "right": node(one="left", two="other"),
        "unasked": node("fail", one="given"),
    }
)


@pytest.fixture(params=[DaskGraphRunner, InOrderRunner])
def runner(request: pytest.FixtureRequest) -> DaskGraphRunner:
    """Rasa's way of running a graph, and ours."""
    return request.param.create(GRAPH, None, ExecutionContext(GRAPH))


def test_a_graph_gives_the_same(runner: DaskGraphRunner) -> None:
    for given, other in ((1, 10), (2, 20)):
        inputs = {"given": given, "other": other}
        assert runner.run(inputs, ["last"]) == {"last": given + (given + other) + given}
        assert runner.run(inputs, ["left", "right"]) == {"left": given, "right": given + other}


def test_a_graph_fails_the_same(runner: DaskGraphRunner) -> None:
    with pytest.raises(Exception, match="unasked") as failure:
        runner.run({"given": 1}, ["unasked"])
    assert isinstance(failure.value.__cause__, RuntimeError)
    with pytest.raises(GraphRunError, match="Missing input"):
        runner.run({"given": 1}, ["right"])
    with pytest.raises(GraphRunError, match="clashes"):
        runner.run({"given": "left"}, ["left"])


def test_messages_are_handled_by_the_quicker_runner() -> None:
    assert rasa.core.processor.DaskGraphRunner is InOrderRunner


def test_a_domain_is_empty_if_rasa_says_so() -> None:
    full = Domain.from_yaml("intents: [greet]\nslots: {name: {type: any, mappings: [{type: custom}]}}")
    for domain, empty in ((full, False), (Domain.empty(), True)):
        assert domain.is_empty() is empty
        assert domain.is_empty() is empty  # the second time it is remembered
        assert (domain.as_dict() == Domain.empty().as_dict()) is empty


def test_slots_are_still_told_to_whoever_debugs(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    tracker = DialogueStateTracker.from_events("somebody", [], [TextSlot("role", [{"type": "custom"}], "nurse")])
    own = structlog.get_config()
    structlog.configure(processors=[lambda _logger, _method, line: told.append(str(line)) or ""])
    try:
        for level in (logging.INFO, logging.DEBUG):
            caplog.set_level(level, logger="rasa.core.processor")
            MessageProcessor._log_slots(tracker)
    finally:
        structlog.configure(**own)
    assert len(told) == 1
    assert "role: nurse" in told[0]
