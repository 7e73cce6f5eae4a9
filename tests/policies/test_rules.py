"""Our quicker RulePolicy predicts what Rasa's own does, whatever happened before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core import training
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from policies.rules import IndexedRulePolicy
from policies.states import last_states

ROOT = Path(__file__).resolve().parents[2]
TALKS = 300
Both = tuple[RulePolicy, IndexedRulePolicy]


def both(domain: Domain, data: Path, folder: Path) -> Both:
    """Rasa's own policy and ours, each trained as `rasa train` does, read back from what the first learnt."""
    context = ExecutionContext(GraphSchema({}), "model")
    storage = LocalModelStorage.create(folder)
    settings = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["policies"][0]
    del settings["name"]
    trackers = training.load_data(str(data), domain, augmentation_factor=0)
    for kind in (RulePolicy, IndexedRulePolicy):
        config = {**kind.get_default_config(), **settings}
        kind.create(config, storage, Resource(kind.__name__), context).train(trackers, domain)
    # Both from the same: what Rasa keeps as a set comes out of training in an order left to chance.
    own, ours = (
        kind.load({**kind.get_default_config(), **settings}, storage, Resource("RulePolicy"), context)
        for kind in (RulePolicy, IndexedRulePolicy)
    )
    trained = IndexedRulePolicy.load(
        {**RulePolicy.get_default_config(), **settings}, storage, Resource("IndexedRulePolicy"), context
    )
    assert isinstance(own, RulePolicy)
    assert isinstance(ours, IndexedRulePolicy)
    assert _sorted(own.lookup) == _sorted(trained.lookup)
    return own, ours


def _sorted(lookup: dict[str, Any]) -> dict[str, Any]:
    return {part: sorted(map(str, found)) if isinstance(found, list) else found for part, found in lookup.items()}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Domain, Both]:
    """The bot's own rules."""
    domain = Domain.load(str(ROOT / "domain.yml"))
    data = tmp_path_factory.mktemp("data")
    for name in ("rules.yml", "stories.yml"):
        (data / name).write_text((ROOT / "data" / name).read_text(encoding="utf-8"), encoding="utf-8")
    return domain, both(domain, data, tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> tuple[Domain, Both]:
    """Rules of every kind Rasa has: forms with interruptions, conditions, starts of conversations, slots, stories."""
    here = Path(__file__).parent / "form"
    domain = Domain.load(str(here / "domain.yml"))
    return domain, both(domain, here / "data", tmp_path_factory.mktemp("form"))


def happening(domain: Domain, chance: random.Random) -> list[Event]:
    """Something that may happen next in a conversation, likely or not."""
    intent = {"name": chance.choice(sorted(domain.intents)), "confidence": 0.9}
    entities = [{"entity": chance.choice(sorted(domain.entities)), "value": "x"}] if domain.entities else []
    said = UserUttered("some words", intent, chance.choice([[], entities]))
    slot = chance.choice(domain.slots)
    value = chance.choice([None, "answered", "unanswered", "silent", True, False, "words", 3])
    loop = chance.choice([None, *domain.form_names])
    action = chance.choice([*domain.action_names_or_texts, *domain.form_names * 5])
    kinds: list[tuple[int, list[Event]]] = [
        (8, [ActionExecuted("action_listen"), said, DefinePrevUserUtteredFeaturization(False)]),
        (2, [said]),
        (6, [SlotSet(slot.name, value)]),
        (6, [ActionExecuted(action), BotUttered("a reply")]),
        (3, [ActiveLoop(loop)]),
        (2, [ActionExecutionRejected(chance.choice(domain.form_names or ["action_listen"]))]),
        (1, [ActionExecuted(action_text="words as an action")]),
        (1, [ActionReverted()]),
        (1, [UserUtteranceReverted()]),
        (1, [chance.choice([Restarted(), AllSlotsReset(), SessionStarted()])]),
    ]
    return chance.choices([events for _, events in kinds], [weight for weight, _ in kinds])[0]


def talks(domain: Domain, policy: RulePolicy) -> Iterator[DialogueStateTracker]:
    """Conversations, mostly led by the policy itself so that they go where rules lead, at each of their steps."""
    chance = random.Random(20261121)
    for _ in range(TALKS):
        tracker = DialogueStateTracker("somebody", domain.slots)
        for _ in range(chance.randint(1, 12)):
            for event in happening(domain, chance):
                tracker.update(event, domain)
            yield tracker
            for _ in range(chance.randint(0, 3)):
                led = policy.predict_action_probabilities(tracker, domain)
                for event in [*led.events, ActionExecuted(domain.action_names_or_texts[led.max_confidence_index])]:
                    tracker.update(event, domain)
                yield tracker


@pytest.mark.parametrize("name", ["house", "form"])
def test_it_predicts_what_rasas_own_does(name: str, request: pytest.FixtureRequest) -> None:
    domain, (own, ours) = request.getfixturevalue(name)
    seen: set[str] = set()
    for tracker in talks(domain, own):
        expected, found = (policy.predict_action_probabilities(tracker, domain) for policy in (own, ours))
        assert found.probabilities == expected.probabilities
        assert found.events == expected.events
        for flag in ("is_end_to_end_prediction", "is_no_user_prediction", "hide_rule_turn", "policy_priority"):
            assert getattr(found, flag) == getattr(expected, flag), flag
        seen.add(domain.action_names_or_texts[expected.max_confidence_index])
    assert len(seen) > 8  # the talks go where the rules lead


@pytest.mark.parametrize("name", ["house", "form"])
def test_the_states_are_the_last_of_all(name: str, request: pytest.FixtureRequest) -> None:
    domain, (own, _) = request.getfixturevalue(name)
    for place, tracker in enumerate(talks(domain, own)):
        if place % 7 == 0:
            everything = tracker.past_states(domain)
            for most in (1, 3, len(everything), len(everything) + 2):
                assert last_states(tracker, domain, most) == everything[-most:]
