"""YAML in, plain values out, each mapping knowing the file and line it stands on.

An editor's mistake must be answered with file and line, so the line travels with the value.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# libyaml reads the whole knowledge base in a fraction of a second; the pure parser takes several.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and how to mend it. A warning does not stop the build."""

    file: str
    line: int
    message: str
    mend: str
    warning: bool = False

    def __str__(self) -> str:
        """One line an editor can click on."""
        kind = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}: {kind}{self.message} {self.mend}"


class KnowledgeError(Exception):
    """The knowledge base has errors; the message lists them, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Lined(dict[str, Any]):
    """A mapping that knows where it stands."""

    file: str = ""
    line: int = 0

    def problem(self, message: str, mend: str, warning: bool = False) -> Problem:
        """A problem at this mapping's place."""
        return Problem(self.file, self.line, message, mend, warning)


class _Loader(_Base):
    """Safe YAML whose mappings are `Lined` and whose repeated keys are refused."""

    where = ""


def _mapping(loader: Any, node: yaml.MappingNode) -> Lined:
    result = Lined()
    result.file, result.line = loader.where, node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        usable = isinstance(key, Hashable)
        if not usable or key in result:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _day(loader: Any, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(None, None, f"{node.value} is no date", node.start_mark) from error


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read(path: Path, shown: str) -> tuple[Any, list[Problem]]:
    """The content of one file and what is wrong with its form.

    `shown` is the name that problems carry. An unreadable file gives an empty mapping and a problem.
    """
    empty = Lined()
    empty.file, empty.line = shown, 1
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return empty, [Problem(shown, 1, f"cannot be read ({error}).", "Save it as UTF-8 text.")]
    loader = _Loader(text)
    loader.where = shown
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return empty, [Problem(shown, line, f"is not valid YAML: {error.problem}.", _yaml_mend(error))]
    except yaml.YAMLError as error:
        return empty, [Problem(shown, 1, f"is not valid YAML: {error}.", "Remove the character it names.")]
    finally:
        loader.dispose()
    if not isinstance(content, Lined):
        return empty, [Problem(shown, 1, "holds no 'key: value' lines at the top.", "See CONTRIBUTING.md.")]
    return content, []


def _yaml_mend(error: yaml.MarkedYAMLError) -> str:
    text = str(error.problem)
    if "mapping values" in text:
        return 'Put text that holds ": " in quotes.'
    if "tab" in text or "\\t" in text or "cannot start any token" in text:
        return "Indent with spaces, not tabs, and put text that begins with @, % or ` in quotes."
    if "is no date" in text:
        return "Write a day that there is, as in 2026-11-21."
    if "twice" in text:
        return "Keep one of the two."
    return "Look at the indentation and the quotes on this line and the one above it."
