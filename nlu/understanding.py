"""Last component: the kind of each question, and whether it is one for us at all.

It writes Rasa's intent and `questions`, which is all that actions read, and `scope`, the log odds that a message is
for us at all. What lies near no fact and looks like no enquiry is out of scope; what is unlike anything gets
`nlu_fallback`, never a confident guess.
"""

from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from adviser.resolve import FOLLOWING
from nlu import aims, asking
from nlu import text as texts
from nlu.classifier import FORM, Classifier
from nlu.examples import asks_as_examples, nameless
from nlu.features import Dense, dense, encoder_fingerprint, last_layer, layered
from nlu.hearing import HEARD
from nlu.hearing_intent import INFORM, RECOMMEND, features_of, intent_of_the_told
from nlu.kinds import FALLBACK, WRITING, Kinds
from nlu.reader import DRAFTS, GATED, Draft, knowledge
from nlu.scope import OUT_OF_SCOPE, Kin
from nlu.wishes import (
    COACHING,
    MUCH,
    SITUATION,
    SOME,
    asks_advice,
    in_so_many_words,
    wants_advice,
)

OF_ADVICE = ("evidence", "why_not", "what_if", "change_wish", "study_plan", "advice")
OFTEN_MISTAKEN = ("help", "advice", "inform", "insult", "skip", "what_known", "what_if")  # for a wish to be advised
GATED_KINDS = (INFORM, RECOMMEND)  # what a message may be taken for because of what it tells or seems to wish
LONGEST_ANSWER = 3  # words
MOST_MATCHES = 30  # handed on: more only makes the conversation heavy
MOST_RANKED = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Understanding(GraphComponent):
    """Drafts with matches to intent and questions."""

    def __init__(
        self,
        config: Dict[Text, Any],
        classifier: Optional[Classifier],
        kin: Optional[Kin],
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._classifier, self._kin, self._storage, self._resource = classifier, kin, model_storage, resource
        self._enquiries = set(knowledge().vocabulary.enquiries)
        self._kinds = Kinds(self._config, knowledge().vocabulary)
        choices = [choice for ask in knowledge().rules.questions.values() for choice in ask.choices]
        self._labels = {label.casefold() for choice in choices for label in (choice.label, choice.label_group)}

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Bars and weights, chosen by `python -m benchmarks.tune` on messages that are not in the training data.

        `scope` is the least log odds of being ours, weighed by `scope_weights` or, with no encoder, by the others (see
        `nlu.scope`); the rest are probabilities, but for `near`, a nearness.
        """
        return {
            "scope_weights": {
                "nearness": 9.05,
                "kin_ours": 10.55,
                "kin_outside": -14.05,
                "kin_talk": 2.1,
                "p_outside": -5.97,
                "p_enquiry": -2.24,
                "p_advice": -0.54,
                "strong": 0.88,
                "weak": 0.43,
                "situation": 3.17,
                "outside": -3.51,
                "elsewhere": -4.95,
                "1": -1.44,
            },
            "scope": -0.6,
            "talk": 0.45,
            "surely_talk": 0.6,
            "near": 0.5,
            "surely_near": 0.68,
            "following": 0.4,
            "stands_alone": 0.85,
            "plain": 0.6,
            "vague": 0.25,
            "bare_near": 0.45,
            "bare_scope": 1.5,
            "points_back": 0.75,
            "paced": 0.1,
            "outside": 0.25,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Understanding":
        """Untrained: everything is `nlu_fallback`."""
        return cls(config, None, None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Understanding":
        """The classifier that was trained; an untrained one where there is none."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, Classifier.load(Path(folder)), Kin.load(Path(folder)), model_storage, resource)
        except ValueError:
            return cls.create(config, model_storage, resource, execution_context)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[str]:
        """A changed knowledge base (its asks are examples too) or encoder retrains."""
        return f"{knowledge().version} {FORM} {encoder_fingerprint()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the written examples and from the asks of the facts."""
        said = [(texts.tidy(e.get(TEXT)), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        self._kin = Kin.of(dense([text for text, _ in said]), [kind for _, kind in said])
        said += asks_as_examples(knowledge())
        lines = [text for text, _ in said]
        self._classifier = Classifier.train(lines, [kind for _, kind in said], nameless(lines, knowledge()))
        with self._storage.write_to(self._resource) as folder:
            self._classifier.save(Path(folder))
            self._kin.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and questions of each message that was read."""
        for message in messages:
            if message.get(GATED) or message.get(TEXT) is None:
                continue
            drafts, told = message.get(DRAFTS, []), features_of(message.get(HEARD) or {})
            for draft in drafts:
                self._weigh(draft, len(told & (SITUATION | COACHING)))
            aim = aims.surely(texts.tidy(message.get(TEXT)), drafts, told, self._enquiries)
            understood = [self._understood(draft, aim) for draft in drafts]
            questions = [question for question, _ in understood if question["kind"] in self._enquiries]
            main, ranking = next(
                ((q, r) for q, r in understood if q["kind"] in self._enquiries),
                understood[0] if understood else ({"kind": FALLBACK, "confidence": 0.0}, []),
            )
            kind = self._kind_of_the_told(main, message, aim)
            sought = kind == RECOMMEND and main["kind"] == FALLBACK and aims.is_sought(message.get(TEXT), told, aim)
            if kind in GATED_KINDS and not sought and not self._is_ours(message):
                kind = main["kind"] if main["kind"] in OUT_OF_SCOPE else FALLBACK
            if kind not in (main["kind"], *OF_ADVICE):
                main, questions = {**main, "kind": kind}, []
            message.set(INTENT, {"name": kind, "confidence": main["confidence"]}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set("questions", questions or [main], add_to_output=True)
            message.set("scope", self._kinds.most_ours(drafts), add_to_output=True)
        return messages

    def _is_ours(self, message: Message) -> bool:
        """Whether any question of the message is one for us, or it tells something in few words, as answers do."""
        text, drafts = texts.tidy(message.get(TEXT)), message.get(DRAFTS, [])
        if len(asking.words(text)) <= LONGEST_ANSWER or text.casefold() in self._labels:
            return True
        return any(draft.signs is not None and self._kinds.in_scope(draft) for draft in drafts)

    def _kind_of_the_told(self, main: Dict[Text, Any], message: Message, aim: Optional[Text]) -> Text:
        """What a message is that tells of a person or asks to be advised, whatever it was taken for."""
        if texts.tidy(message.get(TEXT)).casefold() in self._labels:
            return INFORM  # a pressed button of the interview says just that
        kind: Text = main.get("talk") or main["kind"]
        heard, text = message.get(HEARD) or {}, texts.tidy(message.get(TEXT))
        drafts: List[Draft] = message.get(DRAFTS, [])
        if kind == aims.ADVICE and aims.of_nobody(main, text, drafts):
            kind = main["kind"]
        outside = kind in OUT_OF_SCOPE or kind == FALLBACK
        # "Sum that up, I'll paste it" is no wish for somebody's assignment to be written.
        if (outside or kind == WRITING) and (named := in_so_many_words(text)):
            return named
        enquiry = kind in self._enquiries
        told = features_of(heard)
        right = drafts[0].message if drafts else text
        seeks = asks_advice(text)
        shrug = heard.get("unsure") or heard.get("skip")  # "dont mind" begins as a question does
        within = aims.asks_within(right, told)
        length = len(asking.words(text))
        surely = enquiry and aims.of_fact(kind, main["confidence"], told, length)  # "to be one, how meny years"
        asked = not shrug and (asking.asks(right) or within or surely)
        if HEARD in message.data:
            message.set(HEARD, {**heard, "seeks": seeks, "asks": asked}, add_to_output=True)
        often = (kind in OFTEN_MISTAKEN and not heard.get("supposed")) or (kind == "affirm" and asked)
        if (enquiry or outside or often) and self._to_be_advised(main, kind, message, aim, asked or seeks):
            return RECOMMEND
        plain = main["confidence"] >= self._config["plain"] and bool(main["subjects"])
        surely |= asked and plain and len(told & SITUATION) < SOME
        surely |= kind == "search" and plain and not told & SITUATION  # "units about managing conflict" is no aim
        hardly = main["confidence"] < self._config["vague"] and len(told & SITUATION) >= MUCH
        if enquiry and (aim == aims.ASKED or surely or (within and not hardly)):
            return kind
        heard = {**heard, "asks": asked}
        return intent_of_the_told(kind, main["confidence"], enquiry, outside, heard, length)

    def _to_be_advised(
        self, main: Dict[Text, Any], kind: Text, message: Message, aim: Optional[Text], asks: bool
    ) -> bool:
        """Whether a message asks to be advised: where it is not plain what it is after, by rules of words."""
        if not asks or (aim in (aims.ASKED, aims.ADVISE) and kind not in FOLLOWING):
            return aim == aims.ADVISE
        told, drafts = features_of(message.get(HEARD) or {}), message.get(DRAFTS, [])
        passing = ("job", "pathway") if told & (SITUATION | COACHING) else ("job",)
        names = any(knowledge().vocabulary.kind(key) not in passing for each in drafts for key in each.subjects)
        nearness = max((draft.nearness for draft in drafts), default=0.0)
        chance = main["confidence"] if kind in self._enquiries else 0.0
        return wants_advice(kind, chance, told, texts.tidy(message.get(TEXT)), names, nearness)

    def _weigh(self, draft: Draft, situation: int) -> None:
        """Note on a draft how likely each kind is, with what it leans on and alone, and what tells if it is for us."""
        if self._classifier is None or self._kin is None:
            return
        read, joined = draft.asks, draft.leans and bool(draft.before)
        if joined:
            read = f"{draft.before} {read}"
        elif len(asking.words(read)) > texts.LONG_SENTENCE and draft.best_part:
            read = draft.best_part
        vector, nameless = _vectors(read, draft)
        draft.chances = draft.alone = self._kinds.told_apart(draft, self._classifier.chances(read, nameless))
        if joined:
            draft.alone = self._classifier.chances(draft.asks, _vectors(draft.asks, draft)[1])
        draft.signs = self._kinds.signs(draft, draft.chances, self._kin.nearest(last_layer(vector)[0]), situation)

    def _understood(self, draft: Draft, aim: Optional[Text]) -> Tuple[Dict[Text, Any], List[Dict[Text, Any]]]:
        likely = chances = draft.chances or {}
        if aim == aims.ASKED and next(iter(chances), "") in GATED_KINDS:
            likely = {kind: chance for kind, chance in chances.items() if kind not in GATED_KINDS}
        kind = self._kinds.of(draft, likely)
        # What can only be asked of a recommendation may be a question of fact where there is none.
        talk = kind if kind in OF_ADVICE else ""
        if talk:
            kind = self._kinds.of(draft, {k: chance for k, chance in chances.items() if k in self._enquiries}) or talk
        question = {
            "kind": kind,
            "talk": talk,
            "confidence": round(chances.get(kind, 0.0), 3),
            "subjects": draft.subjects,
            "refused": draft.refused,
            "aspects": draft.aspects,
            "leans": draft.leans,
            "weighs": draft.weighs,
            "differs": draft.differs,
            "pick": draft.pick,
            "step": draft.step,
            "wants": draft.wants,
            "hours": draft.hours,
            "credits": draft.credits,
            "weeks": draft.weeks,
            "matches": draft.matches[:MOST_MATCHES],
            "alike": draft.alike,
        }
        ranked = [
            {"name": name, "confidence": round(chance, 3)} for name, chance in list(chances.items())[:MOST_RANKED]
        ]
        return question, ranked


def _vectors(text: Text, draft: Draft) -> Tuple[Dense, Dense]:
    """`layered` of a text, shape (1, 768), and without what it names: those at hand where the text was already read."""
    for place, part in enumerate(draft.parts):
        if part.text == text and draft.vectors is not None:
            return np.asarray(draft.vectors[place : place + 1]), np.asarray(draft.nameless[place : place + 1])
    alone = layered([text])
    return alone, alone
