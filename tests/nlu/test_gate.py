"""Messages without words never reach the classifier; those with words always do."""

from __future__ import annotations

import pytest

from nlu.gate import LONGEST_MESSAGE, gate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n\t\n",
        "?",
        "!!! ... ---",
        "[]{}()",
        "\U0001f389\U0001f600",
        "\u2764\ufe0f",
        "\u200b\u200d\ufeff",
        "aaaaaa",
        "A a a A a",
        "zzzz!!!",
        "Привет, как дела",
        "你好",
        "مرحبا",
        "こんにちは",
        "1",
        "10",
        "9999",
        "a" * LONGEST_MESSAGE,
    ],
)
def test_a_message_without_words_is_not_guessed_at(text: str) -> None:
    assert gate(text) == "nlu_fallback"


@pytest.mark.parametrize("text", ["👍", "👍👍", " 👍! ", "✅", "👌"])
def test_a_thumb_up_is_a_yes(text: str) -> None:
    assert gate(text) == "affirm"


@pytest.mark.parametrize("text", ["👎", "👎🏽", "❌"])
def test_a_thumb_down_is_a_no(text: str) -> None:
    assert gate(text) == "deny"


@pytest.mark.parametrize("text", ["a" * 5000, "word " * 1000, "?" * 5000, "\U0001f600" * 5000])
def test_a_message_of_five_thousand_characters_is_too_long(text: str) -> None:
    assert gate(text) == "too_long"


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "q",
        "5",
        "7?",
        "l5",
        "ok ok",
        "hmmmm",
        "yes 👍",
        "level 5 你好",
        "Führung und été",
        "what is level 5" + "?" * 200,
        "so " * 1300,
    ],
)
def test_a_message_with_words_passes(text: str) -> None:
    assert gate(text) is None
