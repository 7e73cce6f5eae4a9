"""Texts in, numbers out: the sentence encoder beside hashed words and letter sequences.

The encoder knows what sentences mean; the letters know rare names and survive slips it does not. With the encoder
absent the sparse half stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from nlu.encoder import DIMENSIONS, Encoder, Read, Stretches, fingerprint
from nlu.encoder_files import FOLDER, is_used, notice
from nlu.vectors import KeptVectors

ENCODER_FOLDER = FOLDER
BUCKETS = 2**16  # for looking facts up
FEW_BUCKETS = 2**9  # for classifying, where every bucket costs a weight per kind; they are then dense, and fast
MIDDLE = np.float32(0.5)  # of the network's middle beside its end: on CLINC150 and BANKING77 .3 to .7 do alike
HASHING = 5  # raise it whenever a text's columns, or what is kept of them, change: every training then begins anew
LONGEST_KNOWN = 20  # letters
MESSAGE = 64  # texts: no message has more, with its parts; training has hundreds
LONGEST_READ = 400  # characters: about what the encoder reads at once
WORD = re.compile(r"\w+")  # letters and digits in a row, single ones too ("l5", "3")


class InvalidModel(Exception):
    """A model that cannot be used as things are."""


Dense = npt.NDArray[np.float32]
_LENGTH = np.sqrt(1 + MIDDLE**2)
Part = tuple[Stretches, Stretches]  # of a text: what is kept, and what of that is left out


def encoder_on() -> bool:
    """Whether there is an encoder and nobody has switched it off."""
    return is_used(ENCODER_FOLDER)


def encoder_notice() -> str | None:
    """What whoever starts the bot without the encoder should know; None with it."""
    return notice(ENCODER_FOLDER)


def check_encoder(trained_with_it: bool) -> None:
    """See that a model finds what it was trained with; raises `InvalidModel`."""
    if trained_with_it != encoder_on():
        was, now = ("with", "is not used now") if trained_with_it else ("without", "is used now")
        raise InvalidModel(f"This model was trained {was} the sentence encoder, which {now}: `make train` trains anew.")


def encoder_fingerprint() -> str:
    """Changes when the encoder does, or how texts are hashed; ends in "none" without an encoder."""
    return f"{HASHING} {fingerprint(ENCODER_FOLDER) if encoder_on() else 'none'}"


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder | None:
    """The one encoder of this process, or None where there is none."""
    return Encoder.load(ENCODER_FOLDER) if encoder_on() else None


def dense(texts: Sequence[str]) -> Dense:
    """Shape (len(texts), 384), rows of unit length; (len(texts), 0) without an encoder."""
    if shared_encoder() is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    return _layers(texts)[:, :DIMENSIONS]


def layered(texts: Sequence[str]) -> Dense:
    """As `dense`, and beside it what the network's middle makes of each text: shape (len(texts), 768) or (.., 0)."""
    if shared_encoder() is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    return _balanced(_layers(texts))


def layered_parts(text: str, parts: Sequence[Part]) -> Dense:
    """As `layered`, of some parts of one text, which is read once: shape (len(parts), 768), or (len(parts), 0)."""
    if shared_encoder() is None:
        return np.zeros((len(parts), 0), dtype=np.float32)
    whole = read(text)
    return _balanced(np.stack([whole.layers(kept, without) for kept, without in parts]))


def last_layer(vectors: Dense) -> Dense:
    """Of vectors that `layered` gave, those that `dense` gives: shape (len(vectors), 384), or (len(vectors), 0)."""
    return vectors[:, :DIMENSIONS] * _LENGTH


def _balanced(both: Dense) -> Dense:
    return np.hstack([both[:, :DIMENSIONS], both[:, DIMENSIONS:] * MIDDLE]) / _LENGTH


def _layers(texts: Sequence[str]) -> Dense:
    if len(texts) > MESSAGE:
        return _kept_vectors().of(texts, lambda missing: list(_helpers().map(_encoded, missing)))
    both = [read(text).layers() for text in texts]
    return np.stack(both) if both else np.zeros((0, 2 * DIMENSIONS), dtype=np.float32)


def layered_without(texts: Sequence[str], left_out: Sequence[Stretches]) -> Dense:
    """As `layered`, of each text without some stretches of it."""
    if shared_encoder() is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    named = {f"{text}\0{tuple(out)}": (text, out) for text, out in zip(texts, left_out, strict=True)}

    def made(missing: Sequence[str]) -> list[Dense]:
        return list(_helpers().map(lambda name: _part(*named[name]), missing))

    both = _kept_parts().of([f"{text}\0{tuple(out)}" for text, out in zip(texts, left_out, strict=True)], made)
    return _balanced(both)


def _part(text: str, left_out: Stretches) -> Dense:
    encoder = shared_encoder()
    assert encoder is not None
    return encoder.read(text).layers([(0, len(text))], left_out)


@lru_cache(maxsize=1)
def _kept_vectors() -> KeptVectors:
    """Both layers' of training examples."""
    return _kept("layers")


@lru_cache(maxsize=1)
def _kept_parts() -> KeptVectors:
    """Those of training examples without what they name."""
    return _kept("nameless")


def _kept(of: str) -> KeptVectors:
    made_by = blake2b(fingerprint(ENCODER_FOLDER).encode(), digest_size=6).hexdigest()
    return KeptVectors(ENCODER_FOLDER / f"{of}-{made_by}.npz")


def begin(texts: Iterable[str]) -> None:
    """Have the encoder begin with texts that will be asked for: it leaves Python to what else is done meanwhile."""
    if shared_encoder() is not None:
        for text in texts:
            _begun(text)


@lru_cache(maxsize=1)
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="features")


def _encoded(text: str) -> Dense:
    encoder = shared_encoder()
    assert encoder is not None
    return encoder.read(text).layers()


def read(text: str) -> Read:
    """A text as the encoder reads it."""
    try:
        return _begun(text).result()
    except BaseException:
        _begun.cache_clear()  # what failed once is tried again
        raise


@lru_cache(maxsize=64)  # the components of the pipeline ask for parts of the same message
def _begun(text: str) -> Future[Read]:
    encoder = shared_encoder()
    assert encoder is not None
    return _helpers().submit(encoder.read, text)


def rarity(texts: Sequence[str], buckets: int = BUCKETS) -> Dense:
    """How telling each column is (inverse document frequency), shape (2 * buckets,)."""
    held = chain.from_iterable(set(_columns(text, buckets)) for text in texts)
    seen = np.bincount(np.fromiter(held, dtype=np.int64), minlength=2 * buckets)
    return np.asarray(np.log((1 + len(texts)) / (1 + seen)) + 1, dtype=np.float32)


def weighed(text: str, idf: Dense) -> tuple[npt.NDArray[np.int64], Dense]:
    """The columns that a text has, in order, and their weights.

    Counts are damped, weighed by rarity, and the letter half and the word half are brought to equal length.
    """
    buckets = len(idf) // 2
    columns, times = np.unique(np.array(_columns(text, buckets), dtype=np.int64), return_counts=True)
    weights = (1 + np.log(times)) * idf[columns]
    words = int(np.searchsorted(columns, buckets))
    for half in (slice(words), slice(words, None)):
        weights[half] /= np.sqrt(2 * (weights[half] @ weights[half])) or 1.0
    return columns, weights.astype(np.float32)


@dataclass(frozen=True)
class Letters:
    """Letter sequences and words in few columns, weighed by `idf`, shape (2 * FEW_BUCKETS,)."""

    idf: Dense

    @classmethod
    def of(cls, texts: Sequence[str]) -> Letters:
        """Learn from examples which columns are telling."""
        return cls(rarity(texts, FEW_BUCKETS))

    def rows(self, texts: Sequence[str]) -> Dense:
        """Shape (len(texts), 2 * FEW_BUCKETS), rows of unit length."""
        rows = np.zeros((len(texts), len(self.idf)), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            columns, weights = weighed(text, self.idf)
            row[columns] = weights
        return rows


def main_axes(rows: Dense, most: int) -> Dense:
    """The directions in which rows differ most, shape (columns, at most `most`); none for no columns."""
    if not rows.shape[1]:
        return np.zeros((0, 0), dtype=np.float32)
    _, directions = np.linalg.eigh(rows.T.astype(np.float64) @ rows)
    return np.ascontiguousarray(directions[:, ::-1][:, :most], dtype=np.float32)


def _columns(text: str, buckets: int) -> list[int]:
    """The column of each letter sequence and of each word (and two in a row) of a text, as often as it is there."""
    lower = text.lower()
    # An endless word is not worth remembering.
    letters = chain.from_iterable(
        _known_letters(word) if len(word) <= LONGEST_KNOWN else _letters(word) for word in lower.split()
    )
    words = WORD.findall(lower)
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    return [each % buckets for each in letters] + [buckets + _hash(each) % buckets for each in words + pairs]


def _letters(word: str) -> tuple[int, ...]:
    """Each three and each four letters in a row, hashed; where the word begins and ends is a letter, too."""
    spaced = f" {word} "
    return tuple(_hash(spaced[at : at + size]) for size in (3, 4) for at in range(len(spaced) - size + 1))


_known_letters = lru_cache(maxsize=2048)(_letters)


def _hash(piece: str) -> int:
    return crc32(piece.encode("utf-8", "replace"))
