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
_PROBE = "hello"


def wait_until_ready(parts: Parts, rasa: Part, actions: Part, ports: Ports) -> None:
    """Wait until both servers do their work, not merely until they listen."""
    _wait_for(parts, actions, lambda: _get(f"{ports.actions_url}/health"))
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
    """Choose an action once, in no conversation, so that the first visitor does not wait for it."""
    events = [
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": _PROBE, "parse_data": understood},
    ]
    with contextlib.suppress(OSError):  # nice to have: without it the bot is ready all the same
        _post(f"{ports.rasa_url}/model/predict", events)


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def _post(url: str, body: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
