"""Where the time of one turn goes: each step of Rasa and of ours, timed within a Rasa server's own code."""

from __future__ import annotations

import asyncio
import inspect
import logging
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import structlog

from benchmarks.crowd import SCRIPT
from benchmarks.pages import table
from benchmarks.topology import HOST, Topology
from operate.places import MODEL

_WARM, _TURNS = 20, 150

Spent = dict[str, float]  # milliseconds of one turn by step


def measure(bot: Topology, folder: Path) -> dict[str, float]:
    """The median milliseconds of each step, in a Rasa of this process that calls the bot's own action server."""
    return asyncio.run(_measure(f"http://{HOST}:{bot.ports['ACTIONS_PORT']}/webhook", folder))


async def _measure(actions: str, folder: Path) -> dict[str, float]:
    logging.basicConfig(level=logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # as a server is started
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.utils.endpoints import EndpointConfig

    from stores.locks import ConversationLocks
    from stores.sql import RollingSQLTrackerStore

    endpoint = EndpointConfig(actions, enable_selective_domain=True, events="last_turn")
    store = RollingSQLTrackerStore(db=str(folder / "stages.db"))
    spent: Spent = defaultdict(float)
    _watch_components(spent)  # the model's graph takes hold of their methods when it is loaded
    agent = Agent.load(MODEL, tracker_store=store, lock_store=ConversationLocks(), action_endpoint=endpoint)
    _watch(agent, spent)
    turns: list[Spent] = []
    said = islice(cycle(SCRIPT), _WARM + _TURNS)
    for number, line in enumerate(said):
        spent.clear()
        started = time.perf_counter()
        text = line.format(level=3 + number % 3)
        await agent.handle_message(UserMessage(text, CollectingOutputChannel(), f"person {number // 10}"))
        spent["the whole turn"] = (time.perf_counter() - started) * 1000
        turns.append(dict(spent))
    names = dict.fromkeys(name for turn in turns for name in turn)
    return {name: statistics.median(turn.get(name, 0.0) for turn in turns[_WARM:]) for name in names}


def _watch(agent: Any, spent: Spent) -> None:
    """Have each step note what it takes."""
    from rasa.core.actions.action import ActionExtractSlots, RemoteAction

    processor = agent.processor
    for owner, method, name in (
        (agent.tracker_store, "retrieve", "fetch the conversation"),
        (processor, "parse_message", "understand the message, all of it"),
        (ActionExtractSlots, "run", "fill slots"),
        (processor, "predict_next_with_tracker_if_should", "choose actions by rules (three times)"),
        (RemoteAction, "run", "call the action server, its work included"),
        (agent.tracker_store, "save", "store the turn"),
    ):
        setattr(owner, method, _timed(getattr(owner, method), name, spent))


def _watch_components(spent: Spent) -> None:
    """Have each part of understanding note what it takes."""
    from nlu.person import PersonReader
    from nlu.reader import MessageReader
    from nlu.retrieval import FactRetriever
    from nlu.understanding import Understanding

    for owner, method, name in (
        (MessageReader, "process", "- words, misspellings, subjects"),
        (FactRetriever, "process", "- which facts lie near (sentence encoder)"),
        (PersonReader, "process", "- what it tells of the person"),
        (Understanding, "process", "- what kind of enquiry it is"),
    ):
        setattr(owner, method, _timed(getattr(owner, method), name, spent))


def _timed(step: Callable[..., Any], name: str, spent: Spent) -> Callable[..., Any]:
    """The step, noting its milliseconds."""
    if inspect.iscoroutinefunction(step):

        @wraps(step)
        async def waited(*args: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return await step(*args, **named)
            finally:
                spent[name] += (time.perf_counter() - started) * 1000

        return waited

    @wraps(step)
    def done(*args: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return step(*args, **named)
        finally:
            spent[name] += (time.perf_counter() - started) * 1000

    return done


def as_table(steps: dict[str, float]) -> str:
    """The steps in their order, the rest, and the whole."""
    steps = dict(steps)
    whole = steps.pop("the whole turn")
    order = list(steps)
    parts = [name for name in order if name.startswith("- ")]
    head = "understand the message, all of it"
    first = [name for name in order if name not in parts]
    rows: list[list[str]] = []
    for name in first:
        rows.append([name, f"{steps[name]:.2f}", f"{steps[name] / whole:.0%}"])
        if name == head:
            rows += [[part, f"{steps[part]:.2f}", f"{steps[part] / whole:.0%}"] for part in parts]
    rest = whole - sum(steps[name] for name in first)
    rows.append(["everything else (copies of the conversation, locks, log)", f"{rest:.2f}", f"{rest / whole:.0%}"])
    rows.append(["**the whole turn**, without HTTP", f"{whole:.2f}", ""])
    return table(["step", "median, ms", "share"], rows)
