"""Second component: what the message tells of the person, or of the group they choose for.

It writes `heard`, in plain JSON values, for the components after it and for the actions; see `nlu/hearing.py`.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.features import ENCODER_FOLDER, encoder_fingerprint, encoder_on
from nlu.hearing import HEARD, Heard, Hearer
from nlu.hearing_answers import Meanings
from nlu.hearing_data import InterviewVocabulary, interview_vocabulary
from nlu.reader import DRAFTS, GATED, domain_words, knowledge
from nlu.regression import Regression
from nlu.spelling import Speller, encoder_words

LETTERS = re.compile(r"[a-z]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PersonReader(GraphComponent):
    """Text to what it tells of a person."""

    def __init__(self, meanings: Optional[Meanings], model_storage: ModelStorage, resource: Resource) -> None:
        self._storage, self._resource = model_storage, resource
        self.hearer = hearer(meanings)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PersonReader":
        """Untrained: it goes by cues alone."""
        return cls(None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PersonReader":
        """The one that learnt what answers mean; an untrained one where there is none."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(Meanings.of(Regression.load(Path(folder))), model_storage, resource)
        except ValueError:
            return cls.create(config, model_storage, resource, execution_context)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[str]:
        """A changed knowledge base or encoder trains anew."""
        return f"{knowledge().version} answers {encoder_fingerprint()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the example answers of the hearing files; the messages of the intents teach nothing here."""
        meanings = Meanings.learn(interview_vocabulary()[0].answers)
        self.hearer.meanings = meanings
        with self._storage.write_to(self._resource) as folder:
            meanings.classifier.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Write what each message tells."""
        for message in messages:
            text = message.get(TEXT)
            if text is None:
                continue
            silent = bool(message.get(GATED)) or not message.get(DRAFTS)
            heard = Heard() if silent else self.hearer.hear(text, date.today(), message.get(DRAFTS)[0].message)
            message.set(HEARD, heard.plain(), add_to_output=True)
        return messages


def hearer(meanings: Optional[Meanings]) -> Hearer:
    """A hearer over the files of this checkout, which sets words right by their words and the knowledge base's."""
    vocabulary = interview_vocabulary()[0]
    common = encoder_words(ENCODER_FOLDER / "tokenizer.json") if encoder_on() else []
    return Hearer(vocabulary, Speller({*domain_words([]), *words_of(vocabulary)}, common).correct, meanings)


def words_of(vocabulary: InterviewVocabulary) -> Set[Text]:
    """Every word of the hearing files, which is therefore right."""
    cues = [" ".join((*cue.phrases, *cue.alone, *cue.wished, *cue.answer)) for cue in vocabulary.cues]
    lines = [*cues, *(" ".join(title.titles) for title in vocabulary.titles), *vocabulary.not_titles]
    lines += [" ".join((*said, *one)) for said, one in vocabulary.wording.same.items()]
    lines += [" ".join(words) for words in vocabulary.words.values()]
    words = {word for line in lines for word in LETTERS.findall(line.lower())}
    return words | {f"{word}s" for word in words} | {f"{word[:-3]}men" for word in words if word.endswith("man")}
