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
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.errors import MissingDependencyError
from paramcalc.verifiers.quiet import quiet_stderr
from paramcalc.verifiers.verdict import BATCH, STEPS, BuiltTensor, Case, field, kernel_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

INSTALL = 'pip install "paramcalc[tensorflow]"'

INITIALIZERS = ("kernel_initializer", "recurrent_initializer", "bias_initializer")
"""Set to zeros where random weights follow at once: orthogonal ones take seconds for a thousand units."""

DTYPES = ("float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16")
"""What Keras builds a recurrent layer with; the others of `--dtype` are sizes that it does not store one in."""


LARGEST_BYTES = None


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


@contextmanager
def built(case: Case, *, allocate: bool) -> Iterator[KerasStack]:
    """The real layers of a case, in memory or, to be looked at alone, in a scope that takes none."""
    zeros = dict.fromkeys(INITIALIZERS, "zeros") if allocate else {}
    with scope(allocate=allocate, stateful=bool(case.arguments.get("stateful"))) as method:
        yield KerasStack(_build(case, {"dtype": case.breakdown.dtype, **zeros}), method)


@contextmanager
def scope(*, allocate: bool, stateful: bool) -> Iterator[str]:
    """Where layers are built; gives its name. Unless they are to be run, one that takes no memory.

    What that scope skips it leaves on a global list, and whoever next leaves a plain scope would initialise all of it:
    so the list is put back as it was.
    """
    keras = load()
    if allocate:
        yield "memory"
        return
    if stateful:
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
    around = field(case)
    shape: tuple[int | None, ...] = (BATCH, STEPS, *around, sizes[layer.structure.cell.input])
    layers = []
    for number in range(layer.layers):
        built = _real_layer(case, units, further, last=number == layer.layers - 1)
        built.build(shape)
        output = built.compute_output_shape(shape)
        first = output[0] if isinstance(output[0], (list, tuple)) else output
        shape = (BATCH, STEPS, *around, first[-1])
        layers.append(built)
    return layers


def _real_layer(case: Case, units: int, further: Mapping[str, Any], *, last: bool) -> Any:
    keras = load()
    layer = case.breakdown.layer
    arguments: dict[str, Any] = {"use_bias": layer.bias, **layer.options, "return_sequences": True, **further}
    if layer.entry.spatial:
        # The same positions out as in; Keras's own default drops those at the edge, and counts the same.
        arguments.update(kernel_size=kernel_of(case), padding="same")
    if last:
        arguments.update(case.arguments)
    built = getattr(keras.layers, layer.entry.title)(units, **arguments)
    return keras.layers.Bidirectional(built, merge_mode=case.merge_mode) if layer.bidirectional else built


def _tensors(number: int, layer: Any) -> list[BuiltTensor]:
    """The tensors of a built layer, in its own order; the direction is told by the path."""
    return [
        BuiltTensor(number, _direction(each.path), each.name, tuple(each.shape), str(each.dtype), bool(each.trainable))
        for each in layer.weights
    ]


def _direction(path: str) -> str:
    return "backward" if any(part.startswith("backward_") for part in path.split("/")) else "forward"


class KerasStack:
    """The stack of real layers of a case."""

    def __init__(self, layers: list[Any], method: str) -> None:
        self.layers = layers
        self.method = method

    def count(self) -> int:
        """What the layers themselves say."""
        return sum(int(layer.count_params()) for layer in self.layers)

    def tensors(self) -> list[BuiltTensor]:
        """The tensors of every layer, in its own order."""
        return [tensor for number, layer in enumerate(self.layers, 1) for tensor in _tensors(number, layer)]

    def run(self, arrays: Sequence[Array], x: Array) -> list[Array]:
        """What the layers give for these weights: one array, or one a direction where they are not merged."""
        keras = load()
        rest = list(arrays)
        value: Any = x
        for layer in self.layers:
            count = len(layer.weights)
            layer.set_weights(rest[:count])
            rest = rest[count:]
            value = layer(value, training=False)
        outputs = list(value) if isinstance(value, (list, tuple)) else [value]
        return [keras.ops.convert_to_numpy(each) for each in outputs]
