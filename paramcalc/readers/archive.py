"""A .keras file: a zip with the configuration, the version that wrote it, and the weights."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any, BinaryIO

from paramcalc.errors import UsageError
from paramcalc.models.spec import ModelSpec
from paramcalc.readers.config import LONGEST, load_json, read_config

LARGEST_DIRECTORY = 2**20
"""Bytes of a zip's list of entries: Keras writes three, and some thousand assets at most."""

LARGEST_PACKED = 64 * 2**20
"""Bytes of weights that are unpacked to be looked at; Keras itself does not pack them."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    IndexError,
    OverflowError,
)
"""What reading a broken zip ends with."""


def read_archive(file: BinaryIO, origin: str) -> ModelSpec:
    """A model from a .keras file.

    Raises UsageError for a file that is no such zip, with what is missing.
    """
    _check_directory(file, origin)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "config.json" not in names:
                raise UsageError(_what_it_is(names, origin))
            config = _entry(archive, "config.json", origin)
            metadata: Any = (
                load_json(_entry(archive, "metadata.json", origin), origin) if "metadata.json" in names else {}
            )
    except UsageError:
        raise
    except BROKEN as error:
        raise UsageError(f"{origin} is a broken .keras file: {error or type(error).__name__}") from error
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    return read_config(config, f"config.json of {origin}", version if isinstance(version, str) else None)._replace(
        origin=origin
    )


def _what_it_is(names: set[str], origin: str) -> str:
    if any(name.endswith("data.pkl") for name in names):
        return f"{origin} is a PyTorch checkpoint: it holds weights as a pickle, which is a program, and no layers"
    return f"{origin} is a zip, but no .keras file: it has no config.json"


def _entry(archive: zipfile.ZipFile, name: str, origin: str) -> bytes:
    with archive.open(name) as entry:
        data = entry.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise UsageError(f"{name} of {origin} unpacks to more than {LONGEST:,} bytes")
    return data


def _check_directory(file: BinaryIO, origin: str) -> None:
    """Refuse a list of entries that would take much memory, before it is read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_600))
    tail = file.read(65_600)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        raise UsageError(f"{origin} is a zip that ends too early: its list of entries is missing")
    length = struct.unpack_from("<L", tail, end + 12)[0]
    if end >= 20 and tail[end - 20 : end - 16] == b"PK\x06\x07":
        # Of a large file the list is told by a record of its own, to which this one points.
        file.seek(min(struct.unpack_from("<Q", tail, end - 12)[0], size))
        wide = file.read(56)
        length = max(length, struct.unpack_from("<Q", wide, 40)[0] if len(wide) == 56 else LARGEST_DIRECTORY + 1)
    if length > LARGEST_DIRECTORY:
        raise UsageError(
            f"the list of entries of {origin} has {length:,} bytes; at most {LARGEST_DIRECTORY:,} are read"
        )
    file.seek(0)


def weights_in(file: BinaryIO, name: str = "model.weights.h5") -> tuple[int, int] | bytes | None:
    """Where the weights lie inside a .keras file, or what they unpack to; None without any, or with too many packed.

    Raises UsageError for a broken zip.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            info = next((each for each in archive.infolist() if each.filename == name), None)
            if info is None:
                return None
            if info.compress_type != zipfile.ZIP_STORED:
                with archive.open(info) as entry:
                    data = entry.read(LARGEST_PACKED + 1)
                return data if len(data) <= LARGEST_PACKED else None
            return _start(file, info), info.file_size
    except BROKEN as error:
        raise UsageError(f"the weights cannot be read: {error or type(error).__name__}") from error


def _start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where an unpacked entry begins: what stands before it is its header, with two lengths that vary."""
    file.seek(info.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04" or len(header) < 30:
        raise zipfile.BadZipFile("an entry is not where the list says")
    name, extra = struct.unpack_from("<HH", header, 26)
    return int(info.header_offset + 30 + name + extra)
