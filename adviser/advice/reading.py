"""`knowledge/interview/` in, checked `Rules` out; whatever is wrong goes to the loader with file, line and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.advice.conditions import features_of, flag
from adviser.advice.model import (
    DIMENSIONS,
    PATHWAY,
    UNSURE,
    Aside,
    Ask,
    Choice,
    Condition,
    Criterion,
    Feature,
    Rules,
    Trial,
)
from adviser.lines import Lined, Problem
from adviser.model import Disagreement, Fact, Vocabulary

if TYPE_CHECKING:
    from adviser.knowledge import Loader

KINDS = ("choice", "flag", "number", "words")
WRITTEN = {
    "feature": (("id", "kind"), ("values", "unit")),
    "question": (("id", "settles", "ask", "ask_group", "why", "fact", "choices"), ("only",)),
    "choice": (("label", "label_group", "set"), ()),
    "criterion": (("id", "supports", "when", "facts", "met"), ("on", "strength", "reaches", "not_met", "unknown")),
    "aside": (("says",), ("when", "unless", "for")),
    "trial": (("set", "when", "says"), ()),
}


def read_rules(
    loader: Loader,
    vocabulary: Vocabulary,
    facts: Mapping[str, Fact],
    disagreements: Mapping[str, Disagreement],
) -> Rules:
    """What advice is computed from."""
    return _Reader(loader, vocabulary, facts, disagreements).rules()


class _Reader:
    """Reads the three files; problems go to the loader."""

    def __init__(
        self,
        loader: Loader,
        vocabulary: Vocabulary,
        facts: Mapping[str, Fact],
        disagreements: Mapping[str, Disagreement],
    ) -> None:
        self.loader, self.vocabulary = loader, vocabulary
        self.facts, self.sayable = facts, {**facts, **disagreements}
        self.features: dict[str, Feature] = {}

    def rules(self) -> Rules:
        listed = self.loader.file("interview/features.yml")
        for entry in self.loader.entries(listed, "features"):
            if self._good("feature", entry, checks.one_of(entry, "kind", entry.get("kind"), KINDS)):
                values = tuple(str(value) for value in entry.get("values", ()))
                self.features[entry["id"]] = Feature(entry["id"], entry["kind"], values, entry.get("unit", ""))
        asked = self.loader.file("interview/questions.yml")
        file = self.loader.file("interview/criteria.yml")
        questions = {ask.id: ask for entry in self.loader.entries(asked, "questions") for ask in self._question(entry)}
        never = [
            (self.condition(entry.get("when"), entry), self._facts(entry))
            for entry in self.loader.entries(file, "never")
        ]
        return Rules(
            features=self.features,
            questions=questions,
            criteria=tuple(c for entry in self.loader.entries(file, "criteria") for c in self._criterion(entry)),
            needs=self.condition(file.get("needs"), file),
            never=tuple(never),
            not_offered=self._not_offered(file),
            no_title=float(file.get("no_title", 0)),
            no_title_facts=tuple(file.get("no_title_facts", ())),
            ties={key: place for place, key in enumerate(file.get("ties", ()))},
            matters={dimension: float(file.get("matters", {}).get(dimension, 1)) for dimension in DIMENSIONS},
            split=float(file.get("split", 0)),
            sure=float(file.get("sure", 0)),
            cautions=self._asides(file, "cautions"),
            next=self._asides(file, "next"),
            evidence=self._asides(file, "evidence"),
            confirm=self._asides(file, "confirm"),
            trials=tuple(
                Trial(self._sets(entry), self.condition(entry["when"], entry), str(entry["says"]))
                for entry in self.loader.entries(file, "trials")
                if self._good("trial", entry)
            ),
        )

    # -- parts

    def _question(self, entry: Lined) -> Iterator[Ask]:
        named = [checks.one_of(entry, "feature", name, self.features) for name in entry.get("settles", ())]
        if not self._good("question", entry, *named, checks.one_of(entry, "fact", entry.get("fact"), self.facts)):
            return
        choices = tuple(
            Choice(str(choice["label"]), str(choice["label_group"]), self._sets(choice))
            for choice in self.loader.entries(entry, "choices")
            if self._good("choice", choice)
        )
        only = self.condition(entry["only"], entry) if "only" in entry else None
        yield Ask(
            id=entry["id"],
            settles=tuple(entry["settles"]),
            ask=str(entry["ask"]),
            ask_group=str(entry["ask_group"]),
            why=str(entry["why"]),
            fact=str(entry["fact"]),
            choices=choices,
            only=only,
        )

    def _criterion(self, entry: Lined) -> Iterator[Criterion]:
        supports = entry.get("supports")
        named = supports if isinstance(supports, dict) and supports else {"": 0}
        known = [checks.one_of(entry, "subject", key, self.vocabulary.subjects) for key in named]
        if not self._good("criterion", entry, *known) or not all(key in self.vocabulary.subjects for key in named):
            return
        kinds = {self.vocabulary.kind(key) for key in named}
        if len(kinds) > 1 or not kinds <= set(DIMENSIONS):
            problem = f"{entry['id']} supports {', '.join(named)}."
            self.loader.problems.append(
                entry.problem(problem, "Name values of one kind: pathway, level, type or body.")
            )
            return
        when = self.condition(entry["when"], entry)
        required = entry.get("strength") == "requirement"
        yield Criterion(
            id=entry["id"],
            dimension=kinds.pop(),
            supports={key: float(points) for key, points in named.items()},
            when=when,
            facts=self._facts(entry),
            met=str(entry["met"]),
            not_met=str(entry.get("not_met", "")),
            unknown=str(entry.get("unknown", "")),
            pathway=str(entry.get("on", "")),
            reaches=self.condition(entry.get("reaches", entry["when"]), entry) if required else None,
        )

    def _asides(self, file: Lined, name: str) -> tuple[Aside, ...]:
        found = []
        for entry in self.loader.entries(file, name):
            if not self._good("aside", entry, checks.one_of(entry, "fact", entry.get("says"), self.sayable)):
                continue
            fits = {str(key): tuple(values) for key, values in entry.get("for", {}).items()}
            for key, values in fits.items():
                self.loader.accept(checks.one_of(entry, "dimension", key, DIMENSIONS))
                self.loader.accept(*(checks.one_of(entry, key, value, self.vocabulary.subjects) for value in values))
            when, unless = (self.condition(entry[key], entry) if key in entry else None for key in ("when", "unless"))
            found.append(Aside(entry["says"], when, unless, fits))
        return tuple(found)

    def _not_offered(self, file: Lined) -> dict[tuple[str, str, str], str]:
        found = {}
        for entry in self.loader.entries(file, "not_offered"):
            if self.loader.accept(checks.one_of(entry, "fact", entry.get("fact"), self.facts)):
                found[(str(entry.get("body")), str(entry.get("level")), str(entry.get("type")))] = str(entry["fact"])
        return found

    def _facts(self, entry: Lined) -> tuple[str, ...]:
        named = [str(key) for key in entry.get("facts", ())]
        self.loader.accept(*(checks.one_of(entry, "fact", key, self.facts) for key in named))
        if not named:
            self.loader.problems.append(entry.problem("names no fact.", "No source, no statement: add facts: [...]."))
        return tuple(key for key in named if key in self.facts)

    def _sets(self, entry: Lined) -> dict[str, Any]:
        sets = entry.get("set", {})
        for name, value in sets.items():
            if not self.loader.accept(checks.one_of(entry, "feature", name, self.features)):
                continue
            feature = self.features[name]
            if feature.kind == "choice":
                self.loader.accept(checks.one_of(entry, name, value, feature.values))
        return {str(name): value for name, value in sets.items()}

    # -- conditions

    def condition(self, written: Any, entry: Lined) -> Condition:
        """A condition as the files write it: `{feature: what}`; several in one mapping must all hold."""
        if not isinstance(written, dict):
            self.loader.problems.append(entry.problem(f"{written!r} is no condition.", "Write {feature: [values]}."))
            return Condition("all")
        parts = tuple(self._part(str(name), wanted, entry) for name, wanted in written.items())
        return parts[0] if len(parts) == 1 else Condition("all", parts=parts)

    def _part(self, name: str, wanted: Any, entry: Lined) -> Condition:
        if name in ("all", "any"):
            return Condition(name, parts=tuple(self.condition(part, entry) for part in wanted))
        if name == "said":
            return Condition(name, parts=(self.condition(wanted, entry),))
        if name == UNSURE:
            return Condition(UNSURE, str(wanted[0]))
        if not self.loader.accept(checks.one_of(entry, "feature", name, self.features)):
            return Condition("all")
        feature = self.features[name]
        if isinstance(wanted, bool):
            return Condition("values", name, (flag(wanted),))
        if isinstance(wanted, dict):
            low, below = wanted.get("from"), wanted.get("below")
            return Condition("range", name, low=low, below=below)
        values = tuple(str(value) for value in wanted)
        self.loader.accept(*(checks.one_of(entry, name, value, feature.values) for value in values))
        return Condition("values", name, values)

    def _good(self, kind: str, entry: Lined, *others: Iterator[Problem]) -> bool:
        return self.loader.accept(_fields(kind, entry), *others)


def _fields(kind: str, entry: Lined) -> Iterator[Problem]:
    """Keys that are missing or that nobody reads."""
    required, optional = WRITTEN[kind]
    for key in required:
        if key not in entry:
            mend = f"Every {kind} needs {', '.join(required)}."
            yield entry.problem(f"{kind} {entry.get('id', '')} has no '{key}'.", mend)
    for key in entry:
        if key not in (*required, *optional):
            mend = checks.nearest(str(key), (*required, *optional))
            yield entry.problem(f"{kind} {entry.get('id', '')} has the unknown field '{key}'.", mend)


def unused(rules: Rules) -> tuple[str, ...]:
    """Features that no criterion, question or aside looks at; they are kept for what is said of them."""
    conditions = [c.when for c in rules.criteria] + [c.reaches for c in rules.criteria if c.reaches]
    conditions += [aside.when for aside in rules.cautions if aside.when]
    looked_at = {name for condition in conditions for name in features_of(condition)}
    looked_at |= {name for ask in rules.questions.values() for name in ask.settles}
    return tuple(name for name in rules.features if name not in looked_at and name != PATHWAY)
