"""The worker process that reads HDF5 files. It reads headers and never an array, and follows no link out of the file.

Only this module uses h5py, which is an extra.
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

MAX_ATTRIBUTE_BYTES = 32 * 2**20

MAX_OBJECTS = 50_000
"""Groups and tensors that are read from one file: 10,000 layers with four tensors each."""

OBJECTS_PER_LIMIT = 1000

MORE_SECONDS = 1.0
"""Processor time for so many further objects."""

MAX_GROUP_DEPTH = 40
"""Levels of groups inside one another."""

MAX_DATA_BYTES = 160 * 2**20
"""Memory that this process may write to; h5py and NumPy take a third of it."""

MAX_ADDRESS_BYTES = 2**29
"""Address space of this process, shared libraries included."""

NOT_LAYERS = ("optimizer", "vars", "seed_generator", "_compile_metrics", "_compile_loss", "_loss_tracker")
"""Groups beside those of the layers."""

H5PY_ERRORS = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError)
"""The errors that h5py raises for a broken file; it has none of its own."""

TEXTS = ("model_config", "keras_version", "training_config")

Tensor = tuple[str, tuple[int, ...], str]
"""Name, shape, dtype."""


def main(arguments: list[str]) -> None:
    """Print what the file on standard input holds, as JSON.

    The arguments are the limit of processor time, the question (`model` or `weights`), and the start and length of HDF5
    in the file.
    """
    seconds, question, start, size = arguments
    limit(float(seconds))
    try:
        with _opened(Window(sys.stdin.buffer, int(start), int(size))) as opened:
            answer = _model(opened) if question == "model" else _weights(opened)
    except UsageError as error:
        answer = {"error": error.message, "too_large": isinstance(error, TooLargeError)}
    sys.stdout.write(json.dumps(answer))


def limit(seconds: float) -> None:
    """Limit the memory and the processor time of this process, where the system can.

    The time limit is a signal without a handler, which ends the process even inside a C library.
    """
    with suppress(ImportError, ValueError, OSError, AttributeError):
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_DATA_BYTES, MAX_DATA_BYTES))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESS_BYTES, MAX_ADDRESS_BYTES))
        signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_time() -> None:
    """Start the limit of processor time again, if there is one."""
    with suppress(ImportError, ValueError, OSError, AttributeError):
        import signal

        if any(signal.getitimer(signal.ITIMER_PROF)):
            signal.setitimer(signal.ITIMER_PROF, MORE_SECONDS)


class TooLargeError(UsageError):
    """A file that is refused for its size, and may be in order."""


class _Counter:
    """Counts the groups and tensors that are read, and starts the limit of processor time again while there are more.

    A file of many groups takes long; one that makes the library loop gives no further group.
    """

    def __init__(self) -> None:
        self.count = 0

    @staticmethod
    def check(number: int) -> None:
        """Raise UsageError for a file, or a group of it, with so many groups and tensors."""
        if number > MAX_OBJECTS:
            raise TooLargeError(f"it has more than {MAX_OBJECTS:,} groups and tensors")

    def add(self) -> None:
        """One more. Raises UsageError when there are too many."""
        self.count += 1
        self.check(self.count)
        if self.count % OBJECTS_PER_LIMIT == 0:
            limit_time()


@contextmanager
def _opened(file: io.RawIOBase) -> Iterator[Any]:
    import h5py

    try:
        with h5py.File(file, "r") as opened:
            yield opened
    except UsageError:
        raise
    except MemoryError as error:
        raise TooLargeError(f"reading it takes more than {MAX_DATA_BYTES:,} bytes of memory") from error
    except (TypeError, AttributeError) as error:
        raise UsageError("it holds an object of another type than Keras writes") from error
    except H5PY_ERRORS as error:
        raise UsageError(" ".join(str(error).split())[:200] or type(error).__name__) from error


def _model(opened: Any) -> dict[str, Any]:
    """The texts of a .h5 file, and its tensors by layer."""
    values = {name: _attribute(opened, name) if name in opened.attrs else None for name in TEXTS}
    return {
        **{name: _decoded(value) if isinstance(value, (bytes, str)) else None for name, value in values.items()},
        "weights_only": "layer_names" in opened.attrs,
        "stored": _by_layer(_linked(opened, "model_weights")) if "model_weights" in opened else {},
    }


def _by_layer(weights: Any) -> dict[str, list[Tensor]]:
    """The tensors of a .h5 file by layer, in the order of the file."""
    layers: dict[str, list[Tensor]] = {}
    objects = _Counter()
    is_group = _is("Group", weights)
    objects.check(len(weights) if is_group else 0)
    for name in weights if is_group else ():
        group = _linked(weights, name)
        if not _is("Group", group):
            continue
        objects.add()
        tensors = []
        for path in _names(group, "weight_names"):
            objects.add()
            dataset = _dataset_at(group, path)
            if dataset is not None:
                tensors.append(_tensor(path, dataset))
        if name != "top_level_model_weights" or tensors:
            layers[name] = tensors
    return layers


def _weights(opened: Any) -> dict[str, Any]:
    """The tensors of a .keras file's weights by group, and the layer's name that Keras 3 writes into each."""
    # A custom model class has its layers at the top, under the names of its attributes.
    layers = _linked(opened, "layers") if "layers" in opened else opened
    groups: dict[str, Any] = {}
    objects = _Counter()
    is_group = _is("Group", layers)
    objects.check(len(layers) if is_group else 0)
    for name in layers if is_group else ():
        group = None if layers is opened and name in NOT_LAYERS else _linked(layers, name)
        if _is("Group", group):
            objects.add()
            variables = _linked(group, "vars")
            layer = variables.attrs.get("name") if _is("Group", variables) else None
            groups[name] = [layer if isinstance(layer, str) else "", list(_variables(group, "", objects, 0))]
    return {"groups": groups}


def _variables(group: Any, path: str, objects: _Counter, depth: int) -> Iterator[Tensor]:
    """All variables in a group and in its groups, but for those of a seed generator, which are not weights."""
    if depth > MAX_GROUP_DEPTH:
        raise TooLargeError(f"it has more than {MAX_GROUP_DEPTH} groups inside one another")
    for name in sorted(group, key=lambda name: (name != "vars", len(name) if name.isdigit() else 0, name)):
        objects.add()
        member = _linked(group, name)
        if _is("Dataset", member):
            yield _tensor(f"{path}{name}", member)
        elif _is("Group", member) and name != "seed_generator":
            yield from _variables(member, f"{path}{name}/", objects, depth + 1)


def _tensor(name: str, dataset: Any) -> Tensor:
    return name, tuple(int(size) for size in dataset.shape or ()), str(dataset.dtype)


def _dataset_at(group: Any, path: str) -> Any:
    """The dataset at a path; None for a path that leads to none over hard links."""
    member = group
    for name in path.split("/")[:MAX_GROUP_DEPTH]:
        if not _is("Group", member) or name not in member:
            return None
        member = _linked(member, name)
    return member if _is("Dataset", member) else None


def _linked(group: Any, name: str) -> Any:
    """The member of a group behind a hard link; None for other links, which may lead out of the file."""
    import h5py

    if isinstance(group.get(name, getlink=True), h5py.HardLink):
        with suppress(*H5PY_ERRORS):
            return group[name]
    return None


def _is(kind: str, member: Any) -> bool:
    """Whether a member is a `Group` or a `Dataset`."""
    import h5py

    return isinstance(member, getattr(h5py, kind))


def _names(group: Any, name: str) -> list[str]:
    """An attribute that is a list of texts. Keras splits a long one into name0, name1, …"""
    attributes = [name] if name in group.attrs else []
    whole = bool(attributes)
    while not whole and f"{name}{len(attributes)}" in group.attrs:
        attributes.append(f"{name}{len(attributes)}")
    return [_decoded(text) for attribute in attributes for text in _attribute(group, attribute)]


def _attribute(group: Any, name: str) -> Any:
    """The value of an attribute. One that would take much memory is refused before it is read."""
    identity = group.attrs.get_id(name)
    if prod(identity.shape) * identity.dtype.itemsize > MAX_ATTRIBUTE_BYTES:
        raise TooLargeError(f"{name} has more than {MAX_ATTRIBUTE_BYTES:,} bytes")
    return group.attrs[name]


def _decoded(text: Any) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
