"""Modules of PyTorch in memory, read through the tree of modules.

A module of a known class is derived from its attributes. Where that does not give the parameters that it holds, and for
any other class, its own parameters stand for themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, known
from paramcalc.classes import layer_classes
from paramcalc.classes.base import parameters
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.inference import Inference
from paramcalc.models.result import Weight
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec, chain
from paramcalc.phrases import tr
from paramcalc.readers.live import LiveModel

FLAGS = {"bias": ("bias", "in_proj_bias"), "add_bias_kv": ("bias_k",)}
"""Arguments that are on if a parameter is there, and its names."""

PLAIN = (bool, int, float, str, type(None), tuple)

OWN_CLASSES = "torch.nn.modules."
"""Where the known classes are defined: a derived class of the same name is another one."""


def read_module(module: Any) -> LiveModel:
    """The model of a module."""
    reader = _Reader(module)
    root = reader.spec(module, "")
    if root.graph is None:
        root = chain(root.kind, "", [root], None)
        root.graph.layers[0].name = root.kind.lower()  # type: ignore[union-attr]  # a chain has one
    origin = tr("the {name} in memory", name=type(module).__name__)
    model_spec = ModelSpec(root, "pytorch", FRAMEWORKS["pytorch"].default_version, origin)
    return LiveModel(model_spec, reader.objects)


def read_object(module: Any, origin: str) -> ModelSpec:
    """The model of a module of PyTorch."""
    return read_module(module).spec


class _Reader:
    """One walk through a tree of modules; a module or parameter that is held twice becomes one LayerSpec."""

    def __init__(self, root: Any) -> None:
        holders = Counter(id(value) for module in root.modules() for value in _own(module).values())
        self.tied = {number for number, count in holders.items() if count > 1}
        """The parameters that several modules hold."""
        self.made: dict[int, LayerSpec] = {}
        self.objects: dict[LayerSpec, Any] = {}

    def spec(self, module: Any, name: str) -> LayerSpec:
        """The layer of a module."""
        if id(module) not in self.made:
            known = self._known(module, name)
            self.made[id(module)] = known or LayerSpec(type(module).__name__, name, {})
            if known is None:
                self._fill(module, self.made[id(module)])
            else:
                self.objects[known] = module
        return self.made[id(module)]

    def _known(self, module: Any, name: str) -> LayerSpec | None:
        """The layer of a module whose parameters follow from its attributes; None for any other one."""
        kind = type(module).__name__
        if kind not in layer_classes("pytorch") or not type(module).__module__.startswith(OWN_CLASSES):
            return None
        held = list(module.named_parameters())
        flags = {bool(value.requires_grad) for _, value in held}
        if len(flags) > 1 or any(id(value) in self.tied or not _is_made(value) for _, value in held):
            return None
        spec = LayerSpec(kind, name, _config(module, kind))
        spec.frozen = flags == {False}
        derived = _derived(spec)
        return spec if derived is not None and derived == Counter(_described(value) for _, value in held) else None

    def _fill(self, module: Any, spec: LayerSpec) -> None:
        """The parameters of a module, and the modules in it."""
        layers = [self._parameter(value, name) for name, value in _own(module).items()]
        inside = [self.spec(child, name) for name, child in module._modules.items() if child is not None]
        is_line = type(module).__name__ == "Sequential" and type(module).__module__.startswith(OWN_CLASSES)
        if is_line and not layers and _fits(inside, spec):
            return
        layers = list(dict.fromkeys([*layers, *inside]))
        spec.graph = Graph(tuple(GraphCall(layer, ()) for layer in layers), (), tuple(layers), ())

    def _parameter(self, value: Any, name: str) -> LayerSpec:
        if id(value) not in self.made:
            if _is_made(value):
                shape, dtype, trainable = _described(value)
                spec = LayerSpec("Parameter", name, {"shape": shape, "dtype": dtype})
                spec.frozen = not trainable
                self.objects[spec] = value
            else:
                spec = LayerSpec("UninitializedParameter", name, {})
            self.made[id(value)] = spec
        return self.made[id(value)]


def _own(module: Any) -> dict[str, Any]:
    """The parameters that a module holds itself."""
    return {name: value for name, value in module._parameters.items() if value is not None}


def _is_made(value: Any) -> bool:
    """Whether a parameter has a shape; that of a lazy module has none before its first call."""
    return not any(cls.__name__ == "UninitializedTensorMixin" for cls in type(value).__mro__)


def _described(value: Any) -> tuple[tuple[int, ...], str, bool]:
    return tuple(map(int, value.shape)), str(value.dtype).removeprefix("torch."), bool(value.requires_grad)


def _config(module: Any, kind: str) -> dict[str, Any]:
    """The arguments of a known class, from the attributes of its object."""
    config: dict[str, Any] = {}
    for name in parameters(layer_classes("pytorch")[kind].arguments):
        value = module.__dict__.get(name)
        if name in FLAGS and not isinstance(value, bool):
            config[name] = any(module._parameters.get(held) is not None for held in FLAGS[name])
        elif name in module.__dict__ and isinstance(value, PLAIN):
            config[name] = value
    held = next(iter(module.parameters()), None)
    if held is not None and _is_made(held):
        config["dtype"] = _described(held)[1]
    return config


def _derived(spec: LayerSpec) -> Counter[tuple[tuple[int, ...], str, bool]] | None:
    """What the weights of a layer follow to be; None if it cannot be built, or a length is unknown."""
    try:
        result = _inference(spec).run(spec, (), False)
    except UsageError:
        return None
    weights: Iterable[Weight] = result.weights
    if result.unknown or any(isinstance(weight.count, Polynomial) for weight in weights):
        return None
    return Counter((tuple(map(known, weight.shape)), weight.dtype, weight.trainable) for weight in weights)


def _fits(inside: list[LayerSpec], spec: LayerSpec) -> bool:
    """Fill a Sequential as a chain, if each layer reads what the one before gives."""
    spec.graph = chain(spec.kind, spec.name, inside, None).graph
    try:
        _inference(spec).run(spec, (), False)
    except UsageError:
        spec.graph = None
    return spec.graph is not None


def _inference(spec: LayerSpec) -> Inference:
    return Inference(ModelSpec(spec, "pytorch", FRAMEWORKS["pytorch"].default_version, ""))
