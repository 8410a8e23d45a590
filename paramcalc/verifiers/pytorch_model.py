"""The real `torch.nn` modules of a model, on the `meta` device, which takes no memory. They are read and not called."""

from __future__ import annotations

from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.models.breakdown import Model
from paramcalc.models.result import Weight
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.base import BuiltLayer, RealModel
from paramcalc.verifiers.model_arguments import LeftOutError, class_of, constructor_arguments, first_line, is_accepted
from paramcalc.verifiers.model_check import plain_layers
from paramcalc.verifiers.model_verdict import ModelTensor
from paramcalc.verifiers.pytorch import PYTORCH, described, parameter_count


def real_model(model: Model) -> RealModel:
    """The real modules of a model, each by itself: a chain of them is called one after another."""
    import torch

    modules: dict[LayerSpec, Any] = {}
    layers: dict[LayerSpec, BuiltLayer] = {}
    with torch.device("meta"):
        for layer in plain_layers(model):
            try:
                module = _module(layer.spec, modules)
                tensors = tuple(ModelTensor(name, *described(tensor)) for name, tensor in module.named_parameters())
                layers[layer.spec] = BuiltLayer(parameter_count(module), tensors)
            except LeftOutError as reason:
                layers[layer.spec] = BuiltLayer(left_out=str(reason))
            except Exception as error:
                # PyTorch may raise any error for a module that it has but does not build.
                layers[layer.spec] = BuiltLayer(refused=first_line(error))
        whole = torch.nn.ModuleList([modules[spec] for spec, built in layers.items() if built.is_built])
    trainable = sum(parameter.numel() for parameter in whole.parameters() if parameter.requires_grad)
    return RealModel('torch.device("meta")', parameter_count(whole), trainable, layers, _name_of)


def _name_of(spec: LayerSpec, weight: Weight) -> str:
    return weight.name.replace("/", ".")


def _module(spec: LayerSpec, modules: dict[LayerSpec, Any]) -> Any:
    """The real module, the same one for each use of a LayerSpec."""
    if spec not in modules:
        module = _constructed(spec, modules)
        modules[spec] = module.requires_grad_(False) if spec.frozen else module
    return modules[spec]


def _constructed(spec: LayerSpec, modules: dict[LayerSpec, Any]) -> Any:
    import torch

    entry = layer_classes("pytorch").get(spec.kind)
    real = class_of(torch.nn, spec.kind, entry, "PyTorch", torch.__version__)
    assert entry is not None
    config = {name: value for name, value in spec.config.items() if name != "dtype"}
    arguments = constructor_arguments(real, entry, config, lambda inner: _module(inner, modules))
    dtype = spec.config.get("dtype")
    if dtype in PYTORCH.dtypes and is_accepted(real, "dtype"):
        arguments["dtype"] = getattr(torch, dtype)
    return real(**arguments)
