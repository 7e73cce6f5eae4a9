"""What an editor is told after a mistake: the file, the line, and how to mend it; never a traceback."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from adviser.__main__ import main
from adviser.knowledge import KnowledgeError, load, load_checked
from adviser.lines import Problem

TODAY = date(2026, 11, 21)
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
    Mistake("no source", FACTS, "source: handbook\n", "", 4, "small.credits: has no 'source'", "No source, no statement"),
    Mistake("no sentence", FACTS, "  says: One credit of Example House is about 9 hours.\n", "", 17,
            "fact credit.hours has no 'says'", "Every fact needs id, about"),
    Mistake("no place", FACTS, "  place: page 5\n", "", 17, "fact credit.hours has no 'place'", "CONTRIBUTING.md"),
    Mistake("no id", FACTS, "- id: credit.hours\n  about", "- about", 17, "fact has no 'id'", "Every fact needs id"),
    Mistake("a field nobody reads", FACTS, "  place: page 5", "  place: page 5\n  sourse: leaflet", 17,
            "unknown field 'sourse'", "Did you mean 'source'?"),
    Mistake("a near miss of a subject", FACTS, "[example-house, credit]", "[example-huose, credit]", 17,
            "'example-huose' is not a known subject", "Did you mean 'example-house'?"),
    Mistake("a subject unlike any", FACTS, "[example-house, credit]", "[zzz, credit]", 17,
            "'zzz' is not a known subject", "Use one of: credit, example-house"),
    Mistake("a subject without brackets", FACTS, "[example-house, credit]", "credit", 17,
            "'about' is not a list", "Write about: ["),
    Mistake("an unknown property", FACTS, "property: credits\n  value: 9", "property: credit\n  value: 9", 17,
            "'credit' is not a known property", "Did you mean 'credits'?"),
    Mistake("a bare yes", FACTS, "value: 9\n  unit: hour", "value: yes", 17, "read as true or false", "in quotes"),
    Mistake("a span without unit", FACTS, "  unit: credit\n", "", 5, "a number without a unit", "Add unit: credit"),
    Mistake("a span with a slip", FACTS, "{min: 1, max: 7}", "{min: 1, mx: 7}", 5, "a span holds", "{min: 13, max: 36}"),
    Mistake("an unknown unit", FACTS, "unit: hour", "unit: hours", 17, "'hours' is not a known unit", "mean 'hour'?"),
    Mistake("an empty list of values", FACTS, "value: 9\n  unit: hour", "value: []", 17, "must hold words", "Quote"),
    Mistake("a tab", FACTS, "  property: credits\n  value: 9", "\tproperty: credits\n  value: 9", 19,
            "is not valid YAML", "not tabs"),
    Mistake("a colon in a sentence", FACTS, "says: One credit of", "says: Note: one credit of", 22,
            "is not valid YAML", 'Put text that holds ": " in quotes.'),
    Mistake("an open quote", FACTS, "says: One credit", 'says: "One credit', 24, "is not valid YAML", "quotes"),
    Mistake("a key twice", FACTS, "  unit: hour\n", "  unit: hour\n  unit: credit\n", 22, "'unit' stands twice", "Keep one"),
    Mistake("a list where keys belong", "house.yml", "read_again", "- read_again", 2, "not valid YAML", "indentation"),
    Mistake("an empty file", FACTS, None, "", 1, "holds no 'key: value' lines", "CONTRIBUTING.md"),
    Mistake("a file of another kind", FACTS, "facts:\n", "fact:\n", 2, "holds no list 'facts:'", "CONTRIBUTING.md"),
    Mistake("an entry that is a word", FACTS, "- id: credit.hours", "- credit hours\n- id: credit.hours", 2,
            "'facts' holds 'credit hours'", "Each entry is a list of 'key: value'"),
    Mistake("an id twice", FACTS, "id: credit.hours", "id: small.credits", 17,
            "the id 'small.credits' is used before, at knowledge/facts/sizes.yml:5", "Give it another"),
    Mistake("an id with capitals", FACTS, "id: credit.hours", "id: Credit Hours", 17, "is not an id", "small letters"),
    Mistake("an alias meaning two things", SUBJECTS, "aliases: [big]", "aliases: [big, little]", 7,
            "'little' already means small", "Remove it from one of the two"),
    Mistake("a subject without a name", SUBJECTS, "name: credit, ", "", 9, "subject credit has no 'name'", "Every subject needs"),
    Mistake("a property without a label", PROPERTIES, ", label: Unit", "", 4, "property unit has no 'label'", "Every property needs"),
    Mistake("an aspect not listed", PROPERTIES, "unit: {aspect: meaning", "unit: {aspect: meening", 1,
            "the aspect 'meening' is not listed", "Add it under 'aspects'"),
    Mistake("an enquiry of no aspect", "vocabulary/enquiries.yml", "ask_size: [size]", "ask_size: [sise]", 2,
            "'sise' is not an aspect", "Did you mean 'size'?"),
    Mistake("a sentence too long", FACTS, "One credit of", "One credit " + "and so on " * 20 + "of", 17,
            "'says' is longer than 60 words", "Split it into two facts"),
    Mistake("a sentence without an end", FACTS, "about 9 hours.", "about 9 hours", 17, "does not end like", "full stop"),
    Mistake("a sentence that is a number", FACTS, "says: One credit of Example House is about 9 hours.", "says: 9", 17,
            "'says' is not a sentence", "plain sentences"),
    Mistake("a banned phrase", FACTS, "One credit of", "One world-class credit of", 17, 'says "world-class"', "comparable to"),
    Mistake("an unknown source", FACTS, "source: handbook", "source: handbok", 5,
            "'handbok' is not a known source", "Did you mean 'handbook'?"),
    Mistake("a second source without place", FACTS, "  place: page 5", "  place: page 5\n  also:\n  - {source: leaflet}", 17,
            "'also' holds source and place", "{source: "),
    Mistake("an unknown disagreement", FACTS, "disputed: C01", "disputed: C99", 5,
            "'C99' is not a known disagreement", "Did you mean 'C01'?"),
    Mistake("a reason that is no fact", FACTS, "because: credit.hours", "because: credit.hour", 5,
            "'credit.hour' is not a known fact for 'because'", "Did you mean 'credit.hours'?"),
    Mistake("one view only", DISAGREEMENTS, "  - says: A small example is 3 weeks.\n    source: leaflet\n    place: line 2\n",
            "", 3, "C01: fewer than two views", "Give both"),
    Mistake("a view without source", DISAGREEMENTS, "    source: leaflet\n", "", 12, "view has no 'source'", "Every view needs"),
    Mistake("a view that is a word", DISAGREEMENTS, "  - says: A small example is 3 weeks.\n    source: leaflet\n    place: line 2",
            "  - three weeks", 3, "C01: a view is 'three weeks'", "says, source"),
    Mistake("a reply that never ends", DISAGREEMENTS, "counts weeks.\n  note", "counts weeks " + "on " * 90 + ".\n  note", 3,
            "'reply' is longer than 95 words", "Split"),
    Mistake("a disagreement with a long id", DISAGREEMENTS, "id: C01", "id: sizes", 3, "'sizes' is not an id", "C01"),
    Mistake("a title of no known level", TITLES, "level: level-3", "level: level-33", 4,
            "'level-33' is not a known subject", "Did you mean 'level-3'?"),
    Mistake("a title of no known status", TITLES, "status: current", "status: curent", 4,
            "'curent' is not a known status", "Did you mean 'current'?"),
    Mistake("a unit without a title", UNITS, "title: Last things", "code: 32", 7, "unit has no 'title'", "Every unit needs"),
    Mistake("units without a place", UNITS, "place: page 7\n", "", 1, "has no 'place'", "where in the source"),
    Mistake("no day of reading", FACTS, "read: 2026-11-01\n", "", 4, "no day of reading", "Add read: "),
    Mistake("a day in words", FACTS, "read: 2026-11-01", "read: last week", 5, "no day of reading", "Add read: "),
    Mistake("a day that was not yet", FACTS, "read: 2026-11-01", "read: 2026-11-30", 5,
            "was read on 2026-11-30, which is still to come", "Give the day"),
    Mistake("a day with an hour", FACTS, "read: 2026-11-01", "read: 2026-11-01 10:00:00", 5, "no day of reading", "Add read: "),
    Mistake("a source named twice", "sources.yml", "id: leaflet", "id: handbook", 9, "'handbook' is used before", "Give it another"),
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
    assert mistake.old is None or text.count(mistake.old) == 1, f"{mistake.old!r} stands {text.count(mistake.old)} times"
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
