"""From a trained network to the file that is shipped: ONNX, weights at half precision."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import Tensor

from weft.engine.extraction.distill.network import Shipping, StudentNetwork, as_input
from weft.engine.extraction.student.student import INPUT, NETWORK, ROWS, VECTORS

_AT_ONCE = 32
_SMALL = 256
"""Tensors of so few numbers stay at full precision: biases, and what shapes are made of."""


def export(
    network: StudentNetwork, folder: Path, *, size: int, pictures: NDArray[np.uint8], dimension: int
) -> None:
    """Writes the network into the folder, for pictures of that size, with image vectors of that length.

    The axes of the vectors are the main ones of the features of `pictures`, shape (n, side, side, 3).
    """
    network = network.cpu().eval()
    centre, axes = main_axes(_features(network, pictures, size), dimension)
    example = (torch.zeros(2, size, size, 3, dtype=torch.uint8),)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter deprecates parts of itself
        program = torch.onnx.export(
            Shipping(network, centre, axes).eval(),
            example,
            input_names=[INPUT],
            output_names=[ROWS, VECTORS],
            dynamic_shapes=({0: torch.export.Dim("n")},),
            dynamo=True,
            verbose=False,
        )
    assert program is not None  # only the old exporter, which writes a file, gives nothing
    onnx.save(at_half(program.model_proto), folder / NETWORK)


def main_axes(features: Tensor, dimension: int) -> tuple[Tensor, Tensor]:
    """The mean of features (n, f) and their main axes, shape (f, dimension), each feature with equal say."""
    centre, spread = features.mean(0), features.std(0).clamp(min=1e-3)
    scaled = ((features - centre) / spread).double()
    # a little on the diagonal: features that never vary would have no order among themselves
    _, axes = torch.linalg.eigh(scaled.T @ scaled + 1e-3 * torch.eye(len(centre), dtype=torch.double))
    return centre, axes.flip(1)[:, :dimension].float() / spread[:, None]


def at_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its weights in 16 bits, 32 again when loaded, and without traces of its making."""
    graph = model.graph
    for weights in list(graph.initializer):
        values = numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size > _SMALL:
            name, half = weights.name, f"{weights.name}_half"
            weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), half))
            graph.node.insert(0, helper.make_node("Cast", [half], [name], to=onnx.TensorProto.FLOAT))
    for each in (model, graph, *graph.node, *graph.value_info, *graph.input, *graph.output):
        each.ClearField("doc_string")
        each.ClearField("metadata_props")
    graph.ClearField("value_info")
    return model


@torch.inference_mode()
def _features(network: StudentNetwork, pictures: NDArray[np.uint8], size: int) -> Tensor:
    parts = []
    for start in range(0, len(pictures), _AT_ONCE):
        seen = as_input(torch.from_numpy(np.array(pictures[start : start + _AT_ONCE])))
        seen = torch.nn.functional.interpolate(seen, (size, size), mode="bilinear", antialias=True)
        parts.append(network(seen)[1])
    return torch.cat(parts)
