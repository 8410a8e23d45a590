"""A part of a file as a file of its own."""

from __future__ import annotations

import io
from typing import Any, BinaryIO


class Window(io.RawIOBase):
    """So many bytes of a file from a place on."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self.file = file
        self.start = start
        self.size = size
        self.at = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read here and there."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        self.at = max(0, base + offset)
        return self.at

    def tell(self) -> int:
        """The place."""
        return self.at

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there is something left; gives how many bytes."""
        self.file.seek(self.start + self.at)
        data = self.file.read(min(len(buffer), max(0, self.size - self.at)))
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)
