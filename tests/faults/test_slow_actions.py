"""An action that takes half a minute, in a real action server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from actions.base import LONGEST_ACT
from benchmarks.engines import free_port
from benchmarks.topology import Answer, ask
from operate.places import child_environment
from quicker.connections import CALL_SECONDS

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "slow_actions", "--port", str(port)]
    environment = {**child_environment(), "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parents[1]}"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    while ask(f"{url}/health").status != 200:
        assert process.poll() is None
        time.sleep(0.2)
    yield f"{url}/webhook"
    process.send_signal(signal.SIGKILL)  # its slow thread would keep it
    process.wait()


def run(server: str, action: str) -> Answer:
    tracker: dict[str, Any] = {"sender_id": "me", "slots": {}, "latest_message": {}, "events": [], "paused": False}
    tracker |= {"followup_action": None, "active_loop": {}, "latest_action_name": "action_listen"}
    return ask(server, {"next_action": action, "sender_id": "me", "tracker": tracker, "domain": {}})


def test_it_is_given_up_with_an_apology_and_holds_nobody_up(server: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(run, server, "action_slow") for _ in range(2)]
        time.sleep(0.5)
        quick = run(server, "action_quick")
        answers = [each.result() for each in slow]
    assert quick.body["responses"][0]["text"] == "at once"
    assert quick.seconds < LONGEST_ACT / 2
    for answer in answers:
        assert [response["response"] for response in answer.body["responses"]] == ["utter_trouble"]
        assert answer.seconds < LONGEST_ACT + 5


def test_the_apology_comes_before_rasa_gives_up() -> None:
    assert LONGEST_ACT < CALL_SECONDS
