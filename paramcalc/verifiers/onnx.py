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
from typing import Any

from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.verdict import Array, BuiltTensor, Case

OPSET = 22


@contextmanager
def built(case: Case, allocate: bool) -> Iterator[RealLayer]:
    """The operators of a case, one for each layer of the stack: weights with the shapes of their schema."""
    layer, units = case.breakdown.layer, case.breakdown.sizes["units"]
    weights = {"W": True, "R": True, "B": layer.bias, "P": layer.options.get("peepholes", True)}
    shapes = {part.name: part.description for part in _schema_inputs(case) if weights.get(part.name)}
    direction, directions = ("both", 2) if layer.bidirectional else ("forward", 1)
    sizes = {"num_directions": directions, "hidden_size": units, "input_size": case.input_features}
    tensors = []
    for number in range(1, layer.layers + 1):
        for name, description in shapes.items():
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
    # The schema of LSTM's P has a typing error.
    description = description.replace("hidde_size", "hidden_size").replace(" ", "")
    formula = re.findall(r"\[(num_directions[^\]]*)\]", description)[-1]
    axes = [axis.split("*") for axis in formula.split(",")]
    return tuple(prod(int(factor) if factor.isdigit() else sizes[factor] for factor in axis) for axis in axes)


def _run(case: Case, names: Sequence[str], arrays: Sequence[Array], x: Array) -> list[Array]:
    """The output of the last operator: (batch, steps, directions × units)."""
    import numpy as np
    import onnx
    import onnxruntime

    layer, helper, floats = case.breakdown.layer, onnx.helper, onnx.TensorProto.FLOAT
    inputs = [part.name if part.name in ("X", *names) else "" for part in _schema_inputs(case)]
    direction = "bidirectional" if layer.bidirectional else "forward"
    attributes = {name: int(on) for name, on in layer.options.items() if name == "linear_before_reset"}
    units = case.breakdown.sizes["units"]
    node = helper.make_node(layer.entry.title, inputs, ["Y"], hidden_size=units, direction=direction, **attributes)
    for start in range(0, len(arrays), len(names)):
        weights = zip(names, map(np.ascontiguousarray, arrays[start:]), strict=False)
        graph = helper.make_graph(
            [node],
            "layer",
            [helper.make_tensor_value_info("X", floats, ["steps", "batch", x.shape[-1]])],
            [helper.make_tensor_value_info("Y", floats, None)],
            [onnx.numpy_helper.from_array(array, name) for name, array in weights],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        (output,) = session.run(None, {"X": np.ascontiguousarray(x.transpose(1, 0, 2))})
        x = output.transpose(2, 0, 1, 3).reshape(*x.shape[:2], -1)
    return [x]


ONNX = Verifier(("onnx", "onnxruntime"), "onnx", ("float32", "float64", "float16", "bfloat16"), built)
