"""What an editor is told after a mistake: the file, the line, and how to mend it; never a traceback."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from adviser.__main__ import main
from adviser.knowledge import KnowledgeError, load, load_checked
from adviser.lines import Problem

TODAY = date(2026, 11, 21)
SMALL = Path(__file__).parent / "small"
FACTS, SUBJECTS, PROPERTIES = "facts/sizes.yml", "vocabulary/subjects.yml", "vocabulary/properties.yml"
DISAGREEMENTS, TITLES, UNITS = "disagreements/sizes.yml", "qualifications/house.yml", "units/house-3.yml"


@dataclass(frozen=True)
class Mistake:
    """One change to the small knowledge folder, and what the editor must be told, at which line."""

    name: str
    file: str
    old: str
    new: str
    line: int
    message: str
    mend: str


MISTAKES = [
    Mistake("no source", FACTS, "source: handbook\n", "", 4, "small.credits: has no 'source'",
            "No source, no statement"),
    Mistake("no sentence", FACTS, "  says: One credit of Example House is about 9 hours.\n", "", 16,
            "fact credit.hours has no 'says'", "Every fact needs id, about"),
    Mistake("no place", FACTS, "  place: page 5\n", "", 16, "fact credit.hours has no 'place'", "CONTRIBUTING.md"),
    Mistake("no id", FACTS, "- id: credit.hours\n  about", "- about", 16, "fact has no 'id'", "Every fact needs id"),
    Mistake("a field nobody reads", FACTS, "  place: page 5", "  place: page 5\n  sourse: leaflet", 16,
            "unknown field 'sourse'", "Did you mean 'source'?"),
    Mistake("a near miss of a subject", FACTS, "[example-house, credit]", "[example-huose, credit]", 16,
            "'example-huose' is not a known subject", "Did you mean 'example-house'?"),
    Mistake("a subject unlike any", FACTS, "[example-house, credit]", "[zzz, credit]", 16,
            "'zzz' is not a known subject", "Use one of: credit, example-house"),
    Mistake("a subject without brackets", FACTS, "[example-house, credit]", "credit", 16,
            "'about' is not a list", "Write about: ["),
    Mistake("an unknown property", FACTS, "property: credits\n  value: 9", "property: credit\n  value: 9", 16,
            "'credit' is not a known property", "Did you mean 'credits'?"),
    Mistake("a bare yes", FACTS, "value: 9\n  unit: hour", "value: yes", 16, "read as true or false", "in quotes"),
    Mistake("a span without unit", FACTS, "  unit: credit\n", "", 5, "a number without a unit", "Add unit: credit"),
    Mistake("a span with a slip", FACTS, "{min: 1, max: 7}", "{min: 1, mx: 7}", 5, "a span holds",
            "{min: 13, max: 36}"),
    Mistake("an unknown unit", FACTS, "unit: hour", "unit: hours", 16, "'hours' is not a known unit", "mean 'hour'?"),
    Mistake("an empty list of values", FACTS, "value: 9\n  unit: hour", "value: []", 16, "must hold words", "Quote"),
    Mistake("a tab", FACTS, "  property: credits\n  value: 9", "\tproperty: credits\n  value: 9", 18,
            "is not valid YAML", "not tabs"),
    Mistake("a colon in a sentence", FACTS, "says: One credit of", "says: Note: one credit of", 21,
            "is not valid YAML", 'Put text that holds ": " in quotes.'),
    Mistake("an open quote", FACTS, "says: One credit", 'says: "One credit', 23, "is not valid YAML", "quotes"),
    Mistake("a key twice", FACTS, "  unit: hour\n", "  unit: hour\n  unit: credit\n", 21, "'unit' stands twice",
            "Keep one"),
    Mistake("a list where keys belong", "house.yml", "read_again", "- read_again", 2, "not valid YAML", "indentation"),
    Mistake("an endless number", "house.yml", "too_old_after_months: 24", "too_old_after_months: .inf", 1,
            "'too_old_after_months' is inf", "whole number of months"),
    Mistake("an empty file", FACTS, None, "", 1, "holds no 'key: value' lines", "CONTRIBUTING.md"),
    Mistake("a file of another kind", FACTS, "facts:\n", "fact:\n", 2, "holds no list 'facts:'", "CONTRIBUTING.md"),
    Mistake("an entry that is a word", FACTS, "- id: credit.hours", "- credit hours\n- id: credit.hours", 2,
            "'facts' holds 'credit hours'", "Each entry is a list of 'key: value'"),
    Mistake("an id twice", FACTS, "id: credit.hours", "id: small.credits", 16,
            "the id 'small.credits' is used before, at knowledge/facts/sizes.yml:5", "Give it another"),
    Mistake("a word beside no subject", SUBJECTS, "aliases: [big]", "aliases: [big], beside: {smal: [one]}", 7,
            "'smal' is no subject above this one", "Did you mean 'small'?"),
    Mistake("words beside that are no list", SUBJECTS, "aliases: [big]", "aliases: [big], beside: {small: one}", 7,
            "'beside' of large does not list words", "Write beside: {"),
    Mistake("an id with capitals", FACTS, "id: credit.hours", "id: Credit Hours", 16, "is not an id", "small letters"),
    Mistake("an alias meaning two things", SUBJECTS, "aliases: [big]", "aliases: [big, little]", 7,
            "'little' already means small", "Remove it from one of the two"),
    Mistake("a subject without a name", SUBJECTS, "name: credit, ", "", 9, "subject credit has no 'name'",
            "Every subject needs"),
    Mistake("a property without a label", PROPERTIES, ", label: Unit", "", 4, "property unit has no 'label'",
            "Every property needs"),
    Mistake("an aspect not listed", PROPERTIES, "unit: {aspect: meaning", "unit: {aspect: meening", 1,
            "the aspect 'meening' is not listed", "Add it under 'aspects'"),
    Mistake("a field that is no list", "vocabulary/elsewhere.yml", "land: [gardening]", "land: gardening", 2,
            "'land' is no list of names", "Write [name, name]"),
    Mistake("words of elsewhere that nobody reads", "vocabulary/elsewhere.yml", "callings:", "calings:", 2,
            "nothing reads 'calings'", "Did you mean 'callings'?"),
    Mistake("an enquiry of no aspect", "vocabulary/enquiries.yml", "ask_size: [size]", "ask_size: [sise]", 2,
            "'sise' is not an aspect", "Did you mean 'size'?"),
    Mistake("a sentence too long", FACTS, "One credit of", "One credit " + "and so on " * 20 + "of", 16,
            "'says' is longer than 60 words", "Split it into two facts"),
    Mistake("a sentence without an end", FACTS, "about 9 hours.", "about 9 hours", 16, "does not end like",
            "full stop"),
    Mistake("a sentence that is a number", FACTS, "says: One credit of Example House is about 9 hours.", "says: 9", 16,
            "'says' is not a sentence", "plain sentences"),
    Mistake("a banned phrase", FACTS, "One credit of", "One world-class credit of", 16, 'says "world-class"',
            "comparable to"),
    Mistake("an unknown source", FACTS, "source: handbook", "source: handbok", 5,
            "'handbok' is not a known source", "Did you mean 'handbook'?"),
    Mistake("a second source without place", FACTS, "  place: page 5",
            "  place: page 5\n  also:\n  - {source: leaflet}", 16,
            "'also' holds source and place", "{source: "),
    Mistake("an unknown disagreement", FACTS, "disputed: C01", "disputed: C011", 5,
            "'C011' is not a known disagreement", "Did you mean 'C01'?"),
    Mistake("a reason that is no fact", FACTS, "because: credit.hours", "because: credit.hour", 5,
            "'credit.hour' is not a known fact for 'because'", "Did you mean 'credit.hours'?"),
    Mistake("one view only",
            DISAGREEMENTS, "  - says: A small example is 3 weeks.\n    source: leaflet\n    place: line 2\n",
            "", 3, "C01: fewer than two views", "Give both"),
    Mistake("a view without source", DISAGREEMENTS, "    source: leaflet\n", "", 11, "view has no 'source'",
            "Every view needs"),
    Mistake("a view that is a word",
            DISAGREEMENTS, "  - says: A small example is 3 weeks.\n    source: leaflet\n    place: line 2",
            "  - three weeks", 3, "C01: a view is 'three weeks'", "says, source"),
    Mistake("a reply that never ends", DISAGREEMENTS, "counts weeks.\n  note",
            "counts weeks " + "on " * 90 + ".\n  note", 3,
            "'reply' is longer than 95 words", "Split"),
    Mistake("a disagreement with a long id", DISAGREEMENTS, "id: C01", "id: sizes", 3, "'sizes' is not an id", "C01"),
    Mistake("a title of no known level", TITLES, "level: level-3", "level: level-33", 4,
            "'level-33' is not a known subject", "Did you mean 'level-3'?"),
    Mistake("a title of no known status", TITLES, "status: current", "status: curent", 4,
            "'curent' is not a known status", "Did you mean 'current'?"),
    Mistake("a unit without a title", UNITS, "title: Last things", "code: 32", 7, "unit has no 'title'",
            "Every unit needs"),
    Mistake("units without a place", UNITS, "place: page 7\n", "", 1, "has no 'place'", "where in the source"),
    Mistake("no day of reading", FACTS, "read: 2026-11-01\n", "", 4, "no day of reading", "Add read: "),
    Mistake("a day in words", FACTS, "read: 2026-11-01", "read: last week", 5, "no day of reading", "Add read: "),
    Mistake("a day that was not yet", FACTS, "read: 2026-11-01", "read: 2026-11-30", 5,
            "was read on 2026-11-30, which is still to come", "Give the day"),
    Mistake("a day with an hour", FACTS, "read: 2026-11-01", "read: 2026-11-01 10:00:00", 5, "no day of reading",
            "Add read: "),
    Mistake("a source named twice", "sources.yml", "id: leaflet", "id: handbook", 9, "'handbook' is used before",
            "Give it another"),
    Mistake("a source of no known standing", "sources.yml", "standing: seller", "standing: shop", 9,
            "'shop' is not a known standing", "Use one of: awarding_body"),
    Mistake("a reply on no fact", "replies.yml", "facts: [small.credits]", "facts: [small.credit]", 2,
            "'small.credit' is not a known fact", "Did you mean 'small.credits'?"),
    Mistake("a reply on no note", "replies.yml", "notes: [help]", "notes: [hepl]", 2,
            "'hepl' is not a known note", "Did you mean 'help'?"),
    Mistake("a sum on no fact", "sums.yml", "hours_a_credit: credit.hours", "hours_a_credit: credit.hour", 1,
            "'credit.hour' is not a known fact", "Did you mean 'credit.hours'?"),
    Mistake("a phrase that cannot be read", "house.yml", "world[- ]class", "'world[- class'", 1,
            "'world[- class' cannot be read", "regular expression"),
]  # fmt: skip


def spoil(folder: Path, mistake: Mistake) -> None:
    """Make one mistake in the folder."""
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    assert mistake.old is None or text.count(mistake.old) == 1, (
        f"{mistake.old!r} stands {text.count(mistake.old)} times"
    )
    path.write_text(mistake.new if mistake.old is None else text.replace(mistake.old, mistake.new), encoding="utf-8")


def test_the_small_folder_itself_is_good(folder: Path) -> None:
    assert load(folder, TODAY)[1] == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_with_file_line_and_mend(folder: Path, mistake: Mistake) -> None:
    spoil(folder, mistake)
    problems = load(folder, TODAY)[1]
    place = f"knowledge/{mistake.file}:{mistake.line}: "
    told = [str(p) for p in problems if mistake.message in p.message]
    assert told, f"nothing of the kind was said, only: {[str(p) for p in problems]}"
    assert told[0].startswith(place)
    assert any(mistake.mend in line for line in told), told


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_an_error_that_stops_the_bot(folder: Path, mistake: Mistake) -> None:
    spoil(folder, mistake)
    with pytest.raises(KnowledgeError, match=mistake.file):
        load_checked(folder, TODAY)


@pytest.mark.parametrize("file", sorted(path.relative_to(SMALL).as_posix() for path in SMALL.rglob("*.yml")))
def test_a_file_that_is_not_utf_8_is_named_and_the_others_are_still_read(folder: Path, file: str) -> None:
    (folder / file).write_bytes("# caf\u00e9\n".encode("latin-1"))
    told = [str(problem) for problem in load(folder, TODAY)[1]]
    assert any(line.startswith(f"knowledge/{file}:1: cannot be read") and "Save it as UTF-8" in line for line in told)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("vocabulary/enquiries.yml", "enquiries:\n"),
        ("replies.yml", "replies:\n"),
        ("house.yml", "never_say:\n"),
        ("wording.yml", "notes: 7\n"),
    ],
)
def test_a_file_of_another_shape_is_named_with_a_way_on(
    folder: Path, file: str, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"knowledge/.*yml:\d+: "):
        load_checked(folder, TODAY)
    assert main(["check", "--folder", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "Traceback" not in told
    assert ".yml:" in told


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-45"])
def test_a_day_that_there_is_not_is_told_where_it_stands(folder: Path, day: str) -> None:
    path = folder / FACTS
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-01", day), encoding="utf-8")
    told = [str(problem) for problem in load(folder, TODAY)[1]]
    assert any(f"knowledge/{FACTS}:2: is not valid YAML: {day} is no date" in line for line in told), told


def test_two_entries_without_an_id_are_both_told(folder: Path) -> None:
    path = folder / FACTS
    path.write_text(
        path.read_text()
        .replace("- id: small.credits\n  about", "- about")
        .replace("- id: credit.hours\n  about", "- about")
    )
    assert [p.line for p in load(folder, TODAY)[1] if "fact has no 'id'" in p.message] == [5, 15]


AGES = [
    ("12 months ago to the day", date(2025, 11, 21), "warning"),
    ("a day short of 12 months", date(2025, 11, 22), "nothing"),
    ("13 months ago", date(2025, 10, 21), "warning"),
    ("a day short of 24 months", date(2024, 11, 22), "warning"),
    ("25 months ago", date(2024, 10, 21), "error"),
    ("tomorrow", date(2026, 11, 22), "error"),
    ("today", date(2026, 11, 21), "nothing"),
]


@pytest.mark.parametrize(("read", "expected"), [row[1:] for row in AGES], ids=[row[0] for row in AGES])
@pytest.mark.parametrize("file", [FACTS, DISAGREEMENTS, TITLES, UNITS])
def test_a_file_grows_old_slowly_then_fails(folder: Path, file: str, read: date, expected: str) -> None:
    path = folder / file
    path.write_text(path.read_text().replace("read: 2026-11-01", f"read: {read}"))
    problems = [problem for problem in load(folder, TODAY)[1] if problem.file == f"knowledge/{file}"]
    found = {"warning" if problem.warning else "error" for problem in problems} or {"nothing"}
    assert found == {expected}


def test_an_old_fact_says_how_old_it_is_and_what_to_do(folder: Path) -> None:
    problem = next(p for p in load(folder, date(2027, 12, 5))[1] if "small.credits" in p.message)
    assert str(problem) == (
        "knowledge/facts/sizes.yml:5: warning: small.credits: was last read 13 months ago. "
        "Look at the source again and set 'read' to that day, or remove the fact."
    )


def test_a_page_of_units_that_grew_old_is_told_once(folder: Path) -> None:
    told = [str(p) for p in load(folder, date(2027, 12, 5))[1] if p.file.endswith(UNITS)]
    assert len(told) == 1


def test_all_mistakes_are_told_at_once_in_order_of_file_and_line(folder: Path) -> None:
    for file, old in ((FACTS, "small]"), (FACTS, "credit]"), (DISAGREEMENTS, "small]")):
        path = folder / file
        path.write_text(path.read_text().replace(old, "nobody]"))
    places = [(p.file, p.line) for p in load(folder, TODAY)[1] if "nobody" in p.message]
    assert places == [(f"knowledge/{DISAGREEMENTS}", 3), (f"knowledge/{FACTS}", 5), (f"knowledge/{FACTS}", 16)]


def test_one_bad_entry_leaves_the_others_in_the_base(folder: Path) -> None:
    path = folder / FACTS
    path.write_text(path.read_text().replace("[example-house, small]", "[nobody]"))
    base, _ = load(folder, TODAY)
    assert "credit.hours" in base.facts
    assert "small.credits" not in base.facts


def test_the_version_changes_with_any_file(folder: Path) -> None:
    before = load(folder, TODAY)[0].version
    assert load(folder, TODAY)[0].version == before
    (folder / "wording.yml").write_text((folder / "wording.yml").read_text() + "# a note\n")
    assert load(folder, TODAY)[0].version != before


def check(capsys: pytest.CaptureFixture[str], folder: Path, today: str = "2026-11-21") -> tuple[int, list[str]]:
    """Exit code and lines of `python -m adviser check`."""
    code = main(["check", "--folder", str(folder), "--today", today])
    return code, capsys.readouterr().out.splitlines()


def test_check_of_a_good_folder_prints_what_it_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, folder) == (
        0, ["2 facts, 1 disagreement, 1 qualification, 2 units, 2 sources: 0 errors, 0 warnings."]
    )  # fmt: skip


def test_check_with_warnings_alone_passes_and_prints_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = check(capsys, folder, today="2027-12-05")
    assert code == 0
    assert lines[-1].endswith("0 errors, 5 warnings.")
    assert all(": warning: " in line for line in lines[:-1])
    assert len(lines) == 6


def test_check_with_an_error_fails_and_prints_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder, next(each for each in MISTAKES if each.name == "an unknown property"))
    code, lines = check(capsys, folder)
    assert code == 1
    assert (
        "knowledge/facts/sizes.yml:16: credit.hours: 'credit' is not a known property. Did you mean 'credits'?" in lines
    )
    assert lines[-1].startswith("1 fact, ")


def test_the_command_itself_exits_with_1_on_an_error(folder: Path) -> None:
    (folder / FACTS).write_text("read: 2026-11-01\n")
    done = subprocess.run(
        [sys.executable, "-m", "adviser", "check", "--folder", str(folder)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_a_problem_is_one_line_an_editor_can_click_on() -> None:
    problem = Problem("knowledge/facts/a.yml", 7, "is wrong.", "Mend it.", warning=True)
    assert str(problem) == "knowledge/facts/a.yml:7: warning: is wrong. Mend it."
