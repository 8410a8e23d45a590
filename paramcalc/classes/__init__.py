"""The registry of layer classes, by framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType, ModuleType

from paramcalc.classes.base import LayerEntry, parameters
from paramcalc.classes.generation import Generation
from paramcalc.errors import Remedy, UsageError, nearest, shown
from paramcalc.frameworks import FRAMEWORKS, framework_name
from paramcalc.phrases import tr

LAYER_CLASSES = {name: entry.layer_classes for name, entry in FRAMEWORKS.items() if entry.layer_classes}
"""The frameworks that have layer classes, and the modules that hold them.

A module has `LAYERS` (entries by name), `OPERATIONS` (those that can stand between layers), `COMMON` (the arguments of
every layer), `FREE` (the arguments that may be a free size in a line of layers) and `GENERATIONS` (rules by the first
version for which they hold, the latest first).
"""


def _module(framework: str) -> ModuleType:
    if framework not in LAYER_CLASSES:
        allowed = ", ".join(LAYER_CLASSES)
        raise UsageError(
            tr("models of {framework} are not supported", framework=shown(framework)),
            tip=tr("allowed: {allowed}", allowed=allowed),
        )
    return import_module(LAYER_CLASSES[framework])


_defined: dict[str, Mapping[str, LayerEntry]] = {}
"""The classes that a user defined, by framework and name."""


def layer_classes(framework: str) -> Mapping[str, LayerEntry]:
    """The layer classes of a framework by name, with those that a user defined.

    Raises UsageError for a framework that has none here.
    """
    classes: Mapping[str, LayerEntry] = _module(framework).LAYERS
    return {**classes, **_defined[framework]} if framework in _defined else classes


def defined_classes(framework: str) -> Mapping[str, LayerEntry]:
    """The layer classes of a framework that a user defined."""
    return _defined.get(framework, MappingProxyType({}))


def define(definitions: Iterable[tuple[str, str, LayerEntry]]) -> None:
    """Add layer classes: framework, name and entry of each. A class that was defined before gets the new entry.

    Raises UsageError, and adds none, for a class that the framework itself has.
    """
    added = [(framework_name(framework), name, entry) for framework, name, entry in definitions]
    for framework, name, _ in added:
        module = _module(framework)
        if name in module.LAYERS or name in module.OPERATIONS or name in RESERVED:
            title = FRAMEWORKS[framework].title
            raise UsageError(
                tr("{title} has {name} itself: a definition cannot replace it", title=title, name=name),
                tip=tr("choose another name"),
            )
    for framework, name, entry in added:
        _defined[framework] = MappingProxyType({**_defined.get(framework, {}), name: entry})
    aliases.cache_clear()


def defined() -> Mapping[str, Mapping[str, LayerEntry]]:
    """All classes that a user defined, by framework, to be given to `restore`."""
    return MappingProxyType(dict(_defined))


def restore(definitions: Mapping[str, Mapping[str, LayerEntry]]) -> None:
    """Make these the defined classes, and no others."""
    _defined.clear()
    _defined.update(definitions)
    aliases.cache_clear()


RESERVED = ("Input", "InputLayer", "Sequential", "Functional", "Model", "Layer", "Module", "Parameter")
"""Further names of the frameworks, which are no layer classes."""


def operations(framework: str) -> Mapping[str, LayerEntry]:
    """The operations that can stand between the layers of a framework's models."""
    entries: Mapping[str, LayerEntry] = _module(framework).OPERATIONS
    return entries


def private_class(framework: str, module: str | None, kind: str) -> LayerEntry | None:
    """The entry of a class that a framework defines outside of its layers, by its module; None for any other class.

    >>> private_class("keras", "keras.src.applications.convnext", "LayerScale").weights
    'gamma (projection_dim)'
    >>> private_class("keras", "my_layers", "LayerScale") is None
    True
    """
    root, _, inside = (module or "").partition(".")
    if root not in FRAMEWORKS[framework].import_roots:
        return None
    entries: Mapping[tuple[str, str], LayerEntry] = _module(framework).PRIVATE
    return entries.get((inside.removeprefix("src."), kind))


def other_class(framework: str, module: str | None, kind: str) -> LayerEntry | None:
    """The entry of a class that is not called as the framework's layers are; None for an unknown one.

    It is private to the framework, or a defined class with the package under which Keras registered it.

    >>> other_class("keras", "mine", "my_package>Scale") is None
    True
    """
    own = defined_classes(framework).get(kind.rpartition(">")[2])
    return own or private_class(framework, module, kind)


@lru_cache(maxsize=64)
def generation(framework: str, version: tuple[int, ...]) -> Generation:
    """The rules that hold for a version of a framework.

    >>> generation("keras", (2, 15)).freezes_inside, generation("keras", (3,)).freezes_inside
    (True, False)
    """
    rules: Mapping[tuple[int, ...], Generation] = _module(framework).GENERATIONS
    return next((known for first, known in rules.items() if version >= first), Generation())


@lru_cache(maxsize=4)
def aliases(framework: str) -> Mapping[str, str]:
    """Every name of a layer class, aliases included, with the class's own name."""
    names: dict[str, str] = {}
    for name, entry in layer_classes(framework).items():
        names.update(dict.fromkeys((name, *entry.aliases), name))
    return MappingProxyType(names)


def common_arguments(framework: str) -> tuple[str, ...]:
    """The arguments that every layer of a framework takes besides its own."""
    common: tuple[str, ...] = _module(framework).COMMON
    return common


def free_arguments(framework: str) -> frozenset[str]:
    """The arguments that may be a free size in a line of layers: those of defined classes, too."""
    own = (name for entry in defined_classes(framework).values() for name in parameters(entry.arguments))
    return frozenset((*_module(framework).FREE, *own))


def class_name(framework: str, word: str) -> str:
    """The name of a layer class, from one of its names.

    >>> class_name("keras", "MaxPool1D")
    'MaxPooling1D'

    Raises UsageError, with the nearest match, for a name that the framework does not have.
    """
    names = aliases(framework)
    if word in names:
        return names[word]
    lowered = {name.lower(): name for name in names}
    match = lowered.get(word.lower()) or nearest(word, names)
    if match:
        raise UsageError(tr("no layer {word!r}", word=word), tip=tr("did you mean {match}?", match=match))
    elsewhere = [other for other in LAYER_CLASSES if other != framework and word in aliases(other)]
    if elsewhere:
        raise UsageError(
            tr("no layer {word!r} in {framework}", word=word, framework=framework),
            remedy=Remedy("framework", elsewhere[0]),
        )
    raise UsageError(tr("no layer {word!r}", word=word), remedy=Remedy("layers"))
