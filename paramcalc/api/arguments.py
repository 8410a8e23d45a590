"""What to call instead, where a function of the Python interface gets something that another one takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paramcalc.errors import UsageError, shown

if TYPE_CHECKING:
    from os import PathLike

FRAMEWORK_ROOTS = ("keras", "tf_keras", "tensorflow", "torch", "flax")
"""The packages whose objects people pass."""

SIZES_OF = {
    "keras": ("units", "input_shape[-1]"),
    "torch": ("hidden_size", "input_size"),
    "flax": ("hidden_features", "in_features"),
}
"""The attributes of a recurrent layer that are its units and its features."""


def root_of(value: object) -> str:
    """The framework's package that an object's class comes from, also through a subclass; empty for another object.

    >>> root_of(3)
    ''
    """
    classes = type(value).__mro__ if not isinstance(value, type) else value.__mro__
    roots = (kind.__module__.partition(".")[0] for kind in classes)
    return next((root for root in roots if root in FRAMEWORK_ROOTS), "")


def not_a_cell(value: Any) -> UsageError:
    """The error for a cell that is neither a name nor equations."""
    message = f"a cell is a name or the result of custom_cell(), got {shown(value)}"
    root = root_of(value)
    if not root:
        return UsageError(message)
    name = value.__name__ if isinstance(value, type) else type(value).__name__
    framework = {"torch": "pytorch", "flax": "flax-nnx"}.get(root)
    units, features = SIZES_OF.get(root, SIZES_OF["keras"])
    further = f", framework={framework!r}" if framework else ""
    call = f"layer({name!r}, units=layer.{units}, input=layer.{features}{further})"
    return UsageError(message, tip=f"give the name and the sizes of the layer, for example {call}")


def checked_line(text: str) -> str:
    """A line of layers. Raises UsageError for anything else, and for the path of a file."""
    from os import PathLike

    from paramcalc.readers.registry import is_path

    if isinstance(text, str) and not (is_path(text) and "(" not in text):
        return text
    message = f"model() takes a line of layers, got {shown(text)}"
    if isinstance(text, (str, PathLike)):
        raise UsageError(message, tip=f"a file is read by read({shown(str(text))})")
    if root_of(text):
        raise UsageError(message, tip=live_model(text))
    raise UsageError(message, tip='for example model("Input((28, 28)) > GRU(75)")')


def live_model(value: Any) -> str:
    """The advice for a model or layer of a framework."""
    if root_of(value) == "torch":
        return "a model in memory is not read: give the source that builds it, read('model.py')"
    return "a model in memory is not read: save it, model.save('model.keras'), and read('model.keras')"


def checked_path(path: str | PathLike[str]) -> str:
    """The path of a file. Raises UsageError for anything else, and for a line of layers."""
    from os import PathLike, fsdecode

    from paramcalc.readers.registry import argument_format

    if not isinstance(path, (str, PathLike)):
        tip = live_model(path) if root_of(path) else None
        raise UsageError(f"read() takes the path of a file, got {shown(path)}", tip=tip)
    if isinstance(path, str) and argument_format(path) is not None:
        call = f"model({shown(path)})"
        raise UsageError(
            f"read() takes the path of a file, got {shown(path)}", tip=f"a line of layers is read by {call}"
        )
    return fsdecode(path)
