"""Models from Keras configurations, the JSON inside all files of Keras 1, 2 and 3.

A configuration is untrusted: nothing that it names is imported or run.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from paramcalc.classes.keras.operations import PREFIX, Slice, operation
from paramcalc.errors import UsageError, word
from paramcalc.frameworks.keras import KERAS
from paramcalc.models.spec import INPUT, Graph, LayerSpec, ModelSpec, RawShape, chain
from paramcalc.phrases import tr
from paramcalc.readers.construct import first_shape
from paramcalc.readers.functional import functional_graph, is_history
from paramcalc.readers.json_text import load_json, occurrences
from paramcalc.readers.keras1 import modern

MAX_NESTED_LAYERS = 60
"""Levels of models and wrappers inside one another."""

MAX_LAYERS = 50_000

INNER_LAYER_KEYS = ("layer", "backward_layer", "forward_layer", "cell", "cells")
"""The keys of a layer's configuration that hold other layers."""

BUILD_SHAPE_KEYS = ("query_shape", "sequences_shape", "input_shape", "inputs_shape", "value_shape", "key_shape")
"""The keys of a build_config that hold input shapes, in the order of the layer's inputs."""

OPERATION_CLASSES = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")

OPERATION_ARGUMENTS = ("axis", "keepdims", "axes", "newshape")
"""The arguments of an operation that its output shape depends on."""

OPERATION_KEYS = {*OPERATION_ARGUMENTS, "name", "axis1", "axis2", "dtype", "shape"}
"""The keys that an operation's configuration has at most."""

KERAS_3_MARKS = ('"__keras_tensor__"', '"DTypePolicy"', '"batch_shape"')
"""Texts that only a configuration of Keras 3 has."""


def read_config(text: str | bytes, origin: str, version: str | None = None) -> ModelSpec:
    """A model from the JSON of `to_json()`, or of a .keras or .h5 file.

    `version` is the version of Keras where the file states it outside of the JSON. A JSON without a version is given
    the one that its keys show.

    Raises UsageError, with the place, for JSON that is broken or holds no model.
    """
    value = load_json(text, origin)
    if not isinstance(value, dict) or "class_name" not in value:
        raise UsageError(tr("{origin} is JSON, but not of a Keras model: it has no class_name", origin=origin))
    stated = version or value.get("keras_version")
    if isinstance(stated, str):
        numbers = version_of(stated)
    elif isinstance(value.get("config"), list):
        # Keras 1 wrote a bare list, Keras 2 batch_input_shape.
        numbers = (1, 2)
    else:
        is_keras_3 = any(occurrences(text, mark) for mark in KERAS_3_MARKS) or not occurrences(
            text, '"batch_input_shape"'
        )
        numbers = (3,) if is_keras_3 else (2, 4)
    root = _ConfigReader(numbers, value).layer(value, tr("the model"), 0)
    if root.graph is None:
        # A layer alone: a table has a row for it.
        shape = root.built[0] if root.built else first_shape(root)
        root = chain(root.kind, root.name, [root], shape)
    compiled = value.get("compile_config")
    optimizer, settings = optimizer_of(compiled if isinstance(compiled, dict) else {})
    return ModelSpec(root, "keras", numbers, origin, optimizer=optimizer, optimizer_config=settings)


def version_of(text: str) -> tuple[int, ...]:
    """A version as numbers.

    >>> version_of("2.2.4-tf")
    (2, 2, 4)
    """
    numbers = []
    for part in text.partition("-")[0].split(".")[:3]:
        if not (part.isascii() and part.isdigit()) or len(part) > 4:
            break
        numbers.append(int(part))
    return tuple(numbers) or (3,)


def optimizer_of(compiled: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The class and the settings of the optimizer in a compile_config or a training_config; empty for none."""
    optimizer = compiled.get("optimizer", compiled.get("optimizer_config"))
    if isinstance(optimizer, str):
        return word(optimizer).lower(), {}
    if isinstance(optimizer, dict) and isinstance(optimizer.get("class_name"), str):
        settings = optimizer.get("config")
        name = word(optimizer["class_name"]).rpartition(">")[2].lower()
        return name, settings if isinstance(settings, dict) else {}
    return "", {}


class _ConfigReader:
    """Reads one configuration. Layers that the file marks as shared become one LayerSpec."""

    def __init__(self, version: tuple[int, ...], value: Mapping[str, Any]) -> None:
        self.version = version
        self.count = 0
        self.shared: dict[tuple[str, str], LayerSpec | None] = dict.fromkeys(_shared_names(value))

    def layer(self, entry: Any, place: str, depth: int) -> LayerSpec:
        """A layer or a model."""
        if depth > MAX_NESTED_LAYERS:
            raise UsageError(
                tr(
                    "{place}: more than {most} layers inside one another",
                    place=place,
                    most=MAX_NESTED_LAYERS,
                )
            )
        if not isinstance(entry, dict) or not isinstance(entry.get("class_name"), str):
            raise UsageError(tr("{place} is not a layer: it has no class_name", place=place))
        self.count += 1
        if self.count > MAX_LAYERS:
            raise UsageError(tr("the model has more than {most:,} layers", most=MAX_LAYERS))
        kind, config = word(entry["class_name"]), entry.get("config")
        if isinstance(config, list):
            config = {"layers": config}
        if not isinstance(config, dict):
            raise UsageError(tr("{place} ({kind}) has no config", place=place, kind=kind))
        name = word(entry.get("name") or config.get("name") or kind.lower())
        key = (kind, name)
        spec = self.shared.get(key)
        if spec is None:
            place = name if depth == 1 else tr("{name} in {place}", name=name, place=place) if depth else place
            spec = self._new_layer(kind, name, entry, config, place, depth)
            if key in self.shared:
                self.shared[key] = spec
        return spec

    def _new_layer(
        self, kind: str, name: str, entry: Mapping[str, Any], config: Mapping[str, Any], place: str, depth: int
    ) -> LayerSpec:
        module = entry.get("module") if isinstance(entry.get("module"), str) else None
        spec = LayerSpec(kind, name, {}, module=module, built=_build_shapes(entry.get("build_config")))
        if isinstance(config.get("layers"), list):
            spec.graph = self._graph(spec, config, place, depth)
            spec.config["trainable"] = config.get("trainable", True)
        elif self._is_operation(kind, module, config):
            spec.kind, spec.config = _operation(kind, entry, config)
        else:
            spec.config = {str(key): self._value(key, value, place, depth) for key, value in config.items()}
            if self.version[0] == 1:
                spec.kind, spec.config = modern(kind, spec.config)
            if spec.kind in ("GRU", "GRUCell"):
                for option in KERAS.cells["gru"].options:
                    spec.config.setdefault(option.name, option.default == (self.version >= option.default_since))
        return spec

    def _graph(self, spec: LayerSpec, config: Mapping[str, Any], place: str, depth: int) -> Graph | None:
        """The graph of a functional or a Sequential model."""
        if "input_layers" in config or "output_layers" in config:
            read_layer = partial(self.layer, depth=depth + 1)
            return functional_graph(config, place, read_layer, self.version[0])
        layers = [self.layer(entry, place, depth + 1) for entry in config["layers"]]
        shape = first_shape(layers[0]) if layers else None
        inner = layers[0].config.get("layer") if layers and layers[0].kind == "Bidirectional" else None
        if shape is None and isinstance(inner, LayerSpec):
            # In Keras 2 the layer in a Bidirectional can state the input.
            shape = first_shape(inner)
        if layers and layers[0].kind == INPUT:
            del layers[0]
        shape = shape or config.get("build_input_shape") or (spec.built[0] if spec.built else None)
        return chain(spec.kind, spec.name, layers, shape, place).graph

    def _value(self, key: Any, value: Any, place: str, depth: int) -> Any:
        """A value of a configuration, with the layers in it read."""
        if key in INNER_LAYER_KEYS and isinstance(value, dict) and "class_name" in value:
            return self.layer(value, place, depth + 1)
        if key in INNER_LAYER_KEYS and isinstance(value, list):
            return [self.layer(entry, place, depth + 1) if isinstance(entry, dict) else entry for entry in value]
        if isinstance(value, dict) and value.get("class_name") == "__tuple__":
            return value.get("items")
        return value

    def _is_operation(self, kind: str, module: str | None, config: Mapping[str, Any]) -> bool:
        if module is not None:
            return module.startswith("keras.src.ops") or kind in OPERATION_CLASSES
        # A .h5 file of Keras 3 states no modules, but only layers have the key `trainable`.
        unmarked = self.version >= (3,) and kind != INPUT and "trainable" not in config
        return kind in OPERATION_CLASSES or (unmarked and OPERATION_KEYS.issuperset(config))


def _operation(kind: str, entry: Mapping[str, Any], config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The class and the configuration of an operation."""
    function = config.get("function")
    name = operation(word(function) if isinstance(function, str) else kind)
    arguments = {key: value for key, value in config.items() if key in OPERATION_ARGUMENTS}
    arguments["args"] = _operation_arguments(entry.get("inbound_nodes"))
    return f"{PREFIX}GetItem" if kind == "SlicingOpLambda" else name, arguments


def _operation_arguments(nodes: Any) -> list[Any]:
    """The arguments of an operation that are not tensors: an index, an axis."""
    node = nodes[0] if isinstance(nodes, list) and nodes else None
    if isinstance(node, dict) and isinstance(node.get("args"), list):
        return [_index(argument, 0) for argument in node["args"] if not _is_tensor(argument)]
    named = node[3] if isinstance(node, list) and is_history(node) and len(node) == 4 else None
    slices = named.get("slice_spec", named.get("axis")) if isinstance(named, dict) else None
    return [] if slices is None else [_index(slices, 0)]


def _is_tensor(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_is_tensor, value))
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


def _index(value: Any, depth: int) -> Any:
    """An argument with its slices and ellipses."""
    if isinstance(value, list) and depth < 5:
        return [_index(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    kind, config = value.get("class_name"), value.get("config")
    if kind == "__slice__" and isinstance(config, dict):
        return Slice(*map(config.get, ("start", "stop", "step")))
    if {"start", "stop", "step"} <= set(value):
        return Slice(value["start"], value["stop"], value["step"])
    return Ellipsis if kind == "__ellipsis__" else value


def _build_shapes(build_config: Any) -> tuple[RawShape | None, ...] | None:
    """The shapes of a build_config; None where it states none."""
    if not isinstance(build_config, dict):
        return None
    shapes_by_key = build_config.get("shapes_dict")
    if isinstance(shapes_by_key, dict):
        shapes: Any = [shapes_by_key[key] for key in BUILD_SHAPE_KEYS if key in shapes_by_key]
    else:
        shape = build_config.get("input_shape")
        shapes = shape if isinstance(shape, list) and shape and isinstance(shape[0], list) else [shape]
    return tuple(shapes) if shapes and all(isinstance(shape, list) for shape in shapes) else None


def _shared_names(value: Any) -> set[tuple[str, str]]:
    """Class and name of the layers that a file marks as shared by a `shared_object_id`.

    The first occurrence of a layer often lacks the mark, so class and name identify it. Other objects have no name.
    """
    names: set[tuple[str, str]] = set()
    rest = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, dict):
            config = item.get("config")
            if "shared_object_id" in item and isinstance(config, dict) and isinstance(config.get("name"), str):
                names.add((word(item.get("class_name")), word(config["name"])))
            rest += item.values()
        elif isinstance(item, list):
            rest += item
    return names
