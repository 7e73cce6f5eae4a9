"""The hearing files: what is wrong with them is said with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.hearing_data import FOLDER, interview_vocabulary
from nlu.hearing_matcher import Matcher, compiled, holds, longest
from nlu.hearing_words import normal_phrase


def test_the_files_of_this_checkout_are_right() -> None:
    vocabulary, problems = interview_vocabulary()
    assert problems == []
    assert set(vocabulary.questions) >= {"responsibility", "experience", "audience", "goal"}
    assert {name for names in vocabulary.questions.values() for name in names} <= set(vocabulary.features)
    assert vocabulary.now <= set(vocabulary.features)


def test_every_phrase_has_a_word_to_hold_on_to() -> None:
    vocabulary, _ = interview_vocabulary()
    phrases = [p for cue in vocabulary.cues for p in (*cue.phrases, *cue.alone, *cue.wished, *cue.answer)]
    empty = [p for p in phrases if not holds(compiled(p, lambda text: normal_phrase(text, vocabulary.wording)))]
    assert empty == []


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ("cues:\n- tells: {wishes: 'yes'}\n  phrases: [abc]\n", "'wishes' is no feature"),
        ("cues:\n- tells: {audience: nobody}\n  phrases: [abc]\n", "'nobody' is no value of 'audience'"),
        ("cues:\n- tells: {audience: individual}\n  phrases: []\n", "the list 'phrases' is empty"),
        ("cues:\n- tells: {audience: individual}\n", "has no phrases"),
        ("cues:\n- {tells: {budget: 'yes'}, phrases: [zz top, zz top]}\n", "'zz top' stands at"),
        ("titles:\n- {role: wizard, titles: [wizard]}\n", "'wizard' is no value of 'role'"),
        ("answers:\n- {question: hat, said: [a hat]}\n", "'hat' is no question"),
        ("answers:\n- {question: audience, tells: {audience: individual}, said: []}\n", "the list 'said' is empty"),
        ("cues: [", "is not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, added: str, message: str) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "interview"))
    (folder / "hearing-zz.yml").write_text(added, encoding="utf-8")
    problems = [str(problem) for problem in interview_vocabulary(folder)[1]]
    assert any(message in problem and "hearing-zz.yml:" in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("phrase", "words", "matches"),
    [
        ("a|b c", "b c", True),
        ("a (b) c", "a c", True),
        ("a (b) c", "a b c", True),
        ("a b_c", "a b c", True),
        ("a .. d", "a b c d", True),
        ("a .. d", "a b c x y d", False),
        ("a .. d", "a , d", False),
        ("team N", "team N", True),
        ("a b", "a", False),
    ],
)
def test_phrases_are_found_as_their_notation_says(phrase: str, words: str, matches: bool) -> None:
    matcher = Matcher()
    matcher.add(1, [compiled(phrase, lambda text: tuple(text.split()))])
    assert bool(matcher.find(words.split())) is matches


def test_of_matches_that_overlap_the_longest_is_kept() -> None:
    matcher = Matcher()
    for key, phrase in enumerate(("a b", "b c d", "d")):
        matcher.add(key, [compiled(phrase, lambda text: tuple(text.split()))])
    assert [match.key for match in longest(matcher.find(["a", "b", "c", "d"]))] == [1]
