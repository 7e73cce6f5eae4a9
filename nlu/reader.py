"""First component of the pipeline: the message set right, taken apart, its subjects found.

It writes Rasa's entities (kind of subject, id as value, place in the person's own text) and, for the components
after it, the questions of the message. A message without words gets its intent here and is read no further.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from adviser.knowledge import KNOWLEDGE, load
from adviser.model import KnowledgeBase
from adviser.resolve import STRONG, singles_out
from nlu import asking
from nlu import text as texts
from nlu.amounts import amounts_in, names_a_pace, weeks_in
from nlu.company import Company
from nlu.elsewhere import ElsewhereFinder
from nlu.features import ENCODER_FOLDER, LONGEST_READ, begin, encoder_on
from nlu.full_names import full_name
from nlu.gate import gate
from nlu.leaning import POINTING, differs, leans, place, step, wanted, weighs
from nlu.spelling import SHORTHAND, Speller, encoder_words
from nlu.subjects import Mention, SubjectFinder

DRAFTS = "drafts"  # where the questions of a message stand until they are understood
GATED = "gated"
WORDS_FILE = "words.json"
OURS = ("body", "pathway", "provider", "variant", "apprenticeship", "theory", "grade")  # kinds that others do not have


@dataclass
class Draft:
    """A question of the message on its way: what it says, what it names, and what later components find.

    `message` is the whole one, set right. `readings` are what is read of it, the shortest first: the clause that asks,
    the sentence, the message; each with the places of what it names that has its like. `elsewhere` tells that it names
    what others teach.
    """

    message: str
    readings: List[Tuple[str, Any]]
    asks: str
    before: str
    parts: List[texts.Part]
    subjects: List[str]
    refused: List[str]
    aspects: List[str]
    leans: bool
    weighs: bool
    differs: bool
    pick: Optional[int]
    step: int
    wants: Optional[str]
    paced: bool = False
    hours: Optional[float] = None
    credits: Optional[float] = None
    weeks: Optional[float] = None
    elsewhere: bool = False
    matches: List[Any] = field(default_factory=list)
    alike: List[Any] = field(default_factory=list)
    nearness: float = 0.0
    best_part: str = ""
    vectors: Any = None
    nameless: Any = None
    chances: Any = None
    alone: Any = None
    signs: Any = None


@lru_cache(maxsize=1)
def knowledge() -> KnowledgeBase:
    """The knowledge base of this checkout, for names and asks alone; its age is the check's affair."""
    return load(KNOWLEDGE, date.min)[0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class MessageReader(GraphComponent):
    """Text to entities and drafts of questions."""

    def __init__(
        self, words: List[Text], company: Optional[Company], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._storage, self._resource = model_storage, resource
        self._prepare(words, company)

    def _prepare(self, words: List[Text], company: Optional[Company]) -> None:
        self._words = words
        common = encoder_words(ENCODER_FOLDER / "tokenizer.json") if encoder_on() else []
        self._elsewhere = ElsewhereFinder(knowledge().vocabulary.elsewhere)
        self.finder = SubjectFinder(knowledge().vocabulary, Speller(words, common, SHORTHAND), company)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MessageReader":
        """A reader that knows the words of the knowledge base alone."""
        return cls(domain_words([]), None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "MessageReader":
        """The reader that was trained; an untrained one where there is none."""
        try:
            with model_storage.read_from(resource) as folder:
                words = json.loads((Path(folder) / WORDS_FILE).read_text(encoding="utf-8"))
                company = Company.load(Path(folder))
        except ValueError:
            return cls.create(config, model_storage, resource, execution_context)
        return cls(words, company, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[str]:
        """A changed knowledge base or encoder retrains."""
        return f"{knowledge().version} {encoder_on()}"

    @staticmethod
    def required_packages() -> List[Text]:
        """What must be installed."""
        return ["spacy"]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words are right, and which stand beside which."""
        examples = [example.get(TEXT, "") for example in training_data.training_examples]
        facts = knowledge().facts.values()
        lines = [*examples, *(line for fact in facts for line in (fact.says, *fact.asks))]
        company = Company.of(self.finder.split(texts.tidy(line)) for line in lines)
        self._prepare(domain_words(examples), company)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / WORDS_FILE).write_text(json.dumps(self._words), encoding="utf-8")
            company.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Read each message that has a text."""
        for message in messages:
            if message.get(TEXT) is not None:
                self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        # Rasa takes a text that begins with a slash for an intent, with full confidence: nobody may type one.
        said = str(message.get(TEXT)).lstrip("/ \t\n")
        message.set(TEXT, said)
        message.set(ENTITIES, [], add_to_output=True)
        message.set("questions", [], add_to_output=True)
        intent = gate(said)
        if intent is not None:
            message.set(GATED, True)
            message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
            return
        tidy = texts.tidy(said)
        doc, mentions = self.finder.read(tidy)
        message.set(ENTITIES, [_entity(mention) for mention in mentions], add_to_output=True)
        readings, right = texts.readings(doc.text), doc.text
        drafts = [self._draft(readings[0], right, _told_before(readings, right, mentions))]
        drafts += [self._draft(reading, right, []) for reading in readings[1:]]
        for before, draft in pairwise(drafts):
            draft.subjects += self._still_outside(before, draft)
        message.set(DRAFTS, drafts)

    def _still_outside(self, before: Draft, draft: Draft) -> List[Text]:
        """What is not covered and "it" still means: "how long is the NEBOSH valid, and does it have a practical"."""
        kinds = {key: knowledge().vocabulary.kind(key) for key in before.subjects}
        names = singles_out(draft.subjects, knowledge().vocabulary)
        if not draft.leans or names or set(kinds.values()) & set(OURS):
            return []
        return [key for key, kind in kinds.items() if kind == "outside"]

    def _draft(self, reading: texts.Reading, message: str, around: List[Mention]) -> Draft:
        plain, whole = reading, message
        if name := full_name(reading.asks, self.finder.read(reading.asks)[1]):
            plain, whole = reading.replaced(*name), message.replace(*name)
        nested = texts.nested(plain.asks, whole)
        begin(_read_whole(plain.parts, nested, message))  # the encoder needs a while, in which all below is done
        doc, own = self.finder.read(reading.asks)
        aspects = self.finder.aspects(doc)
        kinds = {mention.kind for mention in own}
        points = kinds <= {"body", "pathway"} and not POINTING.isdisjoint(asking.words(reading.asks))
        weak = not kinds or points  # "I've four GCSEs. Which ILM is that standard": it is not about the body alone
        own = own + [m for m in around if m.kind not in kinds and (m.kind in STRONG or weak)]
        subjects = list(dict.fromkeys(key for m in own if not m.refused for key in self._meant(m.id)))
        refused = list(dict.fromkeys(mention.id for mention in own if mention.refused))
        names = any(mention.kind in STRONG for mention in own)
        amounts = amounts_in(reading.asks)
        if leans(reading.asks, names) and not amounts:  # "24 credits. What is that?"
            amounts = {unit: many for unit, many in amounts_in(reading.before).items() if unit == "credit"}
        return Draft(
            message,
            [(text, self.finder.named(text)) for text in nested],
            plain.asks,
            plain.before,
            list(plain.parts),
            subjects,
            refused,
            aspects,
            leans(reading.asks, names),
            weighs(reading.asks),
            differs(f"{reading.before} {reading.asks}"),
            place(reading.asks),
            0 if names else step(reading.asks),
            None if any(m.kind == wanted(reading.asks) for m in own) else wanted(reading.asks),
            names_a_pace(reading.asks),
            amounts.get("hour"),
            amounts.get("credit"),
            weeks_in(reading.asks),
            self._elsewhere([token.lower_ for token in doc]),
        )

    def _meant(self, key: Text) -> List[Text]:
        """The subjects a name stands for: itself, or each of a collective ("both bodies")."""
        return [*knowledge().vocabulary.subjects[key].means, key]


def _read_whole(parts: Iterable[texts.Part], nested: List[Text], message: Text) -> List[Text]:
    """What is read of a message, in order: the shortest text that holds each part; each part, where it is too long."""
    if len(message) > LONGEST_READ:
        return [part.text for part in parts]
    return list(dict.fromkeys(part.text_around(nested) for part in parts))


def _told_before(readings: List[texts.Reading], message: str, mentions: List[Mention]) -> List[Mention]:
    """What the first question may be about: all that a message of one question names, else what stands before it.

    "My tutor keeps mentioning Gibbs. What is it for, and when is it from?"
    """
    if len(readings) == 1:
        return mentions
    start = message.find(readings[0].asks)
    return [mention for mention in mentions if mention.end <= start]


def _entity(mention: Mention) -> Dict[Text, Any]:
    return {
        "entity": mention.kind,
        "value": mention.id,
        "start": mention.start,
        "end": mention.end,
        "role": "refused" if mention.refused else None,
        "extractor": "MessageReader",
    }


def domain_words(examples: List[Text]) -> List[Text]:
    """The words of the knowledge base that are surely right, and those that stand in several examples."""
    base = knowledge()
    sure = [fact.says for fact in base.facts.values()]
    sure += [name for subject in base.vocabulary.subjects.values() for name in (subject.name, *subject.aliases)]
    sure += [alias for aliases in base.vocabulary.aspects.values() for alias in aliases]
    elsewhere = base.vocabulary.elsewhere
    sure += [name for names in (*elsewhere.fields.values(), elsewhere.callings, elsewhere.courses) for name in names]
    found = {word for line in sure for word in asking.words(line)}
    seen: Dict[Text, int] = {}
    for example in examples:
        for word in set(asking.words(example)):
            seen[word] = seen.get(word, 0) + 1
    return sorted(found | {word for word, times in seen.items() if times > 3})
