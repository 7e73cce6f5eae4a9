"""The recommendation: criteria weighed for somebody, qualifications ranked, with reasons that can be checked.

Nothing here knows a level, a type or a body: what speaks for which, and how much, is `knowledge/interview/`.
Points of the four dimensions add up, so a catalogue of any size is reduced to one title for each combination.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from adviser.advice.conditions import bearing, features_of, holds, outcome
from adviser.advice.model import (
    BODY,
    DIMENSIONS,
    LEVEL,
    PATHWAY,
    TYPE,
    Aside,
    Cell,
    Confidence,
    Criterion,
    Decision,
    Outcome,
    Profile,
    Reason,
    Recommendation,
    Rules,
    Said,
    Trial,
    Value,
)
from adviser.model import KnowledgeBase, Qualification

MOST_RANKED = 6
REMEMBERED = 256  # decisions
CURRENT = "current"
Key = tuple[str, str]  # a pathway (or none) and a value: where points are counted


@dataclass(frozen=True)
class Judgement:
    """The points of each value and what is barred; a value on one pathway only carries its name."""

    points: Mapping[Key, float]
    barred: frozenset[Key]

    def score(self, cell: Cell) -> float | None:
        """The points of a combination; None where it is barred."""
        total = 0.0
        for dimension in DIMENSIONS:
            value = cell.value(dimension)
            for key in (("", value), (cell.pathway, value)):
                if key in self.barred:
                    return None
                total += self.points.get(key, 0.0)
        return total


class Engine:
    """Decides by the rules of a knowledge base. Holds no conversation: the same profile gives the same decision."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.rules: Rules = knowledge.rules
        self._decided = lru_cache(maxsize=REMEMBERED)(self._decide)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every combination worth weighing, in the order in which equals are told."""
        values: dict[Key, None] = {}
        for criterion in self.rules.criteria:
            for value in criterion.supports:
                values.setdefault((criterion.pathway if criterion.dimension == LEVEL else "", value))
        kind = self.knowledge.vocabulary.kind

        def of(dimension: str, pathway: str = "") -> list[str]:
            return [value for on, value in values if on == pathway and kind(value) == dimension]

        found = [
            Cell(pathway, level, size, body)
            for pathway in of(PATHWAY)
            for level in of(LEVEL, pathway)
            for size in of(TYPE)
            for body in of(BODY)
        ]
        return tuple(sorted(found, key=self._place))

    def _place(self, cell: Cell) -> tuple[int, ...]:
        return tuple(self.rules.ties.get(cell.value(dimension), 99) for dimension in DIMENSIONS)

    @cached_property
    def titles(self) -> Mapping[Cell, Qualification]:
        """The current title of each combination that has one; the first of the catalogue where there are several."""
        found: dict[Cell, Qualification] = {}
        for row in self.knowledge.qualifications.values():
            if row.status == CURRENT and row.pathway and row.type:
                found.setdefault(Cell(row.pathway, row.level, row.type, row.body), row)
        return found

    # -- weighing

    def judge(self, profile: Profile) -> Judgement:
        """Points and bars for a profile."""
        points: dict[Key, float] = {}
        barred: set[Key] = set()
        for criterion in self.rules.criteria:
            if criterion.reaches is not None and holds(criterion.reaches, profile) is False:
                barred |= {(criterion.pathway, value) for value in criterion.supports}
            elif holds(criterion.when, profile):
                for value, worth in criterion.supports.items():
                    key = (criterion.pathway, value)
                    points[key] = points.get(key, 0.0) + worth
        return Judgement(points, frozenset(barred))

    def weighed(self, profile: Profile) -> list[tuple[float, Cell]]:
        """Each combination that is not barred with its points, best first."""
        judgement = self.judge(profile)
        found = []
        for cell in self.cells:
            score = judgement.score(cell)
            if score is not None and self._not_offered(cell) is None:
                found.append((score if cell in self.titles else score + self.rules.no_title, cell))
        return sorted(found, key=lambda scored: -scored[0])  # stable: equals stay in their order

    def _not_offered(self, cell: Cell) -> str | None:
        """The fact that says a combination does not exist, or None."""
        return self.rules.not_offered.get((cell.body, cell.level, cell.type))

    def _lost(self, profile: Profile, best: float) -> tuple[str, ...]:
        """The facts on combinations that would come first if only they existed."""
        judgement = self.judge(profile)
        missing = [(cell, fact) for cell in self.cells if (fact := self._not_offered(cell))]
        return tuple(dict.fromkeys(fact for cell, fact in missing if (judgement.score(cell) or 0.0) > best))

    def refused(self, profile: Profile) -> tuple[str, ...]:
        """The facts for which nothing can be recommended to somebody, whatever else they say; usually none."""
        return tuple(key for when, facts in self.rules.never if holds(when, profile) for key in facts)

    def enough(self, profile: Profile) -> bool:
        """Whether enough is known to recommend anything."""
        return holds(self.rules.needs, profile) is True

    def first(self, profile: Profile) -> Cell | None:
        """The best combination alone, or None; quicker than deciding."""
        if self.refused(profile) or not self.enough(profile):
            return None
        return self.weighed(profile)[0][1]

    def decide(self, profile: Profile) -> Decision:
        """All that is to be told: the ranking with reasons, how sure it is, what else would have been near."""
        return self._decided(tuple(profile.items()))  # each turn of a conversation asks for it again

    def _decide(self, told: tuple[tuple[str, Said], ...]) -> Decision:
        profile = dict(told)
        refused = self.refused(profile)
        if refused or not self.enough(profile):
            return Decision((), because=refused or self.rules.needs_facts)
        weighed = self.weighed(profile)
        best_score, best = weighed[0]
        rivals = {}
        margins = {}
        for dimension in (LEVEL, BODY):
            rival = next(((s, c) for s, c in weighed if c.value(dimension) != best.value(dimension)), None)
            margins[dimension] = best_score - rival[0] if rival else self.rules.sure
            if rival and margins[dimension] < self.rules.split and rival[1].pathway == best.pathway:
                rivals[dimension] = rival[1].value(dimension)
        return Decision(
            ranked=tuple(self.recommendation(cell, score, profile) for score, cell in weighed[:MOST_RANKED]),
            confidence=self._confidence(margins, rivals),
            rivals=rivals,
            others=tuple(self._others(best, weighed, profile)),
            cautions=(*self._lost(profile, best_score), *self.asides(self.rules.cautions, best, profile)),
        )

    def _others(
        self, best: Cell, weighed: list[tuple[float, Cell]], profile: Profile
    ) -> Iterator[tuple[str, Recommendation]]:
        """The same from the other body, lighter, deeper: those of which a current title is known, best first."""
        order = {key: subject.order for key, subject in self.knowledge.vocabulary.subjects.items()}
        found: set[str] = set()
        for score, cell in weighed:
            differing = [d for d in DIMENSIONS if cell.value(d) != best.value(d)]
            if len(differing) != 1 or differing[0] not in (BODY, TYPE) or cell not in self.titles:
                continue
            lighter = order[cell.type] < order[best.type]
            kind = BODY if differing == [BODY] else "lighter" if lighter else "deeper"
            if kind not in found:
                found.add(kind)
                yield kind, self.recommendation(cell, score, profile)

    def _confidence(self, margins: Mapping[str, float], rivals: Mapping[str, str]) -> Confidence:
        if LEVEL in rivals:
            return Confidence.SPLIT
        return Confidence.SURE if min(margins.values()) >= self.rules.sure else Confidence.FAIRLY

    # -- telling why

    def recommendation(self, cell: Cell, score: float, profile: Profile) -> Recommendation:
        """A combination with its title and all that speaks for and against it."""
        row = self.titles.get(cell)
        reasons = self.reasons(cell, profile)
        return Recommendation(
            cell,
            round(score, 1),
            row.title if row else self.generic_title(cell),
            row.id if row else "",
            tuple(reason for reason in reasons if reason.outcome == Outcome.MET),
            tuple(reason for reason in reasons if reason.outcome == Outcome.NOT_MET and reason.text),
        )

    def generic_title(self, cell: Cell) -> str:
        """What a combination without a known title is called."""
        names = {dimension: self.knowledge.vocabulary.subjects[cell.value(dimension)].name for dimension in DIMENSIONS}
        return str(self.knowledge.words["advice"]["generic_title"].format(**names))

    def reasons(self, cell: Cell, profile: Profile) -> list[Reason]:
        """What bears on a combination, the weightiest of each dimension first."""
        bearing_on = [c for c in self.rules.criteria if cell.value(c.dimension) in c.supports]
        fitting = [c for c in bearing_on if c.pathway in ("", cell.pathway)]
        order = (LEVEL, BODY, TYPE, PATHWAY)
        fitting.sort(key=lambda c: (order.index(c.dimension), -c.supports[cell.value(c.dimension)]))
        return [self.reason(criterion, profile) for criterion in fitting]

    def reason(self, criterion: Criterion, profile: Profile) -> Reason:
        """How a criterion stands for somebody, in its words, with what they said about it."""
        found = outcome(criterion.when, profile)
        if criterion.reaches is not None and holds(criterion.reaches, profile) is False:
            found = Outcome.NOT_MET
        text = {
            Outcome.MET: criterion.met,
            Outcome.NOT_MET: criterion.not_met,
            Outcome.UNKNOWN: criterion.unknown,
        }[found]
        names = bearing(criterion.when, profile) if found == Outcome.MET else features_of(criterion.when)
        said = tuple(profile[name] for name in names if name in profile)
        return Reason(criterion.id, criterion.dimension, found, text, said, criterion.facts)

    def asides(self, listed: tuple[Aside, ...], cell: Cell, profile: Profile) -> tuple[str, ...]:
        """What of a list of asides belongs beside this combination for this profile, in order."""
        found = []
        for aside in listed:
            fits = all(cell.value(dimension) in values for dimension, values in aside.fits.items())
            wanted = aside.when is None or holds(aside.when, profile) is True
            spared = aside.unless is not None and holds(aside.unless, profile) is True
            if fits and wanted and not spared:
                found.append(aside.says)
        return tuple(dict.fromkeys(found))

    def changes(self, profile: Profile, best: Cell) -> list[tuple[Trial, Recommendation]]:
        """Trials that would bring another qualification first, those that change the level before others."""
        found = []
        for trial in self.rules.trials:
            if not holds(trial.when, profile) or not any(_new(profile.get(n), v) for n, v in trial.sets.items()):
                continue  # out of place, or so already
            tried = tried_out(profile, trial.sets)
            cell = self.first(tried)
            if cell is not None and cell != best:
                found.append((trial, self.recommendation(cell, 0.0, tried)))
        return sorted(found, key=lambda change: change[1].cell.level == best.level)


def _new(said: Said | None, value: Value) -> bool:
    return said is None or said.value != value


def tried_out(profile: Profile, sets: Mapping[str, Value]) -> dict[str, Said]:
    """A profile with some values put in place of what was said; the profile itself stays as it is."""
    return {**profile, **{name: Said(value) for name, value in sets.items()}}
