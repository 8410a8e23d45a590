"""A layer from its class and arguments, as one writes them; and the name that Keras would give it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from paramcalc.classes import common_arguments, layer_classes
from paramcalc.classes.base import Unknown, parameters
from paramcalc.errors import UsageError, nearest
from paramcalc.models.spec import LayerSpec, RawShape
from paramcalc.readers.keras1 import RENAMED

OLDER = {("LeakyReLU", "alpha"): "negative_slope"}
"""Arguments of classes by the name that they had before Keras 3."""


class Names:
    """Names for layers that were given none, as Keras counts them: gru, gru_1."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.total = 0

    def next(self, kind: str) -> str:
        """The name of the next layer of a class.

        >>> names = Names()
        >>> names.next("ConvLSTM2D"), names.next("GRU"), names.next("GRU")
        ('conv_lstm2d', 'gru', 'gru_1')
        """
        word = snake_case(kind)
        self.total += 1
        number = self.counts[word] = self.counts.get(word, 0) + 1
        return word if number == 1 else f"{word}_{number - 1}"


def snake_case(kind: str) -> str:
    """A class's name as Keras turns it into a layer's.

    >>> snake_case("SimpleRNN"), snake_case("TimeDistributed"), snake_case("GRU")
    ('simple_rnn', 'time_distributed', 'gru')
    """
    text = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", text).lower()


def construct(
    framework: str, kind: str, given: Sequence[Any], named: Mapping[str, Any], names: Names, place: str = ""
) -> LayerSpec:
    """A layer of a registered class.

    Raises UsageError for arguments that the class does not take, and for those that it needs and has not.
    """
    declared = parameters(layer_classes(framework)[kind].arguments)
    if len(given) > len(declared):
        raise UsageError(f"{kind} takes at most {len(declared)} arguments without a name, got {len(given)}")
    config = dict(zip(declared, given, strict=False))
    for word, value in named.items():
        name = OLDER.get((kind, word), word)
        if name in config:
            raise UsageError(f"{kind} is given {name} twice")
        if name not in declared and name not in common_arguments(framework):
            raise _unknown_argument(kind, name, list(declared))
        config[name] = value
    missing = [name for name, (_, needed) in declared.items() if needed and name not in config]
    if missing:
        raise UsageError(f"{kind} needs {' and '.join(missing)}", tip=f"{kind}({', '.join(missing)}, ...)")
    label = config.get("name")
    return LayerSpec(kind, label if isinstance(label, str) and label else names.next(kind), config, place=place)


def _unknown_argument(kind: str, name: str, declared: list[str]) -> UsageError:
    today = RENAMED.get(name)
    match = today if today in declared else nearest(name, declared)
    meant = f"did you mean {match}? " if match else ""
    plain = ("_initializer", "_regularizer", "_constraint")
    shown = [each for each in declared if not each.endswith(plain)]
    return UsageError(f"{kind} has no argument {name!r}", tip=f"{meant}it takes {', '.join(shown)}")


def first_shape(spec: LayerSpec) -> RawShape | None:
    """What the first layer of a Sequential model says that it reads, in any generation's words; None if nothing."""
    config = spec.config
    for word in ("batch_shape", "batch_input_shape"):
        if config.get(word) is not None:
            return _listed(config[word])
    batch = config.get("batch_size")
    if config.get("input_shape") is not None:
        return [batch, *_listed(config["input_shape"])]
    if spec.kind == "Embedding":
        length = config.get("input_length")
        # A length alone may stay unknown.
        return None if length is None else [batch, *([length] if isinstance(length, Unknown) else _listed(length))]
    if config.get("input_dim") is not None:
        steps = [config.get("input_length")] if layer_classes("keras")[spec.kind].rank == 3 else []
        return [batch, *steps, config["input_dim"]]
    return None


def shape_needed(unknown: Unknown) -> UsageError:
    """What is said where a whole shape is not known."""
    return UsageError(unknown.error().message, tip=f"give it: --set '{unknown.text}=(28, 28)', with its own lengths")


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Unknown):
        raise shape_needed(value)
    return list(value) if isinstance(value, (list, tuple)) else [value]
