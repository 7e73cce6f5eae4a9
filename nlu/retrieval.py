"""Third component: which facts lie near each question. It writes ids and nearness, never a sentence."""

import logging
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from adviser.about import ROWS
from nlu.features import (
    LONGEST_READ,
    Dense,
    check_encoder,
    encoder_fingerprint,
    encoder_notice,
    last_layer,
    layered,
    layered_parts,
)
from nlu.reader import DRAFTS, Draft, domain_words, knowledge
from nlu.retriever import Retriever
from nlu.spelling import Speller
from nlu.subjects import SubjectFinder
from nlu.unit_numbers import UnitNumbers

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FactRetriever(GraphComponent):
    """Drafts of questions to the facts near them."""

    def __init__(self, retriever: Optional[Retriever], model_storage: ModelStorage, resource: Resource) -> None:
        self._retriever, self._storage, self._resource = retriever, model_storage, resource
        self._numbered = UnitNumbers(knowledge())

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FactRetriever":
        """An untrained retriever; it finds nothing."""
        return cls(None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "FactRetriever":
        """The index that was built; none where there is none."""
        if notice := encoder_notice():
            logger.warning(notice)
        try:
            with model_storage.read_from(resource) as folder:
                retriever = Retriever.load(Path(folder))
        except ValueError:
            return cls.create(config, model_storage, resource, execution_context)
        check_encoder(trained_with_it=retriever.axes.size > 0)
        return cls(retriever, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[str]:
        """A changed knowledge base or encoder builds the index anew."""
        return f"{knowledge().version} {encoder_fingerprint()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Build the index of the knowledge base."""
        finder = SubjectFinder(knowledge().vocabulary, Speller(domain_words([])))
        self._retriever = Retriever.build(knowledge(), finder.named)
        with self._storage.write_to(self._resource) as folder:
            self._retriever.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Add matches to each draft."""
        for message in messages:
            for draft in message.get(DRAFTS, []):
                self._find(draft)
        return messages

    def _find(self, draft: Draft) -> None:
        """Read a draft, with and without what it names, and what lies near it."""
        parts = [part.text for part in draft.parts]
        if self._retriever is None:
            draft.vectors, draft.nameless = _vectors(draft)
            return
        worded = self._retriever.worded(parts)  # before the vectors, for which the encoder may still be at work
        draft.vectors, draft.nameless = _vectors(draft)
        without = last_layer(draft.nameless)
        factors = [part.weight for part in draft.parts]
        draft.matches, nearest = self._retriever.near(worded, last_layer(draft.vectors), without, factors)
        if draft.readings[0][1]:
            draft.alike = self._retriever.alike(without[0])
        numbered = self._numbered(draft.asks, draft.subjects)
        said = {key for key, _ in numbered}
        draft.matches = [*numbered, *(match for match in draft.matches if match[0] not in said)]
        draft.best_part = parts[nearest]
        draft.nearness = max((near for key, near in draft.matches if not key.startswith(ROWS)), default=0.0)


def _vectors(draft: Draft) -> Tuple[Dense, Dense]:
    """`layered` of a draft's parts, shape (parts, 768), and of them without what they name.

    Each is a stretch of the shortest text that holds it and was read. Only a part of a message too long for that is
    read by itself.
    """
    if len(draft.message) > LONGEST_READ:
        apart = layered([part.text for part in draft.parts])
        return apart, apart
    named = dict(draft.readings)
    nested, whole, without = list(named), [], []
    for part in draft.parts:
        text = part.text_around(nested)
        places = part.places(text)
        both = layered_parts(text, [(places, ()), (places, named[text])])
        whole.append(both[:1])
        without.append(both[1:])
    return np.concatenate(whole), np.concatenate(without)
