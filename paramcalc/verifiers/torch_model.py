"""The real `torch.nn` modules of a model, on the `meta` device, which takes no memory. They are read and not called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.classes.base import LayerEntry, parameters
from paramcalc.models.breakdown import Model
from paramcalc.models.result import Weight
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers import BuiltLayer
from paramcalc.verifiers.model_arguments import LeftOutError, first_line, is_plain, is_taken, made
from paramcalc.verifiers.model_check import lines_of
from paramcalc.verifiers.model_verdict import ModelTensor
from paramcalc.verifiers.pytorch import DTYPES, load, versions

__all__ = ["built_model", "load", "name_of", "versions"]


@contextmanager
def built_model(model: Model) -> Iterator[TorchModel]:
    """The real modules of a model."""
    with load().device("meta"):
        yield TorchModel(model)


def name_of(spec: LayerSpec, weight: Weight) -> str:
    """A derived tensor by its place within the module."""
    return weight.name.replace("/", ".")


class TorchModel:
    """The real modules of a model, each by itself: a chain of them is called one after another."""

    method = 'torch.device("meta")'

    def __init__(self, model: Model) -> None:
        self.torch = load()
        self.entries: Mapping[str, LayerEntry] = layer_classes("pytorch")
        self.real: dict[LayerSpec, Any] = {}
        self.layers: dict[LayerSpec, BuiltLayer] = {}
        self.left_out: dict[LayerSpec, str] = {}
        self.refused: dict[LayerSpec, str] = {}
        for line in lines_of(model):
            try:
                self.layers[line.spec] = _read(self._module(line.spec))
            except LeftOutError as reason:
                self.left_out[line.spec] = str(reason)
            except Exception as error:
                # Whatever PyTorch raises: it has the class, and does not build the module.
                self.refused[line.spec] = first_line(error)

    def count(self) -> int:
        """The elements of all parameters of one module that has these, shared ones once."""
        return sum(parameter.numel() for parameter in self._whole.parameters())

    def trainable(self) -> int:
        """The same of those with a gradient."""
        return sum(parameter.numel() for parameter in self._whole.parameters() if parameter.requires_grad)

    @property
    def _whole(self) -> Any:
        return self.torch.nn.ModuleList([self.real[spec] for spec in self.layers])

    def _module(self, spec: LayerSpec) -> Any:
        """The real module, the same one for each use of a LayerSpec."""
        if spec not in self.real:
            self.real[spec] = self._made(spec)
            if spec.frozen:
                self.real[spec].requires_grad_(False)
        return self.real[spec]

    def _made(self, spec: LayerSpec) -> Any:
        entry = self.entries.get(spec.kind)
        real = getattr(self.torch.nn, spec.kind, None)
        if entry is None:
            raise LeftOutError(f"{spec.kind} is no layer of PyTorch that is known here")
        if real is None:
            raise LeftOutError(f"PyTorch {self.torch.__version__} has no {spec.kind}")
        given = {}
        for name, (_, needed) in parameters(entry.arguments).items():
            if name in spec.config and is_plain(spec.config[name]):
                given[name] = made(spec.config[name], self._module)
            elif name in spec.config and needed:
                raise LeftOutError(f"its {name} is no plain value")
        dtype = spec.config.get("dtype")
        if dtype in DTYPES and is_taken(real, "dtype"):
            given["dtype"] = getattr(self.torch, dtype)
        return real(**given)


def _read(module: Any) -> BuiltLayer:
    tensors = tuple(
        ModelTensor(name, tuple(each.shape), str(each.dtype).removeprefix("torch."), bool(each.requires_grad))
        for name, each in module.named_parameters()
    )
    return BuiltLayer(sum(parameter.numel() for parameter in module.parameters()), tensors, None)
