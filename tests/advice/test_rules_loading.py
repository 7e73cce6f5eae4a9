"""What an editor of the interview is told after a mistake: the file, the line, and how to mend it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from adviser.knowledge import KNOWLEDGE, KnowledgeError, load, load_checked

TODAY = date.today()
FEATURES, QUESTIONS, CRITERIA = "interview/features.yml", "interview/questions.yml", "interview/criteria.yml"


@dataclass(frozen=True)
class Mistake:
    """The first `old` after `at` becomes `new`; told are the line of the entry, what is wrong and how to mend it."""

    name: str
    file: str
    at: str
    old: str
    new: str
    message: str
    mend: str


MISTAKES = [
    Mistake("a feature of no known kind", FEATURES, "- {id: experience,", "kind: number", "kind: numbr",
            "'numbr' is not a known kind", "Did you mean 'number'?"),
    Mistake("a feature without a kind", FEATURES, "- {id: budget,", ", kind: flag", "", "has no 'kind'",
            "Every feature needs"),
    Mistake("a condition on an unknown feature", CRITERIA, "- id: l5-budget", "{budget: true}", "{bugdet: true}",
            "'bugdet' is not a known feature", "Did you mean 'budget'?"),
    Mistake("a condition on an unknown value", CRITERIA, "- id: l2-scope", "[none, team]", "[none, teem]",
            "'teem' is not a known responsibility", "Did you mean 'team'?"),
    Mistake("an unknown fact", CRITERIA, "- id: l2-scope", "level-2.choose_if", "level-2.chose_if",
            "'level-2.chose_if' is not a known fact", "Did you mean 'level-2.choose_if'?"),
    Mistake("no facts", CRITERIA, "- id: l2-scope", "facts: [level-2.choose_if]", "facts: []", "names no fact",
            "No source, no statement"),
    Mistake("an unknown level", CRITERIA, "- id: l2-scope", "level-2: ", "levle-2: ",
            "'levle-2' is not a known subject", "Did you mean 'level-2'?"),
    Mistake("values of two kinds", CRITERIA, "- id: l2-scope", "{level-2: ", "{award: 1, level-2: ",
            "l2-scope supports award, level-2", "Name values of one kind"),
    Mistake("a value that no qualification has", CRITERIA, "- id: l2-scope", "{level-2: ", "{unit: ",
            "l2-scope supports unit", "Name values of one kind"),
    Mistake("a missing key", CRITERIA, "- id: l2-scope", "  met: ", "  not_met: ", "criterion l2-scope has no 'met'",
            "Every criterion needs"),
    Mistake("a misspelt key", CRITERIA, "- id: l2-scope", "  unknown: ", "  unknwon: ",
            "criterion l2-scope has the unknown field 'unknwon'", "Did you mean 'unknown'?"),
    Mistake("a condition that is a word", CRITERIA, "- id: l2-new", "when: {", "when: new #",
            "'new' is no condition", "Write {feature: [values]}"),
    Mistake("a caution on no fact", CRITERIA, "cautions:", "says: levels.popularity.rare",
            "says: levels.popularity.rar", "'levels.popularity.rar' is not a known fact",
            "Did you mean 'levels.popularity.rare'?"),
    Mistake("a caution for an unknown dimension", CRITERIA, "cautions:", "for: {level: [level-4]",
            "for: {levels: [level-4]", "'levels' is not a known dimension", "Did you mean 'level'?"),
    Mistake("a trial of an unknown feature", CRITERIA, "trials:", "set: {budget: ", "set: {bugdet: ",
            "'bugdet' is not a known feature", "Did you mean 'budget'?"),
    Mistake("a trial of an unknown value", CRITERIA, "trials:", "set: {responsibility: team",
            "set: {responsibility: teem", "'teem' is not a known responsibility", "Did you mean 'team'?"),
    Mistake("a combination not offered, by no fact", CRITERIA, "not_offered:", "fact: level-2.availability.no-diploma",
            "fact: level-2.availability.no-diplom", "is not a known fact", "level-2.availability.no-diploma"),
    Mistake("a refusal without a fact", CRITERIA, "never:",
            "facts: [ilm.assessment_method.no-role, centre.advice.evidence]", "facts: []", "names no fact",
            "No source, no statement"),
    Mistake("a question that settles nothing known", QUESTIONS, "- id: experience", "[experience,", "[experiance,",
            "'experiance' is not a known feature", "Did you mean 'experience'?"),
    Mistake("a question without its reason", QUESTIONS, "- id: focus", "  why: ", "  wy: ",
            "question focus has no 'why'", "Every question needs"),
    Mistake("a reason that is no fact", QUESTIONS, "- id: focus", "fact: coaching.pathway_choice.within-management",
            "fact: coaching.pathway_choice.within-managment", "is not a known fact", "Did you mean"),
    Mistake("a button without a label for groups", QUESTIONS, "- {label: \"One team\"",
            "label_group: \"One team each\", ", "", "has no 'label_group'", "Every choice needs"),
    Mistake("a button that sets an unknown value", QUESTIONS, "- {label: \"One team\"", "{responsibility: team}",
            "{responsibility: teem}", "'teem' is not a known responsibility", "Did you mean 'team'?"),
]  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the real knowledge folder."""
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def spoil(folder: Path, mistake: Mistake) -> int:
    """Make one mistake in the folder; gives the line of the entry that it is in."""
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    assert mistake.at in text
    place = text.index(mistake.old, text.index(mistake.at))
    path.write_text(text[:place] + mistake.new + text[place + len(mistake.old) :], encoding="utf-8")
    entry = [found.start() for found in re.finditer(r"^(- |  - )", text, re.M) if found.start() <= place][-1]
    return text.count("\n", 0, entry) + 1


def test_the_copy_itself_is_good(copy: Path) -> None:
    assert [problem for problem in load(copy, TODAY)[1] if not problem.warning] == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_with_file_line_and_mend(copy: Path, mistake: Mistake) -> None:
    line = spoil(copy, mistake)
    problems = [str(problem) for problem in load(copy, TODAY)[1]]
    told = [each for each in problems if mistake.message in each]
    assert told, f"nothing of the kind was said, only: {problems}"
    assert told[0].startswith(f"knowledge/{mistake.file}:{line}: ")
    assert any(mistake.mend in each for each in told), told


def test_a_mistake_stops_the_bot(copy: Path) -> None:
    spoil(copy, MISTAKES[2])
    with pytest.raises(KnowledgeError, match=CRITERIA):
        load_checked(copy, TODAY)


ROUGH = [
    ("supports: {level-2: 20}", "supports: [level-2]"),
    ("supports: {level-2: 20}", "supports: {level-2: twenty}"),
    ("when: {responsibility: [none, team]}", "when: {responsibility: team}"),
    ("when: {responsibility: [none, team]}", "when: {any: {responsibility: [team]}}"),
    ("when: {responsibility: [none, team]}", "when: {experience: 3}"),
    ("when: {responsibility: [none, team]}", "when: {experience: {form: 3}}"),
    ("when: {responsibility: [none, team]}", "when: {experience: {from: three}}"),
    ("facts: [level-2.choose_if]", "facts: level-2.choose_if"),
    ("needs: {any:", "nedes: {any:"),
    ("split: 1.5", "split: a little"),
    ("matters: {level: 4,", "matters: {levels: 4,"),
    ("ties: [leadership-and-management,", "ties: [leadership-and-managment,"),
    ("no_title_facts: [levels.availability]", "no_title_facts: [levels.availabilty]"),
    ("{body: ilm, level: level-2, type: diploma,", "{body: ilm, level: level-22, type: diploma,"),
    ("for: {level: [level-4], pathway: [leadership-and-management]}, says: C34", "for: [level-4], says: C34"),
    ("strength: requirement", "strength: requirment"),
    ('"on": leadership-and-management', '"on": leadership'),
    ('"on": leadership-and-management', "on: leadership-and-management"),
    ("criteria:\n", "criterias:\n"),
    ("- id: l3-scope", "- id: l2-scope"),
    ("sure: 4", "shure: 4"),
]


@pytest.mark.parametrize(("old", "new"), ROUGH, ids=[new.strip()[:50] for _, new in ROUGH])
def test_whatever_is_written_there_the_editor_is_told_and_sees_no_traceback(copy: Path, old: str, new: str) -> None:
    path = copy / CRITERIA
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    told = [str(problem) for problem in load(copy, TODAY)[1] if CRITERIA in problem.file]
    assert told, "nothing was said"
