"""What to call instead, where a function of the Python interface gets something that another one takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

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
    message = tr("a cell is a name or the result of custom_cell(), got {value}", value=shown(value))
    root = root_of(value)
    if not root:
        return UsageError(message)
    name = value.__name__ if isinstance(value, type) else type(value).__name__
    framework = {"torch": "pytorch", "flax": "flax-nnx"}.get(root)
    units, features = SIZES_OF.get(root, SIZES_OF["keras"])
    further = f", framework={framework!r}" if framework else ""
    call = f"layer({name!r}, units=layer.{units}, input=layer.{features}{further})"
    return UsageError(message, tip=tr("give the name and the sizes of the layer, for example {call}", call=call))


def checked_line(text: str) -> str:
    """A line of layers. Raises UsageError for anything else, and for the path of a file."""
    from os import PathLike

    from paramcalc.readers.registry import is_path

    if isinstance(text, str) and not (is_path(text) and "(" not in text):
        return text
    message = tr("model() takes a line of layers, got {text}", text=shown(text))
    if isinstance(text, (str, PathLike)):
        raise UsageError(message, tip=tr("a file is read by read({text})", text=shown(str(text))))
    raise UsageError(message, tip=tr('for example model("Input((28, 28)) > GRU(75)")'))


def is_in_memory(value: Any) -> bool:
    """Whether a model is an object, or the JSON of `to_json()`, rather than a line of layers.

    >>> is_in_memory('{"class_name": "Sequential"}'), is_in_memory("GRU(75)"), is_in_memory({"layers": []})
    (True, False, True)
    """
    from paramcalc.readers.live import is_open_file
    from paramcalc.readers.registry import object_format

    if isinstance(value, str):
        return value.lstrip().startswith(("{", "["))
    return object_format(value) is not None or is_open_file(value)


def in_memory(value: Any) -> Any:
    """A model as an object: the JSON of `to_json()` as an open file."""
    from io import BytesIO

    return BytesIO(value.encode()) if isinstance(value, str) else value


def refuse_options(**options: Any) -> None:
    """Raise UsageError for an option that does not apply to a model in memory."""
    for name, value in options.items():
        if value:
            raise UsageError(
                tr("{name} applies only to a line of layers", name=name), tip=tr("leave out {name}", name=name)
            )


def checked_path(path: str | PathLike[str]) -> str:
    """The path of a file. Raises UsageError for anything else, and for a line of layers."""
    from os import PathLike, fsdecode

    from paramcalc.readers.registry import argument_format

    if not isinstance(path, (str, PathLike)):
        tip = tr("a model in memory is counted by model(…)") if is_in_memory(path) else None
        raise UsageError(tr("read() takes the path of a file, got {path}", path=shown(path)), tip=tip)
    if isinstance(path, str) and argument_format(path) is not None:
        call = f"model({shown(path)})"
        raise UsageError(
            tr("read() takes the path of a file, got {path}", path=shown(path)),
            tip=tr("a line of layers is read by {call}", call=call),
        )
    return fsdecode(path)
