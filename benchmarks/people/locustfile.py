"""People for Locust: each holds one conversation after the other over REST, saying the next thing when answered.

Run by `python -m benchmarks.load` in an environment of its own. Environment: CONVERSATIONS, a JSON file (conversations,
apologies); PAUSE, seconds between an answer and the next message (0).
"""

from __future__ import annotations

import json
import os
import random
import uuid
from pathlib import Path

from locust import constant, task
from locust.contrib.fasthttp import FastHttpUser

_KNOWN = json.loads(Path(os.environ["CONVERSATIONS"]).read_text(encoding="utf-8"))
_CHANCE = random.Random(20261122)  # noqa: S311 - the same conversations in the same order at every run


class Person(FastHttpUser):
    """Somebody who talks."""

    wait_time = constant(float(os.environ.get("PAUSE", "0")))
    network_timeout = connection_timeout = 60.0

    def on_start(self) -> None:
        """Begin to talk."""
        self._begin()

    def _begin(self) -> None:
        self._sender = f"load-{uuid.uuid4().hex}"
        self._left = list(_CHANCE.choice(_KNOWN["conversations"]))

    @task
    def say(self) -> None:
        """Say the next thing."""
        if not self._left:
            self._begin()
        body = {"sender": self._sender, "message": self._left.pop(0)}
        with self.client.post("/webhooks/rest/webhook", json=body, name="message", catch_response=True) as answer:
            replies = answer.json() if answer.status_code == 200 else None
            texts = [str(reply.get("text") or "") for reply in replies] if isinstance(replies, list) else []
            if not any(texts):
                answer.failure(f"no answer ({answer.status_code})")
            elif any(words in text for text in texts for words in _KNOWN["apologies"]):
                answer.failure("an apology")
