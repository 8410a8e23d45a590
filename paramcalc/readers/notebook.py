"""Models in Jupyter notebooks: the code cells are read as one program, and never run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from paramcalc.errors import UsageError, parser_words
from paramcalc.models.spec import ModelSpec, RawShape
from paramcalc.phrases import tr
from paramcalc.readers.cell_models import read_cells
from paramcalc.readers.cells import Cell
from paramcalc.readers.json_text import NO_JSON
from paramcalc.readers.streams import read_bounded
from paramcalc.readers.summaries.pages import joined, output_texts, plain

MAX_BYTES = 64 * 2**20
"""Bytes of a notebook: pictures in its outputs make it long."""

MAX_BRACKETS, MAX_COMMAS = 650_000, 2_000_000
"""Lists and objects in a notebook, and the values in them; each takes up to two hundred bytes of memory."""


def read_notebook(
    file: BinaryIO,
    origin: str,
    *,
    name: str | None = None,
    set: Mapping[str, Any] | None = None,
    cell: int | None = None,
    input_shape: Sequence[RawShape] = (),
) -> ModelSpec:
    """A model from a notebook: the one that the source has after its last code cell, or after the cell `cell`.

    A summary of the model in the notebook's own outputs is kept in `printed`.

    Raises UsageError for a file that is no notebook of Python, and as `read_source` does.
    """
    notebook = load(file, origin)
    return read_cells(
        list(cells_of(notebook, origin)),
        origin,
        name=name,
        given=set,
        cell=cell,
        shapes=input_shape,
        is_old=was_run_by_old_python(notebook),
    )


def load(file: BinaryIO, origin: str) -> Mapping[str, Any]:
    """The JSON of a notebook. Raises UsageError for one that is broken or too long."""
    data = read_bounded(file, MAX_BYTES, origin)
    if sum(map(data.count, (b"[", b"{"))) > MAX_BRACKETS or data.count(b",") > MAX_COMMAS:
        raise UsageError(
            tr("{origin} has too many values for a notebook", origin=origin), tip=tr("clear the outputs of its cells")
        )
    try:
        value = json.loads(data)
    except json.JSONDecodeError as error:
        message = NO_JSON.format(origin=origin, line=error.lineno, column=error.colno, reason=parser_words(error.msg))
        raise UsageError(message) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UsageError(tr("{origin} is not the JSON of a notebook", origin=origin)) from error
    if not isinstance(value, dict):
        raise UsageError(tr("{origin} is JSON, but not of a notebook: it has no cells", origin=origin))
    return value


def cells_of(notebook: Mapping[str, Any], origin: str) -> Iterator[Cell]:
    """The code cells of a notebook in order. Raises UsageError for one in another language than Python."""
    metadata = notebook.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = kernel.get("language") if isinstance(kernel, dict) else None
    if isinstance(language, str) and not language.lower().startswith(("python", "ipython")):
        raise UsageError(tr("{origin} is a notebook in {language}, not in Python", origin=origin, language=language))
    sheets = notebook.get("worksheets")
    number = 0
    for sheet in sheets if isinstance(sheets, list) and sheets else [notebook]:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if not isinstance(cell, dict) or cell.get("cell_type") != "code":
                continue
            number += 1
            text = joined(cell.get("source", cell.get("input"))).replace("\r\n", "\n")
            outputs = cell.get("outputs")
            entries = [entry for entry in outputs if isinstance(entry, dict)] if isinstance(outputs, list) else []
            printed = (part for entry in entries for part in output_texts(entry))
            run = cell.get("execution_count", cell.get("prompt_number"))
            shown = tuple(plain(part) for part in printed if "Param" in part)
            yield Cell(number, text, shown, run=run if isinstance(run, int) else None)


def was_run_by_old_python(notebook: Mapping[str, Any]) -> bool:
    """Whether a notebook says that a Python before 3.9 has run it, which no Keras 3 supports.

    >>> was_run_by_old_python({"metadata": {"language_info": {"version": "3.6.9"}}})
    True
    """
    metadata = notebook.get("metadata")
    info = metadata.get("language_info") if isinstance(metadata, dict) else None
    version = info.get("version") if isinstance(info, dict) else None
    numbers = re.match(r"(\d{1,3})\.(\d{1,3})", version) if isinstance(version, str) else None
    return numbers is not None and (int(numbers[1]), int(numbers[2])) < (3, 9)
