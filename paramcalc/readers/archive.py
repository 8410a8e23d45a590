"""A .keras file: a zip with the configuration, the version of Keras that wrote it, and the weights."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from paramcalc.errors import UsageError
from paramcalc.models.spec import ModelSpec
from paramcalc.phrases import tr
from paramcalc.readers import hdf5
from paramcalc.readers.config import read_config
from paramcalc.readers.construct import Names
from paramcalc.readers.foreign import zip_format
from paramcalc.readers.json_text import MAX_CONFIG_BYTES, load_json
from paramcalc.readers.window import Window

METADATA, WEIGHTS = "metadata.json", "model.weights.h5"

MAX_DIRECTORY_BYTES = 2**20
"""Bytes of a zip's central directory; Keras writes three entries, and a few thousand assets at most."""

MAX_UNPACKED_BYTES = 64 * 2**20
"""Bytes of compressed weights that are unpacked; Keras itself does not compress them."""

MAX_METADATA_BYTES = 2**20

METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "BZIP2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
"""Ways to compress an entry of a zip that are refused: Keras stores or deflates.

`zipfile` unpacks a whole BZIP2 or LZMA stream at once, whatever number of bytes is asked for.
"""

IS_ENCRYPTED = 1
"""The bit of an entry's flags."""

BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError, OverflowError)
"""The errors that `zipfile` raises for a broken file."""


class _Refused(BadZipFile):
    """A zip that paramcalc itself calls broken, in words for the user."""


class _Bounded(Window):
    """A file that refuses to read much at once: `zipfile` reads a whole central directory into memory."""

    def read(self, size: int = -1) -> bytes | None:
        """Read as from any file. Raises BadZipFile for too large a size."""
        if size > MAX_DIRECTORY_BYTES:
            raise _Refused(
                tr(
                    "its list of entries has {size:,} bytes; at most {most:,} are read",
                    size=size,
                    most=MAX_DIRECTORY_BYTES,
                )
            )
        return super().read(size)


@contextmanager
def _opened(file: BinaryIO, origin: str) -> Iterator[ZipFile]:
    """The zip in a file. Raises UsageError where `zipfile` cannot read it, or would need much memory."""
    try:
        ZipFile(_Bounded(file, 0, file.seek(0, io.SEEK_END))).close()  # type: ignore[call-overload]
        with ZipFile(file) as archive:
            yield archive
    except UsageError:
        raise
    except BROKEN as error:
        reason = str(error) if isinstance(error, _Refused) else tr("its content is cut off or damaged")
        raise UsageError(tr("{origin} is a broken .keras file: {reason}", origin=origin, reason=reason)) from error


def read_archive(file: BinaryIO, origin: str, *, weights: bool = True) -> ModelSpec:
    """A model from a .keras file, with the shapes of its tensors if `weights` is on and h5py is installed.

    Raises UsageError for a broken zip, and for one that Keras did not write.
    """
    with _opened(file, origin) as archive:
        names = set(archive.namelist())
        if "config.json" not in names:
            other = zip_format(names)
            if other is not None:
                raise other.error(origin)
            raise UsageError(tr("{origin} is a zip, but not a .keras file: it has no config.json", origin=origin))
        config = _entry(archive, "config.json", origin, MAX_CONFIG_BYTES)
        described = _entry(archive, METADATA, origin, MAX_METADATA_BYTES) if METADATA in names else b"{}"
        location = _weights_of(archive, file, origin) if weights and hdf5.is_there() else None
    metadata: Any = load_json(described, origin)
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    model_spec = read_config(
        config, tr("config.json of {origin}", origin=origin), version if isinstance(version, str) else None
    )
    model_spec = model_spec._replace(origin=origin)
    if not weights:
        return model_spec
    if not hdf5.is_there():
        note = tr("the stored weights were not compared: that needs h5py ({install})", install=hdf5.INSTALL)
        return model_spec._replace(notes=(*model_spec.notes, note))
    if location is None:
        return model_spec
    # Keras numbers the groups by layer class: gru, gru_1.
    group_names, graph = Names(), model_spec.root.graph
    groups = {group_names.next(layer.kind): layer.name for layer in (graph.layers if graph else ())}
    return model_spec._replace(
        stored=hdf5.stored_in(file, location, tr("{weights} of {origin}", weights=WEIGHTS, origin=origin), groups)
    )


def _entry(archive: ZipFile, name: str, origin: str, most: int) -> bytes:
    """The bytes of an entry. Raises UsageError where there are more than `most`, without unpacking them."""
    with _entry_opened(archive, name, origin) as entry:
        data: bytes = entry.read(most + 1)
    if len(data) > most:
        raise UsageError(
            tr("{name} of {origin} unpacks to more than {most:,} bytes", name=name, origin=origin, most=most)
        )
    return data


def _entry_opened(archive: ZipFile, name: str, origin: str) -> IO[bytes]:
    """An entry to be read. Raises UsageError for one that is encrypted or packed in a way that cannot be bounded."""
    info = archive.getinfo(name)
    if info.flag_bits & IS_ENCRYPTED:
        raise UsageError(tr("{name} of {origin} is encrypted", name=name, origin=origin))
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        method = METHODS.get(info.compress_type, tr("method {compress_type}", compress_type=info.compress_type))
        tip = tr("Keras stores or deflates them: save the model again, or repack it with zip")
        raise UsageError(
            tr(
                "{name} of {origin} is packed with {method}, which is not read", name=name, origin=origin, method=method
            ),
            tip=tip,
        )
    return archive.open(info)


def weights_in(file: BinaryIO, origin: str) -> tuple[int, int] | bytes | None:
    """The position and length of the weights in a .keras file, or their bytes where they are compressed.

    None for a file without weights, or with more compressed ones than are unpacked.

    Raises UsageError for a broken zip.
    """
    with _opened(file, origin) as archive:
        return _weights_of(archive, file, origin)


def _weights_of(archive: ZipFile, file: BinaryIO, origin: str) -> tuple[int, int] | bytes | None:
    info = next((entry for entry in archive.infolist() if entry.filename == WEIGHTS), None)
    if info is None:
        return None
    if info.compress_type == ZIP_STORED:
        # The data begins behind a header with two fields of variable length.
        file.seek(info.header_offset)
        header = file.read(30)
        if header[:4] != b"PK\x03\x04" or len(header) < 30:
            raise _Refused(tr("an entry is not where the list says"))
        return info.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26)), info.file_size
    with _entry_opened(archive, WEIGHTS, origin) as entry:
        data = entry.read(MAX_UNPACKED_BYTES + 1)
    return data if len(data) <= MAX_UNPACKED_BYTES else None
