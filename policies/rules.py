"""Rasa's RulePolicy, with the same predictions in a fraction of the time.

At every prediction Rasa's own makes a state of each action since the session began, twice, and holds every rule
against them. Here the states are made once, only as far back as the longest rule reaches, and only those rules are
held against them that begin (looking back from now) with the last action and the intent at hand. Training is Rasa's.
"""

import json
import warnings
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, List

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RULES_NOT_IN_STORIES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

from policies.states import last_states

# Rasa's check of a configuration looks for its own class and no subclass: it has no cause to complain.
warnings.filterwarnings("ignore", message="'RulePolicy' is not included", category=UserWarning)

Beginning = tuple[str | None, str | None]  # last action, intent


@dataclass
class Index:
    """The keys of a lookup of rules by how each begins; None stands for what a rule leaves open."""

    lookup: dict[str, str]
    size: int
    keys: dict[Beginning, set[str]]

    @classmethod
    def of(cls, lookup: dict[str, str]) -> "Index":
        """Read every rule once."""
        keys: dict[Beginning, set[str]] = defaultdict(set)
        for key in lookup:
            keys[_beginning(json.loads(key)[-1])].add(key)
        return cls(lookup, len(lookup), dict(keys))

    def is_of(self, lookup: dict[str, str]) -> bool:
        """Whether it still is the index of this lookup, from which training takes rules away."""
        return self.lookup is lookup and self.size == len(lookup)

    def candidates(self, state: State) -> set[str]:
        """At least the rules whose last state is this state."""
        action, intent = _beginning(state)
        nothing: set[str] = set()
        return nothing.union(*(self.keys.get((a, i), nothing) for a in {action, None} for i in {intent, None}))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RulePolicy):
    """RulePolicy with an index of its rules; its settings are those of Rasa's."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._indexes: dict[int, Index] = {}
        self._now: list[State] | None = None  # the states of the prediction under way
        self._reach = self._longest()

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **more: Any) -> Resource:
        """Learn the rules, as Rasa's own does."""
        resource = super().train(training_trackers, domain, **more)
        self._reach = self._longest()
        return resource

    def _longest(self) -> int:
        """How many states a prediction looks at: one more than the longest rule has.

        With that one more, the states of a longer conversation are never taken for those of a rule.
        """
        keys = [key for part in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH) for key in self.lookup.get(part, {})]
        keys += [source for source in self.lookup.get(RULES_NOT_IN_STORIES, []) if source and source.startswith("[")]
        return 1 + max((len(json.loads(key)) for key in keys), default=1)

    def _predict(self, tracker: DialogueStateTracker, domain: Domain) -> tuple[PolicyPrediction, str | None]:
        try:
            return super()._predict(tracker, domain)
        finally:
            self._now = None

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        """The last states, the last one with the person's text or with the intent, as asked for."""
        if isinstance(tracker, TrackerWithCachedStates):  # training, which compares whole stories
            return super()._prediction_states(tracker, domain, use_text_for_last_user_input, rule_only_data)
        if self._now is None:
            self._now = last_states(tracker, domain, self._reach)
        states = [{part: dict(features) for part, features in state.items()} for state in self._now]
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        index = self._indexes.get(id(lookup))
        if index is None or not index.is_of(lookup):
            index = self._indexes[id(lookup)] = Index.of(lookup)
        return super()._get_possible_keys(dict.fromkeys(index.candidates(states[-1]), ""), states)


def _beginning(state: State) -> Beginning:
    action = state.get(PREVIOUS_ACTION)
    if not action:  # where a conversation begins Rasa compares nothing more
        return None, None
    return action.get(ACTION_NAME) or None, state.get(USER, {}).get(INTENT) or None
