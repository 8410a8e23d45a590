"""The real Keras layer, built and read: counts, tensors, and a forward pass against the derived equations.

Counts and tensors need no memory: the layer is built inside `keras.StatelessScope(initialize_variables=False)`, where a
variable is a shape and nothing else, so that an LSTM with a million units on a million inputs answers at once. The
forward pass runs the real layer on random weights.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import permutations, zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.errors import MissingDependencyError, UsageError
from paramcalc.polynomial import known
from paramcalc.verifiers.quiet import quiet_stderr
from paramcalc.verifiers.verdict import BuiltTensor, Case, TensorPair, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.layers import TensorSlot

    Array: TypeAlias = NDArray[Any]

INSTALL = 'pip install "paramcalc[tensorflow]"'

TOLERANCE = 1e-5
"""Of the largest output, for float32: about a hundred times its rounding, a hundredth of any real difference."""

STEPS, BATCH = 3, 2
"""Three steps let the state act on the gates twice; two samples keep the batch axis honest."""

INITIALIZERS = ("kernel_initializer", "recurrent_initializer", "bias_initializer")
"""Set to zeros where random weights follow at once: orthogonal ones take seconds for a thousand units."""

LARGEST_FORWARD = 12_000_000
"""Parameters up to which the forward pass is run: about 200 MB with both sides and the working copies."""

DTYPES = ("float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16")
"""What Keras builds a recurrent layer with; the others of `--dtype` are sizes that it does not store one in."""


def load() -> Any:
    """Keras, on TensorFlow unless the user's KERAS_BACKEND says otherwise.

    Raises MissingDependencyError, with the command that installs it, where it cannot be imported.
    """
    if "keras" in sys.modules:
        return sys.modules["keras"]
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    try:
        with quiet_stderr():
            import keras

            keras.backend.backend()
    except ModuleNotFoundError as error:
        tip = INSTALL if error.name in ("keras", "tensorflow") else f"pip install {error.name}"
        raise MissingDependencyError(f"verifying needs {error.name}, which is not installed", tip=tip) from error
    except Exception as error:
        raise MissingDependencyError(f"Keras is installed but cannot be imported: {error!r}", tip=INSTALL) from error
    return keras


def versions() -> dict[str, str]:
    """The versions of Python, Keras and its backend."""
    keras = load()
    backend = keras.backend.backend()
    module = sys.modules.get(backend)
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "keras": keras.__version__,
        "backend": backend,
        backend: getattr(module, "__version__", ""),
    }


def check(case: Case, levels: tuple[str, ...]) -> Verdict:
    """One layer, built and compared at these levels. Raises UsageError for a breakdown with free sizes."""
    breakdown = case.breakdown
    if breakdown.free:
        raise UsageError(f"a real layer needs every size; free: {', '.join(breakdown.free)}")
    if breakdown.dtype not in DTYPES:
        raise UsageError(
            f"Keras builds no recurrent layer stored as {breakdown.dtype}",
            tip=f"verify it as one of {', '.join(DTYPES)}",
        )
    left_out = _why_not_forward(case) if "equations" in levels else ""
    forward = "equations" in levels and not left_out
    with _scope(case, allocate=forward) as method:
        zeros = dict.fromkeys(INITIALIZERS, "zeros") if forward else {}
        layers = _build(case, {"dtype": breakdown.dtype, **zeros})
        built = sum(layer.count_params() for layer in layers) if "count" in levels else None
        found = [tensor for number, layer in enumerate(layers, 1) for tensor in _tensors(number, layer)]
    pairs = tuple(TensorPair(*pair) for pair in zip_longest(_derived(case), found))
    error, hint = None, ""
    if forward and not all(pair.ok for pair in pairs):
        left_out = "the tensors differ, so there is nothing to put the same weights into"
    elif forward:
        error, hint = _forward(case, layers)
    shown = pairs if "tensors" in levels else ()
    return Verdict(case, levels, known(breakdown.total), built, shown, error, TOLERANCE, left_out, method, hint)


@contextmanager
def _scope(case: Case, *, allocate: bool) -> Iterator[str]:
    """Where a layer is built; gives its name. Unless it is to be run, in a scope that takes no memory.

    What that scope skips it leaves on a global list, and whoever next leaves a plain scope would initialise all of it:
    so the list is put back as it was.
    """
    keras = load()
    if allocate:
        yield "memory"
        return
    if case.arguments.get("stateful"):
        if keras.backend.backend() != "tensorflow":
            yield "memory"
            return
        import tensorflow

        with tensorflow.Graph().as_default():
            yield "tf.Graph"
        return
    from keras.src.backend.common import global_state

    before = list(global_state.get_global_attribute("uninitialized_variables") or [])
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield "keras.StatelessScope"
    finally:
        global_state.set_global_attribute("uninitialized_variables", before)


def _build(case: Case, further: Mapping[str, Any]) -> list[Any]:
    """The stack of real layers; each is built for what the real one below says it gives out."""
    layer, sizes = case.breakdown.layer, case.breakdown.sizes
    (units,) = {sizes[name] for name in layer.structure.cell.states.values()}
    shape: tuple[int | None, ...] = (BATCH, STEPS, sizes[layer.structure.cell.input])
    layers = []
    for number in range(layer.layers):
        built = _real_layer(case, units, further, last=number == layer.layers - 1)
        built.build(shape)
        output = built.compute_output_shape(shape)
        first = output[0] if isinstance(output[0], (list, tuple)) else output
        shape = (BATCH, STEPS, first[-1])
        layers.append(built)
    return layers


def _real_layer(case: Case, units: int, further: Mapping[str, Any], *, last: bool) -> Any:
    keras = load()
    layer = case.breakdown.layer
    arguments: dict[str, Any] = {"use_bias": layer.bias, **layer.options, "return_sequences": True, **further}
    if last:
        arguments.update(case.arguments)
    built = getattr(keras.layers, layer.entry.title)(units, **arguments)
    return keras.layers.Bidirectional(built, merge_mode=case.merge_mode) if layer.bidirectional else built


def _derived(case: Case) -> list[BuiltTensor]:
    # A mixed policy computes in 16 bits and stores in 32.
    dtype = "float32" if case.breakdown.dtype.startswith("mixed_") else case.breakdown.dtype
    return [
        BuiltTensor(each.layer, each.direction, each.name, tuple(map(known, each.shape)), dtype, True)
        for each in case.breakdown.tensors
    ]


def _tensors(number: int, layer: Any) -> list[BuiltTensor]:
    """The tensors of a built layer, in its own order; the direction is told by the path."""
    return [
        BuiltTensor(number, _direction(each.path), each.name, tuple(each.shape), str(each.dtype), bool(each.trainable))
        for each in layer.weights
    ]


def _direction(path: str) -> str:
    return "backward" if any(part.startswith("backward_") for part in path.split("/")) else "forward"


def _why_not_forward(case: Case) -> str:
    if case.breakdown.dtype != "float32":
        return "it is compared in float32"
    if known(case.breakdown.total) > LARGEST_FORWARD:
        return f"more than {LARGEST_FORWARD:,} parameters to allocate"
    return ""


def _forward(case: Case, layers: Sequence[Any]) -> tuple[float, str]:
    """The error of the forward pass on random weights, and what would explain it if it is too large."""
    import numpy as np

    generator = np.random.default_rng(20)
    weights = [_random_weights(layer, generator) for layer in layers]
    for layer, arrays in zip(layers, weights, strict=True):
        layer.set_weights(arrays)
    x = generator.standard_normal((BATCH, STEPS, case.breakdown.sizes[case.breakdown.layer.structure.cell.input]))
    found = _outputs(layers, x.astype("float32"))
    error = _difference(found, derived_outputs(case, weights, x))
    if error <= TOLERANCE:
        return error, ""
    return error, _explain(case, weights, x, found)


def _random_weights(layer: Any, generator: Any) -> list[Array]:
    """Weights that keep every gate away from its ends, where a wrong one could hide; biases as large as the rest."""
    arrays = []
    for variable in layer.weights:
        fan = variable.shape[0] if len(variable.shape) > 1 and variable.shape[0] > BATCH else 1
        array = generator.standard_normal(tuple(variable.shape), dtype="float32")
        arrays.append(array / max(fan, 1) ** 0.5)
    return arrays


def _outputs(layers: Sequence[Any], x: Array) -> list[Array]:
    """What the real layers give: one array, or one a direction where they are not merged."""
    keras = load()
    value: Any = x
    for layer in layers:
        value = layer(value, training=False)
    outputs = list(value) if isinstance(value, (list, tuple)) else [value]
    return [keras.ops.convert_to_numpy(each) for each in outputs]


def derived_outputs(
    case: Case, weights: Sequence[Sequence[Array]], x: Array, order: dict[str, str] | None = None
) -> list[Array]:
    """What the derived equations give for the same weights; `order` renames gates, to try whether they are swapped."""
    from paramcalc.equations.forward import run

    layer = case.breakdown.layer
    slots = [tensor.slot for tensor in case.breakdown.tensors]
    value = x
    outputs: list[Array] = []
    for number, arrays in enumerate(weights, 1):
        here = [slot for slot in slots if slot.layer == number]
        last = number == len(weights)
        arguments = case.arguments if last else {}
        directions = []
        for direction in dict.fromkeys(slot.direction for slot in here):
            parameters = _parameters(here, arrays, direction, order)
            back = direction == "backward"
            reverse = back != bool(arguments.get("go_backwards"))
            sequence = run(layer.structure.cell, parameters, value[:, ::-1] if reverse else value)
            whole = arguments.get("return_sequences", True)
            directions.append((sequence[:, ::-1] if back else sequence) if whole else sequence[:, -1])
        outputs = _merge(directions, case.merge_mode if layer.bidirectional else None)
        value = outputs[0]
    return outputs


def _parameters(
    slots: Sequence[TensorSlot], arrays: Sequence[Array], direction: str, order: dict[str, str] | None
) -> dict[str, Array]:
    from paramcalc.packing import unpack

    parameters: dict[str, Array] = {}
    for slot, array in zip(slots, arrays, strict=True):
        for (place, name), part in unpack(slot, array.astype("float64")).items():
            if place == direction:
                parameters[(order or {}).get(name, name)] = part
    return parameters


def _merge(directions: list[Array], mode: str | None) -> list[Array]:
    import numpy as np

    if mode is None or len(directions) == 1:
        return directions
    forward, backward = directions
    merged: dict[str, Array] = {
        "concat": np.concatenate([forward, backward], axis=-1),
        "sum": forward + backward,
        "mul": forward * backward,
        "ave": (forward + backward) / 2,
    }
    return [merged[mode]]


def _difference(found: Sequence[Array], derived: Sequence[Array]) -> float:
    """The largest difference relative to the largest output; infinite where shapes differ. States are not compared."""
    import numpy as np

    pairs = list(zip(found, derived, strict=False))
    if len(found) < len(derived) or any(one.shape != two.shape for one, two in pairs):
        return float("inf")
    largest = max(float(np.abs(two).max()) for _, two in pairs)
    return max(float(np.abs(one - two).max()) for one, two in pairs) / largest


def _explain(case: Case, weights: Sequence[Sequence[Array]], x: Array, found: Sequence[Array]) -> str:
    """Whether another order of the gates would give what the layer gives."""
    gates = list(dict.fromkeys(row.gate for row in case.breakdown.rows))
    for other in permutations(gates):
        renamed = dict(zip(gates, other, strict=True))
        names = {(row.gate, row.role): row.parameter for row in case.breakdown.rows}
        order = {name: names[renamed[gate], role] for (gate, role), name in names.items()}
        if _difference(found, derived_outputs(case, weights, x, order)) <= TOLERANCE:
            return f"the layer computes with its gates in the order {', '.join(other)}, not {', '.join(gates)}"
    return ""
