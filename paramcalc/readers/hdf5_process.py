"""The process that reads HDF5 files for this one: started at the first file, kept for the next ones, replaced if it
fails.

A failure counts only if the process is new. If it has read other files before, they may have damaged it, so the file is
read again by a new process.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

PROCESSOR_SECONDS = 1.5
"""The limit of processor time for a file. Headers take a hundredth of it, whatever the size of the file."""

WALL_SECONDS = 60
"""The limit of elapsed time for a file, for a busy machine or one that cannot limit processor time."""

MOST_FILES = 1000
"""Files that one process reads: a library that loses a little memory at each file is started again in time."""

MOST_ERRORS = 20
"""Broken files that one process reads: what they leave behind in the library is not known."""

TIME_LIMIT_SIGNAL = getattr(signal, "SIGPROF", 27)
"""The signal that ends a process which has used up its processor time."""

PROGRAM = """import sys
sys.path[:] = sys.argv[1].split(chr(0x1f))
from paramcalc.readers.hdf5_worker import main
main(sys.argv[2:])"""
"""The program of the process. It sets its path before it imports, so that nothing comes from the current folder."""

CAN_SEND_FILES = hasattr(socket, "send_fds")
"""Whether an open file can be handed to a running process. Windows cannot; there each file has a process of its own."""


class Failure(NamedTuple):
    """The reason why there is no answer."""

    is_slow: bool = False
    """Whether the limit of elapsed time ended the process."""
    code: int = 0
    """The exit code of the process."""

    @property
    def loops(self) -> bool:
        """Whether the limit of processor time ended the process."""
        return self.code == -TIME_LIMIT_SIGNAL


class _Process:
    """A running process, and the connection to it."""

    def __init__(self) -> None:
        self.files = self.errors = 0
        self.connection, theirs = socket.socketpair()
        with theirs:
            null = subprocess.DEVNULL
            self.process = subprocess.Popen(
                _command(str(theirs.fileno())),
                env=_environment(),
                pass_fds=[theirs.fileno()],
                stdin=null,
                stdout=null,
                stderr=null,
            )

    def ask(self, request: bytes, file: IO[bytes]) -> Any:
        """The answer, or a Failure."""
        self.connection.settimeout(WALL_SECONDS)
        try:
            socket.send_fds(self.connection, [request], [file.fileno()])
            return json.loads(self._line())
        except TimeoutError:
            self.end()
            return Failure(is_slow=True)
        except (OSError, EOFError):
            return Failure(code=self.process.wait(WALL_SECONDS))

    def _line(self) -> bytes:
        parts: list[bytes] = []
        while not parts or not parts[-1].endswith(b"\n"):
            parts.append(self.connection.recv(2**18))
            if not parts[-1]:
                raise EOFError
        return b"".join(parts)

    def end(self) -> None:
        """End it: it only reads, so there is nothing to finish."""
        self.connection.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """Close this copy of the connection: the process belongs to the one that was copied."""
        self.connection.close()
        self.process.returncode = 0


class Hdf5Reader:
    """Answers questions about HDF5 files, one at a time, in a process that is started when it is needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: _Process | None = None

    def ask(self, question: str, start: int, size: int, file: IO[bytes]) -> Any:
        """The answer of the process about `size` bytes of a file from `start` on, or a Failure."""
        if not CAN_SEND_FILES:
            return _ask_once([question, str(start), str(size)], file)
        request = json.dumps([question, start, size]).encode()
        with self.lock:
            is_new = self.process is None
            answer = self._answer(request, file)
            if not is_new and _may_be_damage(answer):
                self.end()
                answer = self._answer(request, file)
            if isinstance(answer, Failure):
                self.end()
        return answer

    def _answer(self, request: bytes, file: IO[bytes]) -> Any:
        if self.process is None:
            self.process = _Process()
        process = self.process
        try:
            answer = process.ask(request, file)
        except BaseException:
            # The answer to this question would be read as the answer to the next one.
            self.end()
            raise
        process.files += 1
        process.errors += isinstance(answer, dict) and "error" in answer
        if process.files >= MOST_FILES or process.errors >= MOST_ERRORS:
            self.end()
        return answer

    def end(self) -> None:
        """End the process, if there is one."""
        process, self.process = self.process, None
        if process is not None:
            process.end()

    def after_fork(self) -> None:
        """Leave the process to the parent of this one: two must not ask through one connection."""
        self.lock = threading.Lock()
        process, self.process = self.process, None
        if process is not None:
            process.forget()


READER = Hdf5Reader()
"""The one reader of this process."""

atexit.register(READER.end)
with suppress(AttributeError):
    os.register_at_fork(after_in_child=READER.after_fork)


def _may_be_damage(answer: Any) -> bool:
    """Whether earlier files can be the reason for this answer: the process died, or had no memory left."""
    return not answer.is_slow if isinstance(answer, Failure) else bool(answer.get("too_large"))


def _ask_once(arguments: list[str], file: IO[bytes]) -> Any:
    """The answer of a process for this file alone, which reads it as its standard input."""
    try:
        done = subprocess.run(
            _command(*arguments), env=_environment(), stdin=file, capture_output=True, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Failure(is_slow=True)
    return Failure(code=done.returncode) if done.returncode else json.loads(done.stdout)


def _command(*arguments: str) -> list[str]:
    # The import path of this process, without the current folder.
    paths = [*filter(None, sys.path), str(Path(__file__).parents[2])]
    return [sys.executable, "-c", PROGRAM, "\x1f".join(paths), str(PROCESSOR_SECONDS), *arguments]


def _environment() -> dict[str, str]:
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
