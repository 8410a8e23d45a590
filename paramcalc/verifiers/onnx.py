"""The ONNX operators: shapes as the operator's own schema states them, and the operator run by onnxruntime.

An operator has no parameters of its own, they are its inputs; what it takes is stated in its schema, in words with the
shape as a formula in `num_directions`, `hidden_size` and `input_size`. Those are read here, and onnxruntime refuses
tensors of any other shape.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.verifiers.quiet import imported
from paramcalc.verifiers.verdict import BuiltTensor, Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

DTYPES = ("float32", "float64", "float16", "bfloat16")
"""What the operators are specified for."""

LARGEST_BYTES = None

OPSET = 22

WEIGHTS = ("W", "R", "B", "P")

SIZE_NAMES = {"hidde_size": "hidden_size"}
"""A slip in the schema of LSTM's P."""


def load() -> Any:
    """ONNX. Raises MissingDependencyError, with the command that installs it, where it cannot be imported."""
    imported("onnxruntime", "onnx")
    return imported("onnx", "onnx")


def versions() -> dict[str, str]:
    """The versions of Python, ONNX and onnxruntime."""
    onnx, runtime = load(), imported("onnxruntime", "onnx")
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "onnx": onnx.__version__,
        "onnxruntime": runtime.__version__,
    }


@contextmanager
def built(case: Case, *, allocate: bool) -> Iterator[OnnxStack]:
    """The operators of a case, one a layer of the stack."""
    yield OnnxStack(case, "memory" if allocate else "onnx.defs")


class OnnxStack:
    """A chain of recurrent operators."""

    def __init__(self, case: Case, method: str) -> None:
        load()
        self.case = case
        self.method = method
        self.layer = case.breakdown.layer
        self.units = case.breakdown.sizes["units"]
        self.directions = 2 if self.layer.bidirectional else 1

    def count(self) -> int:
        """The elements of the inputs that the schema calls for."""
        return sum(prod(tensor.shape) for tensor in self.tensors())

    def tensors(self) -> list[BuiltTensor]:
        """The weights of every operator, with the shapes of its schema."""
        direction = "both" if self.directions == 2 else "forward"
        dtype = self.case.breakdown.dtype
        found = []
        features = self.case.breakdown.sizes[self.layer.structure.cell.input]
        for number in range(1, self.layer.layers + 1):
            sizes = {"num_directions": self.directions, "hidden_size": self.units, "input_size": features}
            for name in self._weights():
                found.append(BuiltTensor(number, direction, name, self._shape(name, sizes), dtype, True))
            features = self.directions * self.units
        return found

    def run(self, arrays: Sequence[Array], x: Array) -> list[Array]:
        """The outputs of the last operator: (batch, steps, directions × units)."""
        rest = list(arrays)
        value = x
        for _ in range(self.layer.layers):
            weights = dict(zip(self._weights(), rest, strict=False))
            rest = rest[len(weights) :]
            value = self._run_one(weights, value)
        return [value]

    def _weights(self) -> list[str]:
        left_out = set() if self.layer.bias else {"B"}
        left_out |= set() if self.layer.options.get("peepholes") else {"P"}
        schema = load().defs.get_schema(self.layer.entry.title, OPSET, "")
        return [each.name for each in schema.inputs if each.name in WEIGHTS and each.name not in left_out]

    def _shape(self, name: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
        schema = load().defs.get_schema(self.layer.entry.title, OPSET, "")
        (described,) = (each.description for each in schema.inputs if each.name == name)
        stated = re.findall(r"`?\[(num_directions[^\]]*)\]`?", described)[-1]
        return tuple(prod(_factor(factor, sizes) for factor in axis.split("*")) for axis in stated.split(","))

    def _run_one(self, weights: Mapping[str, Array], x: Array) -> Array:
        import numpy as np

        onnx, runtime = load(), imported("onnxruntime", "onnx")
        helper, floats = onnx.helper, onnx.TensorProto.FLOAT
        schema = onnx.defs.get_schema(self.layer.entry.title, OPSET, "")
        inputs = [each.name if each.name in ("X", *weights) else "" for each in schema.inputs]
        attributes: dict[str, Any] = {"hidden_size": self.units}
        attributes["direction"] = "bidirectional" if self.directions == 2 else "forward"
        if "linear_before_reset" in self.layer.options:
            attributes["linear_before_reset"] = int(self.layer.options["linear_before_reset"])
        node = helper.make_node(self.layer.entry.title, inputs, ["Y"], **attributes)
        graph = helper.make_graph(
            [node],
            "layer",
            [helper.make_tensor_value_info("X", floats, ["steps", "batch", x.shape[-1]])],
            [helper.make_tensor_value_info("Y", floats, None)],
            [onnx.numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in weights.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
        session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        (output,) = session.run(None, {"X": np.ascontiguousarray(x.transpose(1, 0, 2))})
        steps, directions, batch, units = output.shape
        outputs: Array = output.transpose(2, 0, 1, 3).reshape(batch, steps, directions * units)
        return outputs


def _factor(text: str, sizes: Mapping[str, int]) -> int:
    word = text.strip()
    return int(word) if word.isdigit() else sizes[SIZE_NAMES.get(word, word)]
