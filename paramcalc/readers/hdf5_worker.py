"""The worker process that reads HDF5 files: headers and never an array."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from paramcalc.errors import UsageError
from paramcalc.phrases import tr
from paramcalc.readers.hdf5_objects import H5PY_ERRORS, MAX_GROUP_DEPTH, Dataset, Group, Tensor, TooLargeError
from paramcalc.readers.window import Window

MAX_OBJECTS = 50_000
"""Groups and tensors that are read from one file: 10,000 layers with four tensors each."""

OBJECTS_PER_LIMIT = 1000

MORE_SECONDS = 1.0
"""Processor time for so many further objects."""

SMALL_FILE_BYTES = 4 * 2**20
"""Bytes of a file that is read at once."""

MAX_DATA_BYTES = 160 * 2**20
"""Memory that this process may write to; h5py and NumPy take a third of it."""

MAX_ADDRESS_BYTES = 2**29
"""Address space of this process, shared libraries included."""

NOT_LAYERS = ("optimizer", "vars", "seed_generator", "_compile_metrics", "_compile_loss", "_loss_tracker")
"""Groups beside those of the layers."""

TEXTS = ("model_config", "keras_version", "training_config")

LONGEST_REQUEST = 4096

IDLE_SECONDS = 30.0
"""How long the process waits for the next question before it ends by itself."""


def main(arguments: list[str]) -> None:
    """Answer questions about HDF5 files, in JSON.

    The arguments are the limit of processor time for a file, and the number of a socket with questions; or instead of
    it one question (`model` or `weights`), with the start and length of HDF5 in the file on standard input.
    """
    seconds, *others = arguments
    limit(float(seconds))
    if len(others) == 1:
        with socket.socket(fileno=int(others[0])) as connection:
            serve(connection, float(seconds))
    else:
        question, start, size = others
        sys.stdout.write(json.dumps(answer(question, int(start), int(size), sys.stdin.buffer)))


def serve(connection: socket.socket, seconds: float) -> None:
    """Answer one question after another until the other end is closed, or asks nothing for a while.

    A question is the JSON of its name, start and length, and comes with an open file; an answer is a line of JSON.
    """
    connection.settimeout(IDLE_SECONDS)
    with suppress(TimeoutError, OSError):
        while True:
            request, files, _, _ = socket.recv_fds(connection, LONGEST_REQUEST, 1)
            if not request:
                return
            limit_time(seconds)
            with os.fdopen(files[0], "rb") as file:
                question, start, size = json.loads(request)
                data = json.dumps(answer(question, start, size, file))
            connection.sendall(f"{data}\n".encode())


def answer(question: str, start: int, size: int, file: BinaryIO) -> dict[str, Any]:
    """What `size` bytes of a file from `start` on hold, or the error in them."""
    try:
        with _opened(file, start, size) as opened:
            return _model(opened) if question == "model" else _weights(opened)
    except UsageError as error:
        return {"error": error.message, "too_large": isinstance(error, TooLargeError)}


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


def limit_time(seconds: float) -> None:
    """Start the limit of processor time again, if there is one."""
    with suppress(ImportError, ValueError, OSError, AttributeError):
        import signal

        if any(signal.getitimer(signal.ITIMER_PROF)):
            signal.setitimer(signal.ITIMER_PROF, seconds)


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
            raise TooLargeError(tr("it has more than {most:,} groups and tensors", most=MAX_OBJECTS))

    def add(self) -> None:
        """One more. Raises UsageError when there are too many."""
        self.count += 1
        self.check(self.count)
        if self.count % OBJECTS_PER_LIMIT == 0:
            limit_time(MORE_SECONDS)


@contextmanager
def _opened(file: BinaryIO, start: int, size: int) -> Iterator[Group]:
    """The top group of the HDF5 in a part of a file."""
    import h5py

    try:
        with h5py.File(_small_file(file, start, size) or Window(file, start, size), "r") as opened:
            yield Group(opened.id)
    except UsageError:
        raise
    except MemoryError as error:
        raise TooLargeError(tr("reading it takes more than {most:,} bytes of memory", most=MAX_DATA_BYTES)) from error
    except (TypeError, AttributeError) as error:
        raise UsageError(tr("it holds an object of another type than Keras writes")) from error
    except H5PY_ERRORS as error:
        raise UsageError(" ".join(str(error).split())[:200] or type(error).__name__) from error


def _small_file(file: BinaryIO, start: int, size: int) -> Any:
    """A small file read at once and opened in memory, which takes half the time; None for a large one.

    A broken one is opened once more by h5py, which says what is wrong with it.
    """
    from h5py import h5f

    if not 0 < size <= SMALL_FILE_BYTES:
        return None
    file.seek(start)
    data = file.read(size)
    try:
        return h5f.open_file_image(data, 0)
    except H5PY_ERRORS:
        return io.BytesIO(data)


def _model(opened: Group) -> dict[str, Any]:
    """The texts of a .h5 file, and its tensors by layer."""
    weights = opened.group("model_weights")
    return {
        **{name: opened.text(name) for name in TEXTS},
        "weights_only": "layer_names" in opened.attributes,
        "stored": {} if weights is None else _by_layer(weights),
    }


def _by_layer(weights: Group) -> dict[str, list[Tensor]]:
    """The tensors of a .h5 file by layer, in the order of the file."""
    layers: dict[str, list[Tensor]] = {}
    objects = _Counter()
    objects.check(len(weights))
    for name in weights:
        group = weights.group(name)
        if group is None:
            continue
        objects.add()
        tensors = []
        for path in group.texts("weight_names"):
            objects.add()
            dataset = group.dataset(path)
            if dataset is not None:
                tensors.append(dataset.tensor(path))
        if name != "top_level_model_weights" or tensors:
            layers[name] = tensors
    return layers


def _weights(opened: Group) -> dict[str, Any]:
    """The tensors of a .keras file's weights by group, and the layer's name that Keras 3 writes into each."""
    # A custom model class has its layers at the top, under the names of its attributes.
    layers = opened.group("layers") if "layers" in opened else opened
    groups: dict[str, Any] = {}
    objects = _Counter()
    objects.check(0 if layers is None else len(layers))
    for name in layers or ():
        group = None if layers is opened and name in NOT_LAYERS else (layers or opened).group(name)
        if group is not None:
            objects.add()
            variables = group.group("vars")
            layer = variables.attributes.get("name") if variables is not None else None
            groups[name] = [layer if isinstance(layer, str) else "", list(_variables(group, "", objects, 0))]
    return {"groups": groups}


def _variables(group: Group, path: str, objects: _Counter, depth: int) -> Iterator[Tensor]:
    """All variables in a group and in its groups, but for those of a seed generator, which are not weights."""
    if depth > MAX_GROUP_DEPTH:
        raise TooLargeError(tr("it has more than {most} groups inside one another", most=MAX_GROUP_DEPTH))
    for name in sorted(group, key=lambda name: (name != "vars", len(name) if name.isdigit() else 0, name)):
        objects.add()
        member = group.member(name)
        if isinstance(member, Dataset):
            yield member.tensor(f"{path}{name}")
        elif member is not None and name != "seed_generator":
            yield from _variables(member, f"{path}{name}/", objects, depth + 1)
