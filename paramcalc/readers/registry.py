"""The registry of input formats: how each is recognised, and how it is read. To add a format, add an entry."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CODING_LINE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""A comment in the first two lines of a Python source that names its encoding (PEP 263)."""

HEAD_BYTES = 256
"""Bytes from the start of a file that a format is recognised by."""


@dataclass(frozen=True, kw_only=True)
class InputFormat:
    """A kind of input. It is recognised either as a command argument or from the first bytes of a file."""

    title: str
    reader: str = ""
    """The function that reads it, `module:function`: called with the file and its origin, or with the argument."""
    options: tuple[str, ...] = ()
    """The options that apply to it: framework, name, set, weights."""
    recognises_argument: Callable[[str], object] = lambda argument: False
    recognises_bytes: Callable[[bytes], object] = lambda head: False
    suffixes: tuple[str, ...] = ()
    """An argument that ends in one of these is a path, even if there is no such file."""
    refusal: str = ""
    """Why a file of this format is not read; empty for one that is."""


def _is_text(head: bytes) -> bool:
    """Whether a file begins with UTF-8 text, or names another encoding in its first two lines, as Python allows."""
    if any(CODING_LINE.match(line) for line in head.splitlines()[:2]):
        return True
    try:
        # The decoder accepts a character that is cut off at the end.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


FORMATS: dict[str, InputFormat] = {
    "line": InputFormat(
        title="a line of layers",
        reader="paramcalc.readers.text:read_text",
        options=("framework", "set"),
        recognises_argument=re.compile("[(>]").search,
    ),
    "hdf5": InputFormat(
        title="HDF5",
        reader="paramcalc.readers.hdf5:read_h5",
        recognises_bytes=re.compile(rb"\x89HDF\r\n\x1a\n").match,
        suffixes=(".h5", ".hdf5"),
    ),
    "keras": InputFormat(
        title="a .keras file",
        reader="paramcalc.readers.archive:read_archive",
        options=("weights",),
        recognises_bytes=re.compile(rb"PK\x03\x04").match,
        suffixes=(".keras",),
    ),
    "notebook": InputFormat(
        title="a Jupyter notebook",
        recognises_bytes=re.compile(rb'\s*\{\s*"(cells|metadata|nbformat)"').match,
        refusal="export it as a Python script",
    ),
    "json": InputFormat(
        title="JSON",
        reader="paramcalc.readers.files:read_json",
        recognises_bytes=re.compile(rb"(\xef\xbb\xbf)?\s*[{\[]").match,
        suffixes=(".json",),
    ),
    "pickle": InputFormat(
        title="a pickle",
        recognises_bytes=re.compile(rb"\x80").match,
        refusal="pickles are programs, and paramcalc runs nothing",
    ),
    "python": InputFormat(
        title="Python source",
        reader="paramcalc.readers.files:read_python",
        options=("name", "set"),
        recognises_bytes=_is_text,
        suffixes=(".py",),
    ),
}
"""The formats in the order in which they are tried: Python source, which any text could be, comes last."""


def argument_format(argument: str) -> InputFormat | None:
    """The format of a command argument; None for a path.

    >>> argument_format("GRU(75) > Dense(10)").title, argument_format("train.py"), argument_format("-")
    ('a line of layers', None, None)
    """
    if is_path(argument):
        return None
    return next((entry for entry in FORMATS.values() if entry.recognises_argument(argument)), None)


def file_format(head: bytes) -> InputFormat | None:
    """The format of a file, from its first bytes; None for an unknown one.

    >>> file_format(b'{"class_name": "Sequential"}').title, file_format(bytes(range(144, 256)))
    ('JSON', None)
    """
    return next((entry for entry in FORMATS.values() if entry.recognises_bytes(head)), None)


def is_path(argument: str) -> bool:
    """Whether a command argument is a path: it is `-`, ends as a known kind of file does, or exists.

    >>> is_path("train.py"), is_path("-"), is_path("GRU(75) > Dense(10)")
    (True, True, False)
    """
    suffixes = tuple(suffix for entry in FORMATS.values() for suffix in entry.suffixes)
    if argument == "-" or argument.lower().endswith(suffixes):
        return True
    try:
        return bool(argument) and Path(argument).exists()
    except (OSError, ValueError):
        return False


def is_model_argument(argument: str) -> bool:
    """Whether a command argument is a model, as a line of layers or a file, rather than the name of a cell.

    >>> is_model_argument("GRU(75)"), is_model_argument("model.keras"), is_model_argument("gruu")
    (True, True, False)
    """
    return is_path(argument) or argument_format(argument) is not None or os.sep in argument
