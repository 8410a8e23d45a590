"""The options of a model's recurrent layers that change its number of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.layers.comparison import OptionEffect, option_effects
from paramcalc.models.result import LayerResult
from paramcalc.models.spec import LayerSpec


class LayerChoice(NamedTuple):
    """An option of a recurrent layer whose other setting gives another total."""

    layer: str
    """The path of the layer: `encoder/gru`."""
    part: str
    """The part of a wrapper: `forward_layer`; empty for a layer without parts."""
    effect: OptionEffect


class ModelChoice(NamedTuple):
    """A setting that several layers of a model can share, and what it changes in the whole model."""

    option: str
    value: bool
    layers: tuple[str, ...]
    difference: Size
    """The total minus that with the other setting in these layers."""

    @property
    def adds(self) -> bool:
        """Whether the setting adds parameters."""
        return polynomial(self.difference).terms[0][1] > 0


def choices_in(result: LayerResult, path: str, from_file: Iterable[str] = ()) -> Iterator[LayerChoice]:
    """The choices of a layer or model and of all layers inside, each layer once.

    Layers in `from_file` are left out: the tensors of a file are what they are.
    """
    return _choices(result, path, "", frozenset(from_file), set())


def _choices(
    result: LayerResult, path: str, part: str, from_file: frozenset[str], seen: set[LayerSpec]
) -> Iterator[LayerChoice]:
    if result.spec in seen or path in from_file:
        return
    seen.add(result.spec)
    if result.breakdown is not None:
        yield from (LayerChoice(path, part, effect) for effect in option_effects(result.breakdown))
        return
    for sublayer in result.sublayers:
        if sublayer.results:
            inside, inner = path, f"{part}/{sublayer.name}".lstrip("/")
            if result.spec.graph is not None:
                inside, inner = f"{path}/{sublayer.name}".lstrip("/"), ""
            yield from _choices(sublayer.results[0], inside, inner, from_file, seen)


def together(choices: Iterable[LayerChoice]) -> tuple[ModelChoice, ...]:
    """The same settings of several layers together."""
    groups: dict[tuple[str, bool], list[LayerChoice]] = {}
    for choice in choices:
        groups.setdefault((choice.effect.option, choice.effect.value), []).append(choice)
    return tuple(
        ModelChoice(
            option,
            value,
            tuple(dict.fromkeys(choice.layer for choice in same)),
            polynomial(sum(choice.effect.difference for choice in same)).evaluate({}),
        )
        for (option, value), same in groups.items()
    )
