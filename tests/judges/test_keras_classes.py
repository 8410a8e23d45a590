"""Every layer class of Keras against the real one: arguments, weights, shapes, training; and what must be refused."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import parameters, weight_lines
from paramcalc.classes.keras import LAYERS, LEFT_OUT, legacy
from paramcalc.classes.messages import shape_text
from paramcalc.errors import UsageError
from paramcalc.models.inference import infer
from paramcalc.models.result import LayerResult
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec, Ref, chain

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

needs_keras = pytest.mark.skipif(
    find_spec("keras") is None or find_spec("tensorflow") is None,
    reason="TensorFlow with Keras is not installed: pip install 'paramcalc[tensorflow]'",
)

CURRENT = sorted(LAYERS.keys() - legacy.LAYERS.keys())

CALLED_APART = ("MultiHeadAttention", "GroupQueryAttention")
"""What takes its tensors one by one and not as a list."""

Shape = tuple


@lru_cache(maxsize=1)
def keras() -> Any:
    return import_module("keras")


def real_class(kind: str) -> Any:
    """The class of that name in `keras.layers`; skips where this Keras does not have it."""
    found = getattr(keras().layers, kind, None)
    if found is None:
        pytest.skip(f"Keras {keras().__version__} has no {kind}")
    return found


class Made(NamedTuple):
    """A layer to be made twice: as the real one and as a LayerSpec."""

    kind: str
    config: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"{self.kind}({', '.join(f'{name}={value!r}' for name, value in self.config.items())})"


class Case(NamedTuple):
    """A configuration, and the shapes and the type of what it reads; `untold` where no output shape is claimed."""

    config: Mapping[str, Any]
    shapes: tuple[Shape, ...]
    dtype: str = "float32"
    untold: bool = False


def made(kind: str, /, **config: Any) -> Made:
    return Made(kind, config)


def at(shapes: Any, dtype: str = "float32", untold: bool = False, /, **config: Any) -> Case:
    return Case(config, tuple(shapes) if isinstance(shapes, list) else (shapes,), dtype, untold)


# --- the two ways to make a layer


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, Made):
        return change(value)
    return [_each(one, change) for one in value] if isinstance(value, list) else value


def as_real(layer: Made) -> Any:
    """The real layer, those inside it made first."""
    config = {name: _each(value, as_real) for name, value in layer.config.items()}
    if layer.kind == "Sequential":
        return keras().Sequential([keras().Input(batch_shape=config["shape"]), *config["layers"]])
    kind = real_class(layer.kind)
    missing = config.keys() - inspect.signature(kind).parameters.keys() - {"trainable", "dtype", "name", "rms_scaling"}
    if missing and not _is_latest():
        pytest.skip(f"{layer.kind} of Keras {keras().__version__} has no {', '.join(missing)}")
    return kind(**config)


def _is_latest() -> bool:
    return tuple(map(int, keras().__version__.split(".")[:2])) >= (3, 15)


def as_spec(layer: Made, name: str = "") -> LayerSpec:
    """The same layer as it is written down."""
    config = {key: _each(value, as_spec) for key, value in layer.config.items()}
    name = name or str(config.get("name", layer.kind.lower()))
    if layer.kind == "Sequential":
        return chain("Sequential", name, config["layers"], config["shape"])
    return LayerSpec(layer.kind, name, config)


def node_of(spec: LayerSpec, shapes: Sequence[Shape], version: tuple[int, ...] = (3, 15)) -> LayerResult:
    """The engine's node for a layer that reads tensors of these shapes."""
    calls = [
        GraphCall(LayerSpec("InputLayer", f"input_{n}", {"batch_shape": shape}), ()) for n, shape in enumerate(shapes)
    ]
    calls.append(GraphCall(spec, tuple(Ref(number) for number in range(len(shapes)))))
    graph = Graph(tuple(calls), (Ref(len(shapes)),), (spec,), tuple(range(len(shapes))))
    model_spec = ModelSpec(LayerSpec("Functional", "model", {}, graph=graph), "keras", version, "a test")
    return infer(model_spec).sublayers[0].results[0]


@contextmanager
def scope() -> Iterator[None]:
    """Where variables are shapes and nothing else; what it leaves on Keras's global list is taken off again."""
    state = import_module("keras.src.backend.common.global_state")
    before = list(state.get_global_attribute("uninitialized_variables") or [])
    try:
        with keras().StatelessScope(initialize_variables=False):
            yield
    finally:
        state.set_global_attribute("uninitialized_variables", before)


class Facts(NamedTuple):
    """What is compared: weights as (name, shape, trained, type), and the shapes of what comes out."""

    weights: list[tuple[str, Shape, bool, str]]
    outputs: list[Shape | None]


def real_facts(layer: Any, shapes: Sequence[Shape], dtype: str = "float32") -> Facts:
    """Of the real layer, called on symbolic tensors; what is trained is what a model around it says."""
    inputs = [keras().Input(batch_shape=shape, dtype=dtype) for shape in shapes]
    called, outputs = _called(layer, inputs)
    # A layer without weights may give out the very tensor that it reads, which makes no model.
    model = keras().Model(called, outputs) if layer.weights else layer
    trained = {id(weight) for weight in model.trainable_weights}
    weights = [(weight.name, tuple(weight.shape), id(weight) in trained, str(weight.dtype)) for weight in layer.weights]
    return Facts(weights, [tuple(each.shape) for each in outputs])


def _called(layer: Any, inputs: list[Any]) -> tuple[list[Any], list[Any]]:
    """The model's inputs, and what the layer gives, flat; a cell reads its states, too."""
    tree = keras().tree
    if hasattr(layer, "state_size") and not hasattr(layer, "cell"):
        sizes = layer.state_size if isinstance(layer.state_size, (list, tuple)) else [layer.state_size]
        states = tree.map_structure(lambda size: keras().Input((size,)), list(sizes))
        return [*inputs, *tree.flatten(states)], tree.flatten(layer(inputs[0], states))
    if isinstance(layer, tuple(getattr(keras().layers, name) for name in CALLED_APART)):
        query, *others = inputs
        return inputs, tree.flatten(layer(query, others[0], **({"key": others[1]} if len(others) > 1 else {})))
    return inputs, tree.flatten(layer(inputs if len(inputs) > 1 else inputs[0]))


def our_facts(node: LayerResult) -> Facts:
    """Of a node; an axis of unknown length is None, as Keras has it."""
    weights = [(each.name.rpartition("/")[2], plain(each.shape), each.trainable, each.dtype) for each in node.weights]
    return Facts(weights, [None if shape is None else plain(shape) for shape in node.outputs])


def plain(shape: Sequence[Any]) -> Shape:
    return tuple(None if isinstance(size, Polynomial) else size for size in shape)


def disagreement(real: Facts, ours: Facts, untold: bool = False) -> str:
    """What differs; empty where nothing does."""
    found = []
    if real.weights != ours.weights:
        found.append(f"weights: Keras {real.weights}\n         here  {ours.weights}")
    if ours.outputs != ([None] * len(ours.outputs) if untold else real.outputs):
        found.append(f"output: Keras {real.outputs}, here {ours.outputs}")
    return "\n".join(found)


# --- 1, 2: the registry


@needs_keras
class TestRegistry:
    def test_every_class_of_keras_is_known(self):
        real = {name: each for name, each in vars(keras().layers).items() if isinstance(each, type)}
        known = {real[name] for name in self.names() if name in real}
        lacking = {name for name, each in real.items() if each not in known and name not in LEFT_OUT}
        assert not lacking

    def test_every_alias_is_known(self):
        real = {name for name, each in vars(keras().layers).items() if isinstance(each, type)}
        assert real - LEFT_OUT.keys() <= set(self.names())

    def test_nothing_is_unknown_to_keras(self):
        strange = {name for name in self.names() if not hasattr(keras().layers, name)} - legacy.LAYERS.keys()
        assert not strange or not _is_latest()

    def test_an_alias_is_the_same_class(self):
        layers = keras().layers
        for alias, name in self.names().items():
            if hasattr(layers, alias) and hasattr(layers, name):
                assert getattr(layers, alias) is getattr(layers, name), alias

    def test_nothing_is_left_out_that_is_there(self):
        assert not LEFT_OUT.keys() & self.names().keys()
        assert all(reason.startswith(("it ", "its ")) for reason in LEFT_OUT.values())

    def test_legacy_layers_are_gone(self):
        assert not [name for name in legacy.LAYERS if hasattr(keras().layers, name)]

    @staticmethod
    def names() -> dict[str, str]:
        return {alias: name for name, entry in LAYERS.items() for alias in (name, *entry.aliases)}


@needs_keras
@pytest.mark.parametrize("kind", CURRENT)
def test_arguments_are_those_of_the_constructor(kind):
    real = inspect.signature(real_class(kind).__init__).parameters.values()
    named = [each for each in real if each.kind is each.POSITIONAL_OR_KEYWORD and each.name != "self"]
    wanted = {each.name: (None, True) if each.default is each.empty else (each.default, False) for each in named}
    ours = dict(parameters(LAYERS[kind].arguments))
    if kind == "LayerNormalization" and "rms_scaling" not in wanted:
        assert ours.pop("rms_scaling") == (False, False), "Keras 3.15 takes it among **kwargs"
    if not _is_latest():
        ours = {name: value for name, value in ours.items() if name in wanted}
    assert list(ours.items()) == list(wanted.items())


# --- 3: every class, built

STEPS = (None, 7, 5)
OPEN = (None, None, 5)
CELL = made("LSTMCell", units=3)
PICTURE = (None, 9, 8, 6)
FIRST = (None, 6, 9, 8)
SERIES = (None, 12, 6)
VOLUME = (None, 7, 8, 9, 4)
SPACES = {1: SERIES, 2: PICTURE, 3: VOLUME}
FIRSTS = {1: (None, 6, 12), 2: FIRST, 3: (None, 4, 7, 8, 9)}


def several(number: int, dimensions: int) -> tuple[int, ...]:
    return tuple(number + place for place in range(dimensions))


def convolutions(dimensions: int, *, grouped: bool = True) -> list[Case]:
    shape, first = SPACES[dimensions], FIRSTS[dimensions]
    unknown = (None, *[None] * dimensions, shape[-1])
    return [
        at(shape, filters=4, kernel_size=3),
        at(shape, filters=4, kernel_size=several(1, dimensions), use_bias=False),
        at(shape, filters=4, kernel_size=3, strides=2, padding="same"),
        at(shape, filters=4, kernel_size=2, strides=2),
        at(shape, filters=4, kernel_size=3, dilation_rate=2),
        at(shape, filters=4, kernel_size=3, dilation_rate=2, padding="SAME"),
        at(unknown, filters=4, kernel_size=3),
        at(unknown, filters=4, kernel_size=3, strides=2),
        at(first, filters=4, kernel_size=3, data_format="channels_first"),
        *([at(shape, filters=4, kernel_size=3, groups=2)] if grouped else []),
        *([at(shape, filters=4, kernel_size=3, padding="causal", strides=2)] if dimensions == 1 else []),
    ]


def transpositions(dimensions: int) -> list[Case]:
    shape, first = SPACES[dimensions], FIRSTS[dimensions]
    unknown = (None, *[None] * dimensions, shape[-1])
    return [
        at(shape, filters=3, kernel_size=3),
        at(shape, filters=3, kernel_size=several(1, dimensions), use_bias=False),
        *[
            at(shape, filters=3, kernel_size=kernel, strides=strides, padding=padding, output_padding=extra)
            for kernel in (1, 2, 3, 4)
            for strides in (1, 2, 3)
            for padding in ("valid", "same")
            for extra in (None, 0, 1)
            if (extra or 0) < strides
        ],
        at(shape, filters=3, kernel_size=3, dilation_rate=2),
        at(shape, filters=3, kernel_size=2, dilation_rate=2, padding="same", output_padding=0),
        at(unknown, filters=3, kernel_size=3, strides=2),
        at(first, filters=3, kernel_size=3, strides=2, data_format="channels_first"),
    ]


def depthwise(dimensions: int) -> list[Case]:
    shape, first = SPACES[dimensions], FIRSTS[dimensions]
    return [
        at(shape, kernel_size=3),
        at(shape, kernel_size=3, depth_multiplier=2, use_bias=False),
        at(shape, kernel_size=3, depth_multiplier=2, padding="same", strides=2),
        at(shape, kernel_size=2, dilation_rate=2),
        at(first, kernel_size=3, depth_multiplier=2, data_format="channels_first"),
    ]


def separable(dimensions: int) -> list[Case]:
    return [at(each.shapes[0], **{**each.config, "filters": 5}) for each in depthwise(dimensions)]


def pooling(dimensions: int) -> list[Case]:
    shape, first = SPACES[dimensions], FIRSTS[dimensions]
    return [
        at(shape, pool_size=2),
        at(shape, pool_size=3, strides=2, padding="same"),
        at(shape, pool_size=several(1, dimensions), strides=1),
        at(first, pool_size=2, data_format="channels_first"),
        at((None, *[None] * dimensions, 4), pool_size=2),
    ]


def pooling_whole(dimensions: int) -> list[Case]:
    shape, first = SPACES[dimensions], FIRSTS[dimensions]
    return [
        at(shape),
        at(shape, keepdims=True),
        at(first, data_format="channels_first"),
        at(first, data_format="channels_first", keepdims=True),
    ]


def pooling_to(dimensions: int) -> list[Case]:
    return [
        at(SPACES[dimensions], output_size=2),
        at(SPACES[dimensions], output_size=several(1, dimensions)),
        at(FIRSTS[dimensions], output_size=2, data_format="channels_first"),
    ]


def recurrent(**further: list[Any]) -> list[Case]:
    plain_ones = [
        at(STEPS, units=3),
        at(OPEN, units=3, use_bias=False),
        at(STEPS, units=3, return_sequences=True),
        at(OPEN, units=3, return_sequences=True, return_state=True),
        at(STEPS, units=3, return_state=True, go_backwards=True),
        at(STEPS, units=1, dtype="float16"),
        at(STEPS, units=1, dtype="mixed_float16"),
        at((2, 7, 5), units=3, dropout=0.5, recurrent_dropout=0.5, unroll=True, return_sequences=True),
    ]
    return plain_ones + [at(STEPS, units=3, **{name: value}) for name, values in further.items() for value in values]


def convolved_recurrent(dimensions: int) -> list[Case]:
    shape = (None, 4, *SPACES[dimensions][1:])
    first = (None, 4, *FIRSTS[dimensions][1:])
    return [
        at(shape, filters=3, kernel_size=3),
        at(shape, filters=3, kernel_size=several(1, dimensions), padding="same", use_bias=False),
        at(shape, filters=3, kernel_size=3, strides=2, return_sequences=True),
        at(shape, filters=3, kernel_size=2, dilation_rate=2, return_state=True, unit_forget_bias=False),
        at((None, None, *shape[2:]), filters=3, kernel_size=3, return_sequences=True, return_state=True),
        at(first, filters=3, kernel_size=3, data_format="channels_first", return_state=True),
        at(first, filters=3, kernel_size=3, data_format="channels_first", return_sequences=True),
        at(shape, filters=3, kernel_size=3, trainable=False),
    ]


def merging(**config: Any) -> list[Case]:
    return [
        at([(None, 4, 5), (None, 4, 5)], **config),
        at([(None, 4, 5), (None, 4, 5), (None, 4, 5)], **config),
        at([(None, None, 5), (None, 4, 5)], **config),
    ]


def broadcasting() -> list[Case]:
    return [
        *merging(),
        at([(None, 4, 5), (None, 1, 5)]),
        at([(None, 1, 5), (None, 4, 1)]),
        at([(None, 4, 5), (None, 5)]),
        at([(None, 5), (None, 4, 5)]),
        at([(None, 3, 4, 5), (None, 4, 1)]),
    ]


ATTENTION = [(None, 7, 5), (None, 9, 5)]
ATTENTION_KEYS = [(None, 7, 5), (None, 9, 6), (None, 9, 5)]
PARTED = [(None, 7, 5), (None, 9, 6), (None, 9, 4)]

LSTM = made("LSTM", units=3)

CASES: dict[str, list[Case]] = {
    # core
    "Dense": [
        at((None, 5), units=3),
        at((None, 5), units=3, use_bias=False),
        at((4, 5), units=3, use_bias=0),
        at((None, 2, None, 5), units=3, activation="relu"),
        at((None, 5), units=3, dtype="float16"),
        at((None, 5), units=3, dtype="mixed_bfloat16"),
        at((None, 5), units=3, dtype="float64"),
        at((None, 5), units=3, lora_rank=2),
        at((None, 5), units=3, lora_rank=2, use_bias=False, trainable=False),
        at((None, 5), units=3, dtype="int8_from_float32"),
        at((None, 5), units=3, dtype="int8_from_mixed_bfloat16", use_bias=False),
        at((None, 5), units=3, dtype="int4_from_float32"),
        at((None, 5), units=3, dtype="float8_from_float32"),
    ],
    "EinsumDense": [
        at((None, 4, 5), equation="abc,cd->abd", output_shape=(None, 6)),
        at((None, 4, 5), equation="abc,cd->abd", output_shape=(None, 6), bias_axes="d"),
        at((None, 4, 5), equation="abc,cd->abd", output_shape=(4, 6), bias_axes="bd"),
        at((None, 4, 5), equation="abc,cde->abde", output_shape=(None, 6, 7), bias_axes="e"),
        at((None, 4, 5), equation="abc,cde->abde", output_shape=(None, 6, 7), bias_axes="d"),
        at((None, 4, 5), equation="abc,cde->abde", output_shape=(None, 6, 7), bias_axes="de"),
        at((None, 4, 6, 7), equation="abde,dec->abc", output_shape=(None, 5), bias_axes="c"),
        at((None, 5), equation="ab,bc->ac", output_shape=6, bias_axes="c"),
        at((None, 3, 4, 5), equation="...x,xy->...y", output_shape=6, bias_axes="y"),
        at((None, 5), equation="...x,xy->...y", output_shape=6, bias_axes="y"),
        at((None, 4, 5), equation="...x,xyz->...yz", output_shape=(6, 7), bias_axes="y"),
        at((None, 5, 3, 4), equation="ab...,bc->ac...", output_shape=6, bias_axes="c"),
        at((None, 5, 3), equation="ab...,bc->ac...", output_shape=6),
        at((None, None, 5), equation="abc,cd->abd", output_shape=(None, 6), bias_axes="d"),
        at((None, 4, 5), equation="abc,bd->adc", output_shape=(6, 5), bias_axes="d"),
        at((None, 4, 5), equation="abc,bcd->ad", output_shape=6, bias_axes="d"),
        at((None, 4, 5), equation="abc,cd->abd", output_shape=(None, 6), bias_axes="d", dtype="int8_from_float32"),
        at((None, 4, 5), equation="abc,cde->abde", output_shape=(None, 6, 7), dtype="int8_from_float32"),
        at((None, 4, 6, 7), equation="abde,dec->abc", output_shape=(None, 5), dtype="int8_from_float32"),
        at((None, 4, 5), equation="abc,cd->abd", output_shape=(None, 6), bias_axes="d", dtype="int4_from_float32"),
        at((None, 4, 5), equation="abc,cd->abd", output_shape=(None, 6), bias_axes="d", lora_rank=2),
    ],
    "Embedding": [
        at((None, 7), "int32", input_dim=10, output_dim=3),
        at((None, 7, 2), "int32", input_dim=10, output_dim=3, mask_zero=True),
        at((None,), "int32", input_dim=10, output_dim=3),
        at((None, None), "int32", input_dim=10, output_dim=3, lora_rank=2),
        at((None, 7), "int32", input_dim=10, output_dim=3, dtype="int8_from_float32"),
        at((None, 7), "int32", input_dim=10, output_dim=3, dtype="int4_from_float32"),
        at((None, 7), "int32", input_dim=10, output_dim=3, trainable=False),
    ],
    "ReversibleEmbedding": [
        at((None, 7), "int32", input_dim=10, output_dim=3),
        at((None, 7), "int32", input_dim=10, output_dim=3, tie_weights=False),
        at((None, 7), "int32", input_dim=10, output_dim=3, dtype="int8_from_float32"),
        at((None, 7), "int32", input_dim=10, output_dim=3, tie_weights=False, dtype="int8_from_float32"),
        at((None, 7), "int32", input_dim=10, output_dim=3, tie_weights=False, dtype="int4_from_float32"),
    ],
    "Identity": [at((None, 4, 5))],
    "InputLayer": [],
    "Lambda": [],
    "Masking": [at((None, 4, 5)), at((None, 4, 5), mask_value=1.0)],
    # recurrent
    "SimpleRNN": recurrent(),
    "LSTM": recurrent(unit_forget_bias=[False], use_cudnn=[False], trainable=[False]),
    "GRU": recurrent(reset_after=[True, False], trainable=[False]),
    "SimpleRNNCell": [at((None, 5), units=3), at((None, 5), units=3, use_bias=False)],
    "LSTMCell": [at((None, 5), units=3), at((None, 5), units=3, use_bias=False)],
    "GRUCell": [at((None, 5), units=3), at((None, 5), units=3, reset_after=False, use_bias=False)],
    **{f"ConvLSTM{number}D": convolved_recurrent(number) for number in (1, 2, 3)},
    "RNN": [
        *[
            at(STEPS, cell=made(f"{cell}Cell", units=3), return_sequences=sequence, return_state=state)
            for cell in ("SimpleRNN", "LSTM", "GRU")
            for sequence in (False, True)
            for state in (False, True)
        ],
        at(OPEN, cell=[made("LSTMCell", units=3), made("GRUCell", units=4)], return_sequences=True),
        at(STEPS, cell=[made("LSTMCell", units=3), made("GRUCell", units=4)], return_state=True),
        at(STEPS, cell=[made("SimpleRNNCell", units=3)], return_sequences=True, return_state=True),
        at(STEPS, cell=made("StackedRNNCells", cells=[made("GRUCell", units=3), made("LSTMCell", units=2)])),
        at(STEPS, cell=CELL, trainable=False),
    ],
    "StackedRNNCells": [at((None, 5), cells=[made("LSTMCell", units=3), made("GRUCell", units=4)])],
    "Bidirectional": [
        *[
            at(STEPS, layer=made(kind, units=3, return_sequences=sequence, return_state=state), merge_mode=mode)
            for kind in ("SimpleRNN", "LSTM", "GRU")
            for sequence, state in ((False, False), (True, False), (True, True))
            for mode in ("concat", "sum", "mul", "ave", None)
        ],
        at(OPEN, layer=LSTM, backward_layer=made("LSTM", units=3, go_backwards=True, name="back")),
        at(OPEN, layer=LSTM, backward_layer=made("GRU", units=2, go_backwards=True)),
        at(OPEN, layer=LSTM, backward_layer=made("GRU", units=2, go_backwards=True), merge_mode=None),
        at(STEPS, layer=made("RNN", cell=CELL)),
        at(STEPS, layer=made("RNN", cell=[CELL, made("GRUCell", units=2)], return_sequences=True)),
        at((None, 4, 9, 8, 2), layer=made("ConvLSTM2D", filters=3, kernel_size=3, return_sequences=True)),
        at((None, 4, 2, 9, 8), layer=made("ConvLSTM2D", filters=3, kernel_size=3, data_format="channels_first")),
        at(STEPS, layer=made("GRU", units=3, reset_after=False, use_bias=False)),
        at(STEPS, layer=LSTM, trainable=False),
        at(STEPS, layer=made("LSTM", units=3, trainable=False)),
    ],
    "TimeDistributed": [
        at(STEPS, layer=made("Dense", units=3)),
        at(OPEN, layer=made("Dense", units=3, use_bias=False)),
        at((None, 3, 9, 8, 6), layer=made("Conv2D", filters=4, kernel_size=3)),
        at((None, 3, 9, 8, 6), layer=made("Flatten")),
        at((None, 3, 7, 5), layer=made("LSTM", units=3)),
        at((None, 3, 7, 5), layer=made("Bidirectional", layer=LSTM)),
        at((None, 3, 4, 5), layer=made("TimeDistributed", layer=made("Dense", units=2))),
        at(STEPS, layer=made("BatchNormalization")),
        at(
            (None, 3, 9, 8, 6),
            layer=made(
                "Sequential",
                shape=(None, 9, 8, 6),
                layers=[made("Conv2D", filters=4, kernel_size=3), made("Flatten"), made("Dense", units=2)],
            ),
        ),
        at(STEPS, layer=made("Dense", units=3), trainable=False),
    ],
    # convolutions
    **{
        f"Conv{number}D": [*convolutions(number), at(SPACES[number], filters=4, kernel_size=2, lora_rank=2)]
        for number in (1, 2, 3)
    },
    **{f"Conv{number}DTranspose": transpositions(number) for number in (1, 2, 3)},
    **{f"DepthwiseConv{number}D": depthwise(number) for number in (1, 2)},
    **{f"SeparableConv{number}D": separable(number) for number in (1, 2)},
    # normalizations
    "BatchNormalization": [
        at((None, 4, 5)),
        at((None, 4, 5), axis=1),
        at((None, 4, 5), scale=False),
        at((None, 4, 5), center=False),
        at((None, 4, 5), scale=False, center=False, renorm=True),
        at((None, 4, 5), renorm=True),
        at((None, None, 5), trainable=False),
        at((None, 5), dtype="float16"),
        at((None, 5), dtype="mixed_float16"),
    ],
    "LayerNormalization": [
        at((None, 6, 7)),
        at((None, 6, 7), axis=1),
        at((None, 6, 7), axis=[1, 2]),
        at((None, 6, 7), axis=[2, 1]),
        at((None, 6, 7), axis=[-1, 1]),
        at((None, 6, 7), axis=(-1, -2)),
        at((None, 6, 7), scale=False),
        at((None, 6, 7), center=False),
        at((None, 6, 7), rms_scaling=True),
        at((None, 6, 7), rms_scaling=True, scale=False),
    ],
    "RMSNormalization": [at((None, 6, 7)), at((None, 6, 7), axis=1), at((None, 6, 7), axis=[1, 2])],
    "GroupNormalization": [
        at((None, 6, 8), groups=4),
        at((None, 6, 8), groups=-1),
        at((None, 6, 8), groups=3, axis=1),
        at((None, 6, 8), groups=2, scale=False),
        at((None, 6, 64), center=False),
    ],
    "UnitNormalization": [at((None, 6, 7)), at((None, 6, 7), axis=1)],
    "SpectralNormalization": [
        at((None, 5), layer=made("Dense", units=3)),
        at((None, 5), layer=made("Dense", units=3, use_bias=False)),
        at(PICTURE, layer=made("Conv2D", filters=4, kernel_size=3)),
        at((None, 7), "int32", layer=made("Embedding", input_dim=10, output_dim=3)),
        at((None, 5), layer=made("Dense", units=3), trainable=False),
    ],
    "Normalization": [
        at((None, 4, 5)),
        at((None, 4, 5), axis=1),
        at((None, 4, 5), axis=(1, 2)),
        at((None, 4, 5), axis=None),
        at((None, 5), mean=1.0, variance=2.0),
        at((None, 2), mean=[1.0, 2.0], variance=[1.0, 2.0]),
    ],
    # attention
    "MultiHeadAttention": [
        at(ATTENTION, num_heads=2, key_dim=3),
        at(ATTENTION, num_heads=2, key_dim=3, use_bias=False),
        at(ATTENTION, num_heads=2, key_dim=3, value_dim=4),
        at(ATTENTION, num_heads=2, key_dim=3, output_shape=8),
        at(ATTENTION, num_heads=2, key_dim=3, output_shape=(4, 8)),
        at(ATTENTION, num_heads=2, key_dim=3, use_gate=True),
        at(ATTENTION, num_heads=2, key_dim=3, use_gate=True, use_bias=False, value_dim=4),
        at(PARTED, num_heads=2, key_dim=3, value_dim=4, use_gate=True),
        at(PARTED[:2], num_heads=2, key_dim=3),
        at([(None, 3, 4, 5), (None, 6, 4, 5)], num_heads=2, key_dim=3, attention_axes=1),
        at([(None, 3, 4, 5), (None, 3, 4, 5)], num_heads=2, key_dim=3, attention_axes=(1, 2)),
        at([(None, None, 5), (None, None, 5)], num_heads=2, key_dim=3, dropout=0.5),
        at(ATTENTION, num_heads=2, key_dim=3, trainable=False),
        at(ATTENTION, num_heads=2, key_dim=3, dtype="float16"),
    ],
    "GroupQueryAttention": [
        at(ATTENTION, head_dim=3, num_query_heads=4, num_key_value_heads=2),
        at(ATTENTION, head_dim=3, num_query_heads=4, num_key_value_heads=1, use_bias=False),
        at(ATTENTION, head_dim=3, num_query_heads=4, num_key_value_heads=4, use_gate=True),
        at(ATTENTION, head_dim=3, num_query_heads=4, num_key_value_heads=2, use_gate=True, use_bias=False),
        at([(None, 7, 5), (None, 9, 5), (None, 9, 4)], head_dim=3, num_query_heads=4, num_key_value_heads=2),
        at(ATTENTION, head_dim=3, num_query_heads=4, num_key_value_heads=2, trainable=False),
    ],
    "Attention": [
        at(ATTENTION),
        at(ATTENTION, use_scale=True),
        at(ATTENTION, score_mode="concat"),
        at(ATTENTION, score_mode="concat", use_scale=True),
        at(ATTENTION_KEYS, use_scale=True),
    ],
    "AdditiveAttention": [at(ATTENTION), at(ATTENTION, use_scale=False), at(ATTENTION_KEYS)],
    # shapes
    **{f"{kind}Pooling{number}D": pooling(number) for kind in ("Max", "Average") for number in (1, 2, 3)},
    **{f"Global{kind}Pooling{number}D": pooling_whole(number) for kind in ("Max", "Average") for number in (1, 2, 3)},
    **{f"Adaptive{kind}Pooling{number}D": pooling_to(number) for kind in ("Max", "Average") for number in (1, 2, 3)},
    "Cropping1D": [at(SERIES), at(SERIES, cropping=2), at(SERIES, cropping=(1, 2)), at((None, None, 5), cropping=2)],
    "Cropping2D": [
        at(PICTURE),
        at(PICTURE, cropping=2),
        at(PICTURE, cropping=(1, 2)),
        at(PICTURE, cropping=((1, 2), (3, 0))),
        at(FIRST, cropping=(1, 2), data_format="channels_first"),
    ],
    "Cropping3D": [
        at(VOLUME),
        at(VOLUME, cropping=(1, 2, 3)),
        at(VOLUME, cropping=((1, 2), (3, 0), (0, 1))),
        at(FIRSTS[3], cropping=1, data_format="channels_first"),
    ],
    "ZeroPadding1D": [
        at(SERIES),
        at(SERIES, padding=(1, 2)),
        at((None, 5, 12), padding=2, data_format="channels_first"),
    ],
    "ZeroPadding2D": [
        at(PICTURE),
        at(PICTURE, padding=(1, 2)),
        at(PICTURE, padding=((1, 2), (3, 0))),
        at((None, None, None, 3), padding=2),
        at(FIRST, padding=2, data_format="channels_first"),
    ],
    "ZeroPadding3D": [at(VOLUME), at(VOLUME, padding=(1, 2, 3)), at(VOLUME, padding=((1, 2), (3, 0), (0, 1)))],
    "UpSampling1D": [at(SERIES), at(SERIES, size=3), at((None, None, 5))],
    "UpSampling2D": [
        at(PICTURE),
        at(PICTURE, size=(3, 2), interpolation="bilinear"),
        at(FIRST, size=3, data_format="channels_first"),
    ],
    "UpSampling3D": [at(VOLUME), at(VOLUME, size=(1, 2, 3))],
    **{name: broadcasting() for name in ("Add", "Average", "Maximum", "Minimum", "Multiply")},
    "Subtract": [each for each in broadcasting() if len(each.shapes) == 2],
    "Concatenate": [
        *merging(axis=-1),
        *merging(),
        at([(None, 4, 5), (None, 6, 5)], axis=1),
        at([(None, 4, 5), (None, None, 5)], axis=1),
        at([(None, 4, 5), (None, 4, 7), (None, 4, 1)], axis=2),
        at([(None, 3, 2, 5), (None, 3, 4, 5)], axis=-2),
        at([(2, 5), (3, 5)], axis=0),
    ],
    "Dot": [
        at([(None, 5), (None, 5)], axes=1),
        at([(None, 5), (None, 5)], axes=-1, normalize=True),
        at([(None, 4, 5), (None, 6, 5)], axes=2),
        at([(None, 4, 5), (None, 5, 6)], axes=(2, 1)),
        at([(None, 4, 5), (None, 5)], axes=(2, 1)),
    ],
    "Activation": [at((None, 4, 5), activation="tanh")],
    "ActivityRegularization": [at((None, 4, 5), l1=0.1)],
    **{name: [at((None, 4, 5), rate=0.5)] for name in ("AlphaDropout", "Dropout", "GaussianDropout")},
    "GaussianNoise": [at((None, 4, 5), stddev=0.5)],
    **{name: [at((None, 4, 5))] for name in ("ELU", "LeakyReLU", "ReLU", "Softmax")},
    **{f"SpatialDropout{number}D": [at(SPACES[number], rate=0.5)] for number in (1, 2, 3)},
    "Flatten": [
        at(PICTURE),
        at((None, 5)),
        at((None,)),
        at((None, None, 5)),
        at((None, 4, 5), data_format="channels_first"),
        at((3, 4, 5)),
    ],
    "Permute": [at((None, 4, 5), dims=(2, 1)), at(VOLUME, dims=[4, 1, 3, 2]), at((None, None, 5), dims=(2, 1))],
    "PReLU": [
        at((None, 4, 5)),
        at(PICTURE, shared_axes=[1, 2]),
        at(PICTURE, shared_axes=3),
        at((None, None, 5), shared_axes=[1]),
    ],
    "RepeatVector": [at((None, 5), n=4)],
    "Reshape": [
        at((None, 12), target_shape=(3, 4)),
        at((None, 12), target_shape=(-1, 4)),
        at((None, 4, 5), target_shape=[-1]),
        at((None, 4, 6), target_shape=(2, -1, 3)),
        at((None, None, 6), target_shape=(-1, 3)),
        at((None, None, 4), target_shape=(-1, 3)),
        at((None, 1), target_shape=()),
    ],
    # preprocessing
    **{
        name: [at((2, 9, 8, 3))]
        for name in (
            *("AutoContrast", "AugMix", "Equalization", "MixUp", "CutMix", "RandAugment", "RandomElasticTransform"),
            *("RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomInvert"),
            *("RandomPerspective", "RandomShear", "Solarization", "RandomColorJitter"),
            "ContrastLimitedAdaptiveHistogramEqualization",
        )
    },
    **{
        name: [at((2, 9, 8, 3), factor=0.2)]
        for name in (
            *("RandomBrightness", "RandomColorDegeneration", "RandomContrast", "RandomHue", "RandomRotation"),
            *("RandomSaturation", "RandomSharpness"),
        )
    },
    "RandomPosterization": [at((2, 9, 8, 3), factor=4)],
    "RandomTranslation": [at((2, 9, 8, 3), height_factor=0.2, width_factor=0.2)],
    "RandomZoom": [at((2, 9, 8, 3), height_factor=0.2)],
    "Rescaling": [at((None, 9, 8, 3), scale=0.5)],
    **{
        name: [
            at((None, 9, 8, 3), height=4, width=5),
            at((None, 3, 9, 8), height=4, width=5, data_format="channels_first"),
        ]
        for name in ("CenterCrop", "RandomCrop", "Resizing")
    },
    "CategoryEncoding": [
        at((None, 4), "int32", num_tokens=6),
        at((None, 4), "int32", num_tokens=6, output_mode="one_hot"),
        at((None, 1), "int32", num_tokens=6, output_mode="one_hot"),
        at((None, 4), "int32", num_tokens=6, output_mode="count"),
        at((None, 3, 4), "int32", num_tokens=6),
    ],
    "Discretization": [
        at((None, 4), bin_boundaries=[0.0, 1.0]),
        at((None, 4), "float32", True, bin_boundaries=[0.0, 1.0], output_mode="multi_hot"),
    ],
    "HashedCrossing": [at([(None, 1), (None, 1)], "int64", num_bins=5)],
    "Hashing": [at((None, 4), "int64", num_bins=5)],
    "IntegerLookup": [
        at((None, 4), "int64", vocabulary=[1, 2, 3]),
        at((None, 4), "int64", True, vocabulary=[1, 2, 3], output_mode="multi_hot"),
    ],
    "MaxNumBoundingBoxes": [],
    "MelSpectrogram": [at((None, 16000), "float32", True)],
    "StringLookup": [at((None, 4), "string", vocabulary=["a", "b"])],
    "TextVectorization": [
        at((None, 1), "string", vocabulary=["a", "b"]),
        at((None, 1), "string", vocabulary=["a", "b"], output_sequence_length=7),
    ],
}

WITHOUT_CASES = {
    "InputLayer": "what it gives out is what every case reads",
    "Lambda": "it holds a function; its own test is below",
    "MaxNumBoundingBoxes": "it reads a dictionary of boxes",
}

EVERY_CASE = [
    pytest.param(kind, case, id=f"{kind}-{number}") for kind in CASES for number, case in enumerate(CASES[kind])
]


def test_every_class_has_a_case():
    assert set(CASES) == set(CURRENT)
    assert {kind for kind in CASES if not CASES[kind]} == WITHOUT_CASES.keys()


@needs_keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "case"), EVERY_CASE)
def test_every_class_as_keras_builds_it(kind, case):
    layer = Made(kind, case.config)
    with scope():
        built = as_real(layer)
        real = real_facts(built, case.shapes, case.dtype)
    ours = our_facts(node_of(as_spec(layer), case.shapes))
    assert not disagreement(real, ours, case.untold), f"{layer} on {case.shapes}"


UNKNOWN_LENGTHS = [
    pytest.param(kind, case, id=f"{kind}-{number}")
    for kind in CASES
    for number, case in enumerate(CASES[kind])
    if any(None in shape[1:] for shape in case.shapes)
]


@needs_keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("more", [0, 3, 12])
@pytest.mark.parametrize(("kind", "case"), UNKNOWN_LENGTHS)
def test_formulas_of_unknown_lengths(kind, case, more):
    """At several lengths, each formula of a length is what Keras gives for an input of these lengths."""
    layer = Made(kind, case.config)
    shapes, numbers, counts = [], {}, {}
    for shape in case.shapes:
        lengths = list(shape)
        for axis in [axis for axis, length in enumerate(shape) if axis and length is None]:
            name = "steps" if axis == 1 else "size"
            counts[name] = counts.get(name, 0) + 1
            others = [other[axis] for other in case.shapes if len(other) == len(shape) and other[axis] is not None]
            number = (others or [12 + more + 3 * axis])[0]
            lengths[axis] = numbers[name if counts[name] == 1 else f"{name}_{counts[name]}"] = number
        shapes.append(tuple(lengths))
    with scope():
        real = real_facts(as_real(layer), shapes, case.dtype)
    node = node_of(as_spec(layer), case.shapes)
    for ours, theirs in zip(node.outputs, real.outputs, strict=True):
        if ours is None:
            assert case.untold
            continue
        at = [size.evaluate(numbers) if isinstance(size, Polynomial) else size for size in ours]
        assert len(at) == len(theirs)
        for size, length in zip(at[1:], theirs[1:], strict=True):
            # A quotient is no polynomial, and Keras itself does not know what the configuration leaves open.
            is_quotient = "Pooling" in kind or case.config.get("strides", 1) != 1 or kind == "Reshape"
            is_open = isinstance(size, Polynomial) and (is_quotient or length is None)
            assert size == length or is_open, f"{layer} on {shapes}"


@needs_keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", [kind for kind in CURRENT if CASES[kind]])
def test_configurations_as_keras_writes_them_down(kind):
    """What stands in a saved file gives the same as what was typed in."""
    for case in CASES[kind]:
        if any(isinstance(value, (Made, list)) for value in case.config.values()):
            continue
        with scope():
            model_spec = keras().saving.serialize_keras_object(as_real(Made(kind, case.config)))["config"]
        typed = our_facts(node_of(as_spec(Made(kind, case.config)), case.shapes))
        assert our_facts(node_of(LayerSpec(kind, kind.lower(), model_spec), case.shapes)) == typed, case


def _quantized(layer: Any, shape: Shape, mode: Any, rank: int = 0) -> Any:
    layer.build(shape)
    if rank:
        layer.enable_lora(rank)
    if mode:
        layer.quantize(mode) if isinstance(mode, str) else layer.quantize("int4", config=mode)
    return layer


@needs_keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rank", [0, 2])
@pytest.mark.parametrize("mode", ["", "int8", "int4", "blocks"])
@pytest.mark.parametrize(
    ("kind", "config", "shape"),
    [
        ("Dense", {"units": 3}, (None, 5)),
        ("Dense", {"units": 4, "use_bias": False}, (None, 300)),
        ("Dense", {"units": 4, "dtype": "mixed_bfloat16"}, (None, 5)),
        ("Embedding", {"input_dim": 10, "output_dim": 3}, (None, 7)),
        ("Embedding", {"input_dim": 10, "output_dim": 300}, (None, 7)),
        ("ReversibleEmbedding", {"input_dim": 10, "output_dim": 3}, (None, 7)),
        ("ReversibleEmbedding", {"input_dim": 10, "output_dim": 300, "tie_weights": False}, (None, 7)),
        ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": (None, 6), "bias_axes": "d"}, (None, 4, 5)),
        ("EinsumDense", {"equation": "abde,dec->abc", "output_shape": (None, 5), "bias_axes": "c"}, (None, 4, 6, 7)),
    ],
    ids=str,
)
def test_layers_that_were_quantized(kind, config, shape, mode, rank):
    quantizers = import_module("keras.quantizers")
    if mode == "blocks" and not hasattr(quantizers, "Int4QuantizationConfig"):
        pytest.skip(f"Keras {keras().__version__} packs int4 in no blocks")
    if rank and not mode and not config.get("tie_weights", True):
        pytest.skip("Keras writes such a layer down and cannot make it again")
    how = quantizers.Int4QuantizationConfig(block_size=2) if mode == "blocks" else mode
    layer = _quantized(real_class(kind)(**config), shape, how, rank)
    model_spec = keras().saving.serialize_keras_object(layer)["config"]
    # What is left of it once it is read again is what a file stands for.
    with scope():
        again = type(layer).from_config(model_spec)
        real = real_facts(again, [shape], "int32" if "Embedding" in kind else "float32")
    ours = our_facts(node_of(LayerSpec(kind, kind.lower(), model_spec), [shape]))
    assert not disagreement(real, ours)
    assert sorted(map(str, ours.weights)) == sorted(
        str((each.name, tuple(each.shape), bool(each.trainable), str(each.dtype))) for each in layer.weights
    )


@needs_keras
def test_a_function_gives_what_its_configuration_says():
    layer = keras().layers.Lambda(lambda x: x[:, 0], output_shape=(5,))
    assert real_facts(layer, [(None, 4, 5)]).outputs == [(None, 5)]
    ours = node_of(LayerSpec("Lambda", "lambda", {"function": {}, "output_shape": [5]}), [(None, 4, 5)])
    assert our_facts(ours) == Facts([], [(None, 5)])


# --- 4: what is trained

TRAINED = [
    ("Dense", (None, 5), {"units": 3}),
    ("BatchNormalization", (None, 5), {}),
    ("LSTM", STEPS, {"units": 3}),
    ("RNN", STEPS, {"cell": CELL}),
    ("RNN", STEPS, {"cell": [CELL, made("GRUCell", units=2, trainable=False)]}),
    ("Bidirectional", STEPS, {"layer": LSTM}),
    ("Bidirectional", STEPS, {"layer": LSTM, "backward_layer": made("GRU", units=3, go_backwards=True)}),
    ("Bidirectional", STEPS, {"layer": made("RNN", cell=CELL)}),
    ("TimeDistributed", STEPS, {"layer": made("BatchNormalization")}),
    ("TimeDistributed", (None, 3, 7, 5), {"layer": made("Bidirectional", layer=LSTM)}),
    ("SpectralNormalization", (None, 5), {"layer": made("Dense", units=3)}),
    ("ConvLSTM1D", (None, 4, 9, 2), {"filters": 3, "kernel_size": 2}),
    ("ConvLSTM2D", (None, 4, 9, 8, 2), {"filters": 3, "kernel_size": 2}),
    ("Embedding", (None, 7), {"input_dim": 10, "output_dim": 3, "lora_rank": 2}),
    ("Conv2D", PICTURE, {"filters": 3, "kernel_size": 2}),
    ("PReLU", (None, 4, 5), {}),
    ("Normalization", (None, 5), {}),
]


@needs_keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("way", ["argument", "set before it is built", "set afterwards", "around"])
@pytest.mark.parametrize(("kind", "shape", "config"), TRAINED, ids=str)
def test_trainable(kind, shape, config, way):
    layer = Made(kind, {**config, "trainable": False} if way == "argument" else config)
    spec = chain("Sequential", "model", [as_spec(layer)], shape)
    with scope():
        built = as_real(layer)
        if way == "set before it is built":
            built.trainable = False
        dtype = "int32" if kind == "Embedding" else "float32"
        model = keras().Sequential([keras().Input(batch_shape=shape, dtype=dtype), built])
        if way == "set afterwards":
            built.trainable = False
        if way == "around":
            model.trainable = False
    if way != "argument":
        (spec if way == "around" else spec.graph.layers[0]).freeze()
    node = infer(ModelSpec(spec, "keras", (3, 15), "a test"))
    trained = {id(weight) for weight in model.trainable_weights}
    assert [weight.trainable for weight in node.weights] == [id(weight) in trained for weight in model.weights] or (
        # A model lists what is trained first.
        sorted((weight.name.rpartition("/")[2], weight.shape, weight.trainable) for weight in node.weights)
        == sorted((weight.name, tuple(weight.shape), id(weight) in trained) for weight in model.weights)
    )


@pytest.mark.parametrize("kind", ["RNN", "Bidirectional", "TimeDistributed"])
def test_keras_2_passes_the_flag_on(kind):
    inside = {"RNN": ("cell", CELL), "Bidirectional": ("layer", LSTM)}.get(kind, ("layer", made("Dense", units=3)))
    spec = as_spec(made(kind, **dict([inside]), trainable=False))
    assert not any(weight.trainable for weight in node_of(spec, [STEPS], (2, 11)).weights)
    assert all(weight.trainable for weight in node_of(spec, [STEPS], (3, 15)).weights)


# --- 5: multiply-adds, typed in by hand: one for every product of a weight, or of two activations that a sum is made of


@pytest.mark.parametrize(
    ("layer", "shapes", "wanted"),
    [
        (made("Dense", units=3), [(None, 5)], 5 * 3),
        (made("Dense", units=3, use_bias=False), [(None, 7, 5)], 7 * 5 * 3),
        (made("EinsumDense", equation="abc,cde->abde", output_shape=(None, 6, 7)), [(None, 4, 5)], 4 * 5 * 6 * 7),
        (made("Embedding", input_dim=10, output_dim=3), [(None, 7)], 0),
        (made("Conv1D", filters=4, kernel_size=3), [(None, 10, 5)], 8 * 3 * 5 * 4),
        (made("Conv2D", filters=4, kernel_size=(3, 2)), [(None, 9, 8, 6)], 7 * 7 * 3 * 2 * 6 * 4),
        (made("Conv2D", filters=4, kernel_size=3, strides=2, padding="same"), [(None, 9, 8, 6)], 5 * 4 * 9 * 6 * 4),
        (made("Conv2D", filters=4, kernel_size=3, groups=2), [(None, 9, 8, 6)], 7 * 6 * 9 * 3 * 4),
        (made("Conv2D", filters=4, kernel_size=3, data_format="channels_first"), [(None, 6, 9, 8)], 7 * 6 * 9 * 6 * 4),
        (made("Conv2DTranspose", filters=4, kernel_size=3, strides=2), [(None, 9, 8, 6)], 9 * 8 * 9 * 6 * 4),
        (made("DepthwiseConv2D", kernel_size=3, depth_multiplier=2), [(None, 9, 8, 6)], 7 * 6 * 9 * 12),
        (
            made("SeparableConv2D", filters=5, kernel_size=3, depth_multiplier=2),
            [(None, 9, 8, 6)],
            7 * 6 * (9 * 12 + 12 * 5),
        ),
        (made("SimpleRNN", units=3), [(None, 7, 5)], 7 * (5 * 3 + 3 * 3)),
        (made("GRU", units=3), [(None, 7, 5)], 7 * 3 * (5 * 3 + 3 * 3)),
        (made("GRU", units=3, reset_after=False), [(None, 7, 5)], 7 * 3 * (5 * 3 + 3 * 3)),
        (made("Bidirectional", layer=LSTM), [(None, 7, 5)], 2 * 7 * 4 * (5 * 3 + 3 * 3)),
        (made("RNN", cell=[CELL, made("GRUCell", units=2)]), [(None, 7, 5)], 7 * (4 * (15 + 9) + 3 * (6 + 4))),
        (made("TimeDistributed", layer=made("Dense", units=3)), [(None, 7, 5)], 7 * 5 * 3),
        (
            made("MultiHeadAttention", num_heads=2, key_dim=3, value_dim=4),
            [(None, 7, 5), (None, 9, 5)],
            7 * 5 * 6 + 9 * 5 * 6 + 9 * 5 * 8 + 2 * 7 * 9 * 3 + 2 * 7 * 9 * 4 + 7 * 8 * 5,
        ),
        (
            made("MultiHeadAttention", num_heads=2, key_dim=3, use_gate=True),
            [(None, 7, 5), (None, 7, 5)],
            5 * (7 * 5 * 6) + 2 * (2 * 7 * 7 * 3),
        ),
        (
            # Three rows of four positions each: only the four look at one another.
            made("MultiHeadAttention", num_heads=2, key_dim=3, attention_axes=2),
            [(None, 3, 4, 5), (None, 3, 4, 5)],
            4 * (12 * 5 * 6) + 2 * (3 * 2 * 4 * 4 * 3),
        ),
        (
            made("GroupQueryAttention", head_dim=3, num_query_heads=4, num_key_value_heads=2),
            [(None, 7, 5), (None, 9, 5)],
            7 * 5 * 12 + 2 * (9 * 5 * 6) + 2 * (4 * 7 * 9 * 3) + 7 * 12 * 5,
        ),
        (made("Attention"), [(None, 7, 5), (None, 9, 5)], 2 * 7 * 9 * 5),
        # Six by five positions are left of eight by seven; the state is convolved, too, and keeps its size.
        (made("ConvLSTM2D", filters=4, kernel_size=3), [(None, 5, 8, 7, 2)], 5 * 30 * 9 * 4 * (2 * 4 + 4 * 4)),
        (
            made("ConvLSTM2D", filters=4, kernel_size=3, data_format="channels_first", return_sequences=True),
            [(None, 5, 2, 8, 7)],
            5 * 30 * 9 * 4 * (2 * 4 + 4 * 4),
        ),
        (made("BatchNormalization"), [(None, 7, 5)], 0),
    ],
    ids=str,
)
def test_multiply_adds(layer, shapes, wanted):
    assert node_of(as_spec(layer), shapes).macs == wanted


# --- 6: what must be refused, and how

WRONG = [
    *[
        (kind, shape, {**config, name: wrong})
        for kind, shape, config, name in (
            ("Dense", (None, 5), {}, "units"),
            ("LSTM", STEPS, {}, "units"),
            ("GRUCell", (None, 5), {}, "units"),
            ("Conv2D", PICTURE, {"kernel_size": 3}, "filters"),
            ("Conv2D", PICTURE, {"filters": 3}, "kernel_size"),
            ("Conv1D", SERIES, {"filters": 3, "kernel_size": 3}, "strides"),
            ("Conv1D", SERIES, {"filters": 3, "kernel_size": 3}, "groups"),
            ("Embedding", (None, 7), {"input_dim": 10}, "output_dim"),
            ("Embedding", (None, 7), {"output_dim": 3}, "input_dim"),
            ("MultiHeadAttention", STEPS, {"num_heads": 2}, "key_dim"),
            ("RepeatVector", (None, 5), {}, "n"),
            ("MaxPooling2D", PICTURE, {}, "pool_size"),
        )
        for wrong in (0, -3, "a", True, None, 2.5, [], {}, [[1]], float("nan"))
    ],
    ("Conv2D", (None, 2, 2, 3), {"filters": 3, "kernel_size": 3}),
    ("MaxPooling1D", (None, 2, 3), {"pool_size": 5}),
    ("Conv2D", (None, 9, 9), {"filters": 3, "kernel_size": 3}),
    ("LSTM", (None, 5), {"units": 3}),
    ("Dense", (5,), {"units": 3}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": 3, "groups": 4}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": 3, "groups": 3}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": (3, 3, 3)}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": 3, "padding": "full"}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": 3, "padding": "causal"}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": 3, "strides": 2, "dilation_rate": 2}),
    ("Conv2DTranspose", PICTURE, {"filters": 4, "kernel_size": 3, "strides": 2, "output_padding": 2}),
    ("Conv2DTranspose", PICTURE, {"filters": 4, "kernel_size": 3, "padding": "causal"}),
    ("MaxPooling2D", PICTURE, {"padding": "causal"}),
    ("Conv2D", PICTURE, {"filters": 4, "kernel_size": 3, "data_format": "middle"}),
    ("GroupNormalization", (None, 6), {}),
    ("GroupNormalization", (None, 6), {"groups": 4}),
    ("BatchNormalization", (None, 6), {"axis": 3}),
    ("BatchNormalization", (None, 6), {"axis": "last"}),
    ("LayerNormalization", (None, 6), {"axis": [1, "a"]}),
    ("LayerNormalization", (None, 6), {"axis": [[1]]}),
    ("Reshape", (None, 12), {"target_shape": (5, -1)}),
    ("Reshape", (None, 12), {"target_shape": (-1, -1)}),
    ("Reshape", (None, 12), {"target_shape": (5, 5)}),
    ("Permute", (None, 4, 5), {"dims": (1, 1)}),
    ("Cropping1D", (None, 4, 5), {"cropping": 4}),
    ("PReLU", (None, 4, 5), {"shared_axes": [7]}),
    ("EinsumDense", (None, 4, 5), {"equation": "abc", "output_shape": 3}),
    ("EinsumDense", (None, 4, 5), {"equation": "abc,cd->abd", "output_shape": 3}),
    ("EinsumDense", (None, 4, 5), {"equation": "abc,cd->abd", "output_shape": (7, 3)}),
    ("EinsumDense", (None, 4, 5), {"equation": "abc,cd->abd", "output_shape": (None, 3), "bias_axes": "z"}),
    ("GroupQueryAttention", STEPS, {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 3}),
    ("Attention", STEPS, {"score_mode": "sum"}),
    ("Bidirectional", STEPS, {"layer": 3}),
    ("TimeDistributed", STEPS, {}),
    ("RNN", STEPS, {"cell": "lstm"}),
    ("StackedRNNCells", (None, 5), {"cells": [3]}),
]


@pytest.mark.parametrize(("kind", "shape", "config"), WRONG, ids=str)
def test_what_is_wrong_is_refused_by_name(kind, shape, config):
    with pytest.raises(UsageError) as caught:
        node_of(LayerSpec(kind, "the_layer", config), [shape])
    assert caught.value.message.startswith(f"the_layer ({kind}): ")


@needs_keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "shape", "config"), WRONG, ids=str)
def test_keras_refuses_it_too(kind, shape, config):
    if True in config.values() or kind in ("TimeDistributed", "RNN", "Bidirectional", "StackedRNNCells"):
        pytest.skip("Keras takes True for 1, and says of a wrapper without a layer that a word is missing")
    dtype = "int32" if kind == "Embedding" else "float32"
    with pytest.raises((ValueError, TypeError, AttributeError, IndexError)) as caught, scope():
        real_facts(real_class(kind)(**config), [shape], dtype)
    # It is Keras that refuses the layer, not this test.
    files = [str(frame.path) for frame in caught.traceback]
    assert any("/keras/src/" in file for file in files), files


JUNK = st.recursive(
    st.one_of(
        st.integers(-3, 9),
        st.sampled_from([10**30, -(10**30), 10**1001, 2**63, True, False, None, "", "a", "same", "valid", "causal"]),
        st.sampled_from(["channels_first", "channels_last", "concat", "abc,cd->abd", "...x,xy->...y", "one_hot"]),
        st.floats(),
        st.text(max_size=4),
    ),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=3), inside, max_size=2),
    max_leaves=6,
)

POLICIES = st.sampled_from(["float32", "int8_from_float32", "int4/2_from_float32", "int4", "float8_from_float32"])

LENGTHS = st.one_of(st.none(), st.integers(0, 12), st.just(10**30), st.just(10**900))


@st.composite
def nonsense(draw: Any) -> tuple[LayerSpec, list[Shape]]:
    """A layer with some arguments that may be right and some that are not, and any shapes."""
    kind = draw(st.sampled_from(sorted(LAYERS)))
    names = [*parameters(LAYERS[kind].arguments), "lora_rank", "quantization_config"]
    right = draw(st.sampled_from([case.config for case in CASES.get(kind, [])] or [{}]))
    config = {name: _each(value, as_spec) for name, value in right.items()}
    for name in draw(st.lists(st.sampled_from(names), max_size=4)):
        config[name] = draw(st.one_of(JUNK, st.just(LayerSpec("Dense", "inner", {"units": draw(JUNK)}))))
    if draw(st.booleans()):
        config["dtype"] = draw(st.one_of(POLICIES, JUNK, st.fixed_dictionaries({"config": JUNK})))
    shape = st.lists(LENGTHS, min_size=1, max_size=6).map(tuple)
    if draw(st.booleans()) and CASES.get(kind):
        return LayerSpec(kind, "layer", config), list(draw(st.sampled_from(CASES[kind])).shapes)
    return LayerSpec(kind, "layer", config), draw(st.lists(shape, min_size=1, max_size=3))


NAMED = re.compile(r"[\w.]* ?\(?(?:" + "|".join([*LAYERS, "InputLayer"]) + r")\)?: ")


@settings(max_examples=1500, deadline=2000, suppress_health_check=list(HealthCheck))
@given(nonsense(), st.sampled_from([(1, 2, 2), (2, 2, 4), (2, 11), (3, 15)]))
def test_nonsense_gives_a_node_or_a_usage_error(written, version):
    spec, shapes = written
    try:
        node = node_of(spec, shapes, version)
    except UsageError as error:
        assert NAMED.match(error.message), error.message
        return
    for shape in node.outputs:
        assert shape is None or shape_text(shape)
    for weight in node.weights:
        assert all(isinstance(size, Polynomial) or size >= 0 for size in weight.shape)


@pytest.mark.parametrize(
    "last",
    [
        made("Flatten"),
        made("Reshape", target_shape=[-1]),
        made("PReLU"),
        made("MultiHeadAttention", num_heads=2, key_dim=3),
        made("EinsumDense", equation="...x,xy->...y", output_shape=3),
    ],
    ids=repr,
)
def test_formulas_of_lengths_do_not_grow_without_end(last):
    """Each axis joined of twelve unknown lengths: multiplied out, that would be 12 ** 12 terms."""
    inputs = [GraphCall(LayerSpec("InputLayer", f"input_{n}", {"batch_shape": (None,) * 13}), ()) for n in range(12)]
    joining = [LayerSpec("Concatenate", f"joined_{axis}", {"axis": axis}) for axis in range(1, 13)]
    others = tuple(map(Ref, range(1, 12)))
    calls = [GraphCall(layer, (Ref(11 + n if n else 0), *others)) for n, layer in enumerate(joining)]
    spec = as_spec(last)
    calls = [*inputs, *calls, GraphCall(spec, (Ref(23),))]
    graph = Graph(tuple(calls), (Ref(24),), (*joining, spec), tuple(range(12)))
    node = infer(ModelSpec(LayerSpec("Functional", "model", {}, graph=graph), "keras", (3, 15), "a test"))
    assert all(
        len(size.terms) <= 2500
        for part in node.sublayers
        for size in part.results[0].outputs[0]
        if isinstance(size, Polynomial)
    )


def test_numbers_of_any_length_can_be_named():
    huge = 10**900
    layers = [
        LayerSpec("Flatten", "flat", {}),
        LayerSpec("RepeatVector", "again", {"n": 3}),
        LayerSpec("Conv2D", "convolved", {}),
    ]
    with pytest.raises(UsageError, match="more than 1,000 digits"):
        infer(ModelSpec(chain("Sequential", "model", layers, (None, *[huge] * 6)), "keras", (3, 15), "a test"))


# --- random models


def units() -> Any:
    return st.integers(1, 9)


@st.composite
def recurrent_layer(draw: Any, *, sequences: bool) -> Made:
    kind = draw(st.sampled_from(["SimpleRNN", "LSTM", "GRU"]))
    config = {"units": draw(units()), "use_bias": draw(st.booleans()), "return_sequences": sequences}
    if kind == "GRU":
        config["reset_after"] = draw(st.booleans())
    layer = Made(kind, config)
    return draw(st.sampled_from([layer, made("Bidirectional", layer=layer), made("RNN", **_as_cell(layer))]))


def _as_cell(layer: Made) -> dict[str, Any]:
    config = dict(layer.config)
    sequences = config.pop("return_sequences")
    return {"cell": [Made(f"{layer.kind}Cell", config)], "return_sequences": sequences}


@st.composite
def step_layer(draw: Any) -> Made:
    """A layer that reads steps and gives steps."""
    flag = st.booleans()
    return draw(
        st.one_of(
            recurrent_layer(sequences=True),
            st.builds(made, st.just("Dense"), units=units(), use_bias=flag),
            st.builds(
                made,
                st.just("Conv1D"),
                filters=units(),
                kernel_size=st.integers(1, 4),
                strides=st.integers(1, 2),
                padding=st.sampled_from(["same", "causal"]),
                use_bias=flag,
            ),
            st.builds(made, st.just("SeparableConv1D"), filters=units(), kernel_size=units(), padding=st.just("same")),
            st.builds(made, st.just("BatchNormalization"), scale=flag, center=flag),
            st.builds(made, st.just("LayerNormalization"), scale=flag, rms_scaling=st.just(False)),
            st.builds(made, st.just("Dropout"), rate=st.just(0.5)),
            st.builds(made, st.just("MaxPooling1D"), pool_size=st.integers(1, 3), padding=st.just("same")),
            st.builds(made, st.just("UpSampling1D"), size=st.integers(1, 3)),
            st.builds(made, st.just("TimeDistributed"), layer=st.builds(made, st.just("Dense"), units=units())),
        )
    )


@st.composite
def stack(draw: Any) -> tuple[list[Made], Shape]:
    """One to six layers, each behind the other, and what the first one reads."""
    steps = draw(st.integers(1, 30))
    begin: list[Made] = []
    shape: Shape = (None, steps, draw(units()))
    if draw(st.booleans()):
        begin, shape = [made("Embedding", input_dim=draw(units()), output_dim=draw(units()))], (None, steps)
    middle = draw(st.lists(step_layer(), min_size=0 if begin else 1, max_size=3))
    ends = [made("Flatten"), made("GlobalMaxPooling1D"), draw(recurrent_layer(sequences=False))]
    end = [draw(st.sampled_from(ends)), made("Dense", units=draw(units()))] if draw(st.booleans()) else []
    return [*begin, *middle, *end], shape


@needs_keras
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(stack())
def test_random_models(drawn):
    layers, shape = drawn
    spec = chain("Sequential", "model", [as_spec(layer, f"layer_{n}") for n, layer in enumerate(layers)], shape)
    node = infer(ModelSpec(spec, "keras", (3, 15), "a test"))
    dtype = "int32" if layers[0].kind == "Embedding" else "float32"
    with scope():
        model = keras().Sequential([keras().Input(batch_shape=shape, dtype=dtype), *map(as_real, layers)])
        counts = [layer.count_params() for layer in model.layers]
        outputs = [tuple(layer.output.shape) for layer in model.layers]
    assert sum(weight.count for weight in node.weights) == model.count_params()
    assert [sum(weight.count for weight in part.results[0].weights) for part in node.sublayers] == counts
    assert [plain(part.results[0].outputs[0]) for part in node.sublayers] == outputs
    assert [plain(weight.shape) for part in node.sublayers for weight in part.results[0].weights] == [
        tuple(weight.shape) for layer in model.layers for weight in layer.weights
    ]


# --- 7: the comparison itself


@needs_keras
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("kernel (input, units)", "kernel (units, input)"),
        ("kernel (input, units)", "kernal (input, units)"),
        ("kernel (input, units)", "kernel (input, units) frozen"),
        ("kernel (input, units)", "kernel (input, units) as int8"),
        ("bias (units) if use_bias", "bias (units) if not use_bias"),
        ("bias (units) if use_bias", ""),
    ],
)
def test_a_wrong_line_is_caught(right, wrong, monkeypatch):
    entry = LAYERS["Dense"]
    assert right in entry.weights
    layer = made("Dense", units=3)
    with scope():
        real = real_facts(as_real(layer), [(None, 5)])
    assert not disagreement(real, our_facts(node_of(as_spec(layer), [(None, 5)])))
    monkeypatch.setitem(LAYERS, "Dense", entry._replace(weights=entry.weights.replace(right, wrong)))
    assert disagreement(real, our_facts(node_of(as_spec(layer), [(None, 5)])))


def test_a_wrong_shape_is_caught():
    assert disagreement(Facts([], [(None, 3)]), Facts([], [(None, 4)]))
    assert disagreement(Facts([], [(None, 3)]), Facts([], [None]))
    assert disagreement(Facts([], [(None, 3)]), Facts([], [(None, 3)]), untold=True)
    assert not disagreement(Facts([], [(None, 3)]), Facts([], [None]), untold=True)


def test_every_line_of_weights_can_be_read():
    for kind, entry in LAYERS.items():
        assert all(line.name for line in weight_lines(entry.weights)), kind
    with pytest.raises(ValueError, match="not a weight"):
        weight_lines("kernel input, units")
