"""A source that consists of cells: a notebook, or a page with code. It is read as one program."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paramcalc.errors import CellLine, UsageError, parser_reason
from paramcalc.phrases import joined, labelled, tr
from paramcalc.readers.magics import as_python, expanded

TF1, TF2 = (2, 0), (2, 21)
"""The Keras of TensorFlow 1, and Keras 2 on TensorFlow 2, by their versions in `frameworks`."""

PIN = re.compile(
    r"\b(?P<name>tensorflow(?:[-_](?:gpu|cpu))?|keras)\s*(?:==|~=)\s*(?P<major>\d+)(?:\.(?P<minor>\d+))?", re.I
)
"""A version that a command installs."""

COLAB = re.compile(r"tensorflow_version\s+(?P<major>[12])\b")


class Cell(NamedTuple):
    """A cell with code."""

    number: int
    """Its place among the cells with code, from 1."""
    text: str
    outputs: tuple[str, ...] = ()
    """The texts that it printed."""
    line: int = 0
    """The line of the page in which it begins; 0 where lines are counted from the cell's beginning."""
    run: int | None = None
    """When it was run last, as the notebook counts; None for a cell that was not run."""


class Program(NamedTuple):
    """A source as statements: those of one cell after those of another."""

    tree: ast.Module
    cells: tuple[tuple[ast.stmt, ...], ...]
    """The statements of every cell; a script is one cell."""
    is_notebook: bool = False
    """Whether a cell that raises ends, and the next one begins."""
    era: tuple[int, ...] | None = None
    """The version of Keras that the source installs; None where it does not say."""


def program_of(cells: Sequence[Cell], origin: str) -> Program:
    """The program of these cells, the magics left out. Every line knows its cell.

    Raises UsageError, naming the cell and line, for a cell that is not Python.
    """
    commands: list[str] = []
    blocks = []
    first = 0
    for cell in cells:
        blocks.append(tuple(expanded(_statements(cell, first, origin), commands.append)))
        first += cell.text.count("\n") + 1
    tree = ast.Module(body=[statement for block in blocks for statement in block], type_ignores=[])
    return Program(tree, tuple(blocks), is_notebook=True, era=era_of(commands))


def script(tree: ast.Module) -> Program:
    """The program of one file of Python, in which IPython's calls may stand if it was exported from a notebook."""
    commands: list[str] = []
    body = expanded(tree.body, commands.append)
    return Program(ast.Module(body=body, type_ignores=[]), (tuple(body),), era=era_of(commands))


def _statements(cell: Cell, first: int, origin: str) -> list[ast.stmt]:
    """The statements of a cell, their lines counted from the first cell's beginning."""
    text = as_python(cell.text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        line = max(error.lineno or 1, 1)
        place = (
            tr("line {line}", line=cell.line + line)
            if cell.line
            else tr("cell {number}, line {line}", number=cell.number, line=line)
        )
        message = labelled(joined(tr(", "), (origin, place)), parser_reason(error))
        raise UsageError(message, tip=tr("the code must be Python")) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            tr("{origin}, cell {number}: {error}", origin=origin, number=cell.number, error=parser_reason(error))
        ) from error
    for part in ast.walk(tree):
        number = getattr(part, "lineno", None)
        if number is not None:
            part.lineno = _line(cell, first, number)  # type: ignore[attr-defined]  # it has one
        last = getattr(part, "end_lineno", None)
        if last is not None:
            part.end_lineno = _line(cell, first, last)  # type: ignore[attr-defined]  # it has one
    return tree.body


def _line(cell: Cell, first: int, line: int) -> int:
    return cell.line + line if cell.line else CellLine(first + line, cell.number, line)


def era_of(commands: Iterable[str]) -> tuple[int, ...] | None:
    """The version of Keras that the commands of a source install or choose; None where they do not say.

    >>> era_of(["tensorflow_version 1.x"]), era_of(["pip install tensorflow==2.8"]), era_of(["ls"])
    ((2, 0), (2, 21), None)
    """
    era: tuple[int, ...] | None = None
    for command in commands:
        if match := COLAB.search(command):
            era = TF1 if match["major"] == "1" else TF2
        for pin in PIN.finditer(command) if "install" in command else ():
            era = _era_of_pin(pin["name"].lower(), int(pin["major"]), int(pin["minor"] or 0)) or era
    return era


def _era_of_pin(name: str, major: int, minor: int) -> tuple[int, ...] | None:
    if name == "keras":
        return TF1 if (major, minor) < (2, 4) else TF2 if major == 2 else None
    return TF1 if major == 1 else TF2 if (major, minor) < (2, 16) else None
