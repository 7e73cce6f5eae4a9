"""What `stores.quicker` replaces gives what Rasa's own gives."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, UserUttered

from stores import quicker

REPLIES: list[tuple[dict[str, Any], bool]] = [
    ({"events": [], "responses": []}, True),
    ({"events": [{"event": "slot", "name": "failures", "value": 0, "timestamp": None}], "responses": []}, True),
    ({"events": [{"event": "no-such-event"}], "responses": []}, False),
    ({"events": "none", "responses": []}, False),
    ({"events": [], "responses": ["just words"]}, False),
]


@pytest.mark.parametrize(("reply", "good"), REPLIES)
def test_a_reply_is_judged_as_rasa_judges_it(reply: dict[str, Any], good: bool) -> None:
    quicker.mend()
    action = RemoteAction("action_answer", None)
    if good:
        validate(reply, RemoteAction.action_response_format_spec())
        assert action._validate_action_result(reply)
        return
    with pytest.raises(ValidationError):
        validate(reply, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError):
        action._validate_action_result(reply)


def test_events_are_found_by_their_type() -> None:
    quicker.mend()
    quicker.mend()
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("user") is UserUttered
    assert Event.resolve_by_type("topic") is None
    with pytest.raises(ValueError, match="no-such-event"):
        Event.resolve_by_type("no-such-event")
