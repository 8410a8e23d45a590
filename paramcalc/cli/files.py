"""Files that a command writes: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from paramcalc.errors import UsageError, system_reason, word
from paramcalc.phrases import tr
from paramcalc.readers.confinement import forbid

WRITING = tr("write a file")
"""What a command of a page must not do."""


def check_writable(file: str) -> None:
    """Raise UsageError for a path that cannot become a file, before an answer is computed for it."""
    forbid(WRITING)
    target = _target(file)
    if target.is_dir():
        raise UsageError(tr("cannot write {file}: it is a directory", file=word(file)))
    if not target.parent.is_dir():
        raise UsageError(
            tr("cannot write {file}: there is no directory {parent}", file=word(file), parent=word(str(target.parent)))
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise UsageError(tr("cannot write {file}: permission denied", file=word(file)))


def write_whole(file: str, pieces: Iterable[str | bytes]) -> None:
    """Write text, as UTF-8, and bytes to a file. If anything fails on the way, the file stays as it was.

    Raises UsageError where the file cannot be written.
    """
    forbid(WRITING)
    try:
        with _replacing(_target(file)) as stream:
            for piece in pieces:
                stream.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace"))
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as error:
        raise UsageError(tr("cannot write {file}: {reason}", file=word(file), reason=system_reason(error))) from error


def _target(file: str) -> Path:
    """The file that a path leads to: a link stays a link."""
    try:
        return Path(file).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(tr("cannot write {file}: {error}", file=word(file), error=error)) from error


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A stream to a new file beside the target, which replaces the target at the end."""
    if target.exists() and not target.is_file():
        # A device or a pipe takes bytes as they come; there is nothing to replace.
        with target.open("wb") as stream:
            yield stream
        return
    import tempfile

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".paramcalc-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _umask() -> int:
    """The permissions that new files do not get. It can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
