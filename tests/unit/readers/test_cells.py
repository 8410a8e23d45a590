"""Cells become one program in which every line knows its cell."""

from __future__ import annotations

import pickle

import pytest

from paramcalc.errors import CellLine, UsageError, line_text
from paramcalc.readers.cells import TF1, TF2, Cell, era_of, program_of

CELLS = [Cell(1, "%cd x\nimport keras"), Cell(2, ""), Cell(3, "a = 1\nif a:\n    b = 2")]


def test_the_lines_of_a_program():
    program = program_of(CELLS, "a.ipynb")
    assert [len(cell) for cell in program.cells] == [2, 0, 2]
    assert [statement.lineno for statement in program.tree.body] == [1, 2, 4, 5]
    inside = program.cells[2][1].body[0]
    assert line_text(inside.lineno) == "cell 3, line 3"
    assert line_text(inside.end_lineno) == "cell 3, line 3"


def test_the_lines_of_a_page_are_its_own():
    program = program_of([Cell(1, "a = 1\nb = 2", line=10)], "a.md")
    assert [line_text(statement.lineno) for statement in program.tree.body] == ["line 11", "line 12"]


def test_a_line_can_be_copied():
    line = pickle.loads(pickle.dumps(CellLine(12, 3, 2)))
    assert (line, line.cell, line.line) == (12, 3, 2)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (Cell(4, "a = 1\nb = = 2"), "a.ipynb, cell 4, line 2: invalid syntax"),
        (Cell(4, "b = = 2", line=7), "a.ipynb, line 8: invalid syntax"),
        (Cell(4, "(" * 300), "a.ipynb, cell 4"),
    ],
)
def test_a_cell_that_is_not_python(cell, says):
    with pytest.raises(UsageError, match=says):
        program_of([*CELLS, cell], "a.ipynb")


@pytest.mark.parametrize(
    ("command", "era"),
    [
        ("tensorflow_version 1.x", TF1),
        ("tensorflow_version 2.x", TF2),
        ("pip install -q tensorflow==1.15.2", TF1),
        ("pip install tensorflow-gpu==2.8", TF2),
        ("pip install tensorflow==2.16.1", None),
        ("pip install keras==2.2.4", TF1),
        ("pip install keras==2.6", TF2),
        ("pip install keras==3.0", None),
        ("pip install numpy==1.15", None),
        ("echo tensorflow==1.15", None),
    ],
)
def test_the_version_that_a_command_installs(command, era):
    assert era_of([command]) == era
    assert (
        program_of([Cell(1, f"!{command}" if " " in command and "pip" in command else f"%{command}")], "a").era == era
    )
