"""The encoder itself, as the set-up made it in models/encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import DIMENSIONS, MAX_TOKENS, Encoder, EncoderMissing, fingerprint
from nlu.encoder_files import FOLDER, GRAPH, MANIFEST, TOKENIZER

MESSAGES = [
    "Hello",
    "How long does the course take?",
    "I manage a team of eight people and would like a qualification that my employer will recognise.",
    "zxqv 12/11 ??",
]

# Three of a kind: a sentence, the same said otherwise, and another matter.
TRIPLES = [
    ("How much does it cost?", "What is the price?", "Who can I talk to on the phone?"),
    ("I have never managed anybody", "I have no experience as a manager", "I would like to study in the evening"),
    ("Can I pay by instalments?", "Is it possible to spread the payment?", "Is there an exam at the end?"),
    ("thanks, that was helpful", "thank you very much", "where are you based?"),
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(FOLDER)


def test_vectors_are_float32_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(MESSAGES)
    assert vectors.shape == (len(MESSAGES), DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    vectors = encoder.encode([])
    assert vectors.shape == (0, DIMENSIONS)
    assert vectors.dtype == np.float32


def test_the_same_text_has_the_same_vector_in_another_load(encoder: Encoder) -> None:
    np.testing.assert_array_equal(encoder.encode(MESSAGES), Encoder.load(FOLDER).encode(MESSAGES))


def test_a_text_has_the_same_vector_whatever_stands_beside_it(encoder: Encoder) -> None:
    """To the bit, with no tolerance: 8-bit rounding looks at the whole input, so every text is run by itself."""
    singly = np.concatenate([encoder.encode([message]) for message in MESSAGES])
    np.testing.assert_array_equal(encoder.encode(MESSAGES), singly)
    np.testing.assert_array_equal(encoder.encode(MESSAGES[::-1])[::-1], singly)


@pytest.mark.parametrize(("text", "paraphrase", "unrelated"), TRIPLES)
def test_a_paraphrase_is_nearer_than_another_matter(
    encoder: Encoder, text: str, paraphrase: str, unrelated: str
) -> None:
    first, same, other = encoder.encode([text, paraphrase, unrelated])
    assert first @ same > first @ other + 0.1


def test_capitals_make_no_difference(encoder: Encoder) -> None:
    lower, upper = encoder.encode(["what does it cost?", "WHAT DOES IT COST?"])
    np.testing.assert_array_equal(lower, upper)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\t", "\x00", "?", "\U0001f600" * 30, "a" * 10_000, "half an emoji \ud83d", "管理 Führung été"],
    ids=["empty", "spaces", "breaks", "nul", "mark", "emoji", "one endless word", "half an emoji", "other scripts"],
)
def test_odd_text_has_a_vector_too(encoder: Encoder, text: str) -> None:
    (vector,) = encoder.encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_only_the_first_tokens_of_a_long_text_count(encoder: Encoder) -> None:
    words_that_count = MAX_TOKENS - 2  # the tokenizer adds one at either end
    base = "course " * words_that_count
    full, longer, shorter = encoder.encode([base, base + "manager " * 50_000, "course " * (words_that_count - 1)])
    np.testing.assert_array_equal(full, longer)
    assert not np.array_equal(full, shorter)


def test_a_part_lies_nearer_to_the_same_words_alone_than_the_whole_does(encoder: Encoder) -> None:
    text = "My manager is away until Monday. How long does the diploma take?"
    question = text[text.index("How") :]
    read, alone = encoder.read(text), encoder.encode([question])[0]
    part = read.part([(text.index("How"), len(text))])
    assert np.linalg.norm(part) == pytest.approx(1.0, abs=1e-5)
    assert part @ alone > read.whole() @ alone


def test_a_text_without_what_it_names_is_like_another_of_the_kind(encoder: Encoder) -> None:
    three, seven = "Who is Level 3 meant for?", "Who is Level 7 meant for?"
    read = [encoder.read(text) for text in (three, seven)]
    place = [(three.index("3"), three.index("3") + 1)]
    without = [each.part([(0, len(three))], place) for each in read]
    assert without[0] @ without[1] > read[0].whole() @ read[1].whole()


def test_a_text_in_which_nothing_is_left_is_read_whole(encoder: Encoder) -> None:
    read = encoder.read("ILM")
    np.testing.assert_array_equal(read.part([(0, 3)], [(0, 3)]), read.whole())
    np.testing.assert_array_equal(read.part([]), read.whole())


def test_the_encoder_is_available_where_the_set_up_made_it() -> None:
    assert Encoder.available(FOLDER)


def test_a_missing_folder_is_refused_with_its_mend(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert not Encoder.available(missing)
    with pytest.raises(EncoderMissing, match="make setup"):
        Encoder.load(missing)
    with pytest.raises(EncoderMissing, match="make setup"):
        fingerprint(missing)


@pytest.mark.parametrize("lost", [GRAPH, TOKENIZER, MANIFEST])
def test_a_folder_that_lacks_a_file_is_refused(encoder_copy: Path, lost: str) -> None:
    (encoder_copy / lost).unlink()
    assert not Encoder.available(encoder_copy)
    with pytest.raises(EncoderMissing, match="make setup"):
        Encoder.load(encoder_copy)


@pytest.mark.parametrize("harmed", [GRAPH, TOKENIZER, MANIFEST])
def test_a_single_changed_byte_is_refused(encoder_copy: Path, harmed: str) -> None:
    content = bytearray((encoder_copy / harmed).read_bytes())
    content[len(content) // 2] ^= 1
    (encoder_copy / harmed).write_bytes(content)
    assert not Encoder.available(encoder_copy)
    with pytest.raises(EncoderMissing, match="make setup"):
        Encoder.load(encoder_copy)


def test_a_copy_has_the_same_fingerprint_and_another_encoder_has_not(encoder_copy: Path) -> None:
    assert fingerprint(encoder_copy) == fingerprint(FOLDER)
    manifest = encoder_copy / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"builder": ', '"builder": 9'), encoding="utf-8")
    assert fingerprint(encoder_copy) != fingerprint(FOLDER)


def test_both_layers_of_a_text_are_of_unit_length_and_end_in_its_vector(encoder: Encoder) -> None:
    read = encoder.read(MESSAGES[2])
    last, middle = np.split(read.layers(), 2)
    np.testing.assert_array_equal(last, read.whole())
    assert np.linalg.norm(middle) == pytest.approx(1.0, abs=1e-5)
    assert not np.allclose(last, middle, atol=0.1)


def test_the_layers_of_a_part_are_those_of_its_tokens(encoder: Encoder) -> None:
    text = MESSAGES[1]
    read = encoder.read(text)
    np.testing.assert_array_equal(read.layers([(0, len(text))]), read.layers())
    np.testing.assert_array_equal(read.layers([(0, 3)])[:DIMENSIONS], read.part([(0, 3)]))
