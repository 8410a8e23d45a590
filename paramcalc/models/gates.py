"""The gates of one recurrent layer of a model, as the breakdown of a single layer."""

from __future__ import annotations

from paramcalc.errors import Remedy, UsageError
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import recurrent
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.inference import MAX_NESTING
from paramcalc.phrases import tr


def recurrent_layers(model: Model) -> tuple[ModelLayer, ...]:
    """The layers of a model that have gates, those of models inside included; of a wrapper only the wrapper itself."""
    layers: list[ModelLayer] = []
    for line in model.opened(MAX_NESTING):
        is_inside = layers and line.path.startswith(f"{layers[-1].path}/")
        if line.breakdowns and not is_inside:
            layers.append(line)
    return tuple(layers)


def gates_of(model: Model, name: str = "") -> Breakdown:
    """The breakdown of a recurrent layer, by its name or path; without a name that of the only one.

    A Bidirectional of two equal layers has one breakdown with both directions.

    Raises UsageError for a layer without gates, for a wrapper of several different cells, and without a name for a
    model that does not have exactly one recurrent layer.
    """
    if name:
        line = model.layer(name)
    else:
        lines = recurrent_layers(model)
        if len(lines) != 1:
            raise _several(model, lines)
        line = lines[0]
    parts = line.breakdowns
    if not parts:
        raise UsageError(
            tr("{path} ({kind}) has no gates", path=line.path, kind=line.kind), tip=_paths(recurrent_layers(model))
        )
    breakdowns = [breakdown for _, breakdown in parts]
    if len(parts) == 1:
        return breakdowns[0]
    if line.kind == "Bidirectional" and _same(*breakdowns[:2]) and len(parts) == 2:
        return _bidirectional(breakdowns[0])
    paths = ", ".join(f"{line.path}/{part}" for part, _ in parts)
    raise UsageError(
        tr("{path} ({kind}) has {count} different cells", path=line.path, kind=line.kind, count=len(parts)),
        tip=tr("choose one of {paths}", paths=paths),
    )


def _several(model: Model, lines: tuple[ModelLayer, ...]) -> UsageError:
    if not lines:
        return UsageError(
            tr("{name} has no recurrent layer", name=model.name), tip=tr("only layers with gates can be explained")
        )
    paths = ", ".join(line.path for line in lines)
    return UsageError(
        tr("{name} has {count} recurrent layers: {paths}", name=model.name, count=len(lines), paths=paths),
        remedy=Remedy("layer", lines[0].path),
    )


def _paths(lines: tuple[ModelLayer, ...]) -> str:
    return tr("layers with gates: {value}", value=", ".join(line.path for line in lines) or tr("none"))


def _same(one: Breakdown, two: Breakdown) -> bool:
    """Whether two directions have the same cell with the same options, sizes and dtype."""
    return all(
        first == second
        for first, second in (
            (one.layer.name, two.layer.name),
            (one.options, two.options),
            (one.sizes, two.sizes),
            (one.symbols, two.symbols),
            (one.dtype, two.dtype),
        )
    )


def _bidirectional(direction: Breakdown) -> Breakdown:
    """Two directions that are equal, as one bidirectional layer."""
    layer = direction.layer
    both = recurrent(layer.framework, layer.name, layer.entry, layer.options, bias=layer.bias, bidirectional=True)
    return Breakdown(both, direction.sizes, direction.dtype, direction.symbols)
