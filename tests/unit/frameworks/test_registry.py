"""Adding a cell, a framework or an output form is one entry: a toy of each is found everywhere."""

from __future__ import annotations

import json
import re

import pytest
from test_docs import undocumented

from paramcalc import layer
from paramcalc.cli.app import run
from paramcalc.document import WRITERS
from paramcalc.frameworks import FRAMEWORKS, Framework
from paramcalc.frameworks.base import CellEntry, Option, Variant
from paramcalc.frameworks.storage import TensorLayout

TOY = CellEntry(
    title="Toy",
    description="a cell for a test",
    gates={"g_tilde": "guess", "k": "keep"},
    options=(Option("deep", False, "Look twice."),),
    variants={
        (False,): Variant(
            "h: units\nk = sigmoid(W_k @ x + b_k)\ng_tilde = tanh(W_g @ x + U_g @ h)\nh = k * h + g_tilde",
            (
                TensorLayout("{gate}/w", ("kernel",), "columns rows"),
                TensorLayout("u", ("recurrent_kernel",), "(gate rows) columns"),
                TensorLayout("b", ("bias",), "rows"),
            ),
        ),
        (True,): Variant(
            "h: units\nh = tanh(W @ x + V @ (x * x) + b + U @ h)",
            (
                TensorLayout("{parameter}", ("kernel", "recurrent_kernel"), "rows columns"),
                TensorLayout("b", ("bias",), "rows"),
            ),
        ),
    },
)


@pytest.fixture
def toy_cell(monkeypatch):
    monkeypatch.setitem(FRAMEWORKS["keras"].cells, "toy", TOY)


@pytest.mark.usefixtures("toy_cell")
class TestCell:
    def test_is_a_command_with_its_options(self, capsys):
        assert run(["toy", "--units", "3", "--input", "5", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["total"] == 2 * 5 * 3 + 3 * 3 + 3
        assert [row["gate_name"] for row in document["rows"]] == ["guess", "guess", "keep", "keep"]
        assert [tensor["name"] for tensor in document["tensors"]] == ["g/w", "u", "k/w", "b"]
        assert [tensor["shape"] for tensor in document["tensors"]] == [[5, 3], [3, 3], [5, 3], [3]]
        assert run(["toy", "-u", "3", "-i", "5", "--deep", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["total"] == 2 * 5 * 3 + 3 * 3 + 3

    def test_is_in_the_table_the_help_and_explain(self, capsys):
        assert run(["toy", "-u", "3", "-i", "5"]) == 0
        assert "g guess" in capsys.readouterr().out
        assert run(["--help"]) == 0
        assert "toy" in capsys.readouterr().out
        assert run(["explain", "toy", "-u", "3"]) == 0
        assert "b_k (bias) adds one number to each of the 3 numbers of k: 3." in capsys.readouterr().out

    def test_is_missed_in_the_docs(self):
        assert undocumented() == {"paramcalc toy", "paramcalc explain toy", "paramcalc verify toy", "--deep"}


def test_an_output_form_is_missed_in_the_docs(monkeypatch):
    monkeypatch.setitem(WRITERS, "toy", WRITERS["text"])
    assert undocumented() == {"--format toy"}


def test_framework(monkeypatch, capsys):
    monkeypatch.setitem(FRAMEWORKS, "toyflow", Framework("ToyFlow", {"gru": TOY}))
    assert run(["gru", "-u", "3", "-i", "5", "--framework", "toyflow"]) == 0
    assert "ToyFlow Toy: units=3, input=5, deep=False" in capsys.readouterr().out
    assert run(["gru", "-u", "3", "-i", "5", "--framework", "toyflow", "--deep", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["framework"], document["total"]) == ("toyflow", 42)
    assert run(["gru", "--framework", "toyflow", "--reset-after"]) == 2
    assert "gru of toyflow has no option reset_after\n  tip: gru of keras has it" in capsys.readouterr().err
    assert layer("gru", framework="toyflow", units=3, input=5).total == 42
    assert run(["compare", "gru", "-u", "3", "-i", "5", "--base", "toyflow"]) == 0
    assert "to toyflow" in (text := capsys.readouterr().out)
    assert re.search(r"^toyflow .* 42 +0$", text, re.MULTILINE)
    assert run(["frameworks", "toyflow"]) == 0
    assert "Toy" in capsys.readouterr().out
    assert undocumented() == {"--framework toyflow", "--deep"}


def test_nothing_else_is_undocumented():
    assert undocumented() == set()
