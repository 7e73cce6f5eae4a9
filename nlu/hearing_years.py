"""Years served at a certain height, which chartered grades ask for: "five of them at a strategic level"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from nlu.hearing_cues import Fact
from nlu.hearing_measures import Measure, durations
from nlu.hearing_scene import Clause, Scene
from nlu.hearing_titles import Holder

HEIGHTS = {
    "director": "strategic_years", "senior-manager": "strategic_years",
    "middle-manager": "middle_years", "department-head": "middle_years",
}  # fmt: skip
WORDS = {"strategic": "strategic_years", "middle": "middle_years"}  # word lists of the hearing files
OF_THEM = set("them those these which ROLE in board executive strategic senior middle been were".split())


def years_at(scene: Scene, titled: Sequence[Holder], vague: Mapping[str, float], today: date) -> list[Fact]:
    """Years in the clause that names the height, with the word or, after other years, as a bare number."""
    heights = {clause.start: height for clause in scene.clauses if (height := _height(scene, clause, titled))}
    if not heights:
        return []
    measures = durations(scene.tokens, vague, today)
    found = []
    for clause in scene.clauses:
        height = heights.get(clause.start)
        if height is None or clause.asked:
            continue
        own = [each for each in measures if clause.start <= each.start < clause.end]
        if not own and any(each.start < clause.start for each in measures):
            own = _bare(scene, clause)
        if own and not scene.wished(own[0].start):
            found.append(Fact(height, own[0].amount, own[0].start, own[0].end, True, clause.supposed))
    return found


def _height(scene: Scene, clause: Clause, titled: Sequence[Holder]) -> str | None:
    words = set(scene.words[clause.start : clause.end])
    named = next((height for kind, height in WORDS.items() if words & scene.lists[kind]), None)
    own = [each for each in titled if each.whose == "self" and clause.start <= each.at < clause.end]
    return named or next((HEIGHTS[each.title.role] for each in own if each.title.role in HEIGHTS), None)


def _bare(scene: Scene, clause: Clause) -> list[Measure]:
    """The first number of a clause that counts years told before: "six as a director"."""
    for at in range(clause.start, clause.end - 1):
        number = scene.tokens[at].number
        if number is not None and scene.words[at + 1] in OF_THEM:
            return [Measure(number, at, at + 1)]
    return []
