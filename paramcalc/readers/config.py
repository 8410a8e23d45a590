"""Keras configurations of every generation, the JSON inside all its files, as models that were written down.

A configuration is untrusted: whatever stands in it is looked at and never looked up, imported or run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from paramcalc.classes.keras.operations import PREFIX, Slice, operation
from paramcalc.errors import UsageError, word
from paramcalc.models.spec import Graph, LayerSpec, ModelSpec, RawShape, chain
from paramcalc.readers.construct import first_shape
from paramcalc.readers.functional import Functional, is_history
from paramcalc.readers.keras1 import modern

LONGEST = 24 * 2**20
"""Bytes of a configuration: 10,000 LSTMs as Keras 3 writes them."""

MOST_VALUES = 1_250_000
"""Values in a configuration: each takes about a hundred bytes once it is read."""

DEEPEST = 60
"""Models and wrappers inside one another."""

MOST_LAYERS = 50_000

HELD = ("layer", "backward_layer", "forward_layer", "cell", "cells")
"""The words of a configuration under which layers stand."""

SHAPES = ("query_shape", "sequences_shape", "input_shape", "inputs_shape", "value_shape", "key_shape")
"""The words of a build_config under which shapes stand, in the order in which a layer reads them."""

OPERATION_CLASSES = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")

LEGACY_RESET_AFTER = (2, 4)
"""From here on a GRU without the word has it: Keras 2 up to 2.3 had it off, TensorFlow 2 and Keras 3 have it on."""


def read_config(text: str | bytes, origin: str, version: str | None = None) -> ModelSpec:
    """A model from the JSON of `to_json()`, or of a .keras or .h5 file.

    `version` is the library's where the file has it elsewhere; else it stands in the JSON, or is told by its words.

    Raises UsageError, with the place, for what is no such JSON.
    """
    value = load_json(text, origin)
    if not isinstance(value, dict) or "class_name" not in value:
        raise UsageError(f"{origin} is JSON, but not of a Keras model: it has no class_name")
    stated = version or value.get("keras_version")
    numbers = version_of(stated) if isinstance(stated, str) else _told_by(value)
    reader = _Reader(numbers, value)
    compiled = value.get("compile_config")
    optimizer, settings = optimizer_of(compiled if isinstance(compiled, dict) else {})
    return ModelSpec(
        reader.layer(value, "the model", 0), "keras", numbers, origin, optimizer=optimizer, optimizer_config=settings
    )


def load_json(text: str | bytes, origin: str) -> Any:
    """JSON of a size and depth that can be read. Raises UsageError, with the place, for any other."""
    if len(text) > LONGEST:
        raise UsageError(f"the configuration in {origin} has {len(text):,} bytes; at most {LONGEST:,} are read")
    if sum(_count(text, mark) for mark in ",[{") > MOST_VALUES:
        raise UsageError(f"the configuration in {origin} has more than {MOST_VALUES:,} values")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"{origin} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{origin} is not UTF-8 text: byte {error.start:,}") from error
    except RecursionError as error:
        raise UsageError(f"the JSON in {origin} is nested too deeply to be a model") from error
    except ValueError as error:
        raise UsageError(f"{origin} is not JSON that can be read: {error}") from error


def _count(text: str | bytes, mark: str) -> int:
    return text.count(mark.encode()) if isinstance(text, bytes) else text.count(mark)


def version_of(text: str) -> tuple[int, ...]:
    """A version as numbers.

    >>> version_of("2.2.4-tf")
    (2, 2, 4)
    """
    numbers = []
    for part in text.partition("-")[0].split(".")[:3]:
        if not part.isdigit() or len(part) > 4:
            break
        numbers.append(int(part))
    return tuple(numbers) or (3,)


def _told_by(value: Mapping[str, Any]) -> tuple[int, ...]:
    """The generation, where no version stands in the file: a bare list is Keras 1, batch_input_shape Keras 2."""
    if isinstance(value.get("config"), list):
        return (1, 2)
    text = json.dumps(value)
    if any(word in text for word in ('"__keras_tensor__"', '"DTypePolicy"', '"batch_shape"')):
        return (3,)
    return (2, 4) if '"batch_input_shape"' in text else (3,)


def optimizer_of(compiled: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The class and the settings of the optimizer in a compile_config or a training_config; empty for none."""
    found = compiled.get("optimizer", compiled.get("optimizer_config"))
    if isinstance(found, str):
        return word(found).lower(), {}
    if isinstance(found, dict) and isinstance(found.get("class_name"), str):
        settings = found.get("config")
        return word(found["class_name"]).rpartition(">")[2].lower(), settings if isinstance(settings, dict) else {}
    return "", {}


class _Reader:
    """One configuration being read. Layers that the file says are shared become one LayerSpec."""

    def __init__(self, version: tuple[int, ...], value: Mapping[str, Any]) -> None:
        self.version = version
        self.count = 0
        self.shared: dict[tuple[str, str], LayerSpec | None] = dict.fromkeys(_shared_names(value))

    def layer(self, entry: Any, place: str, depth: int) -> LayerSpec:
        """A layer or a model."""
        if depth > DEEPEST:
            raise UsageError(f"{place}: more than {DEEPEST} layers inside one another")
        if not isinstance(entry, dict) or not isinstance(entry.get("class_name"), str):
            raise UsageError(f"{place} is no layer: it has no class_name")
        self.count += 1
        if self.count > MOST_LAYERS:
            raise UsageError(f"the model has more than {MOST_LAYERS:,} layers")
        kind, config = word(entry["class_name"]), entry.get("config")
        if isinstance(config, list):
            config = {"layers": config}
        if not isinstance(config, dict):
            raise UsageError(f"{place} ({kind}) has no config")
        name = word(entry.get("name") or config.get("name") or kind.lower())
        key = (kind, name)
        known = self.shared.get(key)
        if known is None:
            known = self._made(kind, name, entry, config, place, depth)
            if key in self.shared:
                self.shared[key] = known
        return known

    def _made(
        self, kind: str, name: str, entry: Mapping[str, Any], config: Mapping[str, Any], place: str, depth: int
    ) -> LayerSpec:
        place = name if depth == 1 else f"{name} in {place}" if depth else place
        built = _built(entry.get("build_config"))
        module = entry.get("module") if isinstance(entry.get("module"), str) else None
        spec = LayerSpec(kind, name, {}, module=module, built=built)
        if isinstance(config.get("layers"), list):
            if "input_layers" in config or "output_layers" in config:
                spec.graph = Functional(self.layer, config, place, depth, self.version[0]).graph()
            else:
                spec.graph = self._sequential(spec, config, place, depth)
            spec.config.update(trainable=config.get("trainable", True))
            return spec
        if self._is_operation(kind, module, config):
            return self._operation(spec, kind, module, entry, config)
        plain = {str(key): self._value(key, value, place, depth) for key, value in config.items()}
        if self.version[:1] == (1,):
            spec.kind, plain = modern(kind, plain)
        if spec.kind in ("GRU", "GRUCell"):
            plain.setdefault("reset_after", self.version >= LEGACY_RESET_AFTER)
        spec.config = plain
        return spec

    def _value(self, key: Any, value: Any, place: str, depth: int) -> Any:
        """A value of a configuration: a layer where one stands, else as it is."""
        if key in HELD and isinstance(value, dict) and "class_name" in value:
            return self.layer(value, place, depth + 1)
        if key in HELD and isinstance(value, list):
            return [self.layer(each, place, depth + 1) if isinstance(each, dict) else each for each in value]
        if isinstance(value, dict) and value.get("class_name") == "__tuple__":
            return value.get("items")
        return value

    def _sequential(self, spec: LayerSpec, config: Mapping[str, Any], place: str, depth: int) -> Graph | None:
        layers = [self.layer(each, place, depth + 1) for each in config["layers"]]
        shape: RawShape | None = None
        if layers and layers[0].kind == "InputLayer":
            shape = first_shape(layers[0])
            layers = layers[1:]
        elif layers:
            shape = first_shape(_innermost(layers[0]))
        shape = shape or config.get("build_input_shape") or (spec.built[0] if spec.built else None)
        return chain(spec.kind, spec.name, layers, shape, place).graph

    def _is_operation(self, kind: str, module: str | None, config: Mapping[str, Any]) -> bool:
        if module is not None and module.startswith("keras.src.ops"):
            return True
        if kind in OPERATION_CLASSES:
            return True
        # A .h5 file of Keras 3 has no modules: what has no word `trainable` is no layer.
        bare = set(config) <= {"name", "axis", "keepdims", "axis1", "axis2", "dtype", "newshape", "axes", "shape"}
        return module is None and self.version >= (3,) and "trainable" not in config and bare and kind != "InputLayer"

    def _operation(
        self, spec: LayerSpec, kind: str, module: str | None, entry: Mapping[str, Any], config: Mapping[str, Any]
    ) -> LayerSpec:
        function = config.get("function")
        spec.kind = operation(word(function) if isinstance(function, str) else kind)
        if kind == "SlicingOpLambda":
            spec.kind = f"{PREFIX}GetItem"
        spec.config = {key: value for key, value in config.items() if key in ("axis", "keepdims", "axes", "newshape")}
        spec.config["args"] = _arguments(entry.get("inbound_nodes"))
        return spec


def _arguments(nodes: Any) -> list[Any]:
    """What an operation was given beside its tensors: an index, an axis."""
    if not isinstance(nodes, list) or not nodes:
        return []
    first = nodes[0]
    if isinstance(first, dict) and isinstance(first.get("args"), list):
        return [_plain(each, 0) for each in first["args"] if not _is_tensor(each)]
    named = first[3] if is_history(first) and len(first) == 4 else None
    if isinstance(named, dict):
        slices = named.get("slice_spec", named.get("axis"))
        return [] if slices is None else [_plain(slices, 0)]
    return []


def _is_tensor(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_is_tensor, value))
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


def _plain(value: Any, depth: int) -> Any:
    """An index with its slices."""
    if isinstance(value, list) and depth < 5:
        return [_plain(each, depth + 1) for each in value]
    if isinstance(value, dict) and value.get("class_name") == "__slice__" and isinstance(value.get("config"), dict):
        return Slice(*(value["config"].get(name) for name in ("start", "stop", "step")))
    if isinstance(value, dict) and {"start", "stop", "step"} <= set(value):
        return Slice(value["start"], value["stop"], value["step"])
    return Ellipsis if isinstance(value, dict) and value.get("class_name") == "__ellipsis__" else value


def _built(value: Any) -> tuple[RawShape | None, ...] | None:
    """The shapes of a build_config; None where it states none."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("shapes_dict"), dict):
        stated = value["shapes_dict"]
        shapes: Any = [stated[name] for name in SHAPES if name in stated]
    else:
        given = value.get("input_shape")
        several = isinstance(given, list) and bool(given) and isinstance(given[0], list)
        shapes = given if several else [given]
    if not shapes or not all(isinstance(shape, list) for shape in shapes):
        return None
    return tuple(shapes)


def _innermost(spec: LayerSpec) -> LayerSpec:
    """The layer whose words say what a Sequential model reads: in Keras 2 that of a wrapper may stand inside."""
    inner = spec.config.get("layer")
    stated = first_shape(spec)
    return inner if stated is None and isinstance(inner, LayerSpec) and spec.kind == "Bidirectional" else spec


def _shared_names(value: Any) -> set[tuple[str, str]]:
    """Class and name of the layers that stand in a file more than once, as its `shared_object_id` says.

    The first of them often lacks the mark, so they are told by class and name; policies and initializers have none.
    """
    found: set[tuple[str, str]] = set()
    rest = [value]
    while rest:
        each = rest.pop()
        if isinstance(each, dict):
            config = each.get("config")
            if "shared_object_id" in each and isinstance(config, dict) and isinstance(config.get("name"), str):
                found.add((word(each.get("class_name")), word(config["name"])))
            rest += each.values()
        elif isinstance(each, list):
            rest += each
    return found
