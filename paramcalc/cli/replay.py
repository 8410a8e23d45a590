"""A command of a page, run inside this process: only paramcalc's own commands that read, and nothing else.

The page can come from a stranger. So the first word must be one of the commands below, `paramcalc.readers.confinement`
keeps their files within a folder, and an answer has a length that a page can hold.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from paramcalc.cli.app import COMMANDS, COMPLETION, run
from paramcalc.cli.output import CAPTURE, Capture
from paramcalc.errors import ExitCode, UsageError
from paramcalc.pages.slots import Answer, Kind, Slot
from paramcalc.pages.words import words
from paramcalc.phrases import tr
from paramcalc.readers.confinement import RefusedError, confined_to

READING = ("cell", "explain", "compare", "cells", "frameworks", "map", "model", "solve", "identify", "check", "schema")
"""The commands that a page can have, besides those of the cells."""

REFUSED = {
    "verify": tr("it builds real layers"),
    "help": tr("write --help behind the command"),
    "docs": tr("it would run itself"),
}
"""The commands that a page cannot have, with the reason."""

NOT_REPLAYED = tr("a block of bash is not replayed, unlike one of console")
"""What an author can do with a command that a page cannot have."""

ALONE = ("--version", "--help", "-h")
"""The options that can stand without a command."""

COLUMNS = 80
"""The width of a terminal on a page."""

MOST_BYTES = 2**20
"""Bytes of an answer."""

ANSWERED = (ExitCode.OK, ExitCode.DISAGREED, ExitCode.INCOMPLETE)
"""The exit codes of a command that has an answer. No is an answer, too."""

ENVIRONMENT = {"COLUMNS": str(COLUMNS), "NO_COLOR": "1"}

DROPPED = ("LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "CLICOLOR_FORCE", "TERMINAL_WIDTH")
"""The variables of the environment that change what is printed."""

LOCK = RLock()
"""The streams and the environment are those of the whole process."""


class Replayed(NamedTuple):
    """What a command printed."""

    output: str
    messages: str
    """What it wrote to stderr; empty where both streams are one."""
    code: ExitCode
    capture: Capture


def answer_to(slot: Slot, folder: Path, form: str, encoding: str = "utf-8") -> Answer:
    """The answer of a slot of a page: what a terminal shows, or between markers the answer alone.

    `form` is the form between markers if the command names none. Raises UsageError for a command that a page cannot
    have, and between markers for one that has no answer.
    """
    command = words(slot.command)
    if slot.kind is Kind.TRANSCRIPT:
        replayed = replay(command, folder, encoding=encoding, one_stream=True)
        return Answer(replayed.output, "table")
    replayed = asked(command, folder, form, encoding)
    return Answer(replayed.output, replayed.capture.form or "text")


def asked(command: Sequence[str], folder: Path, form: str = "", encoding: str = "utf-8") -> Replayed:
    """The answer of a command that must have one. Raises UsageError with the command's own message otherwise."""
    if not command:
        raise UsageError(tr("the command is missing"), tip=tr("for example gru --units 75 --input 28"))
    replayed = replay(command, folder, form, encoding)
    if replayed.code not in ANSWERED:
        message, _, tip = replayed.messages.strip().removeprefix("paramcalc: ").partition("\n  tip: ")
        raise UsageError(message.replace("\n", " "), tip=tip.replace("\n", " ") or None)
    return replayed


def replay(
    command: Sequence[str], folder: Path, form: str = "", encoding: str = "utf-8", *, one_stream: bool = False
) -> Replayed:
    """Run a command, with its files in a folder.

    Raises UsageError for a command that a page cannot have, and RefusedError for what it must not do.
    """
    refuse(command)
    output, messages = _Stream(encoding), _Stream(encoding)
    capture = Capture(form)
    token = CAPTURE.set(capture)
    try:
        with LOCK, confined_to(folder) as confinement, _streams(output, output if one_stream else messages):
            code = run(command)
    finally:
        CAPTURE.reset(token)
    if confinement.refused:
        raise confinement.refused[0]
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code == ExitCode.INTERNAL:
        raise UsageError(f"the command failed: {messages.text() or output.text()}".rstrip())
    return Replayed(output.text(), messages.text(), code, capture)


def refuse(command: Sequence[str]) -> None:
    """Raise RefusedError for a command that a page cannot have."""
    name, *others = command or [""]
    # A name that is no command at all may stay: pages show what is said about mistakes.
    if name in REFUSED or (name in COMMANDS and name not in READING):
        reason = REFUSED.get(name, tr("it does more than read"))
        raise RefusedError(
            tr("a page cannot have paramcalc {name}: {reason}", name=name, reason=reason), tip=NOT_REPLAYED
        )
    if name.startswith("-") and not (name in ALONE and not others):
        raise RefusedError(
            tr("a page cannot have paramcalc {name}", name=name), tip=tr("start with a command, such as gru")
        )
    if COMPLETION & {word.partition("=")[0] for word in command}:
        raise RefusedError(tr("a page cannot install or show the completion of a shell"))


class _Stream(io.TextIOWrapper):
    """A stream in memory that is no terminal. Raises RefusedError when it gets too much."""

    def __init__(self, encoding: str) -> None:
        self.memory = io.BytesIO()
        super().__init__(self.memory, encoding=encoding, errors="backslashreplace", newline="\n", write_through=True)

    def write(self, text: str) -> int:
        """Write a text."""
        if self.memory.tell() > MOST_BYTES:
            raise RefusedError(tr("an answer on a page has at most {most:,} bytes", most=MOST_BYTES))
        return super().write(text)

    def text(self) -> str:
        """All that was written. Raises UsageError for a picture."""
        self.flush()
        try:
            return self.memory.getvalue().decode(self.encoding)
        except UnicodeDecodeError as error:
            raise UsageError(tr("the answer is a picture, and a page holds text")) from error


@contextmanager
def _streams(output: _Stream, messages: _Stream) -> Iterator[None]:
    """While this lasts, what is printed goes into these streams, as on a terminal of a fixed width without colours."""
    saved: tuple[Any, ...] = (sys.stdin, sys.stdout, sys.stderr)
    changed = {name: os.environ.get(name) for name in (*ENVIRONMENT, *DROPPED)}
    try:
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO()), output, messages
        for name in DROPPED:
            os.environ.pop(name, None)
        os.environ.update(ENVIRONMENT)
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = saved
        for name, value in changed.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
