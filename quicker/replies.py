"""The check of an action server's reply.

Rasa checks the schema itself at every call, then holds every event against the schema of every kind of event. Here
the schemas are made ready once, and an event is held against that of its own kind: it can fit no other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.utils.schemas.events import EVENT_SCHEMA


def _ready(schema: dict[str, Any]) -> Validator:
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


@lru_cache(maxsize=1)
def reply_validator() -> Validator:
    """The validator that `jsonschema.validate` would make for a reply, its schema checked once."""
    return _ready(RemoteAction.action_response_format_spec())


@lru_cache(maxsize=1)
def event_validators() -> dict[str, Validator]:
    """For each kind of event its part of Rasa's schema and what all events have in common."""
    common = {part: EVENT_SCHEMA[part] for part in ("type", "properties", "required")}
    return {kind["properties"]["event"]["const"]: _ready({**common, "allOf": [kind]}) for kind in EVENT_SCHEMA["oneOf"]}


def is_plainly_valid(reply: Any) -> bool:
    """Whether a reply has the form Rasa expects; False may also mean that only the whole schema can tell."""
    if not isinstance(reply, dict):
        return False
    events, responses = reply.get("events"), reply.get("responses")
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    if not all(isinstance(response, dict) for response in responses):
        return False
    return all(isinstance(event, dict) and _is_valid(event) for event in events)


def _is_valid(event: dict[str, Any]) -> bool:
    kind = event.get("event")
    validator = event_validators().get(kind) if isinstance(kind, str) else None
    return validator is not None and bool(validator.is_valid(event))


def validate_reply(_action: RemoteAction, reply: dict[str, Any]) -> bool:
    """Whether the reply has the form Rasa expects; raises `ValidationError` where it has not."""
    if is_plainly_valid(reply):
        return True
    error: ValidationError | None = next(reply_validator().iter_errors(reply), None)
    if error is None:
        return True
    error.message += ". The action server's reply is not valid; see Rasa's page on custom actions."
    raise error


def mend() -> None:
    """Put the check in place of Rasa's."""
    RemoteAction._validate_action_result = validate_reply
