"""`knowledge/interview/` in, checked `Rules` out; whatever is wrong goes to the loader with file, line and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.advice.conditions import flag
from adviser.advice.model import (
    DIMENSIONS,
    FOCUS,
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

FILE = tuple(
    "never needs_facts not_offered no_title no_title_facts ties matters split sure cautions trials next evidence "
    "confirm".split()
)
STRENGTHS = ("indicator", "requirement")
KINDS = ("choice", "flag", "number", "words")
HOW = {
    "choice": "Write {{{0}: [value, ...]}}.",
    "flag": "Write {{{0}: true}} or {{{0}: false}}.",
    "number": "Write {{{0}: {{from: 1, below: 3}}}}.",
    "words": "Nothing can depend on {0}: they are words.",
}
WRITTEN = {
    "file": (("criteria", "needs"), FILE),
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
        self.loader.accept(_fields("file", file))
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
            needs_facts=self._named(file, "needs_facts", "fact", self.facts),
            never=tuple(never),
            not_offered=self._not_offered(file),
            no_title=self._number(file, "no_title"),
            no_title_facts=self._named(file, "no_title_facts", "fact", self.facts),
            ties={key: at for at, key in enumerate(self._named(file, "ties", "subject", self.vocabulary.subjects))},
            matters=self._matters(file),
            split=self._number(file, "split"),
            sure=self._number(file, "sure"),
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

    def _number(self, entry: Lined, key: str) -> float:
        """A number of an entry, 0 where it has none; anything else is a problem."""
        found = entry.get(key, 0)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return float(found)
        self.loader.problems.append(entry.problem(f"'{key}' is {found!r}, no number.", f"Write {key}: 1.5"))
        return 0.0

    def _named(self, entry: Lined, key: str, kind: str, known: Mapping[str, Any]) -> tuple[str, ...]:
        """The names that an entry lists under a key; those that do not exist are problems."""
        listed = entry.get(key, [])
        if not isinstance(listed, list):
            self.loader.problems.append(entry.problem(f"'{key}' is not a list.", f"Write {key}: [...]."))
            return ()
        self.loader.accept(*(checks.one_of(entry, kind, name, known) for name in listed))
        return tuple(str(name) for name in listed)

    def _matters(self, file: Lined) -> dict[str, float]:
        written = file.get("matters", file)
        if not isinstance(written, Lined):
            self.loader.problems.append(file.problem("'matters' is no mapping.", "Write matters: {level: 4, ...}."))
            written = file
        if written is file:
            return dict.fromkeys(DIMENSIONS, 1.0)
        self.loader.accept(*(checks.one_of(file, "dimension", key, DIMENSIONS) for key in written))
        return {dimension: self._number(written, dimension) for dimension in DIMENSIONS}

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
        named = supports if isinstance(supports, Lined) and supports else Lined({"": 0})
        known = [checks.one_of(entry, "subject", key, self.vocabulary.subjects) for key in named]
        known += [checks.one_of(entry, "pathway", entry["on"], FOCUS)] if "on" in entry else []
        known += [checks.one_of(entry, "strength", entry.get("strength", STRENGTHS[0]), STRENGTHS)]
        if (
            not self._good("criterion", entry, *known)
            or not self.loader.first(entry, "criterion ")
            or not all(key in self.vocabulary.subjects for key in named)
        ):
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
            supports={key: self._number(named, key) for key in named},
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
            written = entry.get("for", {})
            if not isinstance(written, dict):
                self.loader.problems.append(entry.problem("'for' is no mapping.", "Write for: {level: [level-4]}."))
                continue
            fits = {str(key): tuple(values) for key, values in written.items()}
            for key, values in fits.items():
                self.loader.accept(checks.one_of(entry, "dimension", key, DIMENSIONS))
                self.loader.accept(*(checks.one_of(entry, key, value, self.vocabulary.subjects) for value in values))
            when, unless = (self.condition(entry[key], entry) if key in entry else None for key in ("when", "unless"))
            found.append(Aside(entry["says"], when, unless, fits))
        return tuple(found)

    def _not_offered(self, file: Lined) -> dict[tuple[str, str, str], str]:
        found = {}
        for entry in self.loader.entries(file, "not_offered"):
            kinds = ("body", "level", "type")
            named = [checks.one_of(entry, kind, entry.get(kind), self.vocabulary.subjects) for kind in kinds]
            if self.loader.accept(checks.one_of(entry, "fact", entry.get("fact"), self.facts), *named):
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
        if name in ("all", "any") and isinstance(wanted, list):
            return Condition(name, parts=tuple(self.condition(part, entry) for part in wanted))
        if name == "said":
            return Condition(name, parts=(self.condition(wanted, entry),))
        if name == UNSURE and isinstance(wanted, list):
            self.loader.accept(checks.one_of(entry, "feature", wanted[0], self.features))
            return Condition(UNSURE, str(wanted[0]))
        if not self.loader.accept(checks.one_of(entry, "feature", name, self.features)):
            return Condition("all")
        return self._test(self.features[name], wanted, entry)

    def _test(self, feature: Feature, wanted: Any, entry: Lined) -> Condition:
        """What is wanted of a feature, in the way that its kind is written."""
        if feature.kind == "flag" and isinstance(wanted, bool):
            return Condition("values", feature.id, (flag(wanted),))
        if feature.kind == "number" and isinstance(wanted, Lined) and set(wanted) <= {"from", "below"}:
            low, below = (self._number(wanted, key) if key in wanted else None for key in ("from", "below"))
            return Condition("range", feature.id, low=low, below=below)
        if feature.kind == "choice" and isinstance(wanted, list):
            self.loader.accept(*(checks.one_of(entry, feature.id, value, feature.values) for value in wanted))
            return Condition("values", feature.id, tuple(str(value) for value in wanted))
        mend = HOW[feature.kind].format(feature.id)
        self.loader.problems.append(entry.problem(f"{feature.id} cannot be {wanted!r} in a condition.", mend))
        return Condition("all")

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
