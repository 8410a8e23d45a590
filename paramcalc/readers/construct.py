"""Builds a layer from its class and arguments, and gives it the name that Keras would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from paramcalc.classes import common_arguments, layer_classes
from paramcalc.classes.base import Unknown, parameters
from paramcalc.errors import UsageError, nearest
from paramcalc.models.spec import LayerSpec, RawShape
from paramcalc.phrases import joined, tr
from paramcalc.readers.keras1 import RENAMED

OLDER = {("LeakyReLU", "alpha"): "negative_slope"}
"""The arguments that Keras 3 renamed, and their names today."""


class Names:
    """Names for layers without one, numbered as Keras does: gru, gru_1."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.total = 0

    def next(self, kind: str) -> str:
        """The name of the next layer of a class.

        >>> names = Names()
        >>> names.next("ConvLSTM2D"), names.next("GRU"), names.next("GRU")
        ('conv_lstm2d', 'gru', 'gru_1')
        """
        name = snake_case(kind)
        self.total += 1
        number = self.counts[name] = self.counts.get(name, 0) + 1
        return name if number == 1 else f"{name}_{number - 1}"


def snake_case(kind: str) -> str:
    """The layer name that Keras derives from a class name.

    >>> snake_case("SimpleRNN"), snake_case("TimeDistributed"), snake_case("GRU")
    ('simple_rnn', 'time_distributed', 'gru')
    """
    text = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", text).lower()


def construct(
    framework: str, kind: str, given: Sequence[Any], named: Mapping[str, Any], names: Names, place: str = ""
) -> LayerSpec:
    """A layer of a registered class.

    Raises UsageError for an argument that the class does not take, and for a missing one that it needs.
    """
    declared = parameters(layer_classes(framework)[kind].arguments)
    if len(given) > len(declared):
        raise UsageError(
            tr(
                "{kind} takes at most {count} arguments without a name, got {given}",
                kind=kind,
                count=len(declared),
                given=len(given),
            )
        )
    config = dict(zip(declared, given, strict=False))
    for keyword, value in named.items():
        name = OLDER.get((kind, keyword), keyword)
        if name in config:
            raise UsageError(tr("{kind} is given {name} twice", kind=kind, name=name))
        if name not in declared and name not in common_arguments(framework):
            raise _unknown_argument(kind, name, list(declared))
        config[name] = value
    missing = [name for name, (_, needed) in declared.items() if needed and name not in config]
    if missing:
        raise UsageError(
            tr("{kind} needs {names}", kind=kind, names=joined(tr(" and "), missing)),
            tip=f"{kind}({', '.join(missing)}, ...)",
        )
    label = config.get("name")
    return LayerSpec(kind, label if isinstance(label, str) and label else names.next(kind), config, place=place)


def _unknown_argument(kind: str, name: str, declared: list[str]) -> UsageError:
    today = RENAMED.get(name)
    match = today if today in declared else nearest(name, declared)
    meant = tr("did you mean {match}? ", match=match) if match else ""
    plain = ("_initializer", "_regularizer", "_constraint")
    arguments = ", ".join(argument for argument in declared if not argument.endswith(plain))
    return UsageError(
        tr("{kind} has no argument {name!r}", kind=kind, name=name),
        tip=tr("{meant}it takes {arguments}", meant=meant, arguments=arguments),
    )


def first_shape(spec: LayerSpec) -> RawShape | None:
    """The input shape that the first layer of a Sequential model states, in any generation of Keras; None if none."""
    config = spec.config
    for key in ("batch_shape", "batch_input_shape"):
        if config.get(key) is not None:
            return _listed(config[key])
    batch = config.get("batch_size")
    if config.get("input_shape") is not None:
        return [batch, *_listed(config["input_shape"])]
    if spec.kind == "Embedding":
        length = config.get("input_length")
        # An unknown length is no error: no weight depends on it.
        return None if length is None else [batch, *([length] if isinstance(length, Unknown) else _listed(length))]
    if config.get("input_dim") is not None:
        entry = layer_classes("keras").get(spec.kind)
        steps = [config.get("input_length")] if entry is not None and entry.rank == 3 else []
        return [batch, *steps, config["input_dim"]]
    return None


def shape_needed(unknown: Unknown) -> UsageError:
    """The error for an input shape that is unknown as a whole."""
    return replace(
        unknown, example="(28, 28)" if unknown.example == "N" and not unknown.is_fact else unknown.example
    ).error()


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Unknown):
        raise shape_needed(value)
    return list(value) if isinstance(value, (list, tuple)) else [value]
