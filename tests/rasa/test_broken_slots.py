"""Slots and readings that nobody of ours wrote: a turn is never lost for them."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from rasa.shared.core.events import SlotSet
from turns import SUPERVISOR, Talk

from actions.enquiry import ActionAdvise, ActionFallback

BROKEN: list[tuple[str, Any]] = [
    *[(name, value) for name in ("responsibility", "experience", "role", "focus", "qualification_type", "goal")
      for value in ("nonsense", 5, -1.0, True, ["team"], {"a": 1}, "")],
    *[("traits", value) for value in ("x", 5, ["budget"], {"no_such_feature": 1}, {"budget": {"a": 1}}, {"budget": 1},
                                      {"held_level": "high"}, {"experience": "long"})],
    *[("words", value) for value in ("x", 5, ["x"], {"role": 3}, {"role": {"a": 1}}, {"no_such_feature": "x"})],
    *[("requested_slot", value) for value in ("nonsense", 5, ["role"], {"a": 1}, "role")],
    *[("recommendation", value) for value in ("x", 5, ["x"], {"ranked": []}, {"ranked": "x"}, True)],
    *[("interview", value) for value in (
        "x", 5, ["x"], {"misses": "many"}, {"misses": None}, {"misses": [1]}, {"no_such_key": 1},
        {"layers": "x"}, {"layers": 5}, {"layers": None}, {"layers": [1]}, {"layers": [{}]},
        {"layers": [{"words": "heads", "count": "many", "told": {}}]},
        {"layers": [{"words": "heads", "count": 2, "told": {"role": "x"}}]},
        {"layers": [{"words": "heads", "count": 2, "told": {"no_such_feature": ["x", "x"]}}]},
        {"plan": 5}, {"plan": None}, {"plan": {"no_such_key": 1}}, {"plan": {"credits": "many"}},
        {"record": 5}, {"record": {"no_such_key": 1}}, {"record": {"years": "many"}})],
    ("stage", "asking"), ("stage", "advised"), ("stage", "nonsense"),
    *[("failures", value) for value in ("x", [1], {"a": 1}, -3)],
    ("no_such_slot", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BROKEN, ids=[f"{n}={json.dumps(v)}" for n, v in BROKEN])
def test_a_slot_that_nobody_of_ours_wrote_breaks_no_turn(
    advised: Talk, name: str, value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    advised.put(SlotSet(name, value))
    with caplog.at_level(logging.ERROR):
        assert not advised.say("nlu_fallback", by=ActionFallback()).startswith("utter_trouble")
        advised.put(SlotSet(name, value))
        for kind in ("inform", "what_known", "recommend", "why_not", "summary", "why_asked", "skip"):
            said = advised.say(kind)
            assert said.strip() or advised.slots["outcome"] == "unanswered", kind
        said = advised.say("what_if", supposed=[["experience", 10.0, "ten years"]])
        assert "failed" not in caplog.text, caplog.records[0].exc_text
    assert "deleted" in advised.say("delete_me")


@pytest.mark.parametrize("name", ["responsibility", "interview", "traits", "words", "requested_slot"])
def test_who_has_a_broken_slot_can_have_all_deleted_and_begin_anew(talk: Talk, name: str) -> None:
    talk.put(SlotSet(name, {"layers": 5}))
    assert "deleted" in talk.say("delete_me")
    assert "responsible for" in talk.say("recommend")
    assert "Level 3" in talk.say("inform", SUPERVISOR)


@pytest.mark.parametrize(
    "heard",
    [None, {}, {"told": []}, {"told": [["no_such_feature", 1, "x"]]}, {"told": [["experience", "long", "x"]]}],
    ids=str,
)
def test_a_message_read_by_another_version_breaks_no_turn(
    talk: Talk, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    talk.say("recommend")
    parsed = {"text": "x", "intent": {"name": "inform"}, "entities": [], "questions": [], "heard": heard}
    assert talk.send(parsed, ActionAdvise()).strip()
    assert "failed" not in caplog.text
