"""The real layers of a Keras model: constructed once each, frozen as it was written, called, and read.

A configuration may come from anywhere, so it is never given to Keras, whose reader imports the modules that it names.
Only a class of `keras.layers` that the registry has is used, and only plain values reach its constructor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.classes.base import LayerEntry
from paramcalc.classes.keras.operations import PREFIX
from paramcalc.errors import shown
from paramcalc.models.breakdown import Model
from paramcalc.models.inference import Inference
from paramcalc.models.spec import INPUT, Graph, GraphCall, LayerSpec, RawShape, Ref
from paramcalc.phrases import tr
from paramcalc.readers.construct import snake_case
from paramcalc.verifiers.base import LeftOutError, constructor_arguments, is_accepted, layer_class
from paramcalc.verifiers.keras import described
from paramcalc.verifiers.model_check import known_lengths
from paramcalc.verifiers.verdict import ModelTensor

DROPPED = ("_initializer", "_regularizer", "_constraint")
"""The endings of arguments that hold objects, and on which neither count nor shape depends."""

UNUSED = ("weights", "seed", "vocabulary", "idf_weights", "encoding", "quantization_config", "name", "dtype")
"""Further arguments on which neither depends. A vocabulary can be the name of a file, an encoding that of a module; the
quantization is part of the policy, which is handed on separately, as the name is.
"""

DTYPES = ("float16", "bfloat16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool", "string")

POLICIES = (*DTYPES, "mixed_float16", "mixed_bfloat16")

NOT_BUILT = {
    "Lambda": tr("its function is a program, which is not run"),
    "MelSpectrogram": tr("it computes its filters when it is built"),
}
"""The known classes that are not built, and why."""

ATTENTION = ("MultiHeadAttention", "GroupQueryAttention")
"""The layers that take query, value and key as separate arguments."""

LIST_ATTENTION = ("Attention", "AdditiveAttention")
"""The layers that take query, value and key as a list."""

INNER_LAYERS = {
    "Bidirectional": ("forward_layer", "backward_layer"),
    "TimeDistributed": ("layer",),
    "SpectralNormalization": ("layer",),
    "RNN": ("cell",),
    "StackedRNNCells": ("cells",),
}
"""The attributes in which a class holds other layers."""

PAIRED = ("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Maximum", "Minimum", "Power")
"""Operations on two tensors, or on a tensor and a number."""

REDUCED = ("Mean", "Sum", "Max", "Min", "Prod", "Std", "Var")
"""Operations along axes."""

ELEMENTWISE = ("Abs", "Absolute", "Exp", "Log", "Negative", "Relu", "Sigmoid", "Softmax", "Sqrt", "Square", "Tanh")


class KerasLayers:
    """The real layers of a model."""

    def __init__(self, model: Model) -> None:
        import keras

        self.keras = keras
        self.entries = layer_classes("keras")
        self.is_older = model.spec.version < (3,)
        """Whether the model was written for an older Keras than 3."""
        self.inference = Inference(model.spec)
        self.real: dict[LayerSpec, Any] = {}

    def layer(self, spec: LayerSpec) -> Any:
        """The real layer, the same one for each use of a LayerSpec. Raises LeftOutError if it is not built."""
        if spec not in self.real:
            self.add(spec, self._constructed(spec) if spec.graph is None else self._chain(spec, spec.graph))
        return self.real[spec]

    def add(self, spec: LayerSpec, real: Any) -> None:
        """Use this real layer for a LayerSpec."""
        self.real[spec] = real
        if self._is_frozen(spec):
            real.trainable = False

    def freeze_again(self) -> None:
        """Freeze what was created inside frozen layers since; Keras passes on only a change of `trainable`."""
        for spec, real in self.real.items():
            if self._is_frozen(spec):
                real.trainable = True
                real.trainable = False

    def _is_frozen(self, spec: LayerSpec) -> bool:
        """Whether all layers inside are frozen, too: by `trainable = False`, and in Keras 2 also by the argument."""
        return spec.frozen or (self.is_older and not spec.config.get("trainable", True))

    def _constructed(self, spec: LayerSpec) -> Any:
        real = class_of(self.keras, spec, self.entries.get(spec.kind))
        given = arguments(self.keras, real, spec, self.entries[spec.kind], self.layer)
        if not self._is_frozen(spec) and is_accepted(real, "trainable"):
            given["trainable"] = bool(spec.config.get("trainable", True))
        return real(**given)

    def _chain(self, spec: LayerSpec, graph: Graph) -> Any:
        """A model that a wrapper holds."""
        calls = enumerate(graph.calls[1:])
        if any(call.inputs != (Ref(number),) for number, call in calls) or graph.inputs != (0,):
            raise LeftOutError(tr("{value} inside it is not a chain of layers", value=spec.name or spec.kind))
        shape = self.stated_shape(graph.calls[0].spec)
        start = [] if shape is None else [self.keras.Input(batch_shape=shape)]
        return self.keras.Sequential([*start, *(self.layer(call.spec) for call in graph.calls[1:])], name=spec.name)

    def stated_shape(self, spec: LayerSpec) -> RawShape | None:
        """The shape that an input states; None if it states none."""
        (shape,) = self.inference.run(spec, (), False).outputs if spec.kind == INPUT else (None,)
        return None if shape is None else known_lengths(shape)

    def least_shape(self, graph: Graph, number: int) -> RawShape | None:
        """A shape for an input of unknown shape: all lengths unknown, as many axes as the layer that reads it needs."""
        reader = next((call.spec for call in graph.calls if Ref(number) in call.inputs), None)
        entry = self.entries.get(reader.kind) if reader else None
        return [None] * (len(entry.unknown) or entry.rank) or None if entry else None

    def read_inputs(self, call: GraphCall, inputs: list[Any]) -> list[Any]:
        """The inputs on which weights and shapes depend; without the states and masks that a layer gets besides."""
        entry = self.entries.get(call.spec.kind)
        return inputs[:1] if entry is not None and entry.inputs == 1 and call.spec.graph is None else inputs

    def called(self, spec: LayerSpec, inputs: Sequence[Any]) -> list[Any]:
        """The outputs of a real layer, a real model or an operation, in a flat list."""
        if spec.kind.startswith(PREFIX):
            return _flat(repeated(self.keras.ops, spec, inputs))
        real, entry = self.layer(spec), self.entries.get(spec.kind)
        if len(inputs) == 1 and spec.kind in (*ATTENTION, *LIST_ATTENTION):
            inputs = [*inputs, *inputs]
        if spec.kind in ATTENTION:
            return _flat(real(*inputs[:3]))
        takes_list = len(inputs) > 1 if spec.graph is not None else entry is not None and entry.inputs is None
        return _flat(real(list(inputs) if takes_list else inputs[0]))


def _flat(outputs: Any) -> list[Any]:
    """The tensors of an output, however nested: the states of stacked cells come in lists."""
    if isinstance(outputs, dict):
        outputs = list(outputs.values())
    if isinstance(outputs, (list, tuple)):
        return [tensor for output in outputs for tensor in _flat(output)]
    return [outputs]


def tensors_of(keras: Any, real: Any) -> tuple[ModelTensor, ...]:
    """The tensors of a built layer, in its own order; that of an inner layer has the layer's name before its own."""
    tensors = []
    owned = _owned(keras, real)
    for weight in real.weights:
        owner, name = owned[id(weight)]
        tensors.append(ModelTensor(name if owner is real else f"{owner.name}/{name}", *described(weight)))
    return tuple(tensors)


def is_uneven(bidirectional: Any) -> bool:
    """Whether the two directions have different widths."""
    forward, backward = (getattr(bidirectional, name) for name in INNER_LAYERS["Bidirectional"])
    return getattr(forward, "units", None) != getattr(backward, "units", None)


def _owned(keras: Any, real: Any) -> dict[int, tuple[Any, str]]:
    """The owner of each weight, by the weight's id, and the weight's name within the owner."""
    owned: dict[int, tuple[Any, str]] = {}
    for weight in real.weights:
        path = weight.path.split("/")
        start = len(path) - path[::-1].index(real.name) if real.name in path else len(path) - 1
        within = path[start:]
        # The path within a recurrent layer begins with the name of its cell.
        is_recurrent = isinstance(real, keras.layers.RNN) and type(real) is not keras.layers.RNN
        owned[id(weight)] = real, "/".join(within[1:] if is_recurrent and len(within) > 1 else within) or weight.name
    names = ("layers",) if isinstance(real, keras.Model) else INNER_LAYERS.get(type(real).__name__, ())
    for inner in _flat([getattr(real, name) for name in names]):
        owned.update(_owned(keras, inner))
    return owned


def class_of(keras: Any, spec: LayerSpec, entry: LayerEntry | None) -> Any:
    """The class of a layer in the installed Keras. Raises LeftOutError if it has none that may be called."""
    module = spec.module or "keras"
    is_own = entry is not None and entry.is_defined
    if entry is not None and not is_own and module.partition(".")[0] not in ("keras", "tensorflow", "tf_keras"):
        raise LeftOutError(tr("its class is {module}.{kind}, not a layer of Keras", module=module, kind=spec.kind))
    if spec.kind in NOT_BUILT:
        raise LeftOutError(NOT_BUILT[spec.kind])
    return layer_class(keras.layers, spec.kind, entry, "Keras", keras.__version__)


def arguments(keras: Any, real: Any, spec: LayerSpec, entry: LayerEntry, build: Callable[[LayerSpec], Any]) -> Any:
    """The arguments of the constructor; `build` builds the layers that a wrapper holds.

    Raises LeftOutError for a value that cannot be given to the constructor.
    """
    config = {name: value for name, value in spec.config.items() if name not in UNUSED and not name.endswith(DROPPED)}
    for name in config.keys() & {"activation", "recurrent_activation"}:
        value, config[name] = config[name], None
        with suppress(ValueError):
            config[name] = value if isinstance(value, str) and keras.activations.get(value) is not None else None
    axis = config.get("axis")
    if spec.kind == "BatchNormalization" and isinstance(axis, list) and len(axis) == 1:
        # Keras 2 writes the one axis as a list.
        (config["axis"],) = axis
    return {"name": spec.name or None, **policy(spec), **constructor_arguments(real, entry, config, build)}


def policy(spec: LayerSpec) -> dict[str, str]:
    """The dtype policy by its name, as an argument; none if the configuration has no policy.

    Raises LeftOutError for a policy that is not known, or that has settings beside its name.
    """
    dtype = spec.config.get("dtype")
    settings = dtype.get("config") if isinstance(dtype, dict) else {"name": dtype}
    settings = settings if isinstance(settings, dict) else {}
    name = settings.get("name")
    if name is None and "mode" in settings:
        name = f"{settings['mode']}_from_{settings.get('source_name')}"
    if name is None:
        return {}
    mode, is_quantized, source = str(name).partition("_from_")
    # The name describes these quantizations in full; the others can have further settings.
    is_described = mode in ("int8", "float8") or (mode == "int4" and spec.config.get("quantization_config") is None)
    if name in POLICIES or (is_quantized and is_described and source in POLICIES):
        return {"dtype": str(name)}
    raise LeftOutError(tr("its dtype policy is not built here: {name}", name=shown(name)))


def repeated(ops: Any, spec: LayerSpec, tensors: Sequence[Any]) -> Any:
    """The output of an operation. Raises LeftOutError for one that is not repeated."""
    name = spec.kind.removeprefix(PREFIX)
    args = spec.config.get("args") or []
    operation: Any = getattr(ops, snake_case(name), None)
    is_single = len(tensors) == 1
    if name in PAIRED and (len(tensors) == 2 or (is_single and len(args) == 1 and _is_number(args[0]))):
        return operation(*[*tensors, *args][:2])
    if name in ELEMENTWISE and is_single:
        return operation(tensors[0])
    if name in REDUCED and is_single:
        axis = spec.config.get("axis")
        axis = args[0] if axis is None and args else axis
        axes = axis if isinstance(axis, (list, tuple)) else () if axis is None else (axis,)
        if not all(map(_is_number, axes)):
            raise LeftOutError(tr("its axis is not a number"))
        keepdims = bool(spec.config.get("keepdims"))
        return operation(tensors[0], axis=tuple(axis) if axes is axis else axis, keepdims=keepdims)
    raise LeftOutError(tr("the operation {name} is not repeated", name=name))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
