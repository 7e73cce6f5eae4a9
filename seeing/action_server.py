"""rasa_sdk's action server with our logs and metrics: takes what `python -m rasa_sdk` takes.

ACTIONS_METRICS_PORT serves Prometheus metrics on that port, LOG_LEVEL says from which level on is logged.
"""

from __future__ import annotations

import functools
import logging
import os
import time
from typing import Any

import rasa_sdk.__main__
import rasa_sdk.endpoint
import rasa_sdk.utils
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.conversation import knowledge
from seeing import logs, metrics
from seeing.turns import TROUBLE

logger = logging.getLogger(__name__)
_rasas_own = ActionExecutor.run


async def watched(executor: ActionExecutor, call: dict[str, Any]) -> Any:
    """Run an action, timed; a failure is counted, also one for which the action has said sorry itself."""
    name = str(call.get("next_action"))
    known = name if name in executor.actions else "unknown"
    started = time.perf_counter()
    with logs.conversation(str(call.get("sender_id"))):
        try:
            reply = await _rasas_own(executor, call)
        except ActionExecutionRejection:
            raise
        except Exception:
            metrics.ACTION_FAILURES.labels(known).inc()
            raise
        if any(said.get("response") == TROUBLE for said in (reply or {}).get("responses", ())):
            metrics.ACTION_FAILURES.labels(known).inc()
        seconds = time.perf_counter() - started
        metrics.ACTION_SECONDS.labels(known).observe(seconds)
        logger.debug("action", extra={"action": known, "seconds": round(seconds, 4)})
        return reply


def main() -> None:
    """Run the action server."""
    logs.set_up()
    level = logging.getLogger().level

    def keep_ours(_level: int) -> None:
        logging.getLogger("rasa_sdk").setLevel(level)

    rasa_sdk.utils.configure_colored_logging = keep_ours
    rasa_sdk.endpoint.create_app = _before_people_talk(rasa_sdk.endpoint.create_app)
    ActionExecutor.run = watched
    metrics.measure_knowledge(knowledge().facts)
    metrics.serve("ACTIONS_METRICS_PORT")
    rasa_sdk.__main__.main()


def _before_people_talk(make: Any) -> Any:
    @functools.wraps(make)
    def made(*arguments: Any, **named: Any) -> Any:
        app = make(*arguments, **named)
        logs.people_talk()
        return app

    return made


if __name__ == "__main__":
    os.environ.setdefault("LOG_LEVEL", "INFO")
    main()
