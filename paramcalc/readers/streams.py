"""Files, pipes and standard input, opened so that they can be read more than once and nothing waits for ever."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from paramcalc.errors import UsageError, system_reason
from paramcalc.phrases import tr
from paramcalc.readers.confinement import check_regular, located

MAX_STREAM_BYTES = 128 * 2**20
"""Bytes that are read from standard input and from pipes, which are copied to a temporary file."""

CHUNK_BYTES = 2**16

WAIT_SECONDS = 5.0
"""How long a named pipe may write nothing: one that no program writes to would block for ever."""

STREAMS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""The paths of what is open already. Another program holds the other end of such a pipe, which may take its time."""


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file at a path, or standard input for `-`, as a file in which one can go back.

    Raises UsageError for a path that cannot be read, for a directory or a device, and for a stream that is too long.
    """
    if path == "-":
        located(path)
        if sys.stdin is None:
            raise UsageError(tr("cannot read standard input: it is closed"))
        with _copy(sys.stdin.buffer.read, tr("standard input")) as copy:
            yield copy
        return
    with _open(path) as file:
        if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
            with _copy(_pipe(file, path), path) as copy:
                yield copy
        else:
            yield file


def _open(path: str) -> BinaryIO:
    """The file at a path, which is not waited for: opening a named pipe would wait until something writes to it."""
    if "\0" in path:
        raise UsageError(tr("cannot read {path!r}: a path has no null character", path=path))
    try:
        target = located(path)
        mode = target.stat().st_mode
        check_regular(path, mode)
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise UsageError(tr("cannot read {path}: it is a device", path=path), tip=tr("- reads standard input"))
        return os.fdopen(os.open(target, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")
    except OSError as error:
        raise UsageError(tr("cannot read {path}: {reason}", path=path, reason=system_reason(error))) from error


def _pipe(file: BinaryIO, path: str) -> Callable[[int], bytes]:
    """A function that reads from a pipe, and gives up where a named one stays silent."""
    import select

    limit = None if path.startswith(STREAMS) else WAIT_SECONDS

    def read(size: int) -> bytes:
        if not select.select([file], [], [], limit)[0]:
            raise UsageError(
                tr(
                    "cannot read {path}: it is a pipe, and nothing was written to it for {limit:g} s",
                    path=path,
                    limit=limit,
                )
            )
        return os.read(file.fileno(), size)

    return read


@contextmanager
def _copy(read: Callable[[int], bytes], origin: str) -> Iterator[BinaryIO]:
    """A temporary file with all that `read` gives."""
    import tempfile

    length = 0
    with tempfile.TemporaryFile() as copy:
        while data := read(CHUNK_BYTES):
            length += len(data)
            if length > MAX_STREAM_BYTES:
                raise UsageError(
                    tr(
                        "{origin} has more than {most:,} bytes",
                        origin=origin,
                        most=MAX_STREAM_BYTES,
                    ),
                    tip=tr("give the name of a file"),
                )
            copy.write(data)
        copy.flush()
        copy.seek(0)
        yield copy


def read_bounded(file: BinaryIO, most: int, origin: str) -> bytes:
    """The bytes of a file. Raises UsageError where there are more than `most`, before they are in memory."""
    data = file.read(most + 1)
    if len(data) > most:
        raise UsageError(tr("{origin} has more than {most:,} bytes", origin=origin, most=most))
    return data
