"""Whether a source is written for Keras 1, and its calls with the arguments of today."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from paramcalc.classes import aliases
from paramcalc.readers.keras1 import CLASSES, KERNELS, modern

KERAS1 = (1, 2)
"""The version whose defaults a source of Keras 1 has."""

FITTING = {"nb_epoch", "nb_val_samples", "samples_per_epoch"}
"""What Keras 1 alone calls arguments of `fit` and `fit_generator`."""

LAYERS = {
    "atrous_rate",
    "border_mode",
    "concat_axis",
    "consume_less",
    "dim_ordering",
    "dropout_U",
    "dropout_W",
    "filter_length",
    "init",
    "inner_activation",
    "inner_init",
    "nb_filter",
    "nb_row",
    "output_dim",
    "pool_length",
    "subsample",
    "subsample_length",
    "U_regularizer",
    "W_constraint",
    "W_regularizer",
}
"""What Keras 1 alone calls arguments of layers."""

WEIGHTLESS = LAYERS | {"b_constraint", "b_regularizer", "beta_init", "gamma_init", "forget_bias_init", "U_constraint"}
"""Arguments of Keras 1 that have no name today, and that no count depends on."""

LEFT_OUT = {"BatchNormalization": {"mode"}, "Embedding": {"dropout"}}
"""The same, of one class alone."""

POSITIONS = {"Conv1D": 2, "Embedding": 2, "Lambda": 2, "Merge": 0}
"""How many arguments without a name stand where they stood in Keras 1; of other classes the first."""


def is_keras1(tree: ast.AST) -> bool:
    """Whether a source is written for Keras 1.

    >>> is_keras1(ast.parse("model.fit(x, y, nb_epoch=3)")), is_keras1(ast.parse("model.fit(x, y, epochs=3)"))
    (True, False)
    """
    classes = {*aliases("keras"), *CLASSES, "merge"}
    return any(isinstance(node, ast.Call) and _says_keras1(node, classes) for node in ast.walk(tree))


def _says_keras1(node: ast.Call, classes: set[str]) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = {keyword.arg for keyword in node.keywords}
    if name in ("fit", "fit_generator"):
        return bool(words & FITTING)
    return name in classes and bool(words & LAYERS) and not (name == "Embedding" and words & LAYERS <= {"output_dim"})


def of_keras1(
    kind: str, arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> tuple[str, list[Any], dict[str, Any]]:
    """A layer of Keras 1 with the arguments of today.

    >>> of_keras1("Conv2D", [32, 3, 3], {"border_mode": "same"})
    ('Conv2D', [32, (3, 3)], {'padding': 'same'})
    """
    kernel = KERNELS.get(kind, ())
    if kernel and len(arguments) > len(kernel):
        places = [arguments[0], tuple(arguments[1 : len(kernel) + 1])]
    else:
        places = list(arguments[: POSITIONS.get(kind, 1)])
    kind, config = modern(kind, keywords)
    without = WEIGHTLESS - {"output_dim"} if kind == "Embedding" else WEIGHTLESS
    without = without | LEFT_OUT.get(kind, set()) | set(kernel)
    config = {name: value for name, value in config.items() if name not in without}
    if kind in ("GRU", "GRUCell"):
        config.setdefault("reset_after", False)
    return kind, places, config
