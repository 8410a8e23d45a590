"""The real modules of `torch.nn`: one recurrent layer, or those of a model, which are read and not called.

Without a forward pass they are built on the `meta` device, which takes no memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers import base
from paramcalc.verifiers.model_check import plain_layers
from paramcalc.verifiers.verdict import Array, BuiltTensor, Case, ModelTensor

META = 'torch.device("meta")'


@contextmanager
def built(case: Case, allocate: bool) -> Iterator[base.RealLayer]:
    """The real layer of a case; PyTorch has a stack as one layer."""
    import torch

    layer, sizes = case.breakdown.layer, case.breakdown.sizes
    module = getattr(torch.nn, layer.entry.title)(
        case.input_features,
        sizes["units"],
        num_layers=layer.layers,
        bias=layer.bias,
        batch_first=True,
        bidirectional=layer.bidirectional,
        device="cpu" if allocate else "meta",
        dtype=getattr(torch, case.breakdown.dtype),
        **({"proj_size": sizes["projection"]} if "projection" in sizes else {}),
        **case.arguments,
    ).eval()
    tensors = []
    for name, parameter in module.named_parameters():
        number = re.search(r"_l(\d+)", name)
        direction = "backward" if name.endswith("_reverse") else "forward"
        tensors.append(BuiltTensor(int(number[1]) + 1 if number else 0, direction, name, *_described(parameter)))
    yield base.RealLayer("memory" if allocate else META, _count(module), tensors, partial(_run, module))


def _run(module: Any, arrays: Sequence[Array], x: Array) -> list[Array]:
    import torch

    with torch.no_grad():
        for parameter, array in zip(module.parameters(), arrays, strict=True):
            parameter.copy_(torch.from_numpy(array))
        output, _ = module(torch.from_numpy(x))
    return [output.numpy()]


def _described(parameter: Any) -> tuple[tuple[int, ...], str, bool]:
    """The shape and the dtype of a parameter, and whether it is trainable."""
    return tuple(parameter.shape), str(parameter.dtype).removeprefix("torch."), bool(parameter.requires_grad)


def _count(module: Any) -> int:
    """The elements of all parameters of a module, shared ones once."""
    return sum(parameter.numel() for parameter in module.parameters())


def real_model(model: Model) -> base.RealModel:
    """The real modules of a model, each by itself: a chain of them is called one after another."""
    import torch

    modules: dict[LayerSpec, Any] = {}
    layers: dict[LayerSpec, base.BuiltLayer] = {}
    with torch.device("meta"):
        for layer in plain_layers(model):
            try:
                module = _module(layer.spec, modules)
                tensors = tuple(ModelTensor(name, *_described(tensor)) for name, tensor in module.named_parameters())
                layers[layer.spec] = base.BuiltLayer(_count(module), tensors)
            except base.LeftOutError as reason:
                layers[layer.spec] = base.BuiltLayer(left_out=str(reason))
            except Exception as error:
                # PyTorch may raise any error for a module that it has but does not build.
                layers[layer.spec] = base.BuiltLayer(refused=base.first_line(error))
        whole = torch.nn.ModuleList([modules[spec] for spec, built in layers.items() if built.is_built])
    trainable = sum(parameter.numel() for parameter in whole.parameters() if parameter.requires_grad)
    return base.RealModel(META, _count(whole), trainable, layers, lambda _, weight: weight.name.replace("/", "."))


def _module(spec: LayerSpec, modules: dict[LayerSpec, Any]) -> Any:
    """The real module, the same one for each use of a LayerSpec."""
    if spec not in modules:
        import torch

        entries = layer_classes("pytorch")
        real = base.layer_class(torch.nn, spec.kind, entries.get(spec.kind), "PyTorch", torch.__version__)
        config = {name: value for name, value in spec.config.items() if name != "dtype"}
        arguments = base.constructor_arguments(real, entries[spec.kind], config, lambda inner: _module(inner, modules))
        dtype = spec.config.get("dtype")
        if dtype in PYTORCH.dtypes and base.is_accepted(real, "dtype"):
            arguments["dtype"] = getattr(torch, dtype)
        modules[spec] = real(**arguments)
        if spec.frozen:
            modules[spec].requires_grad_(False)
    return modules[spec]


DTYPES = ("float32", "float64", "float16", "bfloat16")

PYTORCH = base.Verifier(("torch",), "torch", DTYPES, built, largest_bytes=2**63 - 1)
