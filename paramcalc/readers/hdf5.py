"""HDF5: the configuration in a .h5 file, and the shapes of the tensors in any.

The HDF5 library is a large one in C, and a broken file can make it crash, loop for ever or ask for any memory. So a
process of its own reads the file: whatever happens there, here it is one error.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from paramcalc.errors import MissingDependencyError, UsageError, word
from paramcalc.models.spec import ModelSpec, StoredTensor
from paramcalc.readers.config import load_json, optimizer_of, read_config

LOOPED = getattr(signal, "SIGPROF", 27)
"""The signal that ends a process which has used up its time."""

INSTALL = 'pip install "paramcalc[h5]"'

SECONDS = 1.5
"""Of the processor: headers take a hundredth of it, whatever the size of the file."""

PATIENCE = 60
"""Seconds by the clock, on a machine that has other things to do, or no limit for the processor's time."""

START = "; ".join(
    [
        "import sys",
        "sys.path[:] = sys.argv[1].split(chr(0x1f))",
        "from paramcalc.readers.hdf5_worker import main",
        "main(sys.argv[2:])",
    ]
)
"""What the process runs: its path is set before anything is imported, so that nothing comes from where it stands."""


def is_there() -> bool:
    """Whether h5py is installed; it is not imported."""
    return find_spec("h5py") is not None


def read_h5(file: BinaryIO, origin: str) -> ModelSpec:
    """A model from a .h5 file, with the tensors that it holds.

    Raises MissingDependencyError without h5py, UsageError for a file that is broken or has no model in it.
    """
    found = _asked("model", file, None, origin)
    if found["model_config"] is None:
        reason = "weights only, without the layers they belong to" if found["weights_only"] else "no model of Keras"
        raise UsageError(f"{origin} has {reason}: it has no model_config")
    model_spec = read_config(found["model_config"], origin, found["keras_version"])
    compiled: Any = load_json(found["training_config"] or "{}", origin)
    optimizer, settings = optimizer_of(compiled if isinstance(compiled, dict) else {})
    stored = {word(layer): _tensors(tensors) for layer, tensors in found["stored"].items()}
    return model_spec._replace(stored=stored, optimizer=optimizer, optimizer_config=settings)


def stored_in(
    file: BinaryIO, place: tuple[int, int] | bytes, origin: str, groups: Mapping[str, str]
) -> dict[str, list[StoredTensor]]:
    """The tensors of a .keras file's weights by layer, for where they lie in it, or what they unpack to.

    Keras 3 writes a layer's name beside its variables; older files are told by the group, `groups` being the layer of
    each.
    """
    if isinstance(place, bytes):
        import io

        file, place = io.BytesIO(place), (0, len(place))
    found = _asked("weights", file, place, origin)["groups"]
    return {word(name or groups.get(group, group)): _tensors(tensors) for group, (name, tensors) in found.items()}


def _tensors(found: Any) -> list[StoredTensor]:
    return [StoredTensor(word(name), tuple(shape), word(dtype)) for name, shape, dtype in found]


def _asked(what: str, file: BinaryIO, place: tuple[int, int] | None, origin: str) -> Any:
    """What the other process says of a file. Raises UsageError for what it says is wrong, and where it says nothing."""
    if not is_there():
        raise MissingDependencyError("reading HDF5 needs h5py, which is not installed", tip=INSTALL)
    size = file.seek(0, os.SEEK_END)
    start, length = place or (0, size)
    with _on_disk(file) as path:
        command = [
            sys.executable,
            "-c",
            START,
            "\x1f".join(_paths()),
            str(SECONDS),
            what,
            path,
            str(start),
            str(length),
        ]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        try:
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"{origin} took longer than {PATIENCE} s to be looked at") from error
    if done.returncode == -LOOPED:
        raise UsageError(f"{origin} is a broken HDF5 file: the HDF5 library loops on it")
    if done.returncode:
        raise UsageError(f"{origin} is a broken HDF5 file: the HDF5 library crashed on it")
    found = json.loads(done.stdout)
    if "error" in found:
        raise UsageError(f"{origin} is a broken HDF5 file: {word(found['error'])}")
    return found


def _paths() -> list[str]:
    """Where the other process may import from: from where this one does, but for the folder it is in."""
    return [*(path for path in sys.path if path), str(Path(__file__).parents[2])]


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[str]:
    """A path under which the other process can open a file; what is no file on the disk is put into one."""
    name = getattr(file, "name", None)
    if isinstance(name, str):
        yield name
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.h5"
        file.seek(0)
        path.write_bytes(file.read())
        yield str(path)
