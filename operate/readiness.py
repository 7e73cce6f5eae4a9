"""Finds out whether the bot really answers, and warms it up on the way."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from operate.places import Ports
from operate.processes import Part, Parts

START_SECONDS = 300
_PATIENCE_SECONDS = 20
_PROBE = "Which level is right for a team leader?"


def wait_until_ready(parts: Parts, rasa: Part, actions: Part, ports: Ports, production: bool = False) -> None:
    """Wait until both servers do their work, not merely until they listen."""
    _wait_for(parts, actions, lambda: _get(f"{ports.actions_url}/health"))
    if production:  # without Rasa's API there is one address to ask, which asks all parts
        _wait_for(parts, rasa, lambda: _get(f"{ports.rasa_url}/webhooks/health/ready"))
        return
    understood = _wait_for(parts, rasa, lambda: _post(f"{ports.rasa_url}/model/parse", {"text": _PROBE}))
    _warm_up(ports, understood)


def _wait_for(parts: Parts, part: Part, ask: Callable[[], Any]) -> Any:
    """Ask until an answer comes; a refusal or silence for too long is a problem."""
    started = time.monotonic()
    shown = 0.0
    while (waited := time.monotonic() - started) < START_SECONDS:
        parts.check_alive()
        try:
            return ask()
        except urllib.error.HTTPError as error:
            raise part.problem(f"{part.name} runs but does not do its work (HTTP {error.code})") from error
        except OSError:
            if waited - shown > _PATIENCE_SECONDS:
                shown = waited
                print(f"  still waiting for {part.name} ({waited:.0f} s)", flush=True)
            time.sleep(0.2)
    raise part.problem(f"{part.name} did not answer within {START_SECONDS} seconds")


def _warm_up(ports: Ports, understood: Any) -> None:
    """Go once through choosing and running an action, in no conversation, before a visitor waits for it.

    Rasa's API for a whole turn would keep it as a conversation, so the two halves are asked for one by one.
    """
    events = [
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": _PROBE, "parse_data": understood},
    ]
    # Nice to have: where it fails, the bot is ready all the same, and the first visitor waits a little.
    with contextlib.suppress(OSError, LookupError, ValueError):
        chosen = _post(f"{ports.rasa_url}/model/predict", events)
        action = max(chosen["scores"], key=lambda score: float(score["score"]))["action"]
        if action in {known["name"] for known in _get(f"{ports.actions_url}/actions")}:
            call = {"next_action": action, "sender_id": "warm-up", "tracker": chosen["tracker"], "domain": {}}
            _post(f"{ports.actions_url}/webhook", call)


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def _post(url: str, body: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
