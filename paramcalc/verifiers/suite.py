"""The default suite: every cell in every setting that could change a count, and in those that must not change one."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS, CellEntry, framework_name
from paramcalc.frameworks.base import NOTHING
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import recurrent
from paramcalc.models.breakdown import Model
from paramcalc.phrases import tr
from paramcalc.readers.text import read_text
from paramcalc.verifiers.verdict import AnyCase, Case, ModelCase

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


FAMILIES = ("sizes", "directions", "stacks", "variants", "worked examples", "giants")
"""The families of the suite, in the order in which they are built."""

TOKEN = re.compile(r"[()]|[^\s()]+")

OPERATORS = ("and", "or", "not", "(", ")")

MAX_NESTING = 50

EXAMPLE = tr("words joined by and, or, not and parentheses, for example 'gru and not bias=False'")


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
        for name, entry in FRAMEWORKS[framework].cells.items()
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


def _arguments(setting: Setting) -> dict[str, list[tuple[int, int, dict[str, Any]]]]:
    """The layers of each family, as the arguments of `case`: units, features and the others by name."""
    entry, is_keras = setting.entry, setting.framework == "keras"
    biases = (True,) if entry.always_bias else (True, False)
    sizes = (SIZES[3], LARGE[0]) if entry.spatial else SIZES + LARGE
    stacks = ((2, False),) if entry.spatial else ((2, False), (2, True), (4, False))
    variants = CONV_VARIANTS if entry.spatial else VARIANTS if is_keras else ()
    missing = MISSING_ARGUMENTS.get(entry.title, set())
    modes = MERGE_MODES.get(setting.framework, ("concat",))
    last = modes[0] if biases[-1] else modes[-1]
    both: dict[str, Any] = {"bidirectional": True}
    directions = [
        *((4, 6, {**both, "merge_mode": mode}) for mode in modes),
        *((3, 5, {**both, "merge_mode": mode, "bias": biases[-1]}) for mode in dict.fromkeys((modes[0], last))),
        (3000, 2000, both),
    ]
    return {
        "sizes": [(*size, {"bias": bias}) for size in sizes if size[0] > bool(entry.smaller_than) for bias in biases],
        "directions": [(3, 2, both)] if entry.spatial else directions,
        "stacks": [*((5, 3, {"layers": n, "bidirectional": b}) for n, b in stacks), (3000, 50, {"layers": 4, **both})],
        "variants": [(6, 4, {"arguments": variant}) for variant in variants if not missing & variant.keys()],
        "worked examples": [(*size, {}) for size in SEEDS.get(setting.name, ())],
        "giants": [(*size, {}) for size in (GIANTS if setting.framework in WITHOUT_LIMIT else GIANTS[:1])],
    }


def suite(framework: str) -> list[Case]:
    """All layers of the default suite."""
    arguments = [(setting, _arguments(setting)) for setting in settings(framework)]
    return [
        case(family, setting, units, features, **others)
        for family in FAMILIES
        for setting, by_family in arguments
        for units, features, others in by_family[family]
    ]


def models(framework: str) -> list[ModelCase]:
    """The models of the default suite; none for a framework of which only layers are built."""
    return [ModelCase("models", Model(read_text(text, framework))) for text in MODELS.get(framework, ())]


def matcher(expression: str) -> Callable[[str], bool]:
    """A function that tells whether a text matches an expression; a word matches anywhere in the text, in any case.

    >>> matcher("gru and not bias=False")("sizes gru units=3")
    True

    Raises UsageError for an expression that cannot be read.
    """
    text = " ".join(TOKEN.findall(expression.lower()))
    # Python's parser sees the operators, and a name of the same length in place of each word.
    names = TOKEN.sub(lambda token: token[0] if token[0] in OPERATORS else "_" * len(token[0]), text)
    try:
        return _compiled(ast.parse(names, mode="eval").body, text)
    except (SyntaxError, RecursionError, MemoryError):
        raise UsageError(tr("cannot read {expression!r}", expression=expression), tip=EXAMPLE) from None


def _compiled(node: ast.expr, text: str, depth: int = 0) -> Callable[[str], bool]:
    match node:
        case _ if depth > MAX_NESTING:
            pass
        case ast.Name():
            word = text[node.col_offset : node.end_col_offset]
            return lambda label: word in label.lower()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _compiled(operand, text, depth + 1)
            return lambda label: not inner(label)
        case ast.BoolOp(op=operator, values=values):
            holds = all if isinstance(operator, ast.And) else any
            matchers = [_compiled(value, text, depth + 1) for value in values]
            return lambda label: holds(inner(label) for inner in matchers)
    raise SyntaxError


def select(cases: Sequence[AnyCase], expression: str) -> list[AnyCase]:
    """The cases whose family and label match an expression: words joined by `and`, `or`, `not` and parentheses, as in
    pytest's `-k`. A word matches anywhere in the text, in any case.

    >>> {case.breakdown.layer.name for case in select(suite("keras"), "giants and not (lstm or rnn)")}
    {'gru'}

    Raises UsageError for an expression that cannot be read, and for one that matches nothing.
    """
    matches = matcher(expression)
    chosen = [case for case in cases if matches(f"{case.family} {case.label}")]
    if not chosen:
        raise UsageError(
            tr("nothing matches {expression!r}", expression=expression),
            tip=tr("families: {names}", names=", ".join([*FAMILIES, "models"])),
        )
    return chosen
