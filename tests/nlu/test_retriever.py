"""The index of facts, on a handful of the real ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from adviser.model import KnowledgeBase
from nlu.features import dense, last_layer, layered_without
from nlu.reader import knowledge
from nlu.retriever import MOST_MATCHES, Retriever
from nlu.subjects import SubjectFinder

EVERY = 30  # each thirtieth fact: enough to look things up in


@pytest.fixture(scope="module")
def few() -> KnowledgeBase:
    base = knowledge()
    asked = [fact for fact in base.facts.values() if fact.asks][::EVERY]
    return replace(
        base,
        facts={fact.id: fact for fact in asked},
        disagreements=dict(list(base.disagreements.items())[::12]),
    )


@dataclass
class Index:
    """A retriever, asked in words."""

    retriever: Retriever
    finder: SubjectFinder

    def near(self, texts: list[str], factors: list[float]) -> tuple[list[tuple[str, float]], int]:
        without = last_layer(layered_without(texts, [self.finder.named(text) for text in texts]))
        return self.retriever.near(self.retriever.worded(texts), dense(texts), without, factors)

    def matches(self, text: str) -> list[tuple[str, float]]:
        return self.near([text], [1.0])[0]


@pytest.fixture(scope="module")
def index(few: KnowledgeBase, finder: SubjectFinder) -> Index:
    return Index(Retriever.build(few, finder.named), finder)


def check(index: Index, few: KnowledgeBase, folder: Path) -> None:
    for key, statement in {**few.facts, **few.disagreements}.items():
        for ask in statement.asks[:2]:
            # another fact may be asked for in the very same words
            top = dict(index.matches(ask)[:5])
            assert key in top
            assert top[key] == pytest.approx(1.0, abs=0.02)
    index.retriever.save(folder)
    loaded = Index(Retriever.load(folder), index.finder)
    question = next(iter(few.facts.values())).asks[0]
    assert loaded.matches(question) == index.matches(question)
    np.testing.assert_array_equal(loaded.retriever.meanings, index.retriever.meanings)


def test_what_was_asked_before_finds_its_fact(index: Index, few: KnowledgeBase, tmp_path: Path) -> None:
    check(index, few, tmp_path)


@pytest.mark.usefixtures("no_encoder")
def test_it_finds_by_wording_alone(few: KnowledgeBase, finder: SubjectFinder, tmp_path: Path) -> None:
    check(Index(Retriever.build(few, finder.named), finder), few, tmp_path)


def test_matches_are_bounded_ordered_and_named_once(index: Index) -> None:
    found = index.matches("how is it assessed")
    nearness = [points for _, points in found]
    assert 0 < len(found) <= MOST_MATCHES
    assert nearness == sorted(nearness, reverse=True)
    assert all(0 <= points <= 1.01 for points in nearness)
    assert len({key for key, _ in found}) == len(found)


def test_it_tells_which_of_the_texts_came_nearest(index: Index, few: KnowledgeBase) -> None:
    ask = next(iter(few.facts.values())).asks[0]
    texts = ["zxqv wkjh", ask, "my dog has fleas"]
    assert index.near(texts, [1.0, 1.0, 1.0])[1] == 1


def test_a_lighter_text_counts_for_less(index: Index, few: KnowledgeBase) -> None:
    ask = next(iter(few.facts.values())).asks[0]
    whole, half = (index.near([ask], [weight])[0][0][1] for weight in (1.0, 0.5))
    assert half == pytest.approx(whole / 2, abs=0.01)


@pytest.mark.parametrize("text", ["", "👍", "a" * 4000, "\x00"])
def test_odd_text_is_near_to_something_or_nothing(index: Index, text: str) -> None:
    assert all(np.isfinite(points) for _, points in index.matches(text))


def test_a_statement_is_alike_to_a_question_of_another_name(index: Index, few: KnowledgeBase) -> None:
    fact = next(fact for fact in few.facts.values() if any("level 3" in ask for ask in fact.asks))
    ask = next(ask for ask in fact.asks if "level 3" in ask).replace("level 3", "level 6")
    nameless = last_layer(layered_without([ask], [index.finder.named(ask)]))[0]
    alike = index.retriever.alike(nameless)
    assert fact.id in dict(alike[:3])
    assert [near for _, near in alike] == sorted((near for _, near in alike), reverse=True)
