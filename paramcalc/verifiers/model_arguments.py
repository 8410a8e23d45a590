"""The arguments that the constructors of real layers are called with, whatever the framework: plain values only."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from paramcalc.classes.base import LayerEntry, parameters
from paramcalc.errors import shown
from paramcalc.models.spec import LayerSpec


class LeftOutError(Exception):
    """A layer is not built; the message says why."""


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value is a number, a text, a truth value, None, a layer, or a list of those.

    >>> is_plain([1, ("same", None)]), is_plain({"class_name": "Orthogonal"}), is_plain(print)
    (True, False, False)
    """
    if isinstance(value, (list, tuple)):
        return depth < 4 and all(is_plain(item, depth + 1) for item in value)
    return value is None or isinstance(value, (bool, int, float, str, LayerSpec))


def with_real_layers(value: Any, build: Callable[[LayerSpec], Any]) -> Any:
    """A plain value with each layer in it replaced by the real one.

    >>> with_real_layers([1, LayerSpec("GRU", "gru", {})], lambda spec: spec.kind)
    [1, 'GRU']
    """
    if isinstance(value, (list, tuple)):
        return type(value)(with_real_layers(item, build) for item in value)
    return build(value) if isinstance(value, LayerSpec) else value


def is_accepted(real: Any, name: str) -> bool:
    """Whether a class's constructor has an argument."""
    accepted = inspect.signature(real.__init__).parameters
    return name in accepted or any(argument.kind is argument.VAR_KEYWORD for argument in accepted.values())


def class_of(namespace: Any, kind: str, entry: LayerEntry | None, title: str, version: str) -> Any:
    """A layer class of the installed framework. Raises LeftOutError for a class that paramcalc or it does not have."""
    if entry is None:
        raise LeftOutError(f"{kind} is not a known layer of {title}")
    if not hasattr(namespace, kind):
        raise LeftOutError(f"{title} {version} has no {kind}")
    return getattr(namespace, kind)


def constructor_arguments(
    real: Any, entry: LayerEntry, config: Mapping[str, Any], build: Callable[[LayerSpec], Any]
) -> dict[str, Any]:
    """The arguments of the entry that a configuration has; `build` builds the layers in it.

    Raises LeftOutError for a value that the constructor does not accept, or that is not plain.
    """
    arguments = {}
    for name, (default, is_required) in parameters(entry.arguments).items():
        if name not in config:
            continue
        value = config[name]
        if not is_accepted(real, name):
            if value not in (default, None):
                raise LeftOutError(f"the installed {real.__name__} has no argument {name}")
        elif is_plain(value):
            arguments[name] = with_real_layers(value, build)
        elif is_required or isinstance(value, dict):
            raise LeftOutError(f"its {name} is not a plain value: {shown(value)}")
    return arguments


def first_line(error: Exception) -> str:
    """The first line of a framework's error, shortened."""
    text = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {shown(text, 160)[1:-1]}"
