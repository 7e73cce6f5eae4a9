"""An unknown word becomes the one that its neighbours are used to; a known one stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.company import EDGE, Company
from nlu.reader import knowledge
from nlu.spelling import Speller
from nlu.subjects import SubjectFinder

SAID = ["how many hours is the award", "what is the level", "how long is it", "is that the end", "my own team"]


@pytest.fixture
def company() -> Company:
    """What is learnt from a few lines, each said four times."""
    return Company.of([line.split() for line in SAID for _ in range(4)])


@pytest.mark.parametrize(
    ("before", "typed", "candidates", "after", "best"),
    [
        ("many", "houss", ("house", "hours"), "is", "hours"),
        (EDGE, "waht", ("hat", "what", "that"), "is", "what"),
        ("is", "teh", ("ten", "the"), "level", "the"),
        ("is", "teh", ("ten", "the"), "end", "the"),
        ("blue", "teh", ("ten", "the"), "sky", None),  # never met beside either: nothing is guessed
        ("my", "xx", (), "team", None),
    ],
)
def test_the_word_that_suits_its_neighbours_is_meant(
    company: Company, before: str, typed: str, candidates: tuple[str, ...], after: str, best: str | None
) -> None:
    assert company.best(before, typed, candidates, after) == best


def test_of_two_that_suit_alike_the_easier_slip_is_meant(company: Company) -> None:
    assert company.best("how", "ong", ("song", "long"), "is") == "long"
    twice = Company.of([["which", "one"], ["which", "owe"]] * 4)
    assert twice.best("which", "oen", ("owe", "one"), EDGE) == "one"  # two letters swapped, not one changed


def test_a_common_word_is_meant_where_a_letter_is_doubled_whatever_stands_beside_it() -> None:
    company = Company.of([["to", "learn"]] * 80)
    assert company.best("prefer", "tto", ("to",), "not") == "to"
    assert company.best("prefer", "tdo", ("to",), "not") is None


def test_a_slip_in_one_example_is_no_word_to_change_to() -> None:
    company = Company.of([["teh", "level"], *[["the", "level"]] * 4])
    assert company.seen(["teh", "the"]) == ["the"]


def test_it_comes_back_as_it_was_kept(company: Company, tmp_path: Path) -> None:
    company.save(tmp_path)
    again = Company.load(tmp_path)
    assert (again.words, again.pairs) == (company.words, company.pairs)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("waht is hte level", "what is the level"),
        ("how many hoirs is teh award", "how many hours is the award"),
        ("hwo long si it", "how long is it"),
        ("is my own RPL the end", "is my own RPL the end"),  # an abbreviation
        ("is ilm my own team", "is ilm my own team"),  # a name of ours
        ("how many ours is the award", "how many hours is the award"),  # a word, never met beside these
        ("how long is a castle", "how long is a castle"),  # a word, though nobody said it before
    ],
)
def test_a_message_is_read_with_its_slips_set_right(company: Company, said: str, read: str) -> None:
    speller = Speller(["level", "award", "team"], ["what", "many", "hours", "ours", "castle", "house"])
    doc, _ = SubjectFinder(knowledge().vocabulary, speller, company).read(said)
    assert doc.text == read


def test_a_letter_that_is_no_word_lacks_another() -> None:
    company = Company.of([["short", "version", "of", "all", "f"]] * 4)
    doc, _ = SubjectFinder(knowledge().vocabulary, Speller(["version"]), company).read("short version f all")
    assert doc.text == "short version of all"
