"""The half of the HDF5 reader that runs in a process of its own: h5py, which reads headers and never an array.

The only file that knows h5py, which is an extra. No link is followed out of the file.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import prod
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.readers.window import Window

LONGEST = 32 * 2**20
"""Bytes of an attribute."""

NO_LAYERS = ("optimizer", "vars", "seed_generator", "_compile_metrics", "_compile_loss", "_loss_tracker")
"""Groups beside those of the layers."""

MOST_OBJECTS = 300_000
"""Groups and tensors that are looked at in one file."""

DEEPEST = 40

MEMORY = 160 * 2**20
"""Bytes that this process may write to; h5py and NumPy take a third of it."""

ADDRESSES = 2**29
"""Bytes that it may have in all, libraries among them."""

BROKEN = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError)
"""What h5py ends with on a broken file; it has no error of its own."""

TEXTS = ("model_config", "keras_version", "training_config")

Tensor = tuple[str, tuple[int, ...], str]
"""Name, shape, type."""


def main(arguments: list[str]) -> None:
    """Print what a file holds as JSON: `model` or `weights`, the path, where in it HDF5 begins and how long it is."""
    seconds, what, path, start, size = arguments
    limit(float(seconds))
    try:
        with open(path, "rb") as file, _opened(Window(file, int(start), int(size))) as opened:  # noqa: PTH123
            found = _model(opened) if what == "model" else _weights(opened)
    except UsageError as error:
        found = {"error": error.message}
    sys.stdout.write(json.dumps(found))


def limit(seconds: float) -> None:
    """Bound the memory of this process and the time that it may have of the processor, where that can be.

    A signal that nobody handles ends it even inside a library.
    """
    with suppress(ImportError, ValueError, OSError, AttributeError):
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        signal.setitimer(signal.ITIMER_PROF, seconds)


@contextmanager
def _opened(file: io.RawIOBase) -> Iterator[Any]:
    import h5py

    try:
        with h5py.File(file, "r") as opened:
            yield opened
    except UsageError:
        raise
    except (TypeError, AttributeError) as error:
        raise UsageError("something in it is of another kind than Keras writes") from error
    except BROKEN as error:
        raise UsageError(" ".join(str(error).split())[:200] or type(error).__name__) from error


def _model(opened: Any) -> dict[str, Any]:
    """The texts of a .h5 file, and its tensors by layer."""
    return {
        **{name: _text(opened, name) for name in TEXTS},
        "weights_only": "layer_names" in opened.attrs,
        "stored": _by_layer(_own(opened, "model_weights")) if "model_weights" in opened else {},
    }


def _text(opened: Any, name: str) -> str | None:
    """An attribute that is a text."""
    if name not in opened.attrs:
        return None
    _check_size(opened, name)
    value = opened.attrs[name]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else None


def _check_size(group: Any, name: str) -> None:
    """Refuse an attribute that would take much memory, before it is read."""
    identity = group.attrs.get_id(name)
    if prod(identity.shape) * identity.dtype.itemsize > LONGEST:
        raise UsageError(f"{name} has more than {LONGEST:,} bytes")


def _names(group: Any, name: str) -> list[str]:
    """An attribute that is a list of texts; Keras splits a long one into name0, name1, ..."""
    whole = [name] if name in group.attrs else []
    parts = whole
    while not whole and f"{name}{len(parts)}" in group.attrs:
        parts.append(f"{name}{len(parts)}")
    found: list[str] = []
    for part in parts:
        _check_size(group, part)
        for each in group.attrs[part]:
            found.append(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each))
    return found


def _by_layer(weights: Any) -> dict[str, list[Tensor]]:
    """The tensors of a .h5 file by layer, in its order."""
    import h5py

    found: dict[str, list[Tensor]] = {}
    count = 0
    for name in weights if isinstance(weights, h5py.Group) else ():
        group = _own(weights, name)
        if not isinstance(group, h5py.Group):
            continue
        tensors = []
        for path in _names(group, "weight_names"):
            count += 1
            if count > MOST_OBJECTS:
                raise UsageError(f"the file has more than {MOST_OBJECTS:,} tensors")
            dataset = _walk(group, path)
            if dataset is not None:
                tensors.append(_tensor(path, dataset))
        if name != "top_level_model_weights" or tensors:
            found[name] = tensors
    return found


def _own(group: Any, name: str) -> Any:
    """What a hard link leads to; other links may lead out of the file."""
    import h5py

    if isinstance(group.get(name, getlink=True), h5py.HardLink):
        with suppress(*BROKEN):
            return group[name]
    return None


def _walk(group: Any, path: str) -> Any:
    """The dataset at a path, by hard links alone."""
    import h5py

    here = group
    for part in path.split("/")[:DEEPEST]:
        if not isinstance(here, h5py.Group) or part not in here:
            return None
        here = _own(here, part)
    return here if isinstance(here, h5py.Dataset) else None


def _tensor(name: str, dataset: Any) -> Tensor:
    return name, tuple(int(size) for size in dataset.shape or ()), str(dataset.dtype)


def _weights(opened: Any) -> dict[str, Any]:
    """The tensors of a .keras file's weights by group, and the layer's name that Keras 3 writes into each."""
    import h5py

    # A class of one's own has its layers by the names of its attributes.
    layers = _own(opened, "layers") if "layers" in opened else opened
    found: dict[str, Any] = {}
    counter = [0]
    for name in layers if isinstance(layers, h5py.Group) else ():
        group = None if layers is opened and name in NO_LAYERS else _own(layers, name)
        if isinstance(group, h5py.Group):
            tensors: list[Tensor] = []
            _collect(group, "", tensors, counter, 0)
            found[name] = [_label(group), tensors]
    return {"groups": found}


def _label(group: Any) -> str:
    import h5py

    variables = _own(group, "vars") if "vars" in group else None
    name = variables.attrs.get("name") if isinstance(variables, h5py.Group) and "name" in variables.attrs else None
    return name if isinstance(name, str) else ""


def _collect(group: Any, path: str, tensors: list[Tensor], counter: list[int], depth: int) -> None:
    """All variables in a group and below; those of a seed are no weights."""
    import h5py

    if depth > DEEPEST:
        raise UsageError(f"the file has more than {DEEPEST} groups inside one another")
    for name in sorted(group, key=lambda name: (name != "vars", len(name) if name.isdigit() else 0, name)):
        counter[0] += 1
        if counter[0] > MOST_OBJECTS:
            raise UsageError(f"the file has more than {MOST_OBJECTS:,} groups and tensors")
        inside = _own(group, name)
        if isinstance(inside, h5py.Dataset):
            tensors.append(_tensor(f"{path}{name}", inside))
        elif isinstance(inside, h5py.Group) and name != "seed_generator":
            _collect(inside, f"{path}{name}/", tensors, counter, depth + 1)
