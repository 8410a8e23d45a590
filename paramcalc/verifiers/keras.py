"""The real Keras layer, built and read: counts, tensors, and a forward pass to compare with the derived equations.

Counts and tensors need no memory: the layer is built inside `keras.StatelessScope(initialize_variables=False)`, where a
variable has a shape and no value, so that even an LSTM with a million units on a million inputs is built at once. The
forward pass runs the real layer on random weights.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.phrases import tr
from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.keras_backend import choose_backend
from paramcalc.verifiers.verdict import BATCH, STEPS, Array, BuiltTensor, Case

ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
"""Set before Keras is imported on TensorFlow, unless the user has set them."""

INITIALIZERS = ("kernel_initializer", "recurrent_initializer", "bias_initializer")
"""Set to zeros if random weights follow: orthogonal ones take seconds for a thousand units."""

DTYPES = ("float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16")


@contextmanager
def built(case: Case, allocate: bool) -> Iterator[RealLayer]:
    """The real layers of a case."""
    zeros = dict.fromkeys(INITIALIZERS, "zeros") if allocate else {}
    with scope(allocate=allocate, stateful=bool(case.arguments.get("stateful"))) as method:
        arguments, count = {"dtype": case.breakdown.dtype, **zeros}, case.breakdown.layer.layers
        layers = [_real_layer(case, arguments, is_last=number == count) for number in range(1, count + 1)]
        shape: tuple[int | None, ...] = (BATCH, STEPS, *case.field, case.input_features)
        for layer in layers:
            # Each is built for the output shape that Keras gives for the layer before it.
            layer.build(shape)
            output = layer.compute_output_shape(shape)
            first = output[0] if isinstance(output[0], (list, tuple)) else output
            shape = (*shape[:-1], first[-1])
        tensors = [
            BuiltTensor(number, direction, variable.name, *described(variable))
            for number, layer in enumerate(layers, 1)
            for variable in layer.weights
            for direction in ["backward" if "/backward_" in f"/{variable.path}" else "forward"]
        ]
        total = sum(int(layer.count_params()) for layer in layers)
        yield RealLayer(method, total, tensors, partial(_run, layers))


@contextmanager
def scope(*, allocate: bool, stateful: bool) -> Iterator[str]:
    """A scope in which layers are built, without memory unless `allocate` is set; gives its name.

    Keras notes each variable that it does not initialise on a global list, and would initialise all of them when
    someone next leaves a plain scope. So the list is restored.
    """
    import keras

    if not allocate and not stateful:
        from keras.src.backend.common import global_state

        before = list(global_state.get_global_attribute("uninitialized_variables") or [])
        try:
            with keras.StatelessScope(initialize_variables=False):
                yield "keras.StatelessScope"
        finally:
            global_state.set_global_attribute("uninitialized_variables", before)
    elif not allocate and keras.backend.backend() == "tensorflow":
        import tensorflow

        with tensorflow.Graph().as_default():
            yield "tf.Graph"
    else:
        yield "memory"


def _real_layer(case: Case, arguments: Mapping[str, Any], *, is_last: bool) -> Any:
    import keras

    layer = case.breakdown.layer
    (units,) = {case.breakdown.sizes[name] for name in layer.structure.cell.states.values()}
    arguments = {"use_bias": layer.bias, **layer.options, "return_sequences": True, **arguments}
    if layer.entry.spatial:
        # Keras's default padding drops the positions at the edge, and counts the same.
        arguments.update(kernel_size=case.kernel_sizes, padding="same")
    if is_last:
        arguments.update(case.arguments)
    kind = getattr(keras.layers, layer.entry.title, None)
    if kind is None:
        raise UsageError(
            tr(
                "Keras {version} has no layer {title} to compare with",
                version=keras.__version__,
                title=layer.entry.title,
            )
        )
    real = kind(units, **arguments)
    return keras.layers.Bidirectional(real, merge_mode=case.merge_mode) if layer.bidirectional else real


def _run(layers: Sequence[Any], arrays: Sequence[Array], x: Array) -> list[Array]:
    """The outputs of the last layer: one array, or one for each direction if they are not merged."""
    import keras

    rest = iter(arrays)
    value: Any = x
    for layer in layers:
        layer.set_weights(list(islice(rest, len(layer.weights))))
        value = layer(value, training=False)
    outputs = value if isinstance(value, (list, tuple)) else [value]
    return [keras.ops.convert_to_numpy(output) for output in outputs]


def described(variable: Any) -> tuple[tuple[int, ...], str, bool]:
    """The shape and the dtype of a variable, and whether it is trainable."""
    return tuple(variable.shape), str(variable.dtype), bool(variable.trainable)


def _backend_versions() -> dict[str, str]:
    import keras

    backend = keras.backend.backend()
    return {"backend": backend, backend: getattr(sys.modules.get(backend), "__version__", "")}


KERAS = Verifier(
    ("keras",),
    "tensorflow",
    DTYPES,
    built,
    environment=ENVIRONMENT,
    prepare=choose_backend,
    backend_versions=_backend_versions,
)
