"""The classifier on a training set small enough to see through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.classifier import Classifier
from nlu.features import layered

EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "hey, anyone about?"],
    "ask_time": ["how long does it take", "how many weeks is the course", "what is the duration", "time needed"],
    "ask_cost": ["how much is it", "what does it cost", "what are the fees", "price please"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
KINDS = [kind for kind, texts in EXAMPLES.items() for _ in texts]
UNSEEN = ["hi, good morning", "how many weeks does it take", "how much is the price"]


def best(classifier: Classifier, texts: list[str]) -> list[str]:
    rows = classifier.probabilities(texts, layered(texts))
    return [classifier.kinds[row.argmax()] for row in rows]


def check(classifier: Classifier, folder: Path) -> None:
    assert sorted(classifier.kinds) == sorted(EXAMPLES)
    assert best(classifier, TEXTS) == KINDS
    assert best(classifier, UNSEEN) == ["greet", "ask_time", "ask_cost"]
    chances = classifier.probabilities(UNSEEN, layered(UNSEEN))
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)
    classifier.save(folder)
    loaded = Classifier.load(folder)
    assert loaded.kinds == classifier.kinds
    np.testing.assert_array_equal(loaded.probabilities(UNSEEN, layered(UNSEEN)), chances)


def test_it_learns_keeps_and_gives_back(tmp_path: Path) -> None:
    check(Classifier.train(TEXTS, KINDS, layered(TEXTS)), tmp_path)


@pytest.mark.usefixtures("no_encoder")
def test_it_works_on_letters_and_words_alone(tmp_path: Path) -> None:
    assert layered(TEXTS).shape == (len(TEXTS), 0)
    check(Classifier.train(TEXTS, KINDS, layered(TEXTS)), tmp_path)


def test_the_same_examples_give_the_same_classifier() -> None:
    one, two = Classifier.train(TEXTS, KINDS, layered(TEXTS)), Classifier.train(TEXTS, KINDS, layered(TEXTS))
    np.testing.assert_array_equal(one.turn, two.turn)
    np.testing.assert_array_equal(one.votes, two.votes)


def test_two_kinds_are_told_apart_as_three_are() -> None:
    some = [(text, kind) for text, kind in zip(TEXTS, KINDS, strict=True) if kind != "greet"]
    classifier = Classifier.train(texts := [text for text, _ in some], [kind for _, kind in some], layered(texts))
    assert best(classifier, UNSEEN[1:]) == ["ask_time", "ask_cost"]


def test_a_kind_with_many_examples_does_not_swallow_one_with_few() -> None:
    many = [f"how long does the {name} take" for name in ("award", "diploma", "certificate", "course", "essay") * 8]
    classifier = Classifier.train(texts := [*TEXTS, *many], [*KINDS, *["ask_time"] * len(many)], layered(texts))
    assert best(classifier, UNSEEN) == ["greet", "ask_time", "ask_cost"]


@pytest.mark.parametrize("text", ["", " ", "👍", "a" * 4000, "\x00"])
def test_odd_text_has_chances_too(text: str) -> None:
    chances = Classifier.train(TEXTS, KINDS, layered(TEXTS)).probabilities([text], layered([text]))
    assert np.isfinite(chances).all()


def test_what_is_kept_runs_no_code_when_read(tmp_path: Path) -> None:
    Classifier.train(TEXTS, KINDS, layered(TEXTS)).save(tmp_path)
    with np.load(tmp_path / "classifier.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype == np.float32 for name in arrays.files)
