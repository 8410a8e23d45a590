"""The real layers of older versions of Keras: cuDNN's of Keras 2, and those of Keras 1. tf_keras, which is Keras 2 on
today's TensorFlow, is the judge.

tf_keras builds CuDNNLSTM and CuDNNGRU on any machine, but runs them on a GPU alone. It has no layers of Keras 1. But it
loads the files of both: its own conversion turns their weights into the weights of layers that run on a CPU. Those
layers are run, and their outputs are compared with the derived equations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.keras import INITIALIZERS
from paramcalc.verifiers.verdict import BATCH, STEPS, Array, BuiltTensor, Case

ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
"""Set before TensorFlow is imported, unless the user has set them."""

DTYPES = ("float32", "float64", "float16")

KERAS1_GATES = {"SimpleRNN": ("",), "LSTM": ("_i", "_f", "_c", "_o"), "GRU": ("_z", "_r", "_h")}
"""The endings of Keras 1's tensor names, in the order in which Keras 2 has the gates side by side."""

KERAS1_LETTERS = ("W", "U", "b")
"""The beginnings of Keras 1's tensor names, in the order of Keras 2's kernel, recurrent_kernel and bias."""


Described: TypeAlias = tuple[str, tuple[int, ...], str, bool]
"""The name, shape and dtype of a tensor, and whether it is trainable."""


class OldKeras(NamedTuple):
    """An older version of Keras, as tf_keras has it."""

    version: str | None
    """The version that tf_keras is told when it converts weights."""
    modules: Mapping[str, str]
    """The modules of the real classes; empty if tf_keras has none."""
    running: Mapping[str, Mapping[str, Any]]
    """The arguments of the layers that run on a CPU, by the class's name in Keras 2."""


CUDNN = OldKeras(
    None,
    {"CuDNNLSTM": "tf_keras.src.layers.rnn.cudnn_lstm", "CuDNNGRU": "tf_keras.src.layers.rnn.cudnn_gru"},
    {"LSTM": {}, "GRU": {"reset_after": True}},
)

KERAS1 = OldKeras(
    "1",
    {},
    {
        "SimpleRNN": {},
        "LSTM": {"recurrent_activation": "hard_sigmoid"},
        "GRU": {"recurrent_activation": "hard_sigmoid", "reset_after": False},
    },
)


@contextmanager
def built(old: OldKeras, case: Case, allocate: bool) -> Iterator[RealLayer]:
    """The real layers of a case; in a graph, where a variable has only a shape, if they are not run."""
    import tensorflow

    name = case.breakdown.layer.entry.title
    with nullcontext() if allocate else tensorflow.Graph().as_default():
        running = _built_layers(case, _class(old, name.removeprefix("CuDNN")), old.running[name.removeprefix("CuDNN")])
        layers = _built_layers(case, _class(old, name), {}) if name in old.modules else running
        tensors = [
            BuiltTensor(number, direction, *tensor)
            for number, layer in enumerate(layers, 1)
            for direction, inner in _directions(layer).items()
            for tensor in (_own_tensors(inner) if name in old.modules else _keras1_tensors(inner))
        ]
        total = sum(int(layer.count_params()) for layer in layers)
        yield RealLayer("memory" if allocate else "tf.Graph", total, tensors, partial(_run, old, running, len(tensors)))


def _class(old: OldKeras, name: str) -> Any:
    """A layer class of tf_keras; those of cuDNN are not among its public names."""
    return getattr(import_module(old.modules.get(name, "tf_keras.layers")), name)


def _built_layers(case: Case, real_class: Any, arguments: Mapping[str, Any]) -> list[Any]:
    """The layers of a stack, each built for the output shape that tf_keras gives for the layer before it."""
    import tf_keras

    layer, layers = case.breakdown.layer, []
    given = {**dict.fromkeys(INITIALIZERS, "zeros"), "dtype": case.breakdown.dtype, "return_sequences": True}
    shape: tuple[int, ...] = (BATCH, STEPS, case.input_features)
    for _ in range(layer.layers):
        real = real_class(case.breakdown.sizes["units"], **given, **arguments)
        real = tf_keras.layers.Bidirectional(real) if layer.bidirectional else real
        real.build(shape)
        shape = tuple(real.compute_output_shape(shape))
        layers.append(real)
    return layers


def _directions(layer: Any) -> dict[str, Any]:
    """The layer of each direction."""
    backward = getattr(layer, "backward_layer", None)
    return {"forward": layer} if backward is None else {"forward": layer.forward_layer, "backward": backward}


def _own_tensors(layer: Any) -> Iterator[Described]:
    """The tensors of a layer that tf_keras has."""
    for variable in layer.weights:
        yield variable.name.rpartition("/")[2].partition(":")[0], tuple(variable.shape), *_flags(variable)


def _keras1_tensors(layer: Any) -> Iterator[Described]:
    """The tensors of Keras 1 that tf_keras makes those of a layer of, in the order in which it expects them.

    Its conversion is tried on the smallest tensors, each filled with its own number, to see where each one goes.
    """
    endings = KERAS1_GATES[type(layer).__name__]
    import numpy as np

    shapes = ((1, 1), (1, 1), (1,))
    numbers = [
        np.full(shape, gate * 3 + position) for gate in range(len(endings)) for position, shape in enumerate(shapes)
    ]
    placed = {}
    for letter, variable, array in zip(KERAS1_LETTERS, layer.weights, _converted(KERAS1, layer, numbers), strict=True):
        *rest, length = variable.shape
        for ending, number in zip(endings, array.ravel(), strict=True):
            placed[int(number)] = (f"{letter}{ending}", (*rest, length // len(endings)), *_flags(variable))
    return (placed[number] for number in sorted(placed))


def _flags(variable: Any) -> tuple[str, bool]:
    """The dtype of a variable, and whether it is trainable."""
    return variable.dtype.name, bool(variable.trainable)


def _converted(old: OldKeras, layer: Any, arrays: Sequence[Array]) -> list[Array]:
    """The weights of the older version as those of a layer that runs on a CPU, by tf_keras's own conversion."""
    module: Any = import_module("tf_keras.src.saving.legacy.hdf5_format")
    converted: list[Array] = module.preprocess_weights_for_loading(layer, list(arrays), old.version)
    return converted


def _run(old: OldKeras, layers: Sequence[Any], count: int, arrays: Sequence[Array], x: Array) -> list[Array]:
    """The outputs of the last layer; each layer of a stack has the same number of tensors."""
    value: Any = x
    size = count // len(layers)
    for number, layer in enumerate(layers):
        layer.set_weights(_converted(old, layer, arrays[number * size : (number + 1) * size]))
        value = layer(value, training=False)
    return [value.numpy()]


def _verifier(old: OldKeras) -> Verifier:
    return Verifier(("tf_keras", "tensorflow"), "tf-keras", DTYPES, partial(built, old), 2**63 - 1, ENVIRONMENT)


CUDNN_VERIFIER, KERAS1_VERIFIER = _verifier(CUDNN), _verifier(KERAS1)
