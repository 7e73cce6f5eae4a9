"""Numbers for Prometheus. Labels come from closed lists (channels, actions, questions, levels): never from a person."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Mapping
from datetime import date

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics, start_http_server

from adviser.model import Fact
from seeing.turns import Turn

logger = logging.getLogger(__name__)

disable_created_metrics()  # type: ignore[no-untyped-call]

STAGES = ("parse", "policy", "action", "store", "turn")
_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)

TURNS = Counter("adviser_turns", "Messages handled, by channel and by how it went", ["channel", "outcome"])
STAGE_SECONDS = Histogram(
    "adviser_stage_seconds", "Seconds that a message spent in each stage", ["stage"], buckets=_SECONDS
)
FALLBACKS = Counter("adviser_fallbacks", "Messages without an answer, by step: rephrase, menu, person", ["step"])
QUESTIONS = Counter(
    "adviser_interview_questions",
    "Questions of the interview: asked, answered, repeated (no answer understood), left (the interview stopped)",
    ["question", "what"],
)
RECOMMENDATIONS = Counter("adviser_recommendations", "Recommendations given", ["level", "type", "body"])
HANDOVERS = Counter("adviser_handovers", "People who asked for a person and were told of one")
ACTION_FAILURES = Counter("adviser_action_failures", "Actions that failed or could not be reached", ["action"])
STORE_FAILURES = Counter("adviser_store_failures", "Failures of the conversation store", ["operation"])
ACTION_SECONDS = Histogram("adviser_action_seconds", "Seconds in the action server", ["action"], buckets=_SECONDS)
HOST = "127.0.0.1"


def serve(variable: str) -> None:
    """Answer Prometheus on the port this variable names, on this machine alone (or METRICS_HOST); nothing if unset.

    Raises:
        SystemExit: if the port is no number or cannot be listened on.
    """
    port = os.environ.get(variable, "")
    if not port:
        return
    host = os.environ.get("METRICS_HOST") or HOST
    try:
        start_http_server(int(port), addr=host)
    except (ValueError, OSError, OverflowError) as error:
        raise SystemExit(
            f"{variable} is '{port}': metrics cannot be served on that port of {host} ({error})."
        ) from error
    logger.info("metrics are served")


def count(turn: Turn) -> None:
    """Count what happened in a turn."""
    TURNS.labels(turn.channel, turn.outcome).inc()
    if turn.step:
        FALLBACKS.labels(turn.step).inc()
    for question, what in turn.interview:
        QUESTIONS.labels(question, what).inc()
    if turn.advised is not None:
        first = turn.advised
        RECOMMENDATIONS.labels(*(str(first.get(name, "")) for name in ("level", "type", "awarding_body"))).inc()
    if turn.is_handover:
        HANDOVERS.inc()


def measure_knowledge(facts: Mapping[str, Fact]) -> None:
    """Have the age of the knowledge worked out anew whenever Prometheus asks."""
    age = Gauge("adviser_knowledge_age_days", "Days since facts were read at their source", ["which"])
    Gauge("adviser_knowledge_facts", "Facts in the knowledge base").set(len(facts))
    read = sorted(min(citation.read for citation in fact.citations) for fact in facts.values() if fact.citations)
    for which, place in (("newest", -1), ("median", len(read) // 2), ("oldest", 0)):
        day = read[place]
        age.labels(which).set_function(functools.partial(_days_since, day))


def _days_since(day: date) -> float:
    return float((date.today() - day).days)


def begin() -> None:
    """Have every stage and step present from the start, at nought, so that a dashboard is never empty."""
    for stage in STAGES:
        STAGE_SECONDS.labels(stage)
    for step in (1, 2, 3):
        FALLBACKS.labels(step)
    for operation in ("retrieve", "save"):
        STORE_FAILURES.labels(operation)
