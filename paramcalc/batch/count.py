"""The counts of one model as a small value, which other processes can send: numbers, not the model itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.batch.search import Source
from paramcalc.errors import ExitCode, ParamcalcError, Remedy
from paramcalc.models.breakdown import Model
from paramcalc.phrases import tr
from paramcalc.readers.files import read_model

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


class LayerCount(NamedTuple):
    """The parameters of one layer."""

    name: str
    kind: str
    total: Size
    trainable: Size


class ModelCount(NamedTuple):
    """The counts of one model, or the error that it could not be read for."""

    source: str
    """Its path, or the line of layers."""
    name: str = ""
    kind: str = ""
    framework: str = ""
    version: tuple[int, ...] = ()
    layers: int = 0
    """The number of its layers."""
    total: Size = 0
    trainable: Size = 0
    bytes: Size = 0
    macs: Size | None = None
    unknown: tuple[str, ...] = ()
    """The layers whose weights are not known, each with the reason."""
    is_lower_bound: bool = False
    differences: int = 0
    """The number of tensors in the file that differ from the derived ones."""
    by_layer: tuple[LayerCount, ...] = ()
    """The counts of its layers, if they were asked for."""
    error: str = ""
    tip: str = ""
    remedy: Remedy | None = None
    exit_code: ExitCode = ExitCode.OK
    """The exit code of the error."""

    @property
    def is_number(self) -> bool:
        """Whether its total is a number without reservation."""
        return not (self.error or self.is_lower_bound or isinstance(self.total, Polynomial))


def count(source: Source, options: Mapping[str, Any] = NO_OPTIONS, *, by_layer: bool = False) -> ModelCount:
    """The counts of a model; an error is part of the answer. `options` are those of `read_model`.

    >>> count(Source("Input((28, 28)) > GRU(75)")).total, count(Source("missing.keras")).error
    (23625, 'cannot read missing.keras: No such file or directory')
    """
    if source.error:
        return ModelCount(source.text, error=source.error, exit_code=ExitCode.USAGE)
    try:
        return _counted(source.text, Model(read_model(source.text, **options)), by_layer)
    except ParamcalcError as error:
        return ModelCount(
            source.text,
            error=error.message,
            tip=error.tip or "",
            remedy=None if error.tip else error.remedy,
            exit_code=error.exit_code,
        )
    except Exception as error:
        # A mistake of ours in one file is no reason to lose the counts of all others.
        return ModelCount(source.text, error=tr("internal error: {error!r}", error=error), exit_code=ExitCode.INTERNAL)


def _counted(source: str, model: Model, by_layer: bool) -> ModelCount:
    layers = ((line.path, line.kind, line.total, line.trainable) for line in model.layers if by_layer)
    return ModelCount(
        source,
        name=model.name,
        kind=model.spec.root.kind,
        framework=model.framework,
        version=model.spec.version,
        layers=len(model.layers),
        total=model.total,
        trainable=model.trainable,
        bytes=model.bytes,
        macs=model.macs,
        unknown=tuple(map(str, model.unknown)),
        is_lower_bound=model.is_lower_bound,
        differences=len(model.differences),
        by_layer=tuple(LayerCount(*layer) for layer in layers),
    )
