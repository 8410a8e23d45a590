"""The layers that `paramcalc verify` builds when none is named: every cell in every setting that could change a count,
and in those that must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from paramcalc.errors import UsageError
from paramcalc.frameworks import CellEntry, find_framework, framework_name
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import recurrent
from paramcalc.verifiers.model_verdict import ModelCase
from paramcalc.verifiers.verdict import NOTHING, AnyCase, Case

SIZES = ((1, 1), (1, 7), (7, 1), (2, 3), (5, 4), (10, 28), (33, 17), (64, 128), (128, 100), (300, 40))
"""Units and input: from the smallest, where an off-by-one shows, to what a forward pass takes no time for."""

LARGE = ((2048, 4096), (4096, 300), (5000, 8000))
"""Counted and compared tensor by tensor, not run."""

GIANTS = ((10**6, 10**6), (3 * 10**9, 7), (10**30, 5))

SEEDS = (
    ("gru", 75, 28),
    ("rnn", 10, 5),
    ("lstm", 10, 5),
    ("gru", 10, 5),
    ("rnn", 8, 4),
    ("rnn", 32, 32),
    ("lstm", 32, 32),
    ("gru", 32, 32),
    ("rnn", 10, 28),
    ("rnn", 20, 28),
    ("rnn", 30, 28),
    ("gru", 64, 128),
)
"""The recurrent layers of the five worked examples in the docs: cell, units, input."""

IMDB = "Input((500,)) > Embedding(10000, 32)"

MODELS: dict[str, tuple[str, ...]] = {
    "keras": (
        "Input((28, 28)) > GRU(75) > Dense(10) > Activation('softmax')",
        "Input((28, 28)) > GRU(75, reset_after=False) > Dense(10) > Activation('softmax')",
        f"{IMDB} > SimpleRNN(32) > Dense(1, activation='sigmoid')",
        f"{IMDB} > LSTM(32) > Dense(1, activation='sigmoid')",
        f"{IMDB} > GRU(32) > Dense(1, activation='sigmoid')",
        "Input((28, 28)) > SimpleRNN(30) > Dense(10, activation='softmax')",
        "Input((100,)) > Embedding(10000, 128) > GRU(64, dropout=0.2, recurrent_dropout=0.2) > "
        "Dense(1, activation='sigmoid')",
    ),
}
"""The models of the same examples, by framework."""

MERGE_MODES = ("concat", "sum", "mul", "ave", None)

VARIANTS: tuple[Mapping[str, Any], ...] = (
    {"dropout": 0.2},
    {"recurrent_dropout": 0.3},
    {"dropout": 0.2, "recurrent_dropout": 0.2},
    {"return_sequences": False},
    {"return_state": True},
    {"go_backwards": True},
    {"go_backwards": True, "return_sequences": False},
    {"unroll": True},
    {"stateful": True},
    {"seed": 7},
    {"implementation": 1},
    {"implementation": 2},
)
"""Arguments of the real layer that must change neither count nor tensors, nor what the equations give."""

CONV_VARIANTS: tuple[Mapping[str, Any], ...] = ({"return_sequences": False},)
"""Of the convolutions, which take longer."""

UNKNOWN = {"SimpleRNN": frozenset({"implementation"})}
"""The arguments that a layer of Keras does not have."""


class Traits(NamedTuple):
    """What a framework's real layers can be asked for."""

    merge_modes: tuple[str | None, ...] = ("concat",)
    variants: tuple[Mapping[str, Any], ...] = ()
    giants: tuple[tuple[int, int], ...] = GIANTS[:1]
    """Beyond these the framework itself gives up."""


TRAITS = {"keras": Traits(MERGE_MODES, VARIANTS, GIANTS), "onnx": Traits(giants=GIANTS)}
"""By framework; what is not named has the least."""


class Setting(NamedTuple):
    """A cell with its options chosen."""

    framework: str
    name: str
    entry: CellEntry
    options: Mapping[str, bool]


def settings(framework: str) -> list[Setting]:
    """Every cell of a framework in every setting of its options."""
    framework = framework_name(framework)
    return [
        Setting(framework, name, entry, dict(zip((option.name for option in entry.options), values, strict=True)))
        for name, entry in find_framework(framework).cells.items()
        for values in entry.variants
    ]


def case(
    family: str, setting: Setting, units: int, features: int, arguments: Mapping[str, Any] = NOTHING, **choices: Any
) -> Case:
    """One layer of the suite."""
    merge_mode = choices.pop("merge_mode", "concat")
    layer = recurrent(setting.framework, setting.name, setting.entry, setting.options, **choices)
    if setting.entry.spatial:
        kernel = {f"kernel_{number}": 1 + number for number in range(1, setting.entry.spatial + 1)}
        sizes = {"filters": units, "channels": features, **kernel}
    else:
        sizes = {"units": units, "input": features}
    # A size that is an option (a projection) is half the units.
    chosen = (each for each in setting.entry.options if each.is_size and setting.options[each.name])
    sizes.update({each.name: max(1, units // 2) for each in chosen})
    return Case(family, Breakdown(layer, sizes), arguments, merge_mode)


def _sizes(setting: Setting) -> Iterator[Case]:
    smallest = 2 if setting.entry.smaller_than else 1
    for units, features in (SIZES[3], LARGE[0]) if setting.entry.spatial else SIZES + LARGE:
        for bias in (True, False)[: 1 if setting.entry.always_bias else 2]:
            if units < smallest:
                continue
            yield case("sizes", setting, units, features, bias=bias)


def _directions(setting: Setting) -> Iterator[Case]:
    modes = TRAITS.get(setting.framework, Traits()).merge_modes
    if setting.entry.spatial:
        yield case("directions", setting, 3, 2, bidirectional=True)
        return
    for merge_mode in modes:
        yield case("directions", setting, 4, 6, bidirectional=True, merge_mode=merge_mode)
    for merge_mode in modes[:1] if setting.entry.always_bias else ():
        yield case("directions", setting, 3, 5, bidirectional=True, merge_mode=merge_mode)
    for merge_mode in () if setting.entry.always_bias else dict.fromkeys((modes[0], modes[-1])):
        yield case("directions", setting, 3, 5, bias=False, bidirectional=True, merge_mode=merge_mode)
    yield case("directions", setting, 3000, 2000, bidirectional=True)


def _stacks(setting: Setting) -> Iterator[Case]:
    for layers, both in ((2, False),) if setting.entry.spatial else ((2, False), (2, True), (4, False)):
        yield case("stacks", setting, 5, 3, layers=layers, bidirectional=both)
    yield case("stacks", setting, 3000, 50, layers=4, bidirectional=True)


def _variants(setting: Setting) -> Iterator[Case]:
    variants = TRAITS.get(setting.framework, Traits()).variants
    for arguments in CONV_VARIANTS if setting.entry.spatial else variants:
        if not UNKNOWN.get(setting.entry.title, frozenset()) & arguments.keys():
            yield case("variants", setting, 6, 4, arguments)


def _seeds(setting: Setting) -> Iterator[Case]:
    for name, units, features in SEEDS:
        if name == setting.name:
            yield case("worked examples", setting, units, features)


def _giants(setting: Setting) -> Iterator[Case]:
    for units, features in TRAITS.get(setting.framework, Traits()).giants:
        yield case("giants", setting, units, features)


FAMILIES: dict[str, Callable[[Setting], Iterator[Case]]] = {
    "sizes": _sizes,
    "directions": _directions,
    "stacks": _stacks,
    "variants": _variants,
    "worked examples": _seeds,
    "giants": _giants,
}
"""The families of the suite, in the order in which they are built."""


def suite(framework: str) -> list[Case]:
    """All layers of the default suite."""
    known = settings(framework)
    return [each for family in FAMILIES.values() for setting in known for each in family(setting)]


def models(framework: str) -> list[ModelCase]:
    """The models of the default suite; none for a framework whose layers alone are built."""
    from paramcalc.models.breakdown import Model
    from paramcalc.readers.text import read_text

    texts = MODELS.get(framework, ())
    return [ModelCase("models", Model(read_text(text, framework))) for text in texts]


AnyOf = TypeVar("AnyOf", bound=AnyCase)


def select(cases: Sequence[AnyOf], expression: str) -> list[AnyOf]:
    """The cases whose family and label an expression matches: words joined by `and`, `or`, `not` and parentheses, as
    in pytest's `-k`; a word matches where it stands in the text, whatever its case.

    >>> from paramcalc.verifiers.suite import select, suite
    >>> {each.breakdown.layer.name for each in select(suite("keras"), "giants and not (lstm or rnn)")}
    {'gru'}

    Raises UsageError for an expression that cannot be read, and for one that matches nothing.
    """
    from paramcalc.verifiers.selection import matcher

    matches = matcher(expression)
    chosen = [each for each in cases if matches(f"{each.family} {each.label}")]
    if not chosen:
        raise UsageError(f"nothing matches {expression!r}", tip=f"families: {', '.join([*FAMILIES, 'models'])}")
    return chosen
