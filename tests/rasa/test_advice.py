"""The interview as the action server runs it: each turn a real tracker, read back from the store as the next begins."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecutionRejected,
    Restarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa_sdk.executor import CollectingDispatcher
from turns import SUPERVISOR, Talk, as_sent

from actions.base import SafeAction
from actions.enquiry import ActionAdvise, ActionAnswer, ActionFallback, ActionOutOfScope
from actions.profile import engine, slots_for
from stores.sql import RollingSQLTrackerStore

ROOT = Path(__file__).resolve().parents[2]
# What the slots of the interview may hold, as whoever reads a tracker from outside relies on it.
CHOICES: dict[str, set[str]] = {
    "audience": {"individual", "organisation"},
    "responsibility": {"none", "team", "department", "organisation"},
    "focus": {"leadership_and_management", "coaching_and_mentoring"},
    "learning_style": {"practical", "academic", "any", "unsure"},
    "awarding_body": {"ilm", "cmi", "any"},
    "qualification_type": {"award", "certificate", "diploma", "any"},
}
OF_A_ROW = {
    "id": str,
    "title": str,
    "awarding_body": str,
    "level": int,
    "type": str,
    "pathway": str,
    "score": float,
    "reasons": list,
}
LAYERS = [
    {"words": "team leaders", "count": 12.0, "told": [["responsibility", "team", "team leaders"]]},
    {"words": "heads", "count": None, "told": [["responsibility", "department", "heads"]]},
]


# -- what stands in the slots


def test_a_question_that_waits_is_named_and_nothing_is_recommended(talk: Talk) -> None:
    said = talk.say("recommend")
    assert talk.slots["requested_slot"] == "responsibility"
    assert talk.slots["stage"] == "asking"
    assert talk.slots["recommendation"] is None
    assert engine().rules.questions["responsibility"].ask in said
    titles = [button["title"] for message in talk.messages for button in message["buttons"]]
    assert titles == [choice.label for choice in engine().rules.questions["responsibility"].choices]


def test_every_question_is_asked_under_the_name_of_a_slot(domain: Domain) -> None:
    assert set(engine().rules.questions) <= {slot.name for slot in domain.slots}


def test_what_is_told_stands_in_its_slot_with_the_persons_own_words(advised: Talk) -> None:
    own = {name: value for name, (value, _) in SUPERVISOR.items() if name != "budget"}
    assert {name: advised.slots[name] for name in own} == own
    assert advised.slots["traits"]["budget"] == "yes"
    words = {name: said for name, (_, said) in SUPERVISOR.items()}
    assert advised.slots["words"].items() >= words.items()


def test_a_recommendation_has_the_shape_that_readers_of_the_tracker_rely_on(advised: Talk) -> None:
    recommendation = advised.slots["recommendation"]
    assert recommendation["confidence"] in ("sure", "fairly", "split")
    rows = recommendation["ranked"]
    assert len(rows) > 1
    for row in rows:
        assert {key: type(value) for key, value in row.items()} == OF_A_ROW
        assert 2 <= row["level"] <= 7
        for key, slot in (("awarding_body", "awarding_body"), ("type", "qualification_type"), ("pathway", "focus")):
            assert row[key] in CHOICES[slot]
        assert all(isinstance(reason, str) and reason.strip() for reason in row["reasons"])
    assert rows[0]["reasons"]
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert len({row["id"] for row in rows}) == len(rows)
    first = rows[0]
    assert (first["awarding_body"], first["level"], first["type"]) == ("ilm", 3, "certificate")
    assert advised.slots["stage"] == "advised"
    assert advised.slots["requested_slot"] is None


def test_the_recommendation_said_is_the_one_in_the_slot(talk: Talk) -> None:
    assert talk.slots.get("recommendation") is None
    said = talk.say("inform", SUPERVISOR)
    assert talk.slots["recommendation"]["ranked"][0]["title"] in said


def test_an_answer_that_changes_takes_another_recommendation_with_it(advised: Talk) -> None:
    before = advised.slots["recommendation"]
    advised.say("inform", {"awarding_body": ("cmi", "CMI")})
    assert advised.slots["awarding_body"] == "cmi"
    assert advised.slots["recommendation"] != before
    assert advised.slots["recommendation"]["ranked"][0]["awarding_body"] == "cmi"


def test_an_answer_that_opens_a_question_again_clears_the_recommendation(advised: Talk) -> None:
    advised.say("inform", {"focus": ("coaching_and_mentoring", "coaching"), "responsibility": ("team", "my team")})
    assert advised.slots["recommendation"] is None
    assert advised.slots["stage"] == "asking"
    assert advised.slots["requested_slot"] == "goal"
    assert advised.slots["focus"] == "coaching_and_mentoring"
    advised.say("inform", {"wants_coaching_role": ("yes", "the coach of the place")})
    assert advised.slots["recommendation"]["ranked"][0]["pathway"] == "coaching_and_mentoring"
    assert advised.slots["requested_slot"] is None


def test_words_go_when_the_answer_they_were_for_goes(advised: Talk) -> None:
    advised.say("inform", {"responsibility": ("department", "the whole depot")})
    assert advised.slots["words"]["responsibility"] == "the whole depot"
    assert "six people" not in json.dumps(advised.slots)


def test_a_trial_writes_nothing_into_the_answers(advised: Talk) -> None:
    of_the_turn = ("last_topic", "outcome", "failures", "last_answer")
    before = {name: value for name, value in advised.slots.items() if name not in of_the_turn}
    supposed = [["responsibility", "department", "ran a department"], ["experience", 10.0, "ten years"]]
    assert "Level 5" in advised.say("what_if", supposed=supposed)
    assert {name: advised.slots[name] for name in before} == before


def test_no_answer_is_kept_as_one(talk: Talk) -> None:
    talk.say("recommend", {"responsibility": ("team", "a team"), "focus": ("leadership_and_management", "leading")})
    while talk.slots["requested_slot"]:
        asked = talk.slots["requested_slot"]
        talk.say("unsure", unsure=True)
        assert talk.slots["requested_slot"] != asked
    assert talk.slots["awarding_body"] == "any"
    assert talk.slots["qualification_type"] == "any"
    assert talk.slots["recommendation"]


def test_two_misunderstandings_are_counted_and_end_in_a_skip(talk: Talk) -> None:
    talk.say("recommend")
    assert "choose one" in talk.say("nlu_fallback", text="wibble")
    assert talk.slots["requested_slot"] == "responsibility"
    assert talk.slots["interview"] == {"misses": 1}
    assert "leave that one" in talk.say("nlu_fallback", text="wobble")
    assert talk.slots["requested_slot"] not in (None, "responsibility")
    assert talk.slots["interview"] is None
    assert talk.slots["responsibility"] == "unsure"


def test_stopping_closes_the_question_and_keeps_the_answers(talk: Talk) -> None:
    talk.say("recommend", {"responsibility": ("team", "a team")})
    talk.say("stop_interview")
    assert talk.slots["requested_slot"] is None
    assert talk.slots["stage"] is None
    assert talk.slots["responsibility"] == "team"


# -- in between


def test_a_question_of_fact_in_between_changes_nothing_of_the_interview(talk: Talk) -> None:
    talk.say("recommend", {"responsibility": ("team", "a team")})
    before = {name: talk.slots[name] for name in ("requested_slot", "stage", "responsibility", "words")}
    near = [["level-5.audience.responsibility", 0.95]]
    said = talk.say("ask_audience", by=ActionAnswer(), subjects=["level-5"], matches=near, asks=True)
    assert "Level 5" in said
    assert engine().rules.questions[before["requested_slot"]].ask in said
    assert {name: talk.slots[name] for name in before} == before


@pytest.mark.parametrize(
    ("action", "kind", "subjects"),
    [(ActionFallback(), "nlu_fallback", []), (ActionOutOfScope(), "near_scope", ["prince2"])],
    ids=["fallback", "out of scope"],
)
def test_after_what_cannot_be_answered_the_question_comes_again(
    talk: Talk, action: SafeAction, kind: str, subjects: list[str]
) -> None:
    talk.say("recommend")
    assert engine().rules.questions["responsibility"].ask in talk.say(kind, by=action, subjects=subjects)
    assert talk.slots["requested_slot"] == "responsibility"


def test_what_is_none_of_its_business_is_left_to_the_fallback(advised: Talk) -> None:
    assert advised.say("nlu_fallback", text="wibble wobble flurb gnarl asdf jkl") == ""
    assert advised.slots["outcome"] == "unanswered"
    assert advised.slots["recommendation"]


# -- forgetting


def test_deleting_empties_every_slot_before_the_store_forgets_it_all(advised: Talk) -> None:
    tracker = asyncio.run(advised.tracker())
    message = {"text": "delete my data", "intent": {"name": "delete_me"}, "entities": [], "questions": [], "heard": {}}
    tracker.update(UserUttered("delete my data", message["intent"], [], message), advised.domain)
    done = asyncio.run(ActionAdvise().run(CollectingDispatcher(), as_sent(tracker), {}))
    for event in deserialise_events(done):
        tracker.update(event, advised.domain)
    left = {name: value for name, value in tracker.current_slot_values().items() if value}
    assert left == {"outcome": "answered", "forget": True}


def test_after_deleting_nothing_is_known(advised: Talk) -> None:
    assert "shift" not in advised.say("delete_me")
    assert {name: value for name, value in advised.slots.items() if value} == {}
    assert "nothing about you" in advised.say("what_known")
    assert "responsible for" in advised.say("recommend")


def test_starting_again_forgets_the_answers(advised: Talk) -> None:
    advised.put(Restarted())
    assert {name: value for name, value in advised.slots.items() if value} == {}
    assert "nothing about you" in advised.say("what_known")


def test_a_rejected_action_leaves_the_answers(advised: Talk) -> None:
    advised.put(ActionExecutionRejected("action_advise"))
    assert "one team" in advised.say("what_known")


# -- there and back


def test_groups_misses_plan_and_record_come_back_from_the_store(talk: Talk) -> None:
    talk.say("recommend", {"audience": ("organisation", "our people")}, layers=LAYERS)
    talk.say("nlu_fallback", text="wibble")
    talk.say("study_plan", {"study_time": (4.0, "4 hours")}, by=ActionAnswer(), asks=True, asked={"credits": 25.0})
    talk.say("ask_membership", {"experience": (3.0, "3 years")}, by=ActionAnswer(), asks=True, subjects=["cmi"])
    state = talk.state
    assert [(layer.words, layer.count) for layer in state.layers] == [("team leaders", 12), ("heads", None)]
    assert state.layers[0].told["responsibility"].value == "team"
    assert state.misses == 1
    assert state.plan is not None
    assert state.plan.credits == 25
    assert state.record is not None
    assert state.record.years == 3


def test_a_state_is_written_once_and_then_left_alone(advised: Talk) -> None:
    assert slots_for(advised.state, as_sent(asyncio.run(advised.tracker()))) == []


def test_the_interview_goes_on_in_a_new_session(domain: Domain, tmp_path: Path) -> None:
    talk = Talk(domain, RollingSQLTrackerStore(domain, db=str(tmp_path / "t.db"), in_memory=0, turns_in_session=2))
    talk.say("recommend", {"responsibility": ("team", "a team"), "budget": ("yes", "the budget")})
    asked = talk.slots["requested_slot"]
    talk.say("nlu_fallback", text="wibble")  # fills the session
    assert not any(isinstance(event, UserUttered) for event in asyncio.run(talk.tracker()).events)
    assert talk.slots["requested_slot"] == asked
    assert talk.state.misses == 1
    assert talk.state.profile["budget"].words == "the budget"


def test_no_words_of_a_person_are_in_the_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        talk.say("recommend", {"role": ("supervisor", "Gerald's deputy")}, text="I am Gerald's deputy")
        talk.put(SlotSet("interview", {"layers": [{"words": "Gerald"}]}))
        talk.say("inform", text="Gerald again")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("actions", "adviser"))]
    assert not any("Gerald" in line for line in ours)


def test_the_slots_of_the_interview_are_all_in_the_domain(domain: Domain) -> None:
    contract = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"]
    named = {*CHOICES, "role", "experience", "goal", "study_time", "qualification_held", "recommendation"}
    assert named | {"requested_slot"} <= set(contract) & {slot.name for slot in domain.slots}
    own = {name for name in engine().rules.features if name in contract}
    for name in own & set(CHOICES):
        assert set(engine().rules.features[name].values) <= CHOICES[name]
