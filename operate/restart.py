"""Asks a running launcher to replace its servers, one pair after the other, and waits until that is done."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from operate.model import provide_model
from operate.places import ports_from_environment
from operate.problem import Problem
from operate.supervise import REPLACE, note_of

_LONGEST = 1800  # seconds: many servers on a slow machine, and perhaps a training before


def restart() -> None:
    """Have all servers replaced, so that they take up a new model and new knowledge.

    Raises:
        Problem: if no launcher runs for this PORT, or it could not replace all of them.
    """
    port = ports_from_environment().rasa
    before = _told(port)
    provide_model()  # here, so that the launcher watches over the old servers meanwhile
    print("Replacing the servers, one after the other ...", flush=True)
    os.kill(before["pid"], REPLACE)
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        time.sleep(0.5)
        told = _told(port)
        if told["pid"] != before["pid"]:
            raise Problem("The launcher itself was started anew meanwhile: all its servers are new.")
        if told["replaced"] > before["replaced"]:
            if told["trouble"]:
                raise Problem(f"Not all were replaced; the others go on as they were. {told['trouble']}")
            print("All are replaced.")
            return
    raise Problem(f"Not done after {_LONGEST} seconds: look at what the launcher prints.")


def _told(port: int) -> dict[str, Any]:
    note = note_of(port)
    try:
        told: dict[str, Any] = json.loads(note.read_text())
        os.kill(int(told["pid"]), 0)
    except (OSError, ValueError, KeyError) as error:
        raise Problem(
            f"No bot runs on PORT {port} of this folder ({note} is missing or old): start it with 'make serve'."
        ) from error
    return told
