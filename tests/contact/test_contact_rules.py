"""What Rasa is told of talking to a person: nothing that is said there goes anywhere else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ALONE = {"restart"}  # Rasa's own rule for it cannot be overruled


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_every_intent_leads_to_the_next_step_while_a_person_is_talked_to() -> None:
    intents = {next(iter(intent)) for intent in load("domain.yml")["intents"]}
    rules = [rule for rule in load("data/rules.yml")["rules"] if {"action": "action_contact"} in rule["steps"]]
    taken = {
        part["intent"]
        for rule in rules
        if {"slot_was_set": [{"stage": "contacting"}]} in rule.get("condition", ())
        for step in rule["steps"]
        for part in step.get("or", [step])
        if "intent" in part
    }
    assert taken == intents - ALONE


def test_no_fixed_reply_asks_what_a_thumb_would_answer() -> None:
    """A thumb after it would be taken for a vote on the answer before."""
    last = {
        name: re.split(r"[.!] ", each["text"])[-1]
        for name, texts in load("domain.yml")["responses"].items()
        for each in texts
    }
    assert [name for name, text in last.items() if text.endswith("?") and not text.startswith("What ")] == []
