"""The registry of layer classes, by framework: what a model may consist of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from paramcalc.classes.base import LayerEntry
from paramcalc.errors import UsageError, nearest, shown
from paramcalc.frameworks import FRAMEWORKS

LAYER_CLASSES = {name: entry.layer_classes for name, entry in FRAMEWORKS.items() if entry.layer_classes}
"""The frameworks whose models can be written down, and the modules that hold their layer classes."""


def layer_classes(framework: str) -> Mapping[str, LayerEntry]:
    """The layer classes of a framework by name. Raises UsageError for a framework that has none here."""
    if framework not in LAYER_CLASSES:
        allowed = ", ".join(LAYER_CLASSES)
        raise UsageError(f"models of {shown(framework)} cannot be written down", tip=f"allowed: {allowed}")
    classes: Mapping[str, LayerEntry] = import_module(LAYER_CLASSES[framework]).LAYERS
    return classes


def operations(framework: str) -> Mapping[str, LayerEntry]:
    """The operations that can stand among the layers of a framework's models."""
    found: Mapping[str, LayerEntry] = getattr(import_module(LAYER_CLASSES[framework]), "OPERATIONS", {})
    return found


@lru_cache(maxsize=4)
def aliases(framework: str) -> Mapping[str, str]:
    """Every name of a layer class, its own among them, with its own."""
    found = {}
    for name, entry in layer_classes(framework).items():
        found.update(dict.fromkeys((name, *entry.aliases), name))
    return found


def common_arguments(framework: str) -> tuple[str, ...]:
    """What every layer of a framework takes beside its own arguments."""
    common: tuple[str, ...] = import_module(LAYER_CLASSES[framework]).COMMON
    return common


def class_name(framework: str, word: str) -> str:
    """The name of a layer class, for one of its names.

    >>> class_name("keras", "MaxPool1D")
    'MaxPooling1D'

    Raises UsageError, with the nearest match, for a name that the framework has not.
    """
    known = aliases(framework)
    if word in known:
        return known[word]
    lowered = {name.lower(): name for name in known}
    match = lowered.get(word.lower()) or nearest(word, known)
    if match:
        raise UsageError(f"no layer {word!r}", tip=f"did you mean {match}?")
    elsewhere = [other for other in LAYER_CLASSES if other != framework and word in aliases(other)]
    if elsewhere:
        raise UsageError(f"no layer {word!r} in {framework}", tip=f"--framework {elsewhere[0]} has it")
    raise UsageError(f"no layer {word!r}", tip="paramcalc frameworks --layers lists them")
