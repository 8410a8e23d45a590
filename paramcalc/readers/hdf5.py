"""HDF5 files: the configuration in a .h5 file, and the shapes of the tensors in any HDF5 file.

The HDF5 library is a large C library. A broken file can make it crash, loop forever or use up all memory, so HDF5 files
are read in a separate process, and every failure there becomes one error here.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import IO, Any, BinaryIO

from paramcalc.errors import MissingDependencyError, UsageError, word
from paramcalc.models.spec import ModelSpec, StoredTensor
from paramcalc.phrases import labelled, tr
from paramcalc.readers.config import optimizer_of, read_config
from paramcalc.readers.json_text import load_json

INSTALL = 'pip install "paramcalc[h5]"'


@cache
def is_there() -> bool:
    """Whether h5py is installed; it is not imported."""
    return find_spec("h5py") is not None


def read_h5(file: BinaryIO, origin: str) -> ModelSpec:
    """A model from a .h5 file, with the tensors that the file holds.

    Raises MissingDependencyError without h5py, UsageError for a file that is broken or holds no model.
    """
    contents = _ask_worker("model", file, None, origin)
    if contents["model_config"] is None:
        reason = (
            tr("only weights, and not the layers they belong to") if contents["weights_only"] else tr("no Keras model")
        )
        raise UsageError(tr("{origin} has {reason}: it has no model_config", origin=origin, reason=reason))
    model_spec = read_config(contents["model_config"], origin, contents["keras_version"])
    training: Any = load_json(contents["training_config"] or "{}", origin)
    optimizer, settings = optimizer_of(training if isinstance(training, dict) else {})
    stored = {word(layer): _tensors(tensors) for layer, tensors in contents["stored"].items()}
    return model_spec._replace(stored=stored, optimizer=optimizer, optimizer_config=settings)


def stored_in(
    file: BinaryIO, location: tuple[int, int] | bytes, origin: str, groups: Mapping[str, str]
) -> dict[str, list[StoredTensor]]:
    """The tensors of a .keras file by layer, from the position and length of its weights, or from their bytes.

    Keras 3 writes the name of the layer beside its variables. Older files only have the name of the group; `groups`
    gives the layer of each.
    """
    if isinstance(location, bytes):
        file, location = io.BytesIO(location), (0, len(location))
    contents = _ask_worker("weights", file, location, origin)["groups"]
    return {word(name or groups.get(group, group)): _tensors(tensors) for group, (name, tensors) in contents.items()}


def _tensors(records: Any) -> list[StoredTensor]:
    return [StoredTensor(word(name), tuple(shape), word(dtype)) for name, shape, dtype in records]


def _ask_worker(question: str, file: BinaryIO, location: tuple[int, int] | None, origin: str) -> Any:
    """The answer of the worker process. Raises UsageError for an error that it reports, and if it fails itself."""
    if not is_there():
        raise MissingDependencyError(tr("reading HDF5 needs h5py, which is not installed"), tip=INSTALL)
    # Imported here: a model without HDF5 needs no process.
    from paramcalc.readers import hdf5_process

    start, length = location or (0, file.seek(0, os.SEEK_END))
    with _on_disk(file) as on_disk:
        answer = hdf5_process.READER.ask(question, start, length, on_disk)
    if isinstance(answer, hdf5_process.Failure):
        if answer.is_slow:
            raise UsageError(
                tr(
                    "reading {origin} took longer than {seconds} s",
                    origin=origin,
                    seconds=hdf5_process.WALL_SECONDS,
                )
            )
        loops = tr("{origin} is a broken HDF5 file: the HDF5 library loops on it", origin=origin)
        crashed = tr("{origin} is a broken HDF5 file: the HDF5 library crashed on it", origin=origin)
        raise UsageError(loops if answer.loops else crashed)
    if "error" in answer:
        too_large, broken = tr("{origin} is too large to be read"), tr("{origin} is a broken HDF5 file")
        what = (too_large if answer.get("too_large") else broken).format(origin=origin)
        raise UsageError(labelled(what, word(answer["error"])))
    return answer


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[IO[bytes]]:
    """The file for the worker process to read as its standard input; one in memory is copied to the disk."""
    if not isinstance(file, io.BytesIO):
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        copy.write(file.getbuffer())
        copy.flush()
        yield copy
