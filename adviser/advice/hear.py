"""What a message tells of a person, given what was asked: from the readings of understanding to features."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adviser.advice.model import ANY, UNSURE, Ask, Feature, Profile, Said

BY_CUE = 0.9  # of a reading that rests on words, not on what was learnt
WIDTH, OF_THOSE_LED = "responsibility", ("audience", "headcount", "role")
EXPERIENCE, IN_A_LIST = "experience", 2
PLACES = (
    ("first", "1st", "former", "1", "one"),
    ("second", "2nd", "latter", "2", "two"),
    ("third", "3rd", "3", "three"),
)
PLACED = re.compile(
    r"\W*(?:(?:um+|er+m?|i think|i guess|id say|i'd say|oh|well|yeah),? )*"
    rf"(?:the (?P<place>{'|'.join(name for names in PLACES for name in names[:2])}|former|latter)"
    r"|(?:number|option) (?P<number>[123]|one|two|three))"
    r"(?: (?:one|option|choice|bit|thing|part))?(?: of (?:those|these|them|the (?:two|three|four)))?"
    r"(?:,? (?:please|pls|i (?:think|guess|suppose|believe|reckon)|i'd say|for me|really|mostly|mainly|then))*\W*",
    re.I,
)
SURE_ENOUGH = 0.4  # of a reading that is only an answer because of the question before it


@dataclass(frozen=True)
class Layer:
    """One group of people that a buyer chooses for: how many, what they are called, what is known of them."""

    words: str
    count: float | None = None
    told: Mapping[str, Said] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """The readings of one message.

    `told` holds whatever the question was, `supposed` only in a trial ("what if I had ten years"); `might` holds, by
    question, what the message means as its answer, each with how sure that is (0 to 1); `asks` tells that it is
    itself a question, `seeks` that it asks to be advised.
    """

    told: Mapping[str, Said] = field(default_factory=dict)
    supposed: Mapping[str, Said] = field(default_factory=dict)
    might: Mapping[str, tuple[tuple[str, Said, float], ...]] = field(default_factory=dict)
    unsure: bool = False
    skip: bool = False
    asks: bool = False
    seeks: bool = False
    layers: tuple[Layer, ...] = ()
    text: str = ""


def heard_of(found: Mapping[str, Any], text: str = "") -> Heard:
    """Readings from the plain values that understanding leaves on a message; nothing where it left none."""
    return Heard(
        told=_told(found.get("told", ())),
        supposed=_told(found.get("supposed", ())),
        might={
            ask: tuple((name, Said(value, words), float(sure)) for name, value, words, sure in readings)
            for ask, readings in found.get("might", {}).items()
        },
        unsure=bool(found.get("unsure")),
        skip=bool(found.get("skip")),
        asks=bool(found.get("asks")),
        seeks=bool(found.get("seeks")),
        layers=tuple(
            Layer(str(layer["words"]), layer.get("count"), _told(layer.get("told", ())))
            for layer in found.get("layers", ())
        ),
        text=text,
    )


def _told(readings: Any) -> dict[str, Said]:
    return {name: Said(value, words) for name, value, words in readings}


def answer_to(ask: Ask, heard: Heard, features: Mapping[str, Feature]) -> dict[str, Said]:
    """What a message says in answer to a question, in features; nothing where it does not answer it."""
    if chosen := _pressed(ask, heard.text) or _picked(ask, heard.text):
        return chosen
    if heard.asks and not heard.told:
        return {}
    own = {name: said for name, said in heard.told.items() if name in ask.settles}
    if own:
        return own
    bar = BY_CUE if heard.told else SURE_ENOUGH  # who tells something else for sure hardly means this as well
    likely = {name: said for name, said, sure in heard.might.get(ask.id, ()) if sure >= bar}
    if likely and not heard.skip:
        return likely
    if heard.unsure or heard.skip:
        return {ask.settles[0]: no_answer(features[ask.settles[0]])}
    in_words = next((name for name in ask.settles if features[name].kind == "words"), "")
    return {in_words: Said(heard.text, heard.text)} if in_words and heard.text else {}


def _pressed(ask: Ask, text: str) -> dict[str, Said]:
    """What a choice means whose label was sent, as a button does; nothing where it is none."""
    said = text.strip().casefold()
    for choice in ask.choices:
        if said and said in (choice.label.casefold(), choice.label_group.casefold()):
            return {name: Said(value, text.strip()) for name, value in choice.sets.items()}
    return {}


def _picked(ask: Ask, text: str) -> dict[str, Said]:
    """What a choice means that is named by its place in the question: "the first of those", "the latter"."""
    found = PLACED.fullmatch(text)
    if found is None:
        return {}
    named = [choice for choice in ask.choices if ANY not in choice.sets.values()]
    place = (found["place"] or found["number"]).casefold()
    at = next(at for at, names in enumerate(PLACES) if place in names)
    return {name: Said(value, text.strip()) for name, value in named[at].sets.items()} if at < len(named) else {}


def no_answer(feature: Feature) -> Said:
    """What stands for somebody who has no answer: no preference where the feature knows one."""
    return Said(ANY if ANY in feature.values else UNSURE)


def taken(profile: Profile, heard: Heard, ask: Ask | None, features: Mapping[str, Feature]) -> dict[str, Said]:
    """Everything a message adds or changes, given the question before it (None outside the interview).

    An answer may mention other things in passing ("leading a team"): those do not overturn what was said before.
    A message that does not answer the question but tells something else is a correction, and does.
    """
    answer = answer_to(ask, heard, features) if ask else {}
    told = {name: said for name, said in heard.told.items() if not (answer and name in profile and name not in answer)}
    if WIDTH in answer and _for_one(profile):
        told = {name: said for name, said in told.items() if name not in OF_THOSE_LED}
    return {**_listed(heard), **told, **answer}


def _for_one(profile: Profile) -> bool:
    """Whether somebody asks for himself: the "six line managers" of his answer are then those whom he leads."""
    said = profile.get("audience")
    return said is not None and said.value == "individual"


def _listed(heard: Heard) -> dict[str, Said]:
    """Years that stand in a list with other things told ("ten years, practical, certificate"): years of leading."""
    if len(heard.told) < IN_A_LIST or EXPERIENCE in heard.told:
        return {}
    readings = heard.might.get(EXPERIENCE, ())
    return {
        name: said
        for name, said, sure in readings
        if name == EXPERIENCE and sure >= BY_CUE and len(said.words.split()) > 1  # a number with its unit
    }
