"""Texts in, numbers out: the sentence encoder beside hashed words and letter sequences.

The encoder knows what sentences mean; the letters know rare names and survive slips it does not. With the encoder
absent the sparse half stands alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from nlu.encoder import Encoder, fingerprint

ENCODER_FOLDER = Path(__file__).resolve().parent.parent / "models" / "encoder"
OFF = "ADVISER_ENCODER"  # set to "off", the bot trains and runs on sparse features alone
BUCKETS = 2**16  # for looking facts up
FEW_BUCKETS = 2**9  # for classifying, where every bucket costs a weight per kind; they are then dense, and fast
WORD = r"(?u)\b\w+\b"  # letters and digits in a row, single ones too ("l5", "3")

Dense = npt.NDArray[np.float32]


def encoder_on() -> bool:
    """Whether there is an encoder and nobody has switched it off."""
    return os.environ.get(OFF, "on") != "off" and Encoder.available(ENCODER_FOLDER)


def encoder_fingerprint() -> str:
    """Changes when the encoder does; "none" without one."""
    return fingerprint(ENCODER_FOLDER) if encoder_on() else "none"


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder | None:
    """The one encoder of this process, or None where there is none."""
    return Encoder.load(ENCODER_FOLDER) if encoder_on() else None


def dense(texts: Sequence[str]) -> Dense:
    """Shape (len(texts), 384), rows of unit length; (len(texts), 0) without an encoder."""
    encoder = shared_encoder()
    if encoder is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    return encoder.encode(texts)


@lru_cache(maxsize=2)
def _hashers(buckets: int) -> tuple[HashingVectorizer, HashingVectorizer]:
    shared = {"n_features": buckets, "alternate_sign": False, "norm": None, "dtype": np.float32}
    return (
        HashingVectorizer(analyzer="char_wb", ngram_range=(3, 4), **shared),
        HashingVectorizer(analyzer="word", ngram_range=(1, 2), token_pattern=WORD, **shared),
    )


def counts(texts: Sequence[str], buckets: int = BUCKETS) -> sparse.csr_matrix:
    """Letter sequences and words, hashed: shape (len(texts), 2 * buckets). Nothing is learnt, so nothing is stored."""
    letters, whole_words = _hashers(buckets)
    return sparse.hstack([letters.transform(texts), whole_words.transform(texts)], format="csr", dtype=np.float32)


def rarity(counted: sparse.csr_matrix) -> Dense:
    """How telling each bucket is (inverse document frequency), shape (columns,)."""
    seen = np.bincount(counted.indices, minlength=counted.shape[1])
    return np.asarray(np.log((1 + counted.shape[0]) / (1 + seen)) + 1, dtype=np.float32)


def weighed(counted: sparse.csr_matrix, idf: Dense) -> sparse.csr_matrix:
    """Counts damped, weighed by rarity, the letter half and the word half of each row brought to equal length."""
    data = (1 + np.log(counted.data)) * idf[counted.indices]
    rows = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
    half = 2 * rows + (counted.indices >= counted.shape[1] // 2)
    length = np.sqrt(np.bincount(half, weights=data**2, minlength=2 * counted.shape[0]))
    scaled = (data / (length[half] * np.sqrt(2))).astype(np.float32)
    return sparse.csr_matrix((scaled, counted.indices, counted.indptr), shape=counted.shape)
