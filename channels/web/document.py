"""The OpenAPI page of the channel, and its schemas, by which requests are checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError, validators

PAGE = Path(__file__).resolve().parents[1] / "openapi.yml"


def _pattern(_: Any, pattern: str, found: Any, __: Any) -> Iterator[ValidationError]:
    """Python's `$` would let a line break pass at the end, which the standard's does not."""
    if isinstance(found, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), found):
        yield ValidationError("does not match")


_Exact = validators.extend(Draft202012Validator, {"pattern": _pattern})


class Document:
    """The page, read once."""

    def __init__(self, place: Path = PAGE) -> None:
        self._page: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
        self.json = json.dumps(self._page)

    def check(self, name: str) -> Draft202012Validator:
        """The validator of one schema, with the others at hand."""
        schema = {"$ref": f"#/components/schemas/{name}", "components": self._page["components"]}
        return _Exact(schema)

    def longest(self, name: str) -> dict[str, int]:
        """How many characters each text of a schema may have."""
        properties = self._page["components"]["schemas"][name].get("properties", {})
        return {key: each["maxLength"] for key, each in properties.items() if "maxLength" in each}
