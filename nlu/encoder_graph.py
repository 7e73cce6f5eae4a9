"""The encoder's network, assembled from its weights as an ONNX graph and quantised. Used by the set-up alone.

The nodes are onnxruntime's fused ones for BERT, so nothing is left to optimise. Names of weights are those of the
published model, whose matrices are stored transposed (output, input).
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

# Imported by onnxruntime's quantisation to infer shapes by symbols, which nobody asks for here, and 80 MB.
if importlib.util.find_spec("sympy") is None:
    sys.modules["sympy"] = ModuleType("sympy")

from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

Weights = Mapping[str, npt.NDArray[np.float32]]

HEADS = 12
MIDDLE = 4  # of six layers: what its tokens are like tells kinds apart that the last layer has brought together
EPSILON = 1e-12
FUSED = "com.microsoft"


class _Graph:
    """Nodes and constants in the making. Every method returns the name of what it added."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **attributes))
        return output

    def constant(self, name: str, array: npt.NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def product(self, value: str, layer: str) -> str:
        """The value times the layer's matrix. The bias is left to the fused node that follows."""
        matrix = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"].T)
        return self.node("MatMul", [value, matrix], f"{layer}.product")

    def add_and_normalise(self, value: str, product: str, layer: str, norm: str) -> str:
        inputs = [value, product, self.weight(f"{norm}.weight"), self.weight(f"{norm}.bias")]
        inputs.append(self.weight(f"{layer}.bias"))
        return self.node("SkipLayerNormalization", inputs, f"{norm}.output", FUSED, epsilon=EPSILON)


def assemble(weights: Weights, heads: int = HEADS) -> onnx.ModelProto:
    """Make the float32 network.

    Its inputs are `input_ids` and `attention_mask`, int64 of shape (batch, tokens), the mask 1 at a token and 0 at
    padding. Its outputs are `embedding`, float32 of shape (batch, dimensions), each row of unit length; `tokens`,
    float32 of shape (batch, tokens, dimensions), what the embedding is the mean of; and `middle`, the tokens as they
    leave layer `MIDDLE`, of the same shape.

    Raises:
        KeyError: if a weight is missing.
    """
    graph = _Graph(weights)
    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    value = _embed(graph)
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for index in range(layers):
        value = _transform(graph, value, mask, f"encoder.layer.{index}", heads)
        if index + 1 == min(MIDDLE, layers):
            graph.node("Identity", [value], "middle")
    graph.node("Identity", [value], "tokens")
    _pool(graph, value)
    return _model(graph, dimensions=weights["embeddings.LayerNorm.weight"].shape[0])


def quantise(model: onnx.ModelProto, target: Path) -> None:
    """Write the network with 8-bit weights, one scale per channel, to the target file.

    The weights are unsigned: before VNNI, processors add signed ones in 16 bits, which can overflow.
    """
    add_pre_process_metadata(model)
    quantize_dynamic(
        model,
        target,
        op_types_to_quantize=["Gather", "MatMul", "Attention"],
        per_channel=True,
        weight_type=QuantType.QUInt8,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )


def _embed(graph: _Graph) -> str:
    """Words plus positions. There is one kind of segment, so its vector is added to the positions here."""
    words = graph.node("Gather", [graph.weight("embeddings.word_embeddings.weight"), "input_ids"], "words")
    segment = graph.weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions.table", graph.weights["embeddings.position_embeddings.weight"] + segment)
    start = graph.constant("positions.start", np.array([0], dtype=np.int64))
    length = graph.node("Shape", ["input_ids"], "positions.length", start=1, end=2)
    positions = graph.node("Slice", [table, start, length], "positions")
    total = graph.node("Add", [words, positions], "words_and_positions")
    norm = [graph.weight("embeddings.LayerNorm.weight"), graph.weight("embeddings.LayerNorm.bias")]
    return graph.node("LayerNormalization", [total, *norm], "embeddings", axis=-1, epsilon=EPSILON)


def _transform(graph: _Graph, value: str, mask: str, layer: str, heads: int) -> str:
    attention, output = f"{layer}.attention.output", f"{layer}.output"
    context = _attend(graph, value, mask, f"{layer}.attention.self", heads)
    product = graph.product(context, f"{attention}.dense")
    value = graph.add_and_normalise(value, product, f"{attention}.dense", f"{attention}.LayerNorm")

    wide = graph.product(value, f"{layer}.intermediate.dense")
    bias = graph.weight(f"{layer}.intermediate.dense.bias")
    active = graph.node("BiasGelu", [wide, bias], f"{layer}.intermediate.output", FUSED)
    product = graph.product(active, f"{output}.dense")
    return graph.add_and_normalise(value, product, f"{output}.dense", f"{output}.LayerNorm")


def _attend(graph: _Graph, value: str, mask: str, layer: str, heads: int) -> str:
    parts = [f"{layer}.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([graph.weights[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([graph.weights[f"{part}.bias"] for part in parts])
    inputs = [value, graph.constant(f"{layer}.weight", matrix), graph.constant(f"{layer}.bias", bias), mask]
    return graph.node("Attention", inputs, f"{layer}.output", FUSED, num_heads=heads)


def _pool(graph: _Graph, value: str) -> str:
    """The mean over the mask at unit length, reached through the sum, which has the same direction."""
    tokens, dimensions = (graph.constant(f"pooling.axis.{axis}", np.array([axis], dtype=np.int64)) for axis in (1, 2))
    mask = graph.node("Cast", ["attention_mask"], "pooling.mask", to=TensorProto.FLOAT)
    column = graph.node("Unsqueeze", [mask, dimensions], "pooling.column")
    kept = graph.node("Mul", [value, column], "pooling.kept")
    total = graph.node("ReduceSum", [kept, tokens], "pooling.sum", keepdims=0)
    return graph.node("LpNormalization", [total], "embedding", axis=-1, p=2)


def _model(graph: _Graph, dimensions: int) -> onnx.ModelProto:
    names = ("input_ids", "attention_mask")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names]
    each: list[str | int] = ["batch", "tokens", dimensions]
    outputs = [
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", dimensions]),
        *(helper.make_tensor_value_info(name, TensorProto.FLOAT, each) for name in ("tokens", "middle")),
    ]
    whole = helper.make_graph(graph.nodes, "sentence_encoder", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=8)
