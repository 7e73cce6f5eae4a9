"""What a message would mean as the answer to each question: cues first, then what examples of answers teach."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlu.features import dense
from nlu.hearing_cues import Fact
from nlu.hearing_data import YES, Answers, InterviewVocabulary, Telling
from nlu.hearing_numbers import bare_number
from nlu.hearing_scene import Scene
from nlu.hearing_settle import settled
from nlu.hearing_titles import SEVERAL
from nlu.regression import Regression

SURE, PLAIN = 0.97, 0.9  # confidence in what cues tell: for sure, and only as an answer
LEAST = 0.2  # probability: less likely meanings are not handed on
LONGEST_ANSWER = 60  # tokens: a longer message is no answer to one question
LONGEST_LEARNT = 25  # tokens: a longer one is unlike the examples, and its cues say enough
MOST = {"experience": 50.0, "study_time": 40.0, "headcount": 20000.0}
NUMBERS = {"experience": "experience", "study_time": "study_time", "audience": "headcount"}
WORDS = {"goal": "goal", "qualification_held": "qualification_held"}
SIZES = {"wants_one_subject", "wants_range", "wants_depth"}
OTHER = "other"


@dataclass
class Meanings:
    """A classifier over all questions' answers; `tells` is what each of its kinds tells, and of which question."""

    classifier: Regression
    tells: dict[str, tuple[str, Telling]]

    @classmethod
    def learn(cls, examples: Sequence[Answers]) -> Meanings:
        """Learn from example answers."""
        texts, kinds, tells = [], [], {}
        for each in examples:
            kind = json.dumps([each.question, *each.tells])
            tells[kind] = (each.question, each.tells)
            texts += list(each.said)
            kinds += [kind] * len(each.said)
        return cls(Regression.train(texts, kinds, dense(texts)), tells)

    @classmethod
    def of(cls, classifier: Regression) -> Meanings:
        """A classifier that was kept, whose kinds carry what they tell."""
        tells = {}
        for kind in classifier.kinds:
            question, *told = json.loads(kind)
            tells[kind] = (question, tuple((name, value) for name, value in told))
        return cls(classifier, tells)

    def likely(self, text: str, set_right: str) -> dict[str, list[tuple[Telling, float]]]:
        """For each question what the text may tell, the likeliest first, with a probability.

        An answer to another question counts for nothing; no answer at all counts against every one.
        """
        row = self.classifier.probabilities([text], dense([set_right or text]))[0]
        shares: dict[str, list[tuple[Telling, float]]] = {}
        nothing = 0.0
        for kind, chance in zip(self.classifier.kinds, row, strict=True):
            question, telling = self.tells[kind]
            if question == OTHER:
                nothing += float(chance)
            else:
                shares.setdefault(question, []).append((telling, float(chance)))
        found = {}
        for question, listed in shares.items():
            total = sum(chance for _, chance in listed) + nothing + 1e-9
            ranked = sorted(((telling, chance / total) for telling, chance in listed), key=lambda each: -each[1])
            found[question] = ranked
        return found


def answers(
    scene: Scene,
    facts: Sequence[Fact],
    vocabulary: InterviewVocabulary,
    meanings: Meanings | None,
    set_right: str,
    unsure: bool = False,
) -> dict[str, list[list[Any]]]:
    """What the message would mean as the answer to each question: [feature, value, words, confidence].

    Of one that says no more than that there is no answer (`unsure`), only no preference is learnt.
    """
    if len(scene.tokens) > LONGEST_ANSWER:
        return {}
    # A question is seldom an answer, and most messages are questions: then cues alone may tell one.
    learns = len(scene.tokens) <= LONGEST_LEARNT and not scene.text.rstrip().endswith("?")
    likely = meanings.likely(scene.text.lower(), set_right) if meanings is not None and learns else {}
    whole = (0, len(scene.tokens))
    found: dict[str, list[list[Any]]] = {}
    for question, features in vocabulary.questions.items():
        own = [fact for fact in facts if fact.feature in features and not fact.supposed]
        own = [fact for fact in own if not fact.answer or _answers(fact, question)]
        if question in NUMBERS and not any(fact.feature == NUMBERS[question] for fact in own):
            own += bare_number(scene, NUMBERS[question], MOST[NUMBERS[question]])
        if question == "responsibility" and not any(fact.feature == question for fact in own):
            own += _led(scene, facts)
        told = settled(scene, own, vocabulary) if own else []
        listed = [[f.feature, f.value, scene.said(f.start, f.end), SURE if f.sure else PLAIN] for f in told]
        listed = [each for each in listed if each[0] in features]
        known = {each[0] for each in listed} | {fact.feature for fact in own if fact.value is None}
        learnt = _learnt(scene, likely.get(question, []), known, question)
        leans = bool(listed)  # "whichever gives the fullest picture" is a wish
        listed += [each for each in learnt if not (leans if each[1] == "any" else unsure)]
        if question in WORDS and not any(each[0] == WORDS[question] for each in listed):
            listed.append([WORDS[question], scene.said(*whole), scene.said(*whole), PLAIN])
        if listed:
            found[question] = listed
    return found


def _led(scene: Scene, facts: Sequence[Fact]) -> list[Fact]:
    """What people counted as an answer are: a team; several teams where they lead others themselves.

    Who answers for how people do ("they answer for the performance") leads them; a budget without a team is of more.
    """
    found: list[Fact] = []
    for fact in facts:
        if fact.feature == "headcount" and SEVERAL in scene.words[fact.start : fact.end]:
            found.append(replace(fact, feature="responsibility", value="department", sure=False))
            found.append(replace(fact, feature="manages_managers", value=YES, sure=False))
        elif fact.feature == "headcount" or (fact.feature, fact.value) == ("answerable", YES):
            found.append(replace(fact, feature="responsibility", value="team", sure=False))
    if not found and _counts_somebody(scene):
        found.append(Fact("responsibility", "team", 0, 2, False))
    budget = next((fact for fact in facts if (fact.feature, fact.value) == ("budget", YES)), None)
    if not found and budget is not None:  # "the home's four units and the budget"
        found.append(replace(budget, feature="responsibility", value="department", sure=False))
    return found


def _counts_somebody(scene: Scene) -> bool:
    """Whether an answer begins with a number and a plural, of what may well be people: "four weavers on nights"."""
    counted = len(scene.tokens) > 1 and scene.tokens[0].number is not None
    return counted and scene.words[1].endswith("s") and scene.words[1] not in scene.lists["things"]


def _answers(fact: Fact, question: str) -> bool:
    """Whether what counts only as an answer answers this question: "any" and job words could answer several."""
    return fact.feature == question or (fact.value != "any" and question != "role")


def _learnt(scene: Scene, likely: Sequence[tuple[Telling, float]], known: set[str], question: str) -> list[list[Any]]:
    """The likeliest meanings learnt, of features that the cues left open."""
    said = scene.said(0, len(scene.tokens))
    # One size is wished for: "not too long, not too short" is no wish for a short one.
    main = (
        question in known
        or (question == "qualification_type" and bool(known & SIZES))
        or (question == "role" and "role" in known)
    )
    found: list[list[Any]] = []
    for telling, chance in likely[:3]:
        if chance < LEAST or main:
            break
        for name, value in telling:
            if name not in known and not any(each[0] == name for each in found):
                found.append([name, value, said, round(float(chance), 3)])
    return found
