"""Notebooks: the cells that are code, one after another, and which model is meant."""

from __future__ import annotations

import io
import json

import pytest

from paramcalc.cli.app import run
from paramcalc.errors import UsageError
from paramcalc.readers import notebook as reader
from paramcalc.readers.notebook import read_notebook, was_run_by_old_python
from tests.unit.readers.notebooks import HEAD, code, model_of, notebook

TWO = (HEAD, "model = Sequential([Input((4,)), layers.Dense(8)])", "model.add(layers.Dense(1))")

SEVERAL = (
    HEAD,
    "small = Sequential([Input((4,)), layers.Dense(1)])\nlarge = Sequential([Input((4,)), layers.Dense(2)])",
    "small.summary()",
    "large.summary()",
    "small.fit(x, y)",
    "other = Sequential([Input((4,)), layers.Dense(3)])",
    "def show(model):\n    model.summary()",
    "show(large)",
    "small.summary(); large.summary()",
    "from outside import thing\nthing.summary()",
)


@pytest.mark.parametrize(("cell", "total"), [(None, 49), (3, 49), (2, 40)])
def test_the_model_after_a_cell(cell, total):
    assert model_of(*TWO, cell=cell).total == total


@pytest.mark.parametrize(("cell", "total"), [(3, 5), (4, 10), (6, 15), (8, 10)])
def test_a_cell_is_about_the_model_that_it_shows_or_makes(cell, total):
    assert model_of(*SEVERAL, cell=cell).total == total


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (2, r"has 2 models: small \(cell 2, line 1\), large \(cell 2, line 2\)"),
        (5, "has 2 models"),
        (9, "cell 9 of a.ipynb has 2 models"),
        (10, "cell 10, line 2: thing.summary cannot be known"),
        (11, "has 10 code cells, got cell 11"),
    ],
)
def test_a_cell_that_is_about_several_or_something_unknown(cell, says):
    with pytest.raises(UsageError, match=says):
        model_of(*SEVERAL, cell=cell)


def test_a_model_is_chosen_by_name():
    assert model_of(*SEVERAL[:9], name="large").total == 10


@pytest.mark.parametrize(
    "cells",
    [
        ("%matplotlib inline", "!pip install keras", "%%bash\nls *", "files = !ls", *TWO),
        (*TWO[:2], "model.compile('adam')\nmodel.fit(x, y, epochs=3)\nmodel.summary()", TWO[2]),
        (*TWO[:2], "raise ValueError('shown on purpose')\nmodel.pop()", TWO[2]),
        (*TWO[:2], "display(model.layers)", TWO[2]),
        (*TWO, {"cell_type": "markdown", "source": "model.pop()"}, {"cell_type": "raw", "source": "model.pop()"}),
        (*TWO, "%%time\nmodel.evaluate(x, y)"),
        (*TWO, ""),
    ],
)
def test_what_changes_no_count(cells):
    assert model_of(*cells).total == 49


def test_an_error_names_the_cell_and_the_line():
    with pytest.raises(UsageError, match=r"dense \(Dense, cell 2, line 3\): cell 2, line 2: n cannot be known"):
        model_of(HEAD, "from outside import m\nn = m()\nmodel = Sequential([Input((4,)), layers.Dense(n)])")
    assert model_of(HEAD, "model = Sequential([Input((4,)), layers.Dense(n)])", set={"n": 3}).total == 15


@pytest.mark.parametrize("magic", ["%run other.py", "%mine x", "%%mine\nx"])
def test_a_magic_that_may_bind_a_name(magic):
    with pytest.raises(UsageError):
        model_of(*TWO, magic)


def test_a_notebook_of_version_3():
    cells = [{"cell_type": "code", "input": text, "prompt_number": None, "outputs": []} for text in TWO]
    data = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    assert reader.read_notebook(io.BytesIO(data), "a.ipynb").root.graph.layers[0].config["units"] == 8


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"cells": [}', "is not JSON: line 1, column 12"),
        (b'["cells"]', "it has no cells"),
        (b'{"cells": []}', "has no code cell"),
        (b'{"cells": 3}', "has no code cell"),
        (b'{"cells": [3, {"cell_type": "code", "source": 3, "outputs": [3]}]}', "has no model"),
        (b'{"cells": ' + b"[" * 100_000, "is not the JSON"),
        (b'{"cells": "\xff"}', "is not the JSON"),
        (notebook("x", kernelspec={"language": "R"}), "in R, not in Python"),
    ],
)
def test_broken_notebooks(data, says):
    with pytest.raises(UsageError, match=says):
        read_notebook(io.BytesIO(data), "a.ipynb")


def test_a_notebook_with_too_many_values(monkeypatch):
    monkeypatch.setattr(reader, "MAX_COMMAS", 3)
    with pytest.raises(UsageError, match="too many values"):
        model_of(*TWO)


@pytest.mark.parametrize(
    ("version", "is_old"), [("2.7.12", True), ("3.8.1", True), ("3.9.0", False), ("3.11", False), (None, False)]
)
def test_the_python_that_ran_it(version, is_old):
    assert was_run_by_old_python({"metadata": {"language_info": {"version": version}}}) is is_old


GRU = (HEAD, "model = Sequential([Input((None, 4)), layers.GRU(8)])")


def test_an_old_python_leaves_the_defaults_open():
    old = {"language_info": {"version": "3.6.9"}}
    assert model_of(*GRU).total == 336
    assert model_of(*TWO, metadata=old).total == 49
    with pytest.raises(UsageError, match=r"the total is 336 after all cells in order, but 312 for Keras before 2\.4"):
        model_of(*GRU, metadata=old)
    assert model_of("%tensorflow_version 1.x", *GRU).total == 312


def test_the_command(tmp_path, capsys):
    path = tmp_path / "lesson.ipynb"
    path.write_bytes(notebook(*TWO, code("model.summary()")))
    assert run(["model", str(path), "--format", "csv"]) == 0
    assert "dense_1,Dense" in capsys.readouterr().out
    assert run(["model", str(path), "--cell", "2", "--format", "csv"]) == 0
    assert "dense_1" not in capsys.readouterr().out
    assert run(["model", str(path), "--cell", "9"]) == 2
    assert "stop after an earlier one: --cell 4" in capsys.readouterr().err
    assert run(["model", str(path), "--cell", "none"]) == 2
    assert "--cell takes a whole number" in capsys.readouterr().err
