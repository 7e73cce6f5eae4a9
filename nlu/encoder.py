"""The sentence encoder: a text in, 384 numbers out that lie near those of a text that means the same.

It is all-MiniLM-L6-v2 in 8 bits, made by `nlu.encoder_setup` and run by onnxruntime on one thread. A load takes
about 0.1 s and 60 MB; a message of eleven tokens takes about a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from nlu.encoder_files import GRAPH, TOKENIZER, EncoderMissing, fingerprint, is_whole

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["DIMENSIONS", "MAX_TOKENS", "Encoder", "EncoderMissing", "Read", "fingerprint"]

DIMENSIONS = 384
MAX_TOKENS = 128
# Far more than 128 tokens of ordinary text: bounds the tokenizer's work on a text sent to keep us busy.
MAX_CHARACTERS = 4096

Vectors = npt.NDArray[np.float32]
Stretches = Sequence[tuple[int, int]]  # places of characters, the end not among them


class Read:
    """A text that was read once. Each part of it has a vector: the mean of its tokens, as they stand in the whole."""

    def __init__(self, tokens: Vectors, middle: Vectors, offsets: npt.NDArray[np.int64]) -> None:
        # Shapes (tokens, 384), twice, and (tokens, 2): where each stands.
        self._tokens, self._middle, self._offsets = tokens, middle, offsets

    def whole(self) -> Vectors:
        """The vector of the text, shape (384,), of unit length."""
        return _mean(self._tokens)

    def part(self, kept: Stretches, without: Stretches = ()) -> Vectors:
        """The vector of some stretches of the text, less what is named in `without`; of the whole where none is left.

        The marks that open and close every text count with each part.
        """
        return _mean(self._tokens[self._inside(kept, without)])

    def layers(self, kept: Stretches | None = None, without: Stretches = ()) -> Vectors:
        """The vector of the whole or of a part, as `part` has it, then what the network's middle makes of it: (768,).

        Each half is of unit length.
        """
        inside = slice(None) if kept is None else self._inside(kept, without)
        return np.concatenate([_mean(self._tokens[inside]), _mean(self._middle[inside])])

    def _inside(self, kept: Stretches, without: Stretches) -> npt.NDArray[np.bool_] | slice:
        """Which tokens lie within some stretches; all where none does."""
        begin, end = self._offsets[:, 0], self._offsets[:, 1]
        mark = begin == end
        inside = _within(begin, end, kept) & ~_within(begin, end, without) & ~mark
        return inside | mark if inside.any() else slice(None)


def _within(begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64], stretches: Stretches) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(begin), dtype=bool)
    for first, last in stretches:
        found |= (begin >= first) & (end <= last)
    return found


def _mean(tokens: Vectors) -> Vectors:
    total = tokens.sum(axis=0)
    return cast(Vectors, total / np.sqrt(total @ total))


class Encoder:
    """A loaded encoder. It keeps no state between calls and may be shared by threads, but not pickled or copied."""

    def __init__(self, tokenizer: Tokenizer, session: InferenceSession) -> None:
        self._tokenizer = tokenizer
        self._session = session

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """Read the encoder that the set-up put in the folder.

        Raises:
            EncoderMissing: if it is not there, or not whole.
        """
        if not is_whole(folder):
            raise EncoderMissing(folder)
        return cls(_read_tokenizer(folder / TOKENIZER), _open_session(folder / GRAPH))

    @staticmethod
    def available(folder: Path) -> bool:
        """Whether `load` would find a whole encoder in the folder; loads nothing."""
        return is_whole(folder)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give each text its vector.

        Each text is run by itself: without padding that is as quick as in batches, and a text has the same vector
        whatever stands beside it, in training and in talk. Only a text's first 128 tokens count.

        Args:
            texts: any number of texts; an empty text is allowed.

        Returns:
            float32 of shape (len(texts), 384), each row of unit length, so that a dot product is a cosine.
        """
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.read(text).whole()
        return vectors

    def read(self, text: str) -> Read:
        """Run the network over a text."""
        # Half an emoji, which JSON can carry, is not text to the tokenizer: it becomes a question mark.
        readable = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        split = self._tokenizer.encode(readable)
        token_ids = np.array([split.ids], dtype=np.int64)
        inputs = {"input_ids": token_ids, "attention_mask": np.ones_like(token_ids)}
        tokens, middle = self._session.run(["tokens", "middle"], inputs)
        return Read(tokens[0], middle[0], np.array(split.offsets, dtype=np.int64))


def _read_tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _open_session(path: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # The server answers several people on few cores: a second thread would take more time than it saves.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The arena saves no time on messages this short, and keeps the memory of the longest one.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
