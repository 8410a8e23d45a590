"""The ONNX operators: shapes from the operator's own schema, and the operator run by onnxruntime.

An operator has no parameters of its own: they are its inputs. The schema describes each input in words, with the shape
as a formula in `num_directions`, `hidden_size` and `input_size`. These formulas are read here, and onnxruntime refuses
tensors of any other shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.verdict import BuiltTensor, Case

if TYPE_CHECKING:
    from paramcalc.equations.forward import Array

OPSET = 22

WEIGHTS = ("W", "R", "B", "P")

MISSPELLED = {"hidde_size": "hidden_size"}
"""The schema of LSTM's P has a typing error."""


@contextmanager
def built(case: Case, allocate: bool) -> Iterator[RealLayer]:
    """The operators of a case, one for each layer of the stack: weights with the shapes of their schema."""
    layer = case.breakdown.layer
    absent = {"B": layer.bias, "P": layer.options.get("peepholes")}
    shapes = {
        part.name: part.description
        for part in _schema_inputs(case)
        if part.name in WEIGHTS and absent.get(part.name, True)
    }
    directions = 2 if layer.bidirectional else 1
    units = case.breakdown.sizes["units"]
    sizes = {"num_directions": directions, "hidden_size": units, "input_size": case.input_features}
    tensors = []
    for number in range(1, layer.layers + 1):
        for name, description in shapes.items():
            direction = "both" if layer.bidirectional else "forward"
            shape = _shape(description, sizes)
            tensors.append(BuiltTensor(number, direction, name, shape, case.breakdown.dtype, True))
        sizes["input_size"] = directions * units
    total = sum(prod(tensor.shape) for tensor in tensors)
    yield RealLayer("memory" if allocate else "onnx.defs", total, tensors, partial(_run, case, list(shapes)))


def _schema_inputs(case: Case) -> Any:
    import onnx

    return onnx.defs.get_schema(case.breakdown.layer.entry.title, OPSET, "").inputs


def _shape(description: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The shape in the description of an input, `[num_directions, 4*hidden_size, input_size]`, at given sizes.

    >>> _shape("weights. Shape `[num_directions, 4*hidden_size]`.", {"num_directions": 2, "hidden_size": 3})
    (2, 12)
    """
    formula = re.findall(r"\[(num_directions[^\]]*)\]", description)[-1]
    axes = [
        [MISSPELLED.get(factor.strip(), factor.strip()) for factor in axis.split("*")] for axis in formula.split(",")
    ]
    return tuple(prod(int(factor) if factor.isdigit() else sizes[factor] for factor in axis) for axis in axes)


def _run(case: Case, names: Sequence[str], arrays: Sequence[Array], x: Array) -> list[Array]:
    """The output of the last operator: (batch, steps, directions × units)."""
    for start in range(0, len(arrays), len(names)):
        x = _run_operator(case, dict(zip(names, arrays[start:], strict=False)), x)
    return [x]


def _run_operator(case: Case, weights: Mapping[str, Array], x: Array) -> Array:
    import numpy as np
    import onnx
    import onnxruntime

    layer, helper, floats = case.breakdown.layer, onnx.helper, onnx.TensorProto.FLOAT
    inputs = [part.name if part.name in ("X", *weights) else "" for part in _schema_inputs(case)]
    attributes: dict[str, Any] = {"hidden_size": case.breakdown.sizes["units"]}
    attributes["direction"] = "bidirectional" if layer.bidirectional else "forward"
    if "linear_before_reset" in layer.options:
        attributes["linear_before_reset"] = int(layer.options["linear_before_reset"])
    graph = helper.make_graph(
        [helper.make_node(layer.entry.title, inputs, ["Y"], **attributes)],
        "layer",
        [helper.make_tensor_value_info("X", floats, ["steps", "batch", x.shape[-1]])],
        [helper.make_tensor_value_info("Y", floats, None)],
        [onnx.numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (output,) = session.run(None, {"X": np.ascontiguousarray(x.transpose(1, 0, 2))})
    steps, directions, batch, units = output.shape
    outputs: Array = output.transpose(2, 0, 1, 3).reshape(batch, steps, directions * units)
    return outputs


ONNX = Verifier(("onnx", "onnxruntime"), "onnx", ("float32", "float64", "float16", "bfloat16"), built)
