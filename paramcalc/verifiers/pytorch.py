"""The real `torch.nn.RNN`, `LSTM` or `GRU`; without a forward pass it is built on the `meta` device, without memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.verdict import BuiltTensor, Case

if TYPE_CHECKING:
    from paramcalc.equations.forward import Array


@contextmanager
def built(case: Case, allocate: bool) -> Iterator[RealLayer]:
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
    tensors = [_tensor(name, parameter) for name, parameter in module.named_parameters()]
    method = "memory" if allocate else 'torch.device("meta")'
    yield RealLayer(method, parameter_count(module), tensors, partial(_run, module))


def _run(module: Any, arrays: Sequence[Array], x: Array) -> list[Array]:
    import torch

    with torch.no_grad():
        for parameter, array in zip(module.parameters(), arrays, strict=True):
            parameter.copy_(torch.from_numpy(array))
        output, _ = module(torch.from_numpy(x))
    return [output.numpy()]


def _tensor(name: str, parameter: Any) -> BuiltTensor:
    number = re.search(r"_l(\d+)", name)
    direction = "backward" if name.endswith("_reverse") else "forward"
    return BuiltTensor(int(number[1]) + 1 if number else 0, direction, name, *described(parameter))


def described(parameter: Any) -> tuple[tuple[int, ...], str, bool]:
    """The shape and the dtype of a parameter, and whether it is trainable."""
    return tuple(parameter.shape), str(parameter.dtype).removeprefix("torch."), bool(parameter.requires_grad)


def parameter_count(module: Any) -> int:
    """The elements of all parameters of a module, shared ones once."""
    return sum(parameter.numel() for parameter in module.parameters())


DTYPES = ("float32", "float64", "float16", "bfloat16")

PYTORCH = Verifier(("torch",), "torch", DTYPES, built, largest_bytes=2**63 - 1)
