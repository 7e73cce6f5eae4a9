"""Misspelt words are set right; right ones are never touched."""

from __future__ import annotations

import tracemalloc
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.features import ENCODER_FOLDER
from nlu.reader import domain_words
from nlu.spelling import SHORTEST, Speller, easy_slip, encoder_words, slips_between

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=1)
def known_words() -> tuple[str, ...]:
    return tuple(sorted({*domain_words([]), *encoder_words(ENCODER_FOLDER / "tokenizer.json")}))


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("certifcate", "certificate"),
        ("certificatte", "certificate"),
        ("certifictae", "certificate"),
        ("diplomma", "diploma"),
        ("dipolma", "diploma"),
        ("qualificaton", "qualification"),
        ("apprentiship", "apprenticeship"),
        ("coachng", "coaching"),
        ("chartred", "chartered"),
        ("asessment", "assessment"),
        ("leval", "level"),
        ("leadrship", "leadership"),
        ("managment", "management"),
    ],
)
def test_slips_of_the_trades_words_are_mended(speller: Speller, word: str, right: str) -> None:
    assert speller.correct(word) == right


@pytest.mark.parametrize(
    "word", ["yes", "l5", "ilm", "cmi", "cert", "dip", "501", "naïve", "don't", "x", "", "a-level"]
)
def test_short_words_and_those_with_signs_are_left_alone(speller: Speller, word: str) -> None:
    assert speller.correct(word) == word


def test_an_endless_word_is_not_even_tried(speller: Speller) -> None:
    """Each of its letters could be a slip: its neighbours alone would take megabytes."""
    word = "qualification" * 200
    tracemalloc.start()
    try:
        assert speller.correct(word) == word
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("word", ["council", "weekend", "colleague", "granted", "curse", "coarse", "warden", "castle"])
def test_ordinary_words_are_not_bent_into_ours(speller: Speller, word: str) -> None:
    assert speller.correct(word) == word


def test_the_trades_word_wins_over_a_common_one() -> None:
    # "awerd" is one slip from both
    assert Speller(["award"], ["aware", "award", "awed"]).correct("awerd") == "award"
    assert Speller(["coach"], ["couch"]).correct("coech") == "coach"


def test_of_two_words_as_near_the_one_that_sounds_the_same_is_meant() -> None:
    speller = Speller(["charter", "chartered", "units", "until", "city", "site"], ["until", "charter"])
    assert [speller.correct(word) for word in ("charterd", "untis", "sity")] == ["chartered", "units", "city"]


def test_a_long_word_may_be_written_as_it_sounds() -> None:
    speller = Speller(["apprenticeship", "qualification"], ["orange"])
    assert speller.correct("aprentiship") == "apprenticeship"
    assert speller.correct("kwalifikation") == "kwalifikation"


def test_an_unknown_word_is_the_one_its_neighbour_asks_for() -> None:
    speller = Speller(["team", "them", "leader"], ["them"])
    assert speller.completing("teem", {"team", "squad"}) == "team"
    assert speller.completing("them", {"team"}) == ""
    assert speller.completing("crew", {"team"}) == ""


def test_two_slips_are_forgiven_in_long_words_of_the_trade_alone() -> None:
    speller = Speller(["diploma", "unit"], ["orange"])
    assert speller.correct("diplomma") == "diploma"
    assert speller.correct("diplumma") == "diploma"
    assert speller.correct("urot") == "urot"
    assert speller.correct("orunje") == "orunje"


def test_a_common_word_one_slip_away_is_nearer_than_ours_two_away() -> None:
    assert Speller(["mentors"], ["matters"]).correct("mattors") == "matters"


def test_the_commonest_word_wins() -> None:
    assert Speller([], ["plane", "plate"]).correct("plae") == "plane"
    assert Speller([], ["plate", "plane"]).correct("plae") == "plate"


def test_a_slip_that_fingers_easily_make_comes_before_a_commoner_word() -> None:
    assert Speller([], ["horse", "house"]).correct("hoise") == "house"  # "i" lies beside "u"
    assert Speller([], ["lit", "legit"]).correct("lgit") == "legit"


def test_shorthand_may_be_mistyped_too() -> None:
    assert Speller([], ["thud"], {"shud": "should"}).correct("dhud") == "should"


@pytest.mark.parametrize(
    ("typed", "meant", "easy"),
    [
        ("sso", "so", True),
        ("ti", "it", True),
        ("hw", "how", True),
        ("leqrn", "learn", True),
        ("xhat", "what", False),
        ("ast", "at", False),
        ("oen", "owe", False),
    ],
)
def test_what_fingers_easily_do(typed: str, meant: str, easy: bool) -> None:
    assert easy_slip(typed, meant) is easy


@pytest.mark.parametrize(
    ("word", "other", "slips"),
    [
        ("level", "level", 0),
        ("levle", "level", 1),  # a swap is one slip
        ("leevl", "level", 1),
        ("elvel", "level", 1),  # even at the start
        ("lvel", "level", 1),
        ("levell", "level", 1),
        ("lavel", "level", 1),
        ("bevel", "level", 3),  # the first letter is hardly ever wrong
        ("diploma", "award", 3),
    ],
)
def test_slips_are_counted(word: str, other: str, slips: int) -> None:
    assert slips_between(word, other, 2) == slips


def test_only_plain_words_are_taken_from_a_tokenizer(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text('{"model": {"vocab": {"the": 2, "##ing": 0, "of": 3, "[PAD]": 1, "apple": 5, "team": 4}}}')
    assert encoder_words(file) == ["the", "team", "apple"]
    assert encoder_words(tmp_path / "nowhere.json") == []


def test_without_a_tokenizer_the_trades_words_still_work() -> None:
    speller = Speller(domain_words([]), encoder_words(Path("nowhere")))
    assert speller.correct("certifcate") == "certificate"
    assert speller.correct("diploma") == "diploma"


def test_every_word_of_the_knowledge_base_stands(speller: Speller) -> None:
    assert [word for word in domain_words([]) if speller.correct(word) != word] == []


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.data())
def test_a_known_word_is_returned_unchanged(speller: Speller, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(known_words()))
    assert speller.correct(word) == word


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text(LETTERS, min_size=1, max_size=14))
def test_what_is_set_right_is_right(speller: Speller, word: str) -> None:
    right = speller.correct(word)
    assert right == word or speller.known(right)
    assert speller.correct(right) == right
    assert right == word or len(word) >= SHORTEST
