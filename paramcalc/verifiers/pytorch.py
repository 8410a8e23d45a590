"""The real `torch.nn.RNN`, `LSTM` or `GRU`, built and read; to be looked at alone, on the `meta` device, which takes no
memory.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.verifiers.quiet import imported
from paramcalc.verifiers.verdict import BuiltTensor, Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

DTYPES = ("float32", "float64", "float16", "bfloat16")
"""What PyTorch builds a recurrent layer with."""


LARGEST_BYTES = 2**63 - 1


def load() -> Any:
    """PyTorch. Raises MissingDependencyError, with the command that installs it, where it cannot be imported."""
    return imported("torch", "torch")


def versions() -> dict[str, str]:
    """The versions of Python and PyTorch."""
    return {"python": ".".join(map(str, sys.version_info[:3])), "torch": load().__version__}


@contextmanager
def built(case: Case, *, allocate: bool) -> Iterator[TorchLayer]:
    """The real layer of a case; a stack is one layer there."""
    torch = load()
    layer, sizes = case.breakdown.layer, case.breakdown.sizes
    module = getattr(torch.nn, layer.entry.title)(
        sizes[layer.structure.cell.input],
        sizes["units"],
        num_layers=layer.layers,
        bias=layer.bias,
        batch_first=True,
        bidirectional=layer.bidirectional,
        device="cpu" if allocate else "meta",
        dtype=getattr(torch, case.breakdown.dtype),
        **({"proj_size": sizes["projection"]} if "projection" in sizes else {}),
        **case.arguments,
    )
    yield TorchLayer(module, "memory" if allocate else 'torch.device("meta")')


class TorchLayer:
    """A layer of torch.nn."""

    def __init__(self, module: Any, method: str) -> None:
        self.module = module.eval()
        self.method = method

    def count(self) -> int:
        """The elements of all parameters."""
        return sum(parameter.numel() for parameter in self.module.parameters())

    def tensors(self) -> list[BuiltTensor]:
        """The named parameters; layer and direction are told by the name."""
        return [_tensor(name, parameter) for name, parameter in self.module.named_parameters()]

    def run(self, arrays: Sequence[Array], x: Array) -> list[Array]:
        """The output sequence."""
        torch = load()
        with torch.no_grad():
            for parameter, array in zip(self.module.parameters(), arrays, strict=True):
                parameter.copy_(torch.from_numpy(array))
            output, _ = self.module(torch.from_numpy(x))
        return [output.numpy()]


def _tensor(name: str, parameter: Any) -> BuiltTensor:
    number = re.search(r"_l(\d+)", name)
    return BuiltTensor(
        int(number[1]) + 1 if number else 0,
        "backward" if name.endswith("_reverse") else "forward",
        name,
        tuple(parameter.shape),
        str(parameter.dtype).removeprefix("torch."),
        bool(parameter.requires_grad),
    )
