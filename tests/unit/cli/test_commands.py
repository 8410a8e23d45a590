"""The commands of cells, equations, listings and schemas, each built on demand."""

from __future__ import annotations

import json
import re

import pytest

from paramcalc import ExitCode, gru
from paramcalc.cli.app import run
from paramcalc.cli.commands import COUNT, EXPLAIN, VERIFY, cell_command, equations_command
from paramcalc.document import SUBJECTS, forms_of
from paramcalc.frameworks import cells


def total(capsys, *arguments):
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["total"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["gru", "--units", "75", "--input", "28"], 23625),
        (["gru", "-u", "75", "-i", "28", "--no-reset-after"], 23400),
        (["gru", "75", "28"], 23625),
        (["gru", "75", "28", "--no-reset-after"], 23400),
        (["gru", "--no-reset-after", "75", "28"], 23400),
        (["gru", "75", "-i", "28"], 23625),
        (["gru", "1,000", "28"], 3 * (28 * 1000 + 1000**2 + 2 * 1000)),
        (["gru", "75", "28", "--framework", "tf"], 23625),
        (["gru", "75", "28", "--framework", "tensorflow"], 23625),
        (["gru", "75", "28", "--framework", "torch"], 23625),
        (["lstm", "512", "128", "--framework", "torch", "--projection", "64"], 428032 + 2048),
        (["convlstm2d", "3", "2", "-k", "3"], 552),
        (["mgu", "3", "5"], 2 * (5 * 3 + 3 * 3) + 3 * 3),
        (["gru", "-u75", "-i28", "--no-bias"], 23175),
        (["GRU", "-u", "75", "-i", "28", "--reset-after"], 23625),
        (["SimpleRNN", "-u", "10", "-i", "5"], 160),
        (["lstm", "-u", "32", "-i", "128", "--bidirectional"], 41216),
        (["lstm", "-u", "4", "-i", "5", "--layers", "2"], 160 + 144),
        (["convlstm2d", "--filters", "3", "--channels", "2", "--kernel-size", "3"], 552),
        (["ConvLSTM2D", "--filters", "3", "--channels", "2", "-k", "3x5"], 4 * (15 * 3 * 5 + 3)),
        (["gru", "-u", "1_000", "-i", "28"], 3 * (28 * 1000 + 1000**2 + 2 * 1000)),
        (["lstm", "-u", str(10**30), "-i", "5"], 4 * 10**60 + 24 * 10**30),
        (["gru", "-u", "9" * 1000, "-i", "1"], 3 * (int("9" * 1000) * 3 + int("9" * 1000) ** 2)),
    ],
)
def test_totals(capsys, arguments, expected):
    assert total(capsys, *arguments) == expected


def test_dtype(capsys):
    run(["gru", "-u", "75", "-i", "28", "--dtype", "float16", "--json"])
    assert json.loads(capsys.readouterr().out)["bytes"] == 2 * 23625


@pytest.mark.parametrize(
    ("command", "form"),
    [
        *((["gru"], form) for form in forms_of("layer")),
        *((["explain", "gru"], form) for form in forms_of("explanation")),
    ],
)
def test_every_form(capsys, command, form):
    assert run([*command, "-u", "75", "-i", "28", "--format", form]) == 0
    assert re.search("23[,}{]*625|2100", capsys.readouterr().out)


class TestCell:
    """`paramcalc cell`: a custom cell."""

    text = "h: units\nh = tanh(W @ x + U @ h + b)\n"

    def test_a_size_may_be_called_like_an_option_of_another_cell(self, tmp_path, capsys):
        """The example of docs/equations.md: `projection` is an option of PyTorch's LSTM, and here a size."""
        file = tmp_path / "projected.eq"
        gates = "\n".join(f"{gate} = sigmoid(W_{gate} @ x + U_{gate} @ h + b_{gate})" for gate in "ifo")
        candidate = "c_tilde = tanh(W_c @ x + U_c @ h + b_c)"
        end = "c = f * c + i * c_tilde\nh = R @ (o * tanh(c))"
        file.write_text(f"h: projection\nc: units\n{gates}\n{candidate}\n{end}\n")
        sizes = ["--units", "512", "--input", "128", "--size", "projection=64"]
        assert total(capsys, "cell", str(file), *sizes) == 428032
        assert run(["explain", "cell", str(file), *sizes]) == 0

    def test_a_file(self, tmp_path, capsys):
        file = tmp_path / "plain.eq"
        file.write_text(self.text)
        assert total(capsys, "cell", str(file), "-u", "10", "-i", "5") == 160
        assert run(["explain", "cell", str(file)]) == 0
        assert "plain" in capsys.readouterr().out

    def test_standard_input_and_further_sizes(self, paramcalc):
        text = "h: p\nc: units\nc = W @ x + U @ h\nh = R @ c"
        process = paramcalc("cell", "-", "-u", "4", "-i", "5", "--size", "p=2", "--json", stdin=text)
        assert json.loads(process.stdout)["total"] == 4 * 5 + 4 * 2 + 2 * 4

    @pytest.mark.parametrize(
        ("text", "arguments", "says"),
        [
            ("h: units\nh = tanh(W @ x + foo(h))", [], "line 2, column 18: unknown function 'foo'"),
            ("h: units\nh = W @ x\ny = h + x", [], "sizes clash"),
            ("h: units\nh = W @ x", ["--size", "p=2"], "no size of cell 'p'"),
            ("h: units\nh = W @ x", ["--size", "p"], "--size takes NAME=N"),
            ("h: units\nh = W @ x", ["--size", "units=x"], "whole number"),
            ("h: units\nh = W @ x", ["--size", "layers=2"], "layers is an option"),
            ("h: units\nh = W @ x", ["--size", "cell=2"], "cell is an option"),
            ("", [], "there is no equation"),
            ("h: units\nh = W @ x", ["--size", "=3"], "--size takes NAME=N"),
            ("h: units\nh = W @ x", ["--size", "units=3", "--units", "4"], "the size units is given twice"),
            ("h: p\nh = W @ x", ["--size", "p=3", "--size", "p=4"], "the size p is given twice"),
            ("h: units\nh = 2 * h", [], "line 2, column 1: the equations have no parameter"),
            ("x: units\nh: units\nh = W @ x + h", ["--layers", "2", "--bidirectional"], "cannot be stacked"),
        ],
    )
    def test_mistakes(self, paramcalc, text, arguments, says):
        process = paramcalc("cell", "-", *arguments, stdin=text)
        assert process.returncode == ExitCode.USAGE
        assert says in process.stderr
        assert process.stdout == ""

    @pytest.mark.parametrize("sizes", [["--units", "10"], ["--size", "units=10"]])
    def test_sizes_in_either_way_and_a_mark_of_byte_order(self, paramcalc, sizes):
        process = paramcalc("cell", "-", *sizes, "-i", "5", "--json", stdin="\ufeff" + self.text)
        assert json.loads(process.stdout)["total"] == 160

    def test_a_cell_of_one_size_in_a_stack(self, paramcalc):
        text = "x: units\nh: units\nh = W @ x + h"
        process = paramcalc("cell", "-", "-u", "3", "--layers", "2", "--json", stdin=text)
        assert json.loads(process.stdout)["total"] == 18

    def test_names_that_mean_something_elsewhere(self, tmp_path, capsys):
        file = tmp_path / "a<b>|c_d*e.eq"
        file.write_text("h: units\nmy_gate = sigmoid(W @ x)\nh = 0.5 * my_gate * h\n")
        assert run(["cell", str(file), "-u", "3", "-i", "2", "--format", "markdown"]) == 0
        text = capsys.readouterr().out
        assert r"a\<b>\|c\_d\*e" in text
        assert r"| my\_gate |" in text
        assert run(["cell", str(file), "-u", "3", "-i", "2", "--format", "latex"]) == 0
        text = capsys.readouterr().out
        assert r"my\_gate & $2 \times 3" in text or r"my\_gate & $3 \times 2" in text
        assert r"0.5 \, \mathrm{my\_gate}_t \odot h_{t-1}" in text

    def test_not_utf8(self, tmp_path, capsys):
        file = tmp_path / "latin.eq"
        file.write_bytes("größe = x".encode("latin-1"))
        assert run(["cell", str(file)]) == ExitCode.USAGE
        assert "not UTF-8" in capsys.readouterr().err


def test_every_cell_has_a_command_and_an_explanation(capsys):
    for name in cells():
        assert run([name]) == 0
        assert run(["explain", name]) == 0
        assert name.upper() in capsys.readouterr().out.upper()


def test_what_a_view_shows(capsys):
    assert {view.subject for view in (COUNT, EXPLAIN, VERIFY)} <= SUBJECTS.keys()
    run(["explain", "gru", "-u75", "-i28", "--format", "text"])
    assert capsys.readouterr().out == gru(75, 28).explain()
    run(["gru", "-u75", "-i28", "--format", "markdown"])
    assert capsys.readouterr().out == gru(75, 28).to("markdown")


def test_the_views():
    assert [view.verifies for view in (COUNT, EXPLAIN, VERIFY)] == [True, False, False]
    assert "kernel_size" in cell_command("convlstm2d", COUNT).__annotations__
    assert (COUNT.subject, EXPLAIN.subject, VERIFY.subject) == ("layer", "explanation", "verification")
    command = cell_command("mgu", COUNT)
    assert command.__doc__.startswith("Count an MGU")
    assert cell_command("gru", COUNT).__doc__.startswith("Count a GRU")
    names = [parameter.name for parameter in command.__signature__.parameters.values()]
    assert names[:3] == ["numbers", "units", "input"]
    assert "verify" in names
    assert "dtype" not in cell_command("gru", EXPLAIN).__annotations__
    assert "size" in equations_command(COUNT).__annotations__
