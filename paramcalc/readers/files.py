"""A model from a file, whatever it is: told by what stands in it, not by its name."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec, ModelSpec
from paramcalc.readers.config import LONGEST, read_config
from paramcalc.readers.construct import Names

LARGEST_STREAM = 128 * 2**20
"""Bytes that are read from standard input, which cannot be read here and there."""

ZIP, HDF5, PICKLE = b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"\x80"


def read_file(
    path: str, *, weights: bool = True, name: str | None = None, given: Mapping[str, Any] | None = None
) -> ModelSpec:
    """A model from a file, or from standard input for `-`.

    `weights` says whether the shapes of the tensors in a .keras file are looked at, where h5py is there; `name` and
    `given` are for Python source, see `read_source`.

    Raises UsageError for a file that cannot be read or holds no model, MissingDependencyError for HDF5 without h5py.
    """
    if path == "-":
        if sys.stdin is None:
            raise UsageError("cannot read standard input: it is closed")
        data = sys.stdin.buffer.read(LARGEST_STREAM + 1)
        if len(data) > LARGEST_STREAM:
            raise UsageError(f"standard input has more than {LARGEST_STREAM:,} bytes", tip="give the file's name")
        return _read(io.BytesIO(data), "standard input", "", weights, name, given)
    try:
        if Path(path).is_dir():
            raise UsageError(f"{path} is a directory{_saved_model(path)}")
        with Path(path).open("rb") as opened:
            file = opened if opened.seekable() else io.BytesIO(opened.read(LARGEST_STREAM))
            return _read(file, path, Path(path).suffix, weights, name, given)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"cannot read {path!r}: {error}") from error


def _saved_model(path: str) -> str:
    if not (Path(path) / "saved_model.pb").exists():
        return ""
    return " with a SavedModel, which is a program and not layers; save it as .keras"


def _read(
    file: BinaryIO, origin: str, suffix: str, weights: bool, name: str | None, given: Mapping[str, Any] | None
) -> ModelSpec:
    start = file.read(8)
    file.seek(0)
    if not start:
        raise UsageError(f"{origin} is empty")
    if start != HDF5 and not start.startswith(ZIP) and not _is_json(file):
        return _source(file, origin, suffix, start, name, given)
    for option, value in (("--name", name), ("--set", given)):
        if value:
            raise UsageError(f"{option} is for Python source; {origin} is none")
    if start == HDF5:
        from paramcalc.readers.hdf5 import read_h5

        return read_h5(file, origin)
    if start.startswith(ZIP):
        from paramcalc.readers.archive import read_archive

        return _with_weights(read_archive(file, origin), file, weights)
    return read_config(_all(file, origin), origin)


def _is_json(file: BinaryIO) -> bool:
    start = file.read(256).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    return start[:1] in (b"{", b"[")


def _all(file: BinaryIO, origin: str) -> bytes:
    data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise UsageError(f"{origin} has more than {LONGEST:,} bytes")
    return data.removeprefix(b"\xef\xbb\xbf")


def _source(
    file: BinaryIO, origin: str, suffix: str, start: bytes, name: str | None, given: Mapping[str, Any] | None
) -> ModelSpec:
    from paramcalc.readers.source import decoded, read_source

    if start.startswith(PICKLE):
        raise UsageError(f"{origin} is a pickle, which is a program: it is not read")
    text = decoded(_all(file, origin), origin)
    if suffix == ".ipynb":
        raise UsageError(f"{origin} is a notebook", tip="jupyter nbconvert --to script writes its source")
    return read_source(text, origin, name=name, given=given)


def _groups(spec: LayerSpec) -> dict[str, str]:
    """The groups that Keras stores a model's layers in, counted by class, and the name of the layer in each."""
    names = Names()
    return {names.next(layer.kind): layer.name for layer in (spec.graph.layers if spec.graph else ())}


def _with_weights(model_spec: ModelSpec, file: BinaryIO, weights: bool) -> ModelSpec:
    """The same with the shapes of what the file stores, if they are wanted and can be read."""
    from paramcalc.readers import hdf5

    if not weights:
        return model_spec
    if not hdf5.is_there():
        note = f"the stored weights were not compared: that needs h5py ({hdf5.INSTALL})"
        return model_spec._replace(notes=(*model_spec.notes, note))
    from paramcalc.readers.archive import weights_in

    place = weights_in(file)
    if place is None:
        return model_spec
    stored = hdf5.stored_in(file, place, f"model.weights.h5 of {model_spec.origin}", _groups(model_spec.root))
    return model_spec._replace(stored=stored)
