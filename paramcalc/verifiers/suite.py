"""The default suite: every cell in every setting that could change a count, and in those that must not change one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from paramcalc.errors import UsageError
from paramcalc.frameworks import CellEntry, find_framework, framework_name
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import recurrent
from paramcalc.verifiers.model_verdict import ModelCase
from paramcalc.verifiers.selection import matcher
from paramcalc.verifiers.verdict import NOTHING, AnyCase, Case

SIZES = ((1, 1), (1, 7), (7, 1), (2, 3), (5, 4), (10, 28), (33, 17), (64, 128), (128, 100), (300, 40))
"""Units and input: from the smallest, which would show an error of one, to the largest with a short forward pass."""

LARGE = ((2048, 4096), (4096, 300), (5000, 8000))
"""Sizes that are counted and compared tensor by tensor, not run."""

GIANTS = ((10**6, 10**6), (3 * 10**9, 7), (10**30, 5))
"""Sizes that are built without memory; the first for every framework, the others for those without a limit."""

WITHOUT_LIMIT = ("keras", "onnx")

SEEDS: dict[str, tuple[tuple[int, int], ...]] = {
    "rnn": ((10, 5), (8, 4), (32, 32), (10, 28), (20, 28), (30, 28)),
    "lstm": ((10, 5), (32, 32)),
    "gru": ((75, 28), (10, 5), (32, 32), (64, 128)),
}
"""The recurrent layers of the five worked examples in the docs: units and input, by cell."""

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
    )
}
"""The models of the same examples, by framework."""

MERGE_MODES: dict[str, tuple[str | None, ...]] = {"keras": ("concat", "sum", "mul", "ave", None)}
"""By framework; the others have only `concat`."""

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
"""Arguments of the real layer of Keras that must change neither count nor tensors, nor the derived outputs."""

CONV_VARIANTS: tuple[Mapping[str, Any], ...] = ({"return_sequences": False},)
"""The variants of convolutions, which take longer."""

MISSING_ARGUMENTS = {"SimpleRNN": {"implementation"}}
"""The arguments that a layer of Keras does not have."""


class Setting(NamedTuple):
    """A cell with its options chosen."""

    framework: str
    name: str
    entry: CellEntry
    options: Mapping[str, bool]

    @property
    def biases(self) -> tuple[bool, ...]:
        """With and without biases, if the cell can be without."""
        return (True,) if self.entry.always_bias else (True, False)


def settings(framework: str) -> list[Setting]:
    """Every cell of a framework in every setting of its options."""
    framework = framework_name(framework)
    return [
        Setting(framework, name, entry, dict(zip((option.name for option in entry.options), values, strict=True)))
        for name, entry in find_framework(framework).cells.items()
        for values in entry.variants
    ]


def case(
    family: str,
    setting: Setting,
    units: int,
    features: int,
    arguments: Mapping[str, Any] = NOTHING,
    merge_mode: str | None = "concat",
    **choices: Any,
) -> Case:
    """One layer of the suite; `choices` are bias, bidirectional and layers."""
    layer = recurrent(setting.framework, setting.name, setting.entry, setting.options, **choices)
    if setting.entry.spatial:
        kernel = {f"kernel_{number}": 1 + number for number in range(1, setting.entry.spatial + 1)}
        sizes = {"filters": units, "channels": features, **kernel}
    else:
        sizes = {"units": units, "input": features}
    # A size that is an option (a projection) is half the units.
    chosen = (option.name for option in setting.entry.options if option.is_size and setting.options[option.name])
    sizes.update(dict.fromkeys(chosen, max(1, units // 2)))
    return Case(family, Breakdown(layer, sizes), arguments, merge_mode)


Make = Callable[..., Case]
"""`case` with the family and the setting given."""


def _sizes(setting: Setting, make: Make) -> Iterator[Case]:
    smallest = 2 if setting.entry.smaller_than else 1
    for units, features in (SIZES[3], LARGE[0]) if setting.entry.spatial else SIZES + LARGE:
        if units >= smallest:
            yield from (make(units, features, bias=bias) for bias in setting.biases)


def _directions(setting: Setting, make: Make) -> Iterator[Case]:
    if setting.entry.spatial:
        yield make(3, 2, bidirectional=True)
        return
    modes = MERGE_MODES.get(setting.framework, ("concat",))
    for merge_mode in modes:
        yield make(4, 6, bidirectional=True, merge_mode=merge_mode)
    bias = setting.biases[-1]
    for merge_mode in dict.fromkeys((modes[0], modes[0] if bias else modes[-1])):
        yield make(3, 5, bias=bias, bidirectional=True, merge_mode=merge_mode)
    yield make(3000, 2000, bidirectional=True)


def _stacks(setting: Setting, make: Make) -> Iterator[Case]:
    for layers, bidirectional in ((2, False),) if setting.entry.spatial else ((2, False), (2, True), (4, False)):
        yield make(5, 3, layers=layers, bidirectional=bidirectional)
    yield make(3000, 50, layers=4, bidirectional=True)


def _variants(setting: Setting, make: Make) -> Iterator[Case]:
    missing = MISSING_ARGUMENTS.get(setting.entry.title, set())
    variants = VARIANTS if setting.framework == "keras" else ()
    for arguments in CONV_VARIANTS if setting.entry.spatial else variants:
        if not missing & arguments.keys():
            yield make(6, 4, arguments)


def _worked_examples(setting: Setting, make: Make) -> Iterator[Case]:
    return (make(units, features) for units, features in SEEDS.get(setting.name, ()))


def _giants(setting: Setting, make: Make) -> Iterator[Case]:
    giants = GIANTS if setting.framework in WITHOUT_LIMIT else GIANTS[:1]
    return (make(units, features) for units, features in giants)


FAMILIES: dict[str, Callable[[Setting, Make], Iterator[Case]]] = {
    "sizes": _sizes,
    "directions": _directions,
    "stacks": _stacks,
    "variants": _variants,
    "worked examples": _worked_examples,
    "giants": _giants,
}
"""The families of the suite, in the order in which they are built."""


def suite(framework: str) -> list[Case]:
    """All layers of the default suite."""
    every = settings(framework)
    return [
        layer
        for family, cases in FAMILIES.items()
        for setting in every
        for layer in cases(setting, partial(case, family, setting))
    ]


def models(framework: str) -> list[ModelCase]:
    """The models of the default suite; none for a framework of which only layers are built."""
    from paramcalc.models.breakdown import Model
    from paramcalc.readers.text import read_text

    return [ModelCase("models", Model(read_text(text, framework))) for text in MODELS.get(framework, ())]


CaseType = TypeVar("CaseType", bound=AnyCase)


def select(cases: Sequence[CaseType], expression: str) -> list[CaseType]:
    """The cases whose family and label match an expression: words joined by `and`, `or`, `not` and parentheses, as in
    pytest's `-k`. A word matches anywhere in the text, in any case.

    >>> {case.breakdown.layer.name for case in select(suite("keras"), "giants and not (lstm or rnn)")}
    {'gru'}

    Raises UsageError for an expression that cannot be read, and for one that matches nothing.
    """
    matches = matcher(expression)
    chosen = [case for case in cases if matches(f"{case.family} {case.label}")]
    if not chosen:
        raise UsageError(f"nothing matches {expression!r}", tip=f"families: {', '.join([*FAMILIES, 'models'])}")
    return chosen
