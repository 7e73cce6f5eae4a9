"""Watches each turn in a Rasa server: how long each stage takes, and what came of it."""

from __future__ import annotations

import functools
import gc
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import rasa.core.run
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from seeing import logs, metrics
from seeing.turns import Turn, turns_of

logger = logging.getLogger(__name__)
Method = Callable[..., Awaitable[Any]]


@dataclass
class Watch:
    """A turn under way: seconds by stage, the slots before it, and what it came to."""

    channel: str
    seconds: dict[str, float] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    turn: Turn | None = None


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Add the time spent inside to a stage of the turn under way."""
    started = time.perf_counter()
    try:
        yield
    finally:
        watch = _watch.get()
        if watch is not None:
            watch.seconds[name] = watch.seconds.get(name, 0.0) + time.perf_counter() - started


def _timed(name: str, method: Method) -> Method:
    @functools.wraps(method)
    async def timed(*arguments: Any, **named: Any) -> Any:
        with stage(name):
            return await method(*arguments, **named)

    return timed


def _watched(method: Method) -> Method:
    """The handling of a message: what is logged inside names the conversation by its hash; at the end all is told."""

    @functools.wraps(method)
    async def handle(processor: MessageProcessor, message: UserMessage) -> Any:
        watch = Watch(str(message.input_channel or "unknown"))
        token = _watch.set(watch)
        try:
            with logs.conversation(str(message.sender_id)):
                try:
                    with stage("turn"):
                        return await method(processor, message)
                finally:
                    _tell(watch)
        finally:
            _watch.reset(token)

    return handle


def _tell(watch: Watch) -> None:
    for name, seconds in watch.seconds.items():
        metrics.STAGE_SECONDS.labels(name).observe(seconds)
    turn, seconds = watch.turn, round(watch.seconds.get("turn", 0.0), 4)
    if turn is None:
        metrics.TURNS.labels(watch.channel, "error").inc()
        logger.error("turn failed", extra={"channel": watch.channel, "seconds": seconds})
        return
    metrics.count(turn)
    actions = [name for name in turn.actions if name != "action_listen"]
    about = {"channel": turn.channel, "intent": turn.intent, "actions": actions, "outcome": turn.outcome}
    logger.info("turn", extra={**about, "step": turn.step or None, "seconds": seconds})


def _noting_before(method: Method) -> Method:
    """Rasa's first step after understanding: the slots still are as the last turn left them."""

    @functools.wraps(method)
    async def extract(processor: MessageProcessor, channel: Any, tracker: DialogueStateTracker) -> Any:
        watch = _watch.get()
        if watch is not None and not watch.before:
            watch.before = {name: slot.value for name, slot in tracker.slots.items()}
        return await method(processor, channel, tracker)

    return extract


def _noting_after(method: Method) -> Method:
    """Rasa's last step: all that happened stands in the tracker."""

    @functools.wraps(method)
    async def save(processor: MessageProcessor, tracker: DialogueStateTracker) -> Any:
        watch = _watch.get()
        if watch is not None:
            watch.turn = turn_in(tracker, watch.before)
        return await method(processor, tracker)

    return save


def turn_in(tracker: DialogueStateTracker, before: dict[str, Any]) -> Turn | None:
    """The last turn of a tracker; None where nothing was said."""
    kept: list[Event] = []
    for event in reversed(tracker.events):
        kept.append(event)
        if isinstance(event, UserUttered):
            return next(turns_of(map(_light, reversed(kept)), before), None)
    return None


def _light(event: Event) -> dict[str, Any]:
    """As much of an event as `turns_of` reads, without what the person said."""
    if isinstance(event, UserUttered):
        parsed = {"intent": event.intent}
        return {
            "event": "user",
            "timestamp": event.timestamp,
            "parse_data": parsed,
            "input_channel": event.input_channel,
        }
    if isinstance(event, SlotSet):
        return {"event": "slot", "name": event.key, "value": event.value}
    if isinstance(event, ActionExecuted):
        return {"event": "action", "name": event.action_name}
    if isinstance(event, BotUttered):
        return {"event": "bot", "metadata": event.metadata}
    return {"event": event.type_name}


def _counting_failures(method: Method) -> Method:
    @functools.wraps(method)
    async def run(action: RemoteAction, *arguments: Any, **named: Any) -> Any:
        try:
            return await method(action, *arguments, **named)
        except ActionExecutionRejection:
            raise
        except Exception:
            metrics.ACTION_FAILURES.labels(action.name()).inc()
            raise

    return run


def watch_store(store: TrackerStore) -> None:
    """Time a store and count its failures, underneath whatever hides them from Rasa."""
    inner = getattr(store, "_tracker_store", store)
    for operation in ("retrieve", "save"):
        setattr(inner, operation, _store_call(operation, getattr(inner, operation)))


def _store_call(operation: str, method: Method) -> Method:
    @functools.wraps(method)
    async def call(*arguments: Any, **named: Any) -> Any:
        with stage("store"):
            try:
                return await method(*arguments, **named)
            except Exception as error:
                metrics.STORE_FAILURES.labels(operation).inc()
                logger.error("the store failed", extra={"operation": operation}, exc_info=error)
                raise

    return call


def _loading(method: Method) -> Method:
    """Rasa's loading of the model, after which people may talk."""

    @functools.wraps(method)
    async def load(*arguments: Any, **named: Any) -> Any:
        agent = await method(*arguments, **named)
        if agent is not None and agent.processor is not None:
            watch_store(agent.processor.tracker_store)
        gc.collect()
        gc.freeze()  # what is loaded stays: going through it once in 400 messages held a reply up by 0.1 s
        logs.people_talk()
        return agent

    return load


def mend() -> None:
    """Put the watching in place; only for a process that is about to serve."""
    processor = MessageProcessor
    predict = processor._predict_next_with_tracker

    def predicting(self: MessageProcessor, tracker: DialogueStateTracker) -> Any:
        with stage("policy"):
            return predict(self, tracker)

    processor._predict_next_with_tracker = predicting
    processor.parse_message = _timed("parse", processor.parse_message)
    processor._run_action = _timed("action", processor._run_action)
    processor.run_action_extract_slots = _noting_before(processor.run_action_extract_slots)
    processor.save_tracker = _noting_after(processor.save_tracker)
    processor.handle_message = _watched(processor.handle_message)
    RemoteAction.run = _counting_failures(RemoteAction.run)
    rasa.core.run.load_agent_on_start = _loading(rasa.core.run.load_agent_on_start)
    metrics.begin()
