"""What a message tells of the person who writes it, or of the group they choose for.

`Hearer.hear` is pure: words and today's date in, a `Heard` out. What it tells for sure comes from cues, job titles and
numbers (`knowledge/interview/hearing*.yml`); what a message might mean as the answer to a question comes from these and
from examples of answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from nlu import hearing_numbers as numbers
from nlu.hearing_answers import Meanings, answers
from nlu.hearing_cues import SKIP, UNSURE, CueFinder, Fact, widths
from nlu.hearing_data import InterviewVocabulary
from nlu.hearing_groups import of_the_group
from nlu.hearing_layers import groups_of, layers_of, of_all
from nlu.hearing_matcher import Found
from nlu.hearing_roles import role_facts
from nlu.hearing_scene import Scene
from nlu.hearing_settle import settled
from nlu.hearing_subjects import of_others, of_the_speaker, others_places
from nlu.hearing_titles import ONE, PEOPLE, SEVERAL, TitleFinder, holders
from nlu.hearing_words import BREAKS, Token, normal
from nlu.hearing_years import years_at
from nlu.text import tidy, unannounced

LETTERS = re.compile(r"[a-z]+")
OF_THE_CHOICE = ("qualification_type", "awarding_body")
HEARD = "heard"  # where it stands on a message

Triple = list[Any]  # [feature, value, the person's own words]


@dataclass
class Heard:
    """What a message tells: the fields below, as they stand on a message.

    `told` is sure without knowing what was asked; `might` is what the message would mean as the answer to each
    question, with a confidence from 0 to 1; `supposed` is what it tells of a trial ("what if I had ten years");
    `unsure` that a clause has no answer, `shrug` that the whole message has none.
    """

    told: list[Triple] = field(default_factory=list)
    might: dict[str, list[list[Any]]] = field(default_factory=dict)
    unsure: bool = False
    skip: bool = False
    shrug: bool = False
    asks: bool = False
    layers: list[dict[str, Any]] = field(default_factory=list)
    supposed: list[Triple] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


class Hearer:
    """Hears with one vocabulary; `right` sets a single word right, `meanings` know what answers mean."""

    def __init__(
        self, vocabulary: InterviewVocabulary, right: Callable[[str], str], meanings: Meanings | None = None
    ) -> None:
        self.vocabulary, self._right, self.meanings = vocabulary, right, meanings
        self._titled = TitleFinder(vocabulary)
        self._cues = CueFinder(vocabulary)

    def hear(self, text: str, today: date, set_right: str = "") -> Heard:
        """Hear a message; `set_right` is what the encoder reads of it."""
        clean = unannounced(tidy(text))
        tokens = self._tokens(clean)
        if not tokens:
            return Heard()
        scene = Scene.of(clean, tokens, self.vocabulary.words)
        facts, asides = self._cues.find(scene)
        covered = {at for fact in facts for at in range(fact.start, fact.end)}
        titled = holders(scene, self.vocabulary.titles, covered, widths(facts))
        others = others_places(scene, titled)
        titled = of_others(titled, others)
        facts += role_facts(scene, titled)
        facts += numbers.held(scene)
        facts = of_the_speaker(scene, facts, others, self.vocabulary)
        counted = numbers.headcount(scene)
        facts += numbers.led_by_count(scene, [*facts, *counted])
        led = numbers.leads(facts, self.vocabulary.words["leading"])
        facts += numbers.experience(scene, self.vocabulary.vague, today, led)
        facts += numbers.study(scene, self.vocabulary.vague) + counted
        facts += years_at(scene, titled, self.vocabulary.vague, today)
        facts = of_the_speaker(scene, facts, others, self.vocabulary)
        done = {at for each in numbers.completed(scene) for at in each}  # is held, and so is not what is wanted
        facts = [each for each in facts if each.start not in done or each.feature not in OF_THE_CHOICE]
        facts = of_the_group(scene, facts, titled, self.vocabulary)
        groups = groups_of(scene, titled)
        layers = layers_of(scene, facts, groups, self.vocabulary)
        facts = of_all(facts, groups, self.vocabulary)
        meanings = None if layers else self.meanings  # each example is an answer about one group
        return Heard(
            told=self._triples(scene, facts, False),
            might=answers(scene, facts, self.vocabulary, meanings, set_right, _says_no_more(asides, scene)),
            unsure=any(aside.key == UNSURE for aside in asides),
            skip=any(aside.key == SKIP and not _within_unsure(aside, asides) for aside in asides),
            shrug=_says_no_more(asides, scene),
            asks=scene.asks,
            layers=layers,
            supposed=self._triples(scene, facts, True),
        )

    def _tokens(self, clean: str) -> list[Token]:
        """The tokens of a tidy text; a bare size ("small, please") is a size of course, and no filler."""
        tokens = [
            replace(token, word=ONE) if token.word in (SEVERAL, PEOPLE) and _of_one(token, clean) else token
            for token in normal(clean, self.vocabulary.wording, self._right, self._titled)
        ]
        said = LETTERS.findall(clean.lower())
        size = next((word for word in said if word in self.vocabulary.words["sizes"]), "")
        if not size or any(token.word not in BREAKS for token in tokens):
            return tokens
        return [
            Token(each.word, 0, len(clean), each.number)
            for each in normal(f"{size} one", self.vocabulary.wording, self._right, self._titled)
        ]

    def _triples(self, scene: Scene, facts: Sequence[Fact], supposed: bool) -> list[Triple]:
        told = [fact for fact in facts if fact.sure and fact.supposed == supposed]
        items = sum(fact.listed for fact in told)
        others = len({fact.start for fact in told if not fact.listed})
        told = [fact for fact in told if not fact.listed or others or items > 1]
        return [
            [fact.feature, fact.value, scene.said(fact.start, fact.end)]
            for fact in settled(scene, told, self.vocabulary)
        ]


def _of_one(token: Token, clean: str) -> bool:
    """Whether a title that looks like that of several people is one person's: "while the manager's on leave"."""
    return token.title is not None and clean[: token.end].endswith(("'s", "’s"))


def _within_unsure(aside: Found, asides: Sequence[Found]) -> bool:
    """Whether "leave that" goes on as "leave that to you"."""
    return any(each.key == UNSURE and each.start <= aside.start and aside.end <= each.end for each in asides)


def _says_no_more(asides: Sequence[Found], scene: Scene) -> bool:
    """Whether a message says that there is no answer, and nothing else."""
    unsure = {at for aside in asides for at in range(aside.start, aside.end)}
    rest = [word for at, word in enumerate(scene.words) if at not in unsure and word not in BREAKS]
    return bool(unsure) and all(word in scene.lists["around"] for word in rest)
