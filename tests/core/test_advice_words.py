"""The words of the advice in `knowledge/wording.yml`: all are said by the code, and all that it says are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from adviser.advice.model import BODY, FOCUS, LEVEL, YES, Confidence
from adviser.contact.words import PREFIX
from adviser.knowledge import KNOWLEDGE, load_checked

BASE = load_checked(KNOWLEDGE, date.today())
ADVICE = BASE.words["advice"]
FILES = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "adviser" / "advice").glob("*.py")]
# The calculators have words of their own.
CODE = [node for text in FILES if 'words["advice"]' in text or "Note(" in text for node in ast.walk(ast.parse(text))]
NOT_WORDS = {"notes", "values"}  # tables of words, each read whole
# Keys that the code puts together, with all that may stand in the gap.
FAMILIES = {
    "notes": [f"sure_{each.value}" for each in Confidence],
    "advice": [
        *(f"rival_{dimension}" for dimension in (LEVEL, BODY)),
        *(f"other_{kind}" for kind in ("body", "lighter", "deeper")),
    ],
}


def keys_in(node: ast.expr) -> Iterator[str]:
    """The keys, as regexes, that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*keys_in(node.body), *keys_in(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)


def calls(name: str) -> Iterator[ast.Call]:
    """The calls of a function by its plain name."""
    for node in CODE:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def is_the_advice(node: ast.expr) -> bool:
    """Whether an expression is the table of words for advice: `terms`, or `...words["advice"]`."""
    return ast.unparse(node) == "terms" or ast.unparse(node).endswith(".words['advice']")


def of_a_key() -> Iterator[ast.expr]:
    """What is handed on under the name `key`: by default, by name, in a variable, as the last of a headline."""
    for node in CODE:
        if isinstance(node, ast.FunctionDef):
            given = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            yield from (value for arg, value in zip(given, node.args.defaults, strict=True) if arg.arg == "key")
        elif isinstance(node, ast.keyword | ast.Assign):
            name = node.arg if isinstance(node, ast.keyword) else ast.unparse(node.targets[0])
            yield from [node.value] if name in ("key", "spoken_key") else []
    yield from (call.args[2] for call in calls("headline") if len(call.args) > 2)


def said(table: str) -> set[str]:
    """The keys of a table that the code says, as regexes."""
    if table == "notes":
        return {key for call in calls("Note") for key in keys_in(call.args[0])}
    read = (node.slice for node in CODE if isinstance(node, ast.Subscript) and is_the_advice(node.value))
    return {key for node in (*read, *of_a_key()) for key in keys_in(node)} - NOT_WORDS


# Those of talking to a person are knowledge/contact.yml's, which its reader checks key by key.
NOTES = {key for key in ADVICE["notes"] if not key.startswith(PREFIX)}
WORDS = {"notes": NOTES, "advice": set(ADVICE) - NOT_WORDS}


@pytest.mark.parametrize("table", WORDS)
def test_all_words_of_the_advice_are_said(table: str) -> None:
    known = said(table)
    assert known
    assert sorted(key for key in WORDS[table] if not any(re.fullmatch(each, key) for each in known)) == []


@pytest.mark.parametrize("table", WORDS)
def test_all_that_the_advice_says_has_words(table: str) -> None:
    assert sorted(each for each in said(table) if not any(re.fullmatch(each, key) for key in WORDS[table])) == []


@pytest.mark.parametrize("table", WORDS)
def test_words_put_together_are_there_for_every_case(table: str) -> None:
    assert set(FAMILIES[table]) <= WORDS[table]
    families = {key.split("_")[0] for key in FAMILIES[table]}
    assert {key for key in WORDS[table] if key.split("_")[0] in families} == set(FAMILIES[table])


def test_every_answer_that_is_repeated_to_the_person_is_of_a_feature() -> None:
    assert set(ADVICE["values"]) <= set(BASE.rules.features)
    for name, labels in ADVICE["values"].items():
        feature = BASE.rules.features[name]
        if isinstance(labels, dict):
            assert set(labels) <= {*feature.values, YES}, name
        else:
            assert feature.kind in ("number", "words"), name


def test_no_choice_is_without_words() -> None:
    """A choice with words for some of its values has them for all but having no preference."""
    lacking = {
        name: sorted(set(BASE.rules.features[name].values) - set(labels) - {"any"})
        for name, labels in ADVICE["values"].items()
        if isinstance(labels, dict) and BASE.rules.features[name].kind == "choice"
    }
    assert {name: values for name, values in lacking.items() if values} == {}
    assert set(FOCUS.values()) == set(ADVICE["values"]["focus"])


def test_what_buttons_set_can_be_repeated_to_the_person() -> None:
    """So that a correction by button says what it changed."""
    unsaid = {
        (ask.id, choice.label): name
        for ask in BASE.rules.questions.values()
        for choice in ask.choices
        for name in choice.sets
        if name not in ADVICE["values"]
    }
    assert unsaid == {}
