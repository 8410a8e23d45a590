"""Layers and models of Keras in memory, read through their configuration.

A layer keeps the tensors that it has: they are its weights where those do not follow from the configuration.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.errors import UsageError, shown
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec, StoredTensor
from paramcalc.phrases import tr
from paramcalc.readers.config import read_config, version_of
from paramcalc.readers.live import LiveModel

MODELS = ("Functional", "Model", "Sequential")
"""Keras's own classes of models: a configuration has their layers."""

OWN_MODULES = (
    "keras.src.",
    "keras.engine.",
    "keras.models",
    "tf_keras.src.",
    "tf_keras.engine.",
    "tensorflow.python.keras.",
)

DEEPEST = 60
"""Levels of models inside one another."""


def read_keras(layer: Any) -> LiveModel:
    """The model of a layer or model. Raises UsageError for a configuration that holds no model."""
    objects: dict[LayerSpec, Any] = {}
    origin = tr("the {name} in memory", name=type(layer).__name__)
    model_spec = _model_spec(layer, origin, objects)
    return LiveModel(model_spec, objects)


def read_object(layer: Any, origin: str) -> ModelSpec:
    """The model of a layer or model of Keras. Raises UsageError as `read_keras` does."""
    return read_keras(layer).spec


def read_configuration(value: Any, origin: str = tr("the configuration")) -> ModelSpec:
    """The model of what `get_config()` gives, or of the dictionary around it.

    >>> read_configuration({"layers": [{"class_name": "Dense", "config": {"units": 8}}]}).root
    <Sequential 'sequential'>
    """
    if isinstance(value, Mapping) and "class_name" not in value:
        value = {"class_name": "Functional" if "input_layers" in value else "Sequential", "config": value}
    return read_config(_json(value, origin), origin)


def _model_spec(layer: Any, origin: str, objects: dict[LayerSpec, Any]) -> ModelSpec:
    """The model of a layer, or of a model; of a class of one's own through the layers that it tracks."""
    if _has_graph(layer) or not _tracked(layer) or _is_own(type(layer)):
        spec = read_config(_json(_entry(layer), origin), origin, _version(layer))
        _match(spec.root, layer, objects, 0)
        return spec
    layers = [_part(inside, origin, objects) for inside in _tracked(layer)]
    rest = _rest(layer)
    if rest:
        own = LayerSpec(type(layer).__name__, f"{layer.name}_weights", {})
        _note(own, rest, objects)
        layers.append(own)
    graph = Graph(tuple(GraphCall(part, ()) for part in layers), (), tuple(layers), ())
    root = LayerSpec(type(layer).__name__, str(layer.name), {}, graph=graph)
    return ModelSpec(root, "keras", version_of(_version(layer) or "3"), origin)


def _part(layer: Any, origin: str, objects: dict[LayerSpec, Any]) -> LayerSpec:
    """A layer or model that a model tracks. One of an own class is known by its tensors alone."""
    if not _has_graph(layer) and not _is_own(type(layer)):
        spec = LayerSpec(type(layer).__name__, layer.name, {})
        _match(spec, layer, objects, 0)
        return spec
    root = _model_spec(layer, origin, objects).root
    # A layer was put into a chain of its own.
    return root if _has_graph(layer) or root.graph is None else root.graph.layers[0]


def _is_own(cls: type) -> bool:
    """Whether a class is Keras's own."""
    return f"{cls.__module__}.".startswith(OWN_MODULES)


def _has_graph(layer: Any) -> bool:
    """Whether the configuration of a model has its layers: it is Sequential or functional, or derived from such one."""
    kinds = {cls.__name__ for cls in type(layer).__mro__ if _is_own(cls)}
    return bool(kinds & {"Functional", "Sequential"})


def _entry(layer: Any) -> dict[str, Any]:
    """The dictionary that Keras writes for a layer. Raises UsageError where a class of one's own cannot give it."""
    kind = type(layer)
    name = (
        next((cls.__name__ for cls in kind.__mro__ if _is_own(cls)), kind.__name__)
        if _has_graph(layer)
        else kind.__name__
    )
    entry: dict[str, Any] = {"class_name": name, "name": layer.name}
    if not _has_graph(layer):
        entry["module"] = (
            kind.__module__.replace("keras.src.layers", "keras.layers") if _is_own(kind) else kind.__module__
        )
    build: Any = None
    try:
        entry["config"] = layer.get_config()
        build = getattr(layer, "get_build_config", dict)()
    except Exception as error:
        if _is_own(kind):
            raise UsageError(
                tr("the configuration of {name} cannot be read: {error}", name=shown(layer.name), error=error)
            ) from error
        entry["config"] = {"name": layer.name, "trainable": bool(layer.trainable)}
    if build and getattr(layer, "built", False):
        entry["build_config"] = build
    return entry


def _json(value: Any, origin: str) -> str:
    """A configuration as JSON. What JSON has no word for is no number that a count depends on."""
    try:
        return json.dumps(value, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(tr("{origin} is not a configuration of Keras: {error}", origin=origin, error=error)) from error


def _plain(value: Any) -> Any:
    """A value that JSON does not know: an array's numbers as one number, anything else as a text."""
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "size", 0) == 1 else type(value).__name__


def _version(layer: Any) -> str | None:
    """The version of the Keras that an object is of."""
    roots = [cls.__module__.partition(".")[0] for cls in type(layer).__mro__ if cls.__name__ == "Layer"]
    for root in roots:
        version = getattr(sys.modules.get(root), "__version__", None)
        if isinstance(version, str) and root != "tensorflow":
            return version
    return None


def _tracked(layer: Any) -> list[Any]:
    """The layers that a layer tracks directly."""
    held = getattr(layer, "_layers", None)
    if held is None or not isinstance(held, (list, tuple)):
        flat = getattr(layer, "_flatten_layers", None)
        held = flat(include_self=False, recursive=False) if callable(flat) else ()
    unique = {id(inside): inside for inside in held if hasattr(inside, "weights")}
    return list(unique.values())


def _rest(layer: Any) -> list[Any]:
    """The weights of a layer that none of the layers in it has."""
    inside = {id(weight) for part in _tracked(layer) for weight in part.weights}
    return [weight for weight in layer.weights if id(weight) not in inside]


def _match(spec: LayerSpec, layer: Any, objects: dict[LayerSpec, Any], depth: int) -> None:
    """Note the object of a layer, and those of the layers in a model."""
    if spec.graph is None or depth > DEEPEST:
        if not _is_own(type(layer)) and spec.kind in layer_classes("keras"):
            # A class of one's own that is called like Keras's.
            spec.kind = f"{type(layer).__module__}.{spec.kind}"
        _note(spec, layer, objects)
        return
    held = (
        {inside.name: inside for inside in getattr(layer, "layers", ())} if _has_graph(layer) else {layer.name: layer}
    )
    for inside in spec.graph.layers:
        if inside.name in held:
            _match(inside, held[inside.name], objects, depth + 1)


def _note(spec: LayerSpec, value: Any, objects: dict[LayerSpec, Any]) -> None:
    """Note the object of a layer, and its tensors: of a list of weights those in it."""
    objects[spec] = value
    spec.held = tuple(_tensors(value))


def _tensors(value: Any) -> Iterable[StoredTensor]:
    weights = value if isinstance(value, list) else value.weights
    for weight in weights:
        name = str(getattr(weight, "path", weight.name)).removesuffix(":0")
        yield StoredTensor(
            name.rpartition("/")[2], tuple(map(int, weight.shape)), _dtype(weight), bool(weight.trainable)
        )


def _dtype(weight: Any) -> str:
    return str(getattr(weight.dtype, "name", weight.dtype))
