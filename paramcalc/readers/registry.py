"""The registry of input formats: how each is recognised, and how it is read. To add a format, add an entry."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from paramcalc.phrases import tr
from paramcalc.readers import live
from paramcalc.readers.confinement import RefusedError, located
from paramcalc.readers.foreign import BY_HEAD

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"

SMALLEST_USER_BLOCK = 512
"""Bytes of the smallest block before the HDF5 in a file; each larger one has twice the length of the one before."""

CODING_LINE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""A comment in the first two lines of a Python source that names its encoding (PEP 263)."""

HEAD_BYTES = 256
"""Bytes from the start of a file that a format is recognised by."""


def no_object(value: object) -> bool:
    """No object in memory is of the format."""
    return False


@dataclass(frozen=True, kw_only=True)
class InputFormat:
    """A kind of input. It is recognised as a command argument, from the bytes of a file, or as an object in memory."""

    title: str
    reader: str = ""
    """The function that reads it, `module:function`: called with the file and its origin, or with the argument."""
    options: tuple[str, ...] = ()
    """The options that its reader takes: framework, name, set, weights, cell, input_shape."""
    recognises_argument: Callable[[str], object] = lambda argument: False
    recognises_bytes: Callable[[bytes], object] = lambda head: False
    recognises_text: str = ""
    """The function that recognises it in a whole text, `module:function`, where its first bytes do not tell."""
    recognises_object: Callable[[object], object] = no_object
    suffixes: tuple[str, ...] = ()
    """An argument that ends in one of these is a path, even if there is no such file."""
    is_searched_for: bool = False
    """Whether a search in folders takes the files with these suffixes."""
    takes_any_text: bool = False
    """Whether any text could be of this format, so that it is the last one tried."""
    refusal: str = ""
    """Why a file of this format is not read; empty for one that is."""
    tip: str = ""
    """What to give instead of a file that is not read."""


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
    "keras object": InputFormat(
        title=tr("a Keras model in memory"),
        reader="paramcalc.readers.live.keras:read_object",
        recognises_object=live.is_keras,
    ),
    "pytorch object": InputFormat(
        title=tr("a PyTorch module in memory"),
        reader="paramcalc.readers.live.pytorch:read_object",
        recognises_object=live.is_pytorch,
    ),
    "configuration": InputFormat(
        title=tr("a configuration of Keras"),
        reader="paramcalc.readers.live.keras:read_configuration",
        recognises_object=live.is_configuration,
    ),
    "line": InputFormat(
        title=tr("a line of layers"),
        reader="paramcalc.readers.text:read_text",
        options=("framework", "set"),
        recognises_argument=re.compile("[(>]").search,
    ),
    **{
        name: InputFormat(title=entry.title, recognises_bytes=entry.recognises, refusal=entry.refusal, tip=entry.tip)
        for name, entry in BY_HEAD.items()
    },
    "hdf5": InputFormat(
        title="HDF5",
        reader="paramcalc.readers.hdf5:read_h5",
        recognises_bytes=re.compile(re.escape(HDF5_SIGNATURE)).match,
        suffixes=(".h5", ".hdf5"),
        is_searched_for=True,
    ),
    "keras": InputFormat(
        title=tr("a .keras file"),
        reader="paramcalc.readers.archive:read_archive",
        options=("weights",),
        recognises_bytes=re.compile(rb"PK\x03\x04").match,
        suffixes=(".keras",),
        is_searched_for=True,
    ),
    "notebook": InputFormat(
        title=tr("a Jupyter notebook"),
        reader="paramcalc.readers.notebook:read_notebook",
        options=("name", "set", "cell", "input_shape"),
        recognises_bytes=re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"(cells|metadata|nbformat(_minor)?|worksheets)"').match,
        suffixes=(".ipynb",),
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
        refusal=tr("pickles are programs, and paramcalc runs nothing"),
        tip=tr("save the model as .keras, or give its Python source"),
    ),
    "page": InputFormat(
        title=tr("a page with Python"),
        reader="paramcalc.readers.page:read_page",
        options=("name", "set", "cell", "input_shape"),
        recognises_text="paramcalc.readers.page:is_page",
        suffixes=(".md", ".rst"),
    ),
    "python": InputFormat(
        title="Python source",
        reader="paramcalc.readers.files:read_python",
        options=("name", "set", "input_shape"),
        recognises_bytes=_is_text,
        takes_any_text=True,
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


def text_format(text: str) -> InputFormat | None:
    """The format of a whole text of which any could be Python source; None for one that none recognises."""
    for entry in FORMATS.values():
        module, _, function = entry.recognises_text.partition(":")
        if function and getattr(import_module(module), function)(text):
            return entry
    return None


def object_format(value: object) -> InputFormat | None:
    """The format of an object in memory; None for an unknown one.

    >>> object_format({"class_name": "Sequential"}).title
    'a configuration of Keras'
    """
    return next((entry for entry in FORMATS.values() if entry.recognises_object(value)), None)


def has_user_block(file: BinaryIO) -> bool:
    """Whether a file is HDF5 behind a block of other data; the position is at the start again."""
    size, start = file.seek(0, os.SEEK_END), SMALLEST_USER_BLOCK
    is_there = False
    while start < size and not is_there:
        file.seek(start)
        is_there = file.read(len(HDF5_SIGNATURE)) == HDF5_SIGNATURE
        start *= 2
    file.seek(0)
    return is_there


def is_path(argument: str) -> bool:
    """Whether a command argument is a path: it is `-`, ends as a known kind of file does, or exists.

    >>> is_path("train.py"), is_path("-"), is_path("GRU(75) > Dense(10)")
    (True, True, False)
    """
    suffixes = tuple(suffix for entry in FORMATS.values() for suffix in entry.suffixes)
    if argument == "-" or argument.lower().endswith(suffixes):
        return True
    try:
        return bool(argument) and located(argument).exists()
    except RefusedError:
        raise
    except (OSError, ValueError):
        return False


def is_model_argument(argument: str) -> bool:
    """Whether a command argument is a model, as a line of layers or a file, rather than the name of a cell.

    >>> is_model_argument("GRU(75)"), is_model_argument("model.keras"), is_model_argument("gruu")
    (True, True, False)
    """
    return is_path(argument) or argument_format(argument) is not None or os.sep in argument
