"""What stands in a configuration for an argument that no configuration can have, such as a function."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Builtin, FrameworkClass, LayerClass, Library, Method, Value


class Named(str):
    """The name of an argument that is neither a number, a text nor a layer; an error shows it without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


KINDS = {
    "function": "a function",
    "class": "a class",
    "set": "a set",
    "iterator": "an iterator",
    "view": tr("a view of a dictionary"),
    "parameter": "a parameter",
}


def named(machine: Machine, value: Value) -> Named:
    """What an argument is, in words, or by its path: `keras.activations.relu`."""
    match value:
        case Library(path):
            return Named(path)
        case LayerClass(kind=name) | FrameworkClass(what=name):
            return Named(tr("the class {name}", name=name))
        case Builtin(name):
            return Named(tr("the function {name}", name=name))
        case Method(name=name):
            return Named(tr("the method {name}", name=name))
    return Named(KINDS.get(machine.kind(value), "an object"))
