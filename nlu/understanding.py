"""Last component: the kind of each question, and whether it is one for us at all.

It writes Rasa's intent and `questions`, which is all that actions read. What lies near no fact and looks like no
enquiry is out of scope; what is unlike anything gets `nlu_fallback`, never a confident guess.
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

from adviser.resolve import FOLLOWING, several
from nlu import text as texts
from nlu.classifier import FORM, Classifier
from nlu.features import Dense, dense, encoder_fingerprint
from nlu.hearing import HEARD
from nlu.hearing_intent import INFORM, RECOMMEND, intent_of_the_told
from nlu.reader import DRAFTS, GATED, Draft, knowledge
from nlu.wishes import COACHING, SITUATION, SOME, asks_advice, wants_advice

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = ("out_of_scope", "near_scope")
SHORT = 3  # words: "l5?", "and level 7"
LONGEST_FOLLOW_UP = 9  # words
LONGEST_POINTER = 12  # words
OF_ADVICE = ("evidence", "why_not", "what_if", "change_wish", "study_plan", "advice")
OFTEN_MISTAKEN = ("help", "advice", "inform", "insult", "skip")  # for a wish to be advised
MOST_MATCHES = 30  # handed on: more only makes the conversation heavy
MOST_RANKED = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Understanding(GraphComponent):
    """Drafts with matches to intent and questions."""

    def __init__(
        self,
        config: Dict[Text, Any],
        classifier: Optional[Classifier],
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._classifier, self._storage, self._resource = classifier, model_storage, resource
        self._enquiries = set(knowledge().vocabulary.enquiries)
        choices = [choice for ask in knowledge().rules.questions.values() for choice in ask.choices]
        self._labels = {label.casefold() for choice in choices for label in (choice.label, choice.label_group)}

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Bars and weights, chosen by `python -m benchmarks.tune` on messages that are not in the training data.

        `scope_weights` are for nearness, chance of being out of scope, chance of an enquiry, subjects, 1;
        `scope` is the least log odds of an enquiry; the others are probabilities, `near` is a nearness.
        """
        return {
            "scope_weights": [11.37, -2.06, 3.72, 3.13, -9.21],
            "scope": -0.4,
            "talk": 0.45,
            "surely_talk": 0.6,
            "near": 0.5,
            "following": 0.4,
            "stands_alone": 0.85,
            "plain": 0.6,
            "points_back": 0.75,
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
        return cls(config, None, model_storage, resource)

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
                return cls(config, Classifier.load(Path(folder)), model_storage, resource)
        except ValueError:
            return cls.create(config, model_storage, resource, execution_context)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[str]:
        """A changed knowledge base (its asks are examples too), encoder or form of the classifier retrains."""
        return f"{knowledge().version} {encoder_fingerprint()} {FORM}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the written examples and from the asks of the facts."""
        said = [(texts.tidy(e.get(TEXT)), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        said += asks_as_examples()
        self._classifier = Classifier.train([text for text, _ in said], [kind for _, kind in said])
        with self._storage.write_to(self._resource) as folder:
            self._classifier.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and questions of each message that was read."""
        for message in messages:
            if message.get(GATED) or message.get(TEXT) is None:
                continue
            understood = [self._understood(draft) for draft in message.get(DRAFTS, [])]
            questions = [question for question, _ in understood if question["kind"] in self._enquiries]
            main, ranking = next(
                ((q, r) for q, r in understood if q["kind"] in self._enquiries),
                understood[0] if understood else ({"kind": FALLBACK, "confidence": 0.0}, []),
            )
            kind = self._kind_of_the_told(main, message)
            if kind != main["kind"] and kind not in OF_ADVICE:
                main, questions = {**main, "kind": kind}, []
            message.set(INTENT, {"name": kind, "confidence": main["confidence"]}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set("questions", questions or [main], add_to_output=True)
        return messages

    def _kind_of_the_told(self, main: Dict[Text, Any], message: Message) -> Text:
        """What a message is that tells of a person or asks to be advised, whatever it was taken for."""
        if texts.tidy(message.get(TEXT)).casefold() in self._labels:
            return INFORM  # a pressed button of the interview says just that
        kind: Text = main.get("talk") or main["kind"]
        heard, text = message.get(HEARD) or {}, texts.tidy(message.get(TEXT))
        drafts: List[Draft] = message.get(DRAFTS, [])
        outside = kind in OUT_OF_SCOPE or kind == FALLBACK
        enquiry = kind in self._enquiries
        told = {feature for feature, *_ in heard.get("told", ())}
        seeks = asks_advice(text)
        shrug = heard.get("unsure") or heard.get("skip")  # "dont mind" begins as a question does
        asking = not shrug and (texts.asks(text) or texts.asks_within(text))
        if HEARD in message.data:
            message.set(HEARD, {**heard, "seeks": seeks, "asks": asking}, add_to_output=True)
        if (enquiry or outside or kind in OFTEN_MISTAKEN) and (asking or seeks):
            passing = ("job", "pathway") if told & (SITUATION | COACHING) else ("job",)
            names = any(knowledge().vocabulary.kind(key) not in passing for each in drafts for key in each.subjects)
            nearness = max((draft.nearness for draft in drafts), default=0.0)
            if wants_advice(kind, main["confidence"] if enquiry else 0.0, told, text, names, nearness):
                return RECOMMEND
        plain = main["confidence"] >= self._config["plain"] and bool(main["subjects"])
        surely = asking and plain and len(told & SITUATION) < SOME
        if enquiry and (surely or texts.asks_within(text)):
            return kind
        return intent_of_the_told(kind, enquiry, outside, {**heard, "asks": asking}, len(texts.words(text)))

    def _understood(self, draft: Draft) -> Tuple[Dict[Text, Any], List[Dict[Text, Any]]]:
        read = draft.asks
        if draft.leans and draft.before:
            read = f"{draft.before} {read}"
        elif len(texts.words(read)) > texts.LONG_SENTENCE and draft.best_part:
            read = draft.best_part
        chances: Dict[Text, float] = {}
        if self._classifier is not None:
            row = self._classifier.probabilities([read], _vector(read, draft))[0]
            chances = {self._classifier.kinds[i]: float(row[i]) for i in np.argsort(-row)}
        kind = self._kind(draft, chances)
        # What can only be asked of a recommendation may be a question of fact where there is none.
        talk = kind if kind in OF_ADVICE else ""
        if talk:
            kind = self._kind(draft, {k: chance for k, chance in chances.items() if k in self._enquiries}) or talk
        question = {
            "kind": kind,
            "talk": talk,
            "confidence": round(chances.get(kind, 0.0), 3),
            "subjects": draft.subjects,
            "refused": draft.refused,
            "aspects": draft.aspects,
            "leans": draft.leans,
            "pick": draft.pick,
            "wants": draft.wants,
            "hours": draft.hours,
            "credits": draft.credits,
            "weeks": draft.weeks,
            "matches": draft.matches[:MOST_MATCHES],
        }
        ranked = [
            {"name": name, "confidence": round(chance, 3)} for name, chance in list(chances.items())[:MOST_RANKED]
        ]
        return question, ranked

    def _kind(self, draft: Draft, chances: Dict[Text, float]) -> Text:
        """The kind of one question: talk, an enquiry near enough to what is known, or none of ours."""
        if not chances:
            return FALLBACK
        best = next(iter(chances))
        chance = chances[best]
        if best == "pick" and draft.pick is None and draft.subjects:
            return "follow_up"
        if best in FOLLOWING and chance >= self._config["stands_alone" if self._long(draft) else "following"]:
            return best
        if draft.leans and draft.subjects and len(texts.words(draft.asks)) <= SHORT and chance < self._config["plain"]:
            return "follow_up"
        nearness = draft.nearness
        talk = best not in self._enquiries and best not in OUT_OF_SCOPE
        names_what_is_known = bool(draft.subjects) and nearness >= self._config["near"]
        if talk and chance >= self._config["surely_talk" if names_what_is_known else "talk"]:
            return best
        if self._needs_no_fact(best, chance, draft, chances):
            return best
        if self.scope(draft, chances) >= self._config["scope"]:
            hasty = () if chances.get(RECOMMEND, 0.0) >= self._config["talk"] else (RECOMMEND,)  # a fact comes first
            return next(kind for kind in chances if kind in self._enquiries and kind not in (*FOLLOWING, *hasty))
        outside = max(OUT_OF_SCOPE, key=lambda kind: chances.get(kind, 0.0))
        return outside if chances.get(outside, 0.0) >= self._config["outside"] else FALLBACK

    def _needs_no_fact(self, best: Text, chance: float, draft: Draft, chances: Dict[Text, float]) -> bool:
        """Whether an enquiry need not lie near any fact: a person's own story, or a few words that point back."""
        if best == "recommend" or (best == "compare" and not draft.subjects):  # "compare the first two"
            return chance >= self._config["talk"]
        short = len(texts.words(draft.asks)) <= LONGEST_POINTER
        points_back = draft.leans and short and not draft.subjects  # "who offers it"
        return points_back and best in self._enquiries and self._ours(chances) >= self._config["points_back"]

    def _ours(self, chances: Dict[Text, float]) -> float:
        """How likely it is an enquiry, of whatever kind, or about a recommendation."""
        return sum(chance for kind, chance in chances.items() if kind in self._enquiries or kind in OF_ADVICE)

    def _long(self, draft: Draft) -> bool:
        """Whether a question is too full to be a mere follow-up."""
        return bool(draft.before) or len(texts.words(draft.asks)) > LONGEST_FOLLOW_UP

    def scope(self, draft: Draft, chances: Dict[Text, float]) -> float:
        """How surely a question is one for us, as log odds: nearness to facts, what the classifier thinks, subjects."""
        outside = sum(chances.get(kind, 0.0) for kind in OUT_OF_SCOPE)
        enquiry = self._ours(chances)
        known = min(len(draft.subjects), 2)
        weights = self._config["scope_weights"]
        return float(np.dot(weights, (draft.nearness, outside, enquiry, known, 1.0)))


def _vector(text: Text, draft: Draft) -> Dense:
    """The encoder's vector of a text, shape (1, 384): the one at hand where the text was already read."""
    for place, part in enumerate(draft.parts):
        if part.text == text and draft.vectors is not None:
            return np.asarray(draft.vectors[place : place + 1])
    return dense([text])


def asks_as_examples() -> List[Tuple[Text, Text]]:
    """The asks of the facts, each an example of the kind of enquiry whose first aspect is the fact's."""
    kinds: Dict[Text, Text] = {}
    for kind, aspects in knowledge().vocabulary.enquiries.items():
        if kind.startswith("ask_") and aspects:
            kinds.setdefault(aspects[0], kind)
    vocabulary = knowledge().vocabulary
    facts = [
        fact
        for fact in knowledge().facts.values()
        if fact.property.id not in ("unit", "name", "unknown", "advice") and not several(tuple(fact.about), vocabulary)
    ]  # a fact about several things of a kind is asked for by comparing
    return [(texts.tidy(ask), kinds[f.property.aspect]) for f in facts for ask in f.asks if f.property.aspect in kinds]
