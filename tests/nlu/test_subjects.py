"""Subjects found in a message, with their places in the person's own text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.reader import knowledge
from nlu.subjects import SubjectFinder

LEVEL_SPELLINGS = [
    "level 5", "Level 5", "LEVEL 5", "Level5", "level-5", "level.5", "lvl 5", "lvl5", "lvl. 5", "lev 5", "L5", "l5",
    "l 5", "L-5", "level five", "LEVEL FIVE", "leval 5", "levle 5", "lvel 5",
]  # fmt: skip

NAMED = [
    # several levels
    ("levels 3 and 5", ["levels", "level-3", "level-5"]),
    ("levels 3, 5 and 7", ["levels", "level-3", "level-5", "level-7"]),
    ("levels 3 and 5, 7", ["levels", "level-3", "level-5", "level-7"]),
    ("level 3 or level 5", ["level-3", "level-5"]),
    ("level 3 or 5", ["level-3", "level-5"]),
    ("level three vs five", ["level-3", "level-5"]),
    ("l3 vs l5", ["level-3", "level-5"]),
    ("L3/L5", ["level-3", "level-5"]),
    ("Level 3/4", ["level-3", "level-4"]),
    ("level 3-5", ["level-3", "level-5"]),
    ("is level 5 better than 3", ["level-5", "level-3"]),
    # a bare number in a short message, or led in as levels are
    ("and 7", ["level-7"]),
    ("ok and 7?", ["level-7"]),
    ("7", ["level-7"]),
    ("5 or 7", ["level-5", "level-7"]),
    ("is it worth going straight from 3 to 5 do you think", ["level-3", "level-5"]),
    ("we are looking at the whole range and I wonder about ilm 4 for her", ["ilm", "level-4"]),
    ("she finished level 3 in spring, can she now go on to do 6", ["level-3", "level-6"]),
    ("having skipped level two, is it wise to go straight to four", ["level-2", "level-4"]),
    ("with two sites and a big budget would I be more of a 5 or 7", ["level-5", "level-7"]),
    # numbers that count
    ("a crew of 4", []),
    ("is it done with no timed paper", ["exam"]),
    ("how does that stack up against your number 2", []),
    ("is the option 3 much different", []),
    ("2", ["level-2"]),
    ("what does cmi stand 4", ["cmi"]),
    ("is it good 4 my team", []),
    ("what is 30 divided by 6", []),
    ("i manage 6", []),
    ("5 years", []),
    ("we have 4 department heads", ["department-head"]),
    ("7 supervisors and 3 directors", ["supervisor", "director"]),
    ("3 hours", []),
    ("am I busy at 6 pm", []),
    ("3 to 5 hours", []),
    ("2 of us", []),
    ("3 people", []),
    ("team of 6", []),
    ("with 3 direct reports", []),
    ("I have led a team of 7 for 3 years", []),
    ("level 5 and 3 years of experience", ["level-5"]),
    ("24/7", []),
    ("level 35", []),
    ("level 5.5", []),
    ("unit 501", ["unit"]),
    ("level 1", []),
    ("level 9", []),
    # A levels, and the article
    ("a Level 3", ["level-3"]),
    ("can i do a level 3 diploma", ["level-3", "diploma"]),
    ("A levels", ["a-level"]),
    ("i did my a-levels", ["a-level"]),
    ("an A level in maths", ["a-level"]),
    ("my a levels and level 3", ["a-level", "level-3"]),
    # other names
    ("cert or dip", ["certificate", "diploma"]),
    ("diplomas and certificates", ["diploma", "certificate"]),
    ("an extended diploma", ["extended-diploma"]),
    ("ilm or cmi", ["ilm", "cmi"]),
    ("i.l.m.", ["ilm"]),
    ("level: 5", ["level-5"]),
    ("Institute of Leadership and Management", ["ilm"]),
    ("the Institute of Leadership", ["institute-of-leadership"]),
    ("Chartered Management Institute", ["cmi"]),
    ("both bodies", ["both-bodies"]),
    ("City & Guilds", ["city-and-guilds"]),
    ("how do I become a CMgr", ["chartered-manager"]),
    ("Kolb's cycle", ["kolb"]),
    ("360 feedback", ["feedback-360"]),
    ("is PRINCE2 better than an MBA", ["prince2", "mba"]),
    ("ilm level5 diploma in coaching", ["ilm", "level-5", "diploma", "coaching-and-mentoring"]),
    ("line managers and heads of department", ["first-line-manager", "department-head"]),
    ("can a fellow of cmi use letters", ["cmi-fellow", "cmi"]),
    # said letter by letter
    ("is an e p a the same as an r q f thing", ["epa", "rqf"]),
    ("A.C.C.A. or C.M.I.?", ["acca", "cmi"]),
    ("sea em eye or eye el em", ["cmi", "ilm"]),
    ("h r manager", ["hr-professional"]),
    ("as you can see i m new", []),
    # what holds a name and means something else
    ("i run a call centre", []),
    ("my fellow managers and my credit union", []),
    ("is there a training centre", ["centre"]),
    # misspelt
    ("teem leeder", ["team-leader"]),
    ("charterd manger", ["chartered-manager"]),
    ("forman on a site", ["supervisor"]),
    ("an aprentiship", ["apprenticeship"]),
    ("prinse2", ["prince2"]),
    ("levle5", ["level-5"]),
    ("certifcate or diplomma", ["certificate", "diploma"]),
    ("coachng and mentorring", ["coaching-and-mentoring"]),
    ("apprentiship", ["apprenticeship"]),
    ("chartred manager", ["chartered-manager"]),
    # what a word means beside another
    ("how do i become a fellow of cmi", ["cmi-fellow", "cmi"]),
    ("how does the Institute of Leadership choose a fellow", ["institute-of-leadership", "iol-fellow"]),
    ("what does the Institute of Leadership ask of its associates", ["institute-of-leadership", "iol-associate"]),
    # nothing of ours
    ("hello", []),
    ("what is the weather", []),
    ("", []),
    ("!?", []),
]

REFUSED = [
    ("CMI not ILM", ["cmi"], ["ilm"]),
    ("ilm, not cmi", ["ilm"], ["cmi"]),
    ("CMI, not the ILM", ["cmi"], ["ilm"]),
    ("cmi instead of ilm", ["cmi"], ["ilm"]),
    ("cmi rather than ilm", ["cmi"], ["ilm"]),
    ("anything but ILM, maybe CMI", ["cmi"], ["ilm"]),
    ("level 5 not level 3", ["level-5"], ["level-3"]),
    ("not level 3 but level 5", ["level-5"], ["level-3"]),
    ("a diploma, not a certificate", ["diploma"], ["certificate"]),
    # nothing is left of its kind, so nothing is ruled out
    ("not ILM", ["ilm"], []),
    ("why not level 7?", ["level-7"], []),
    ("ILM but level 5", ["ilm", "level-5"], []),
]

PLACES = [
    ("is a lvl5 any good", [("level-5", "lvl5")]),
    ("what about Level. 5?", [("level-5", "Level. 5")]),
    ("level\n5 please", [("level-5", "level\n5")]),
    ("an ILM level-5 dip", [("ilm", "ILM"), ("level-5", "level-5"), ("diploma", "dip")]),
    ("l3 and lvl5 and certifcate", [("level-3", "3"), ("level-5", "lvl5"), ("certificate", "certifcate")]),
    ("is a v. r. q. one", [("vrq", "v. r. q.")]),
    ("see em eye level5", [("cmi", "see em eye"), ("level-5", "level5")]),
    ("levels 3, 5", [("levels", "levels"), ("level-3", "3"), ("level-5", "5")]),
    ("été: City & Guilds", [("city-and-guilds", "City & Guilds")]),
    ("  (CMI)", [("cmi", "CMI")]),
    ("A-levels or a Level 3?", [("a-level", "A-levels"), ("level-3", "Level 3")]),
]


@pytest.mark.parametrize("text", LEVEL_SPELLINGS)
def test_a_level_is_found_however_it_is_spelt(finder: SubjectFinder, text: str) -> None:
    for said in (text, f"what is {text}?", f"do they do an ILM {text} diploma"):
        assert "level-5" in [mention.id for mention in finder.read(said)[1]], said


@pytest.mark.parametrize("number", range(2, 9))
def test_every_level_is_found(finder: SubjectFinder, number: int) -> None:
    assert [mention.id for mention in finder.read(f"level {number}")[1]] == [f"level-{number}"]


@pytest.mark.parametrize(("text", "subjects"), NAMED)
def test_subjects_are_found(finder: SubjectFinder, text: str, subjects: list[str]) -> None:
    found = [mention.id for mention in finder.read(text)[1]]
    assert list(dict.fromkeys(found)) == subjects


@pytest.mark.parametrize(("text", "meant", "refused"), REFUSED)
def test_what_the_person_rules_out_is_told_apart(
    finder: SubjectFinder, text: str, meant: list[str], refused: list[str]
) -> None:
    mentions = finder.read(text)[1]
    assert [mention.id for mention in mentions if not mention.refused] == meant
    assert [mention.id for mention in mentions if mention.refused] == refused


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places_are_those_in_the_persons_own_text(
    finder: SubjectFinder, text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(mention.id, text[mention.start : mention.end]) for mention in finder.read(text)[1]] == expected


@pytest.mark.parametrize("subject", knowledge().vocabulary.subjects.values(), ids=lambda subject: subject.id)
def test_every_name_of_the_vocabulary_is_found(finder: SubjectFinder, subject: object) -> None:
    missed = []
    for name in (subject.name, *subject.aliases):
        found = {mention.id for mention in finder.read(f"tell me about {name}")[1]}
        if subject.id not in found:
            missed.append((name, found))
    assert missed == []


def test_each_mention_has_the_kind_of_its_subject(finder: SubjectFinder) -> None:
    for mention in finder.read("ILM level 5 diploma in coaching for a team leader, not PRINCE2")[1]:
        assert mention.kind == knowledge().vocabulary.kind(mention.id)


def test_the_document_read_is_the_corrected_one(finder: SubjectFinder) -> None:
    assert finder.read("whats a lvl5 certifcate")[0].text == "whats a lvl 5 certificate"


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("compare ilm and cmi on assessment", ["assessment"]),
        ("compare them on asessment and cost", ["assessment", "cost"]),
        ("hello", []),
    ],
)
def test_aspects_named_outright_are_found(finder: SubjectFinder, text: str, aspects: list[str]) -> None:
    found = finder.aspects(finder.read(text)[0])
    assert [aspect for aspect in found if aspect in aspects] == aspects
    assert bool(found) is bool(aspects)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(st.sampled_from([*"lL235-.,/& \n", "level", "ILM", "not", "été", "👍", "a", "cert"]), max_size=14))
def test_no_text_breaks_the_finder_and_places_are_inside_it(finder: SubjectFinder, pieces: list[str]) -> None:
    text = "".join(pieces)
    for mention in finder.read(text)[1]:
        assert 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("is there a level where coaching comes up", []),
        ("a level that deals with budgets", []),
        ("is it like an A level", ["a-level"]),
        ("is it like a level standard", ["a-level"]),
        ("do CMI members get a magazine", ["cmi"]),
        ("how do I become a CMI member", ["cmi-member"]),
    ],
)
def test_a_name_that_only_looks_like_one(finder: SubjectFinder, text: str, subjects: list[str]) -> None:
    found = {mention.id for mention in finder.read(text)[1]}
    assert found & {"a-level", "cmi", "cmi-member"} == set(subjects)
