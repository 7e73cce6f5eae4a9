"""Two of Rasa's costliest steps done once instead of at every turn; what they give stays the same.

Measured on Rasa 3.6.21: checking each reply of the action server took more than half of a turn, because the schema
itself is checked against the schema of schemas every time; and finding the class of each event walks all subclasses
of `Event`. Both are pure, so the first is compiled once and the second remembered. docs/decisions/0011 tells more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event


@lru_cache(maxsize=1)
def reply_validator() -> Validator:
    """The validator that `jsonschema.validate` would make for an action server's reply, its schema checked once."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def validate_reply(_action: RemoteAction, result: dict[str, Any]) -> bool:
    """Whether the action server's reply has the form Rasa expects; raises `ValidationError` where it has not."""
    error: ValidationError | None = next(reply_validator().iter_errors(result), None)
    if error is None:
        return True
    error.message += ". The action server's reply is not valid; see Rasa's page on custom actions."
    raise error


def mend() -> None:
    """Put both in place; calling it again changes nothing."""
    RemoteAction._validate_action_result = validate_reply
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
