"""Checks on ourselves: sizes of the code, what must not be in it, and that nothing of the bot is an orphan."""

from __future__ import annotations

import ast
import os
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import read_endpoint_config
from rasa_sdk.executor import ActionExecutor

from stores.sql import RollingSQLTrackerStore

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("adviser", "render", "actions", "nlu", "policies", "channels", "stores", "quicker", "seeing", "operate")
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_ACT, MEDIAN = 40, 300, 400, 15, 8
# Intents that understanding gives by itself, with no example to learn from.
WITHOUT_EXAMPLES = {"nlu_fallback", "too_long"}
# Slots of the interview that picks a recommendation.
INTERVIEW = set(
    "audience role experience responsibility goal focus study_time learning_style awarding_body "
    "qualification_type qualification_held recommendation".split()
)
SHORTEST_COPY = 4  # words: "and level 7?" is nobody's own
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def load(name: str) -> Any:
    """A YAML file of the project."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def python(*rooms: str) -> list[Path]:
    """The Python files of some rooms."""
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def shown(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """The functions of a file with their length in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, FUNCTIONS):
            yield f"{shown(path)}:{node.name}", node, (node.end_lineno or node.lineno) - node.lineno + 1


DOMAIN, RULES = load("domain.yml"), load("data/rules.yml")["rules"]
INTENTS = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in DOMAIN["intents"]]
RESPONSES, SLOTS = DOMAIN["responses"], DOMAIN["slots"]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split("\n")


# -- the code


def test_no_function_is_long() -> None:
    long = {
        name: length
        for path in python(*ROOMS, "tests")
        for name, _, length in functions(path)
        if length > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_file_is_long() -> None:
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python(*ROOMS, "tests")}
    long = {
        name: count
        for name, count in lines.items()
        if count > (LONGEST_TEST_FILE if name.startswith("tests/") else LONGEST_FILE)
    }
    assert long == {}


def test_half_of_the_functions_have_eight_lines_or_fewer() -> None:
    lengths = [length for path in python("adviser", "render", "actions") for _, _, length in functions(path)]
    assert statistics.median(lengths) <= MEDIAN


def test_an_action_reads_asks_speaks_and_no_more() -> None:
    acts = {name: length for path in python("actions") for name, node, length in functions(path) if node.name == "act"}
    assert acts
    assert {name: length for name, length in acts.items() if length > LONGEST_ACT} == {}


def sentences_in(path: Path) -> list[str]:
    """Texts of four words or more that are neither docstrings nor meant for the log or a developer."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept: set[int] = set()
    for node in ast.walk(tree):
        logs = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func).startswith("logger.")
        )
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if logs or docstring or isinstance(node, ast.Raise):
            kept |= {id(inner) for inner in ast.walk(node)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in kept)
    return [node.value for node in found if isinstance(node.value, str) and len(node.value.split()) >= 4]


def test_no_sentence_is_written_in_an_action() -> None:
    assert {shown(path): sentences_in(path) for path in python("actions") if sentences_in(path)} == {}


def test_imports_go_one_way() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# -- the tests


def test_no_test_hides_inside_another_function() -> None:
    hidden = [
        f"{name} > {inner.name}"
        for path in python("tests")
        for name, outer, _ in functions(path)
        for inner in ast.walk(outer)
        if inner is not outer and isinstance(inner, FUNCTIONS) and inner.name.startswith("test_")
    ]
    assert hidden == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    put_off = re.compile(
        r"pytest\s*\.\s*(mark\s*\.\s*)?(skip|skipif|xfail|importorskip)\b|@\w*\.?skip|unittest\.skip|xfail_"
    )
    found = [shown(path) for path in python("tests") if path != Path(__file__) and put_off.search(path.read_text())]
    assert found == []


def test_no_test_replaces_what_it_tests() -> None:
    mocks = re.compile(r"unittest\.mock|MagicMock|mocker\b")
    assert [shown(p) for p in python("tests") if p != Path(__file__) and mocks.search(p.read_text())] == []


def test_every_name_of_a_test_file_is_its_own() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for path in python("tests"):
        owners[path.name].append(shown(path))
    assert {name: places for name, places in owners.items() if len(places) > 1 and name != "conftest.py"} == {}
    assert "__init__.py" not in owners


# -- the bot


def steps(kind: str) -> set[str]:
    """The intents or actions of all rules."""
    flat = [part for rule in RULES for step in rule["steps"] for part in step.get("or", [step])]
    return {part[kind] for part in flat if kind in part}


def examples() -> list[tuple[str, str]]:
    """Intent and text of every training example."""
    groups = [group for path in sorted((ROOT / "data/nlu").glob("*.yml")) for group in load(shown(path))["nlu"]]
    return [
        (group["intent"], line.strip().removeprefix("- "))
        for group in groups
        if "intent" in group
        for line in group["examples"].splitlines()
        if line.strip()
    ]


def normal(text: str) -> str:
    """A text as its words in order of spelling."""
    return " ".join(sorted(re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))))


def test_every_intent_has_a_rule_and_every_rule_an_intent() -> None:
    assert steps("intent") == set(INTENTS)


def test_every_intent_has_examples_and_every_example_an_intent() -> None:
    assert {intent for intent, _ in examples()} == set(INTENTS) - WITHOUT_EXAMPLES


def test_every_kind_of_enquiry_is_an_intent() -> None:
    assert set(load("knowledge/vocabulary/enquiries.yml")["enquiries"]) <= set(INTENTS)


def test_every_fixed_reply_has_its_intent() -> None:
    assert set(load("knowledge/replies.yml")["replies"]) <= set(INTENTS)


def test_every_response_is_used_and_every_response_used_exists() -> None:
    talk = "\n".join(
        path.read_text() for path in (*python("actions", "channels"), ROOT / "config.yml", ROOT / "data/stories.yml")
    )
    used = {name.replace("action_restart", "utter_restart") for name in steps("action")}
    used |= set(re.findall(r"\butter_(?!message|action\b)\w+", talk))
    assert {name for name in used if name.startswith("utter_")} == set(RESPONSES)


def test_every_action_exists_and_every_action_there_is_is_used() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    ours = {name for name in executor.actions if not name.startswith("validate_")}
    assert ours == set(DOMAIN["actions"])
    named = {name for name in steps("action") if not name.startswith("utter_")}
    assert named - {"action_restart"} <= ours
    assert ours <= named | set(re.findall(r"action_\w+", "".join(p.read_text() for p in python("actions"))))


def test_every_slot_is_read_or_written_or_the_interviews() -> None:
    words = set(re.findall(r'"(\w+)"', "\n".join(path.read_text() for path in python("actions"))))
    assert set(SLOTS) - words - INTERVIEW == set()
    assert set(SLOTS) >= INTERVIEW


def test_no_slot_is_filled_by_whatever_is_said() -> None:
    greedy = {
        name: mapping
        for name, slot in SLOTS.items()
        for mapping in slot["mappings"]
        if mapping["type"] in ("from_text", "from_intent") and not mapping.get("conditions") and name != "outcome"
    }
    assert greedy == {}


def test_every_entity_is_a_kind_of_subject_and_the_reverse() -> None:
    entities = [next(iter(entity)) if isinstance(entity, dict) else entity for entity in DOMAIN["entities"]]
    assert len(entities) == len(set(entities))
    assert set(entities) == set(load("knowledge/vocabulary/subjects.yml"))


def test_only_one_component_gives_entities() -> None:
    parts = [component["name"].rpartition(".")[0].replace(".", "/") for component in load("config.yml")["pipeline"]]
    assert [part for part in parts if "ENTITIES" in (ROOT / f"{part}.py").read_text()] == ["nlu/reader"]


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_states_no_fact(name: str) -> None:
    for variant in RESPONSES[name]:
        assert not re.search(r"\d|\blevel (two|three|four|five|six|seven)\b|\bcredits\b|£", variant["text"], re.I)


def test_no_example_stands_under_two_intents() -> None:
    intents: dict[str, set[str]] = defaultdict(set)
    for intent, text in examples():
        intents[normal(text)].add(intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_nothing_that_the_bot_learns_from_is_in_the_held_out_talk() -> None:
    talk = [*load("tests/talk/heldout.yml"), *load("tests/talk/dialogues.yml")]
    held_out = {normal(turn["user"]) for case in talk for turn in case["turns"]}
    people = load("tests/talk/personas.yml")
    held_out |= {normal(str(said)) for case in people for said in (case["open"], *case["persona"].values())}
    asks = [
        (entry["id"], str(ask))
        for key in ("facts", "disagreements")
        for path in sorted((ROOT / "knowledge" / key).glob("*.yml"))
        for entry in load(shown(path))[key]
        for ask in entry.get("asks") or ()
    ]
    answers = [
        (answer["question"], str(said))
        for answer in load("knowledge/interview/hearing-answers.yml")["answers"]
        for said in answer["said"]
    ]
    assert len(answers) > 100
    own = [pair for pair in (*examples(), *asks, *answers) if len(pair[1].split()) >= SHORTEST_COPY]
    assert [pair for pair in own if normal(pair[1]) in held_out] == []


# -- how it is run


def test_conversations_go_to_the_store_that_was_meant(tmp_path: Path) -> None:
    settings = read_endpoint_config(str(ROOT / "endpoints.yml"), "tracker_store")
    settings.kwargs["db"] = str(tmp_path / "conversations.db")
    domain = Domain.load(str(ROOT / "domain.yml"))
    assert type(TrackerStore.create(settings, domain)) is RollingSQLTrackerStore


def test_no_event_broker_shares_the_table_of_conversations() -> None:
    assert load("endpoints.yml").get("event_broker", {}).get("type", "").lower() != "sql"


def test_telemetry_is_off_however_rasa_is_started() -> None:
    clean = {key: value for key, value in os.environ.items() if key != "RASA_TELEMETRY_ENABLED"}
    script = "import rasa.telemetry; print(rasa.telemetry.is_telemetry_enabled())"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env=clean, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.split() == ["False"], done.stderr


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    from pip._internal.models.index import PyPI  # pip knows its hosts, so that they are named nowhere here

    hosts = f"{re.escape(PyPI.netloc)}|{PyPI.file_storage_domain.split('.')[-2]}"
    hosts += "|npm[a-z]{2}|crates[.][a-z]|anaconda[.][a-z]|--(extra-)?index[-]url|proxy[.][a-z]"
    hosts += "|/(work|root|home|Users)/[a-z]"
    found = []
    for name in filter(None, TRACKED):
        path = ROOT / name
        if path.is_file() and path != Path(__file__) and path.stat().st_size < 5_000_000:
            found += [f"{name}: {hit.group()}" for hit in re.finditer(hosts, path.read_text("utf-8", "ignore"))]
    assert found == []
