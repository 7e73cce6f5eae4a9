"""The network's graph against the same network written out in numpy, on a small one with weights drawn at random."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx import TensorProto

from nlu.encoder_graph import EPSILON, assemble, quantise

Array = npt.NDArray[np.float32]
Weights = dict[str, Array]

WORDS, POSITIONS, DIMENSIONS, WIDE, LAYERS, HEADS = 200, 40, 32, 64, 2, 4


def draw_weights() -> Weights:
    draw = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (WORDS, DIMENSIONS),
        "embeddings.position_embeddings.weight": (POSITIONS, DIMENSIONS),
        "embeddings.token_type_embeddings.weight": (2, DIMENSIONS),
        "embeddings.LayerNorm.weight": (DIMENSIONS,),
        "embeddings.LayerNorm.bias": (DIMENSIONS,),
    }
    for index in range(LAYERS):
        layer = f"encoder.layer.{index}"
        square = [f"attention.self.{part}" for part in ("query", "key", "value")] + ["attention.output.dense"]
        matrices = dict.fromkeys(square, (DIMENSIONS, DIMENSIONS))
        matrices |= {"intermediate.dense": (WIDE, DIMENSIONS), "output.dense": (DIMENSIONS, WIDE)}
        for name, shape in matrices.items():
            shapes |= {f"{layer}.{name}.weight": shape, f"{layer}.{name}.bias": shape[:1]}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{layer}.{name}.{part}": (DIMENSIONS,) for part in ("weight", "bias")}
    return {name: draw.normal(scale=0.4, size=shape).astype(np.float32) for name, shape in shapes.items()}


WEIGHTS = draw_weights()


def linear(value: Array, name: str) -> Array:
    return np.asarray(value @ WEIGHTS[f"{name}.weight"].T + WEIGHTS[f"{name}.bias"])


def normalise(value: Array, name: str) -> Array:
    spread = np.sqrt(value.var(-1, keepdims=True) + EPSILON)
    centred = value - value.mean(-1, keepdims=True)
    return np.asarray(centred / spread * WEIGHTS[f"{name}.weight"] + WEIGHTS[f"{name}.bias"])


def attend(value: Array, layer: str) -> Array:
    query, key, content = (linear(value, f"{layer}.attention.self.{part}") for part in ("query", "key", "value"))
    heads = []
    for part in np.split(np.arange(DIMENSIONS), HEADS):
        scores = np.exp(query[:, part] @ key[:, part].T / math.sqrt(len(part)))
        heads.append(scores / scores.sum(-1, keepdims=True) @ content[:, part])
    return linear(np.concatenate(heads, -1), f"{layer}.attention.output.dense")


def expected_vector(token_ids: list[int]) -> Array:
    value = WEIGHTS["embeddings.word_embeddings.weight"][token_ids]
    value = value + WEIGHTS["embeddings.position_embeddings.weight"][: len(token_ids)]
    value = normalise(value + WEIGHTS["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for index in range(LAYERS):
        layer = f"encoder.layer.{index}"
        value = normalise(value + attend(value, layer), f"{layer}.attention.output.LayerNorm")
        wide = linear(value, f"{layer}.intermediate.dense")
        active = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        value = normalise(value + linear(active, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean = value.mean(0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def run(model: bytes, token_ids: list[list[int]]) -> Array:
    """Run the texts as one batch, the shorter ones padded with token 0."""
    longest = max(map(len, token_ids))
    padded = np.array([ids + [0] * (longest - len(ids)) for ids in token_ids], dtype=np.int64)
    mask = np.array([[1] * len(ids) + [0] * (longest - len(ids)) for ids in token_ids], dtype=np.int64)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"input_ids": padded, "attention_mask": mask})[0])


TEXTS = [[5], [1, 17, 2], [1, 30, 31, 32, 33, 199, 30, 2], list(range(100, 100 + POSITIONS))]


@pytest.mark.parametrize("token_ids", TEXTS, ids=lambda ids: f"{len(ids)} tokens")
def test_the_graph_computes_the_network(token_ids: list[int]) -> None:
    (vector,) = run(assemble(WEIGHTS, HEADS).SerializeToString(), [token_ids])
    np.testing.assert_allclose(vector, expected_vector(token_ids), atol=2e-6)


def test_the_vector_is_the_mean_of_the_tokens() -> None:
    session = onnxruntime.InferenceSession(assemble(WEIGHTS, HEADS).SerializeToString())
    token_ids = np.array([TEXTS[2]], dtype=np.int64)
    inputs = {"input_ids": token_ids, "attention_mask": np.ones_like(token_ids)}
    (vector,), (tokens,) = session.run(["embedding", "tokens"], inputs)
    assert tokens.shape == (len(TEXTS[2]), DIMENSIONS)
    np.testing.assert_allclose(vector, tokens.sum(0) / np.linalg.norm(tokens.sum(0)), atol=1e-6)


def test_the_middle_is_what_a_network_of_fewer_layers_ends_in() -> None:
    """Of two layers only, both outputs are the last."""
    session = onnxruntime.InferenceSession(assemble(WEIGHTS, HEADS).SerializeToString())
    token_ids = np.array([TEXTS[2]], dtype=np.int64)
    inputs = {"input_ids": token_ids, "attention_mask": np.ones_like(token_ids)}
    tokens, middle = session.run(["tokens", "middle"], inputs)
    np.testing.assert_array_equal(tokens, middle)


def test_padding_makes_no_difference() -> None:
    vectors = run(assemble(WEIGHTS, HEADS).SerializeToString(), TEXTS)
    np.testing.assert_allclose(vectors, [expected_vector(ids) for ids in TEXTS], atol=2e-6)


def test_the_graph_is_valid_onnx() -> None:
    onnx.checker.check_model(assemble(WEIGHTS, HEADS))


def test_a_missing_weight_is_named() -> None:
    name = "encoder.layer.1.output.dense.bias"
    with pytest.raises(KeyError, match=name):
        assemble({key: value for key, value in WEIGHTS.items() if key != name}, HEADS)


def test_quantised_weights_take_a_byte_and_the_vectors_stay_near(tmp_path: Path) -> None:
    target = tmp_path / "small.onnx"
    quantise(assemble(WEIGHTS, HEADS), target)
    kinds = {
        weight.data_type
        for weight in onnx.load(target).graph.initializer
        if math.prod(weight.dims) >= DIMENSIONS * DIMENSIONS and not weight.name.startswith("positions")
    }
    assert kinds == {TensorProto.UINT8}
    for token_ids in TEXTS:
        (vector,) = run(target.read_bytes(), [token_ids])
        assert vector @ expected_vector(token_ids) > 0.99
