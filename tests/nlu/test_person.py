"""The component that hears the person, as Rasa calls it: created, trained, kept, loaded, run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder_files import OFF
from nlu.hearing import HEARD
from nlu.hearing_intent import intent_of_the_told
from nlu.person import PersonReader
from nlu.reader import MessageReader

PLACE = Resource("person")


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    """A storage in which it was trained."""
    found = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    assert PersonReader.create({}, found, PLACE, context()).train(TrainingData([])) == PLACE
    return found


@pytest.fixture(scope="module")
def pipeline(storage: LocalModelStorage) -> list[Any]:
    reader = MessageReader.create({}, storage, Resource("reader"), context())
    return [reader, PersonReader.load({}, storage, PLACE, context())]


def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), model_id="test", node_name="person")


def heard(pipeline: list[Any], text: str) -> dict[str, Any]:
    message = Message({TEXT: text})
    for component in pipeline:
        component.process([message])
    found: dict[str, Any] = json.loads(json.dumps(message.as_dict()[HEARD]))
    assert HEARD in message.output_properties
    return found


def test_what_is_heard_stands_on_the_message_in_plain_values(pipeline: list[Any]) -> None:
    found = heard(pipeline, "I'm a ward manager, 18 nurses under me")
    assert ["role", "first-line-manager", "ward manager"] in found["told"]
    assert ["responsibility", "team"] in [each[:2] for each in found["told"]]
    assert set(found) == {"told", "might", "unsure", "skip", "shrug", "asks", "layers", "supposed"}


def test_what_no_cue_tells_is_learnt(pipeline: list[Any]) -> None:
    found = heard(pipeline, "where the whole outfit goes next")["might"]["responsibility"]
    ((feature, value, _, confidence), *_) = found
    assert (feature, value) == ("responsibility", "organisation")
    assert 0.2 <= confidence <= 1


@pytest.mark.parametrize("text", ["", "👍", "aaaaaa", "a" * 5000])
def test_a_message_without_words_tells_nothing(pipeline: list[Any], text: str) -> None:
    assert heard(pipeline, text)["told"] == []


def test_a_message_that_is_no_text_is_passed_on(pipeline: list[Any]) -> None:
    message = Message({})
    assert pipeline[-1].process([message]) == [message]
    assert message.get(HEARD) is None


def test_untrained_it_goes_by_cues(tmp_path: Path, pipeline: list[Any]) -> None:
    storage = LocalModelStorage.create(tmp_path)
    untrained = PersonReader.load({}, storage, Resource("absent"), context())
    assert ["experience", 6.0] in [
        each[:2] for each in heard([pipeline[0], untrained], "six years as a supervisor")["told"]
    ]


def test_an_encoder_switched_off_trains_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = PersonReader.fingerprint_addon({})
    monkeypatch.setenv(OFF, "off")
    assert PersonReader.fingerprint_addon({}) != before


TWO = [["role", "supervisor", "supervisor"], ["experience", 3.0, "3 yrs"]]


@pytest.mark.parametrize(
    ("kind", "chance", "enquiry", "heard", "length", "expected"),
    [
        ("out_of_scope", 0.9, False, {"told": TWO}, 9, "inform"),
        ("ask_choice", 0.9, True, {"told": TWO}, 9, "inform"),
        ("ask_choice", 0.9, True, {"told": TWO, "asks": True}, 9, "ask_choice"),
        ("ask_choice", 0.3, True, {"told": TWO[:1]}, 3, "inform"),
        ("ask_choice", 0.8, True, {"told": TWO[:1]}, 3, "ask_choice"),
        ("study_plan", 0.8, False, {"told": [["study_time", 4.0, "four hours"]]}, 8, "inform"),
        ("study_plan", 0.8, False, {"told": [["study_time", 4.0, "four hours"]], "asks": True}, 8, "study_plan"),
        ("near_scope", 0.9, False, {"told": TWO, "asks": True}, 9, "recommend"),
        ("recommend", 0.9, True, {"told": TWO}, 9, "recommend"),
        ("nlu_fallback", 0.0, False, {"told": [], "unsure": True}, 2, "unsure"),
        ("nlu_fallback", 0.0, False, {"told": [], "skip": True}, 2, "skip"),
        ("ask_meaning", 0.9, True, {"told": [], "unsure": True, "asks": True}, 5, "ask_meaning"),
        ("ask_meaning", 0.9, True, {"told": [], "unsure": True}, 14, "ask_meaning"),
        ("greet", 0.9, False, {"told": []}, 1, "greet"),
        ("ask_meaning", 0.9, True, {}, 4, "ask_meaning"),
        ("insult", 0.5, False, {"unsure": True, "shrug": True}, 3, "unsure"),
        ("stop_interview", 0.8, False, {"unsure": True, "shrug": True}, 5, "unsure"),
        ("stop_interview", 0.8, False, {"unsure": True}, 5, "stop_interview"),
        ("insult", 0.4, False, {"told": [["wants_one_subject", "yes", "titchy"]]}, 1, "inform"),
        ("restart", 0.9, False, {"might": {"experience": [["experience", 0, "haven't begun", 0.9]]}}, 2, "inform"),
        ("restart", 0.9, False, {"might": {"experience": [["experience", 1.0, "one", 0.9]]}}, 3, "restart"),
        ("human", 0.5, False, {"told": [["responsibility", "none", "my own calls"]]}, 4, "inform"),
        ("human", 0.9, False, {"told": [["audience", "individual", "for me"]]}, 4, "human"),
        ("insult", 0.9, False, {"told": [["role", "supervisor", "supervisor"]]}, 8, "insult"),
        ("help", 0.5, False, {"told": [["learning_style", "practical", "practice"]]}, 9, "inform"),
        ("help", 0.9, False, {"told": [["learning_style", "practical", "practice"]]}, 9, "help"),
    ],
)
def test_a_message_that_tells_of_a_person_is_no_enquiry(
    kind: str, chance: float, enquiry: bool, heard: dict[str, Any], length: int, expected: str
) -> None:
    outside = kind in ("out_of_scope", "near_scope", "nlu_fallback")
    assert intent_of_the_told(kind, chance, enquiry, outside, heard, length) == expected
