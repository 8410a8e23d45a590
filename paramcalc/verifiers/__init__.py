"""Compares derived counts, tensors and equations with real layers; gives verdicts as values and prints nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from paramcalc.errors import UsageError, unknown
from paramcalc.phrases import tr

if TYPE_CHECKING:
    from paramcalc.verifiers.base import ModelVerifier, Verifier

LEVELS = ("count", "tensors", "equations")
"""What is compared, each level harder to pass by chance than the one before."""

VERIFIERS = {
    "keras": "paramcalc.verifiers.keras:KERAS",
    "pytorch": "paramcalc.verifiers.pytorch:PYTORCH",
    "onnx": "paramcalc.verifiers.onnx:ONNX",
    "flax-linen": "paramcalc.verifiers.flax:LINEN",
    "flax-nnx": "paramcalc.verifiers.flax:NNX",
    "cudnn": "paramcalc.verifiers.tf_keras:CUDNN_VERIFIER",
    "keras1": "paramcalc.verifiers.tf_keras:KERAS1_VERIFIER",
}
"""The verifier of each framework whose layers can be verified."""

MODEL_VERIFIERS = {
    "keras": "paramcalc.verifiers.keras_model:real_model",
    "pytorch": "paramcalc.verifiers.pytorch:real_model",
}
"""The function that builds the models of each framework whose models can be verified."""


def verifier_of(framework: str) -> Verifier:
    """The verifier of a framework, with the framework imported.

    Raises UsageError for a framework without one, MissingDependencyError if the framework is not installed.
    """
    if framework not in VERIFIERS:
        raise unknown(tr("verifier for"), framework, VERIFIERS)
    verifier: Verifier = resolve_name(VERIFIERS[framework])
    verifier.load()
    return verifier


def model_verifier_of(framework: str) -> ModelVerifier:
    """The verifier of a framework's models, with the framework imported.

    Raises UsageError for a framework without one, MissingDependencyError if the framework is not installed.
    """
    if framework not in MODEL_VERIFIERS:
        raise unknown(tr("verifier for models of"), framework, MODEL_VERIFIERS)
    verifier_of(framework)
    verifier: ModelVerifier = resolve_name(MODEL_VERIFIERS[framework])
    return verifier


def chosen_levels(names: Iterable[str]) -> tuple[str, ...]:
    """The levels of these names, in the order of LEVELS. Raises UsageError for an unknown name, or for none at all."""
    wanted = set(names.split(",") if isinstance(names, str) else names)
    for name in wanted:
        if name not in LEVELS:
            raise unknown(tr("level"), name, LEVELS)
    if not wanted:
        raise UsageError(tr("no level to verify"), tip=tr("allowed: {levels}", levels=", ".join(LEVELS)))
    return tuple(level for level in LEVELS if level in wanted)
