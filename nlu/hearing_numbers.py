"""What the numbers of a message tell: years of leading, hours of study, how many people, and what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from nlu.hearing_cues import CROWD, Fact
from nlu.hearing_measures import Measure, durations, study_times
from nlu.hearing_scene import Clause, Scene, manages
from nlu.hearing_words import BREAKS

PEOPLE = {"people", "ROLES"}
SIZES = {"award", "certificate", "diploma"}
WHEN = set(
    "in last this just ago year years month months week weeks spring summer autumn winter N one january february march "
    "april may june july august september october november december back already".split()
)
DONE = {"passed", "completed", "finished", "achieved", "gained", "earned", "done", "did"}
HAVING = {"have", "hold", "holds", "possess"}
MOST_YEARS, MOST_HOURS = 60, 60
MOST_SMALL = 3  # words around an amount in a clause that is an item of a list


def experience(scene: Scene, vague: Mapping[str, float], today: date, led: bool) -> list[Fact]:
    """Years of leading; `led` is whether the message otherwise tells that the person leads."""
    found = []
    rates = {at for each in study_times(scene.tokens, vague) if each.rate for at in range(each.start, each.end)}
    for measure in durations(scene.tokens, vague, today):
        clause = scene.clause(measure.start)
        if measure.start in rates:
            continue  # "3 hours a week" tells no week of leading
        if measure.amount > MOST_YEARS or not _served(scene, measure, clause):
            continue
        sure = not clause.asked and (_leads(scene, clause) or (led and _bare(scene, measure, clause)))
        sure = sure or (led and measure.start > 0 and scene.words[measure.start - 1] == "since")  # "since three years"
        sure = sure or "meant" in scene.words[clause.start : clause.end]
        found.append(Fact("experience", measure.amount, measure.start, measure.end, sure, clause.supposed))
    return found


def bare_number(scene: Scene, feature: str, most: float) -> list[Fact]:
    """The first number of a message, where the question was a number."""
    for at, token in enumerate(scene.tokens):
        if token.number is not None and token.number <= most:
            return [Fact(feature, token.number, at, at + 1, False)]
    return []


def _served(scene: Scene, measure: Measure, clause: Clause) -> bool:
    """Whether a stretch of time may be time served: not ahead, not an age, not how long ago."""
    before = set(scene.words[max(clause.start, measure.start - 2) : measure.start]) - {"over"}
    after = set(scene.words[measure.end : min(clause.end, measure.end + 2)])
    promoted = "promoted" in scene.words[clause.start : measure.start]
    if promoted and scene.wished(measure.start):
        return False  # "they are going to be promoted in April"
    if "ago" in after:
        return promoted
    ahead = measure.start > clause.start and scene.words[measure.start - 1] == "in"
    if (ahead or before & scene.lists["ahead"]) and not promoted:
        return False
    return not after & scene.lists["not_served"] and not clause.later


def _leads(scene: Scene, clause: Clause) -> bool:
    """Whether a clause speaks of leading, so that its years are years of it."""
    words = scene.words[clause.start : clause.end]
    titled = any(
        scene.tokens[at].title is not None and scene.words[at] != "people" for at in range(clause.start, clause.end)
    )
    return bool(scene.lists["served"] & set(words)) or titled


def _bare(scene: Scene, measure: Measure, clause: Clause) -> bool:
    """Whether a clause holds little else than the amount, as an item of a list does."""
    rest = [scene.words[at] for at in range(clause.start, clause.end) if not measure.start <= at < measure.end]
    return all(word in scene.lists["serving"] for word in rest)


def study(scene: Scene, vague: Mapping[str, float]) -> list[Fact]:
    """Hours a week for study; hours of work are none."""
    found = []
    for measure in study_times(scene.tokens, vague):
        clause = scene.clause(measure.start)
        if measure.amount > MOST_HOURS or {"credit", "credits"} & set(scene.words[clause.start : clause.end]):
            continue
        before = set(scene.words[clause.start : measure.start])
        soon = (
            scene.words[measure.start + 1] == "minute"
            and "in" in scene.words[max(0, measure.start - 1) : measure.start]
        )
        if soon and not measure.rate:
            continue  # "in a minute; first tell me how long it is"
        alone = clause.end - clause.start - (measure.end - measure.start) <= MOST_SMALL
        hours = scene.words[measure.start + 1] in ("hour", "minute") or measure.rate
        sure = (measure.rate or alone) and hours and not before & scene.lists["working"] and not clause.asked
        found.append(Fact("study_time", measure.amount, measure.start, measure.end, sure, clause.supposed))
    return found


def headcount(scene: Scene) -> list[Fact]:
    """How many people a number counts."""
    found = []
    for at, token in enumerate(scene.tokens):
        following = scene.words[at + 1 : at + 4]
        if token.number is None or not float(token.number).is_integer() or scene.past(at):
            continue
        near = next((word for word in following if word in PEOPLE or word in BREAKS), "")
        if at and scene.words[at - 1] == "team" and _ends(scene, following):
            found.append(Fact("team_size", token.number, at - 1, at + 1, True, scene.clause(at).supposed))
        elif near in PEOPLE and (at == 0 or scene.words[at - 1] != "team"):
            found.append(Fact("headcount", token.number, at, at + 2 + following.index(near), True))
        elif _counted_alone(scene, at):
            found.append(Fact("headcount", token.number, at, at + 2, False))
    return found


def _ends(scene: Scene, following: Sequence[str]) -> bool:
    """Whether a number after "team" counts its people: nothing of another kind follows it."""
    return not following or following[0] in BREAKS or following[0] in PEOPLE or following[0] in scene.lists["afresh"]


def _counted_alone(scene: Scene, at: int) -> bool:
    """Whether a clause is a number and a plural that is no known word for people: "9 weavers"."""
    clause = scene.clause(at)
    return (clause.start, clause.end) == (at, at + 2) and scene.words[at + 1].endswith("s")


def completed(scene: Scene) -> list[range]:
    """Where a qualification in leading is said to be done: "passed a CMI certificate", "have an ILM diploma"."""
    found = []
    for clause in scene.clauses:
        for at in range(clause.start, 0 if clause.asked else clause.end):
            ends = [n for n in range(at + 1, min(at + 7, clause.end)) if scene.words[n] in SIZES]
            between = set(scene.words[at + 1 : ends[0]]) if ends else set()
            after = scene.words[ends[0] + 1 : ends[0] + 3] if ends else []
            known = between | set(after[1:]) if after[:1] in (["in"], ["for"]) else between
            if not ends or not known & scene.lists["leading_studies"] or scene.denied(at, set()) or scene.wished(at):
                continue
            bare = all(word in scene.lists["leading_studies"] or word[:6] == "level-" for word in between)
            if scene.words[at] in DONE or (scene.words[at] in HAVING and bare and "mind" not in scene.words):
                found.append(range(at, ends[0] + 1))
                break
    return found


def held(scene: Scene) -> list[Fact]:
    """Qualifications somebody says they have, and the level of one in leading or coaching."""
    found = [Fact("qualification_held", scene.said(d.start, d.stop), d.start, d.stop) for d in completed(scene)]
    for clause in scene.clauses:
        words = scene.words[clause.start : clause.end]
        named = [at for at, word in enumerate(words) if word in scene.lists["held"]]
        if not named or clause.asked:
            continue
        before = words[: named[0]]
        has = any(word in scene.lists["holding"] for word in before)
        wanted = bool(set(before) & {"want", "need", "make", "become"})
        level = next((word for word in words if word.startswith("level-")), None)
        listed = not wanted and not before and level is None
        sure = (has and not wanted) or listed
        refused = bool(set(before) & {"not", "no"})
        if refused or (wanted and not has):
            continue
        found.append(Fact("qualification_held", scene.said(clause.start, clause.end), clause.start, clause.end, sure))
        after = words[words.index(level) + 1 :] if level is not None else []
        last = WHEN.issuperset(after) and bool(set(before) & DONE)  # "has only completed Level 3", "... in March"
        if level is not None and (last or set(words) & scene.lists["leading_studies"]):
            found.append(Fact("held_level", float(level[-1]), clause.start, clause.end, sure))
    return found


def led_by_count(scene: Scene, facts: Sequence[Fact]) -> list[Fact]:
    """A team of those whom somebody counts after telling what they run: "I run the parts counter with 6 lads"."""
    if any(fact.feature == "responsibility" and fact.sure for fact in facts):
        return []
    for fact in facts:
        if fact.feature not in ("headcount", "team_size") or not fact.sure or fact.value >= CROWD:
            continue
        own = scene.clause(fact.start)
        listed = own.end - own.start <= MOST_SMALL and own.start > 1  # "I run the counter, 6 lads"
        clause = scene.clause(own.start - 2) if listed else own
        before = scene.words[clause.start : min(fact.start, clause.end)]
        runs = manages(before)
        at = clause.start + before.index("manage") if runs else 0
        far = {"organisation", "for", "we", "me"} & set(before)  # "I run payroll for 40 people"
        true = runs and not (clause.asked or scene.wished(at) or scene.past(at) or scene.denied(at, set()))
        if true and not far:
            return [Fact("responsibility", "team", fact.start, fact.end, True, clause.supposed)]
    return []


def leads(facts: Sequence[Fact], leading: frozenset[str]) -> bool:
    """Whether facts tell that the person leads."""
    values = {(fact.feature, fact.value) for fact in facts if fact.sure}
    widths = {("responsibility", value) for value in ("team", "department", "organisation")}
    return bool(values & widths) or any(("role", role) in values for role in leading)
