"""`paramcalc compare`: differences and their reasons, tables over sizes, charts."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from xml.etree import ElementTree

import pytest

from paramcalc import ExitCode, UsageError, layer
from paramcalc.cli.app import run
from paramcalc.cli.comparison import read_sizes
from paramcalc.document import forms_of
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.comparison import compare


def subjects(capsys, *arguments):
    assert run(["compare", *arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    return {each["label"]: each for each in document["layers"]}


def test_one_cell_in_every_framework(capsys):
    found = subjects(capsys, "gru", "-u", "3", "-i", "5")
    assert list(found) == [name for name, framework in FRAMEWORKS.items() if "gru" in framework.cells]
    assert {name: each["total"] for name, each in found.items()} == {
        "keras": 90,
        "pytorch": 90,
        "onnx": 90,
        "flax-linen": 84,
        "flax-nnx": 81,
        "cudnn": 90,
        "keras1": 81,
    }
    assert {name: each["difference"] for name, each in found.items() if each["difference"]} == {
        "flax-linen": -6,
        "flax-nnx": -9,
        "keras1": -9,
    }
    assert found["flax-linen"]["reasons"] == [
        {"more": False, "parameters": ["c_z", "c_r"], "count": 6, "redundant": ["c_z", "c_r"]}
    ]


def test_gates_and_roles(capsys):
    found = subjects(capsys, "gru", "-u", "3", "-i", "5")
    assert found["flax-linen"]["gates"]["candidate"] == {
        "kernel": 15,
        "recurrent_kernel": 9,
        "bias": 3,
        "recurrent_bias": 3,
    }
    for each in found.values():
        assert sum(sum(roles.values()) for roles in each["gates"].values()) == each["total"]
    run(["compare", "gru", "-u", "3", "-i", "5", "--framework", "keras,flax-linen"])
    out = capsys.readouterr().out
    rows = list(map(str.split, out.splitlines()))
    assert ["update", "30", "27"] in rows
    assert ["candidate", "30", "30"] in rows
    run(["compare", "rnn", "gru", "-u", "3", "-i", "5"])
    assert ["hidden", "27", "–"] in map(str.split, capsys.readouterr().out.splitlines())


def test_the_reason_in_words(capsys):
    run(["compare", "lstm", "-u", "3", "-i", "5", "--framework", "keras,torch"])
    out = capsys.readouterr().out
    assert (
        "pytorch: 12 more, in b_hi, b_hf, b_hg and b_ho; b_hi, b_hf, b_hg and b_ho are redundant: "
        "they are only ever added to b_ii, b_if, b_ig and b_io"
    ) in " ".join(out.split())
    run(["compare", "gru", "-u", "3", "-i", "5", "--framework", "flax-nnx,flax-linen"])
    out = capsys.readouterr().out
    assert "flax-linen: 3 more, in b_hn; b_hn is not redundant: it occurs in r * (W_hn @ h + b_hn)" in " ".join(
        out.split()
    )


def test_differences_are_made_of_their_reasons():
    for cell in ("rnn", "lstm", "gru"):
        having = [name for name, framework in FRAMEWORKS.items() if cell in framework.cells]
        found = {name: layer(cell, units=7, input=4, framework=name) for name in having}
        for base in found:
            for subject in compare(found, base).subjects:
                counted = sum(reason.count if reason.more else -reason.count for reason in subject.reasons)
                assert counted == subject.difference


def test_several_cells_in_one_framework(capsys):
    found = subjects(capsys, "rnn", "LSTM", "gru", "-u", "75", "-i", "28")
    assert {name: each["total"] for name, each in found.items()} == {"rnn": 7800, "lstm": 31200, "gru": 23625}
    run(["compare", "rnn", "lstm", "-u", "75", "-i", "28", "--framework", "torch"])
    out = capsys.readouterr().out
    assert "lstm: 4 gates (i, f, g, o); rnn: 1 gate (h)" in out


def test_base_bias_and_free_sizes(capsys):
    found = subjects(capsys, "gru", "--base", "flax-nnx")
    assert (found["keras"]["difference_polynomial"], found["flax-nnx"]["difference"]) == ("3*units", 0)
    assert "flax-nnx" not in subjects(capsys, "gru", "-u", "3", "-i", "5", "--no-bias")


def test_a_table_over_sizes(capsys):
    arguments = ["compare", "lstm", "gru", "-u", "16:64:16", "-i", "5,8"]
    assert run([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["columns"] == ["units", "input", "lstm", "gru"]
    expected = [[u, d, 4 * (u * d + u * u + u), 3 * (u * d + u * u + 2 * u)] for u in (16, 32, 48, 64) for d in (5, 8)]
    assert document["rows"] == expected
    assert run([*arguments, "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert [[int(each) for each in row] for row in rows[1:]] == expected
    assert run(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[-1].split() == ["64", "8", "18,688", "14,208"]
    assert run([*arguments, "--format", "markdown"]) == 0
    assert len({line.count("|") for line in capsys.readouterr().out.splitlines()}) == 1


class TestOptions:
    """A layer is compared with itself under another option, within one framework and across."""

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["gru --reset-after", "gru --no-reset-after"], {"reset_after=True": 23625, "reset_after=False": 23400}),
            (["gru", "gru --no-reset-after"], {"reset_after=True": 23625, "reset_after=False": 23400}),
            (["gru --no-reset-after", "gru --framework torch"], {"keras reset_after=False": 23400, "pytorch": 23625}),
            (["lstm", "lstm --no-bias"], {"bias=True": 31200, "bias=False": 30900}),
            (
                ["gru --framework onnx", "gru --framework onnx --linear-before-reset"],
                {"linear_before_reset=False": 23625, "linear_before_reset=True": 23625},
            ),
            (["gru", "SimpleRNN", "--no-bias"], {"gru": 23175, "rnn": 7725}),
        ],
    )
    def test_totals(self, capsys, arguments, expected):
        found = subjects(capsys, *arguments, "75", "28")
        assert {label: each["total"] for label, each in found.items()} == expected

    def test_the_reason(self, capsys):
        assert run(["compare", "gru --reset-after", "gru --no-reset-after", "75", "28"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert "gru of keras: units=75, input=28 " in out
        assert "reset_after=False: 225 fewer, without reset_after=True's c_z, c_r and c_h" in out

    def test_sizes_of_their_own(self, capsys):
        found = subjects(capsys, "gru 75", "lstm --units 64", "-i", "28")
        assert {label: each["sizes"] for label, each in found.items()} == {
            "gru units=75": {"units": 75, "input": 28},
            "lstm units=64": {"units": 64, "input": 28},
        }

    def test_the_base_may_be_named_as_it_was_given(self, capsys):
        found = subjects(capsys, "gru", "gru --no-reset-after", "3", "5", "--base", "gru --no-reset-after")
        assert {label: each["difference"] for label, each in found.items()} == {
            "reset_after=True": 9,
            "reset_after=False": 0,
        }

    def test_a_sweep(self, capsys):
        arguments = ["gru", "gru --no-reset-after", "-u", "3,4", "-i", "5"]
        assert run(["compare", *arguments, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["rows"] == [[3, 5, 90, 81], [4, 5, 132, 120]]


def test_csv_has_the_sizes(capsys):
    assert run(["compare", "lstm --framework torch --projection 2", "gru", "3", "5", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {(row["cell"], row["units"], row["input"], row["projection"]) for row in rows} == {
        ("lstm", "3", "5", "2"),
        ("gru", "3", "5", ""),
    }
    assert run(["compare", "gru", "-u", "3", "--format", "csv"]) == 0
    assert next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["input"] == ""


class TestSweep:
    def test_without_a_framework_it_is_within_keras(self, capsys):
        assert run(["compare", "gru", "-u", "8,16", "-i", "8", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["columns"] == ["units", "input", "gru"]
        assert run(["compare", "gru", "-u", "8,16", "-i", "8", "--framework", "keras,torch", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["columns"] == ["units", "input", "keras", "pytorch"]
        assert run(["compare", "gru", "-u", "8", "-i", "8", "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["layers"]) == 7

    def test_tidy(self, capsys):
        arguments = ["compare", "rnn", "gru", "-u", "3,4", "-i", "5", "--tidy"]
        expected = [
            [3, 5, "rnn", "keras", "rnn", 27],
            [3, 5, "gru", "keras", "gru", 90],
            [4, 5, "rnn", "keras", "rnn", 40],
            [4, 5, "gru", "keras", "gru", 132],
        ]
        assert run([*arguments, "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["columns"] == ["units", "input", "layer", "framework", "cell", "total"]
        assert document["rows"] == expected
        assert run([*arguments, "--format", "csv"]) == 0
        lines = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert lines == [document["columns"], *(list(map(str, row)) for row in expected)]
        assert run(arguments) == 0
        assert capsys.readouterr().out.splitlines()[-1].split() == ["4", "5", "gru", "132"]


@pytest.mark.parametrize("form", forms_of("comparison"))
@pytest.mark.parametrize("sizes", [["-u", "3", "-i", "5"], ["-u", "1:9", "-i", "5"], ["-u", "3", "-i", "5,6"]])
def test_every_form(form, sizes, capfdbinary):
    assert run(["compare", "gru", "--framework", "keras,flax-nnx", *sizes, "--format", form]) == 0
    sys.stdout.flush()
    out = capfdbinary.readouterr().out
    if form in ("svg", "chart"):
        assert ElementTree.fromstring(out).tag.endswith("svg")
        assert b"flax-nnx" in out
    elif form == "png":
        assert out.startswith(b"\x89PNG")
    else:
        assert b"flax-nnx" in out


@pytest.mark.parametrize("sizes", [[], ["-u", "3", "-i", "5"], ["-u", "1:3", "-i", "5"]])
def test_latex_and_html_are_well_formed(sizes, capsys):
    assert run(["compare", "gru", *sizes, "--format", "latex"]) == 0
    text = capsys.readouterr().out
    text.encode("ascii")
    assert text.count("{") == text.count("}")
    assert text.count("$") % 2 == 0
    assert re.findall(r"\\begin\{(\w+)\}", text) == re.findall(r"\\end\{(\w+)\}", text)
    outside = re.sub(r"\$[^$]*\$", "", text)
    assert not re.search(r"(?<!\\)_|cdot|mathrm", outside)
    assert run(["compare", "gru", *sizes, "--format", "html"]) == 0
    root = ElementTree.fromstring(f"<div>{capsys.readouterr().out}</div>")
    for table in root.findall("table"):
        assert len({len(row) for row in table}) == 1


def test_the_same_chart_is_the_same_file(capfdbinary):
    charts = []
    for _ in range(2):
        assert run(["compare", "gru", "-u", "3", "-i", "5", "--format", "chart"]) == 0
        sys.stdout.flush()
        charts.append(capfdbinary.readouterr().out)
    assert charts[0] == charts[1]
    assert ElementTree.fromstring(charts[0]).tag.endswith("svg")


def test_without_matplotlib(paramcalc, tmp_path):
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError(name='matplotlib')")
    process = paramcalc("compare", "gru", "-u", "3", "-i", "5", "--format", "chart", PYTHONPATH=str(tmp_path))
    assert process.returncode == ExitCode.MISSING
    assert 'pip install "paramcalc[chart]"' in process.stderr


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("75", (75,)), ("3,5", (3, 5)), ("16:64:16", (16, 32, 48, 64)), ("1:3", (1, 2, 3)), ("8,16:24:8", (8, 16, 24))],
)
def test_sizes(text, sizes):
    assert read_sizes("units", text) == sizes


def test_the_longest_range():
    assert len(read_sizes("units", "1:1000000")) == 1_000_000
    with pytest.raises(UsageError, match="more than 1,000,000 sizes"):
        read_sizes("units", "1:1000001")
    assert len(read_sizes("units", "1:2000000:2")) == 1_000_000


@pytest.mark.parametrize("text", ["", "0", "1:2:0", "5:1", "a", "1:2:3:4", "1.5", "1,,2", "-1", "1:99999999999"])
def test_sizes_that_are_none(text):
    with pytest.raises(UsageError):
        read_sizes("units", text)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument"),
        (["gruu"], "did you mean 'gru'"),
        (["gru", "--framework", "kears"], "did you mean 'keras'"),
        (["rnn", "gru", "--framework", "keras,torch"], "within one framework"),
        (["gru", "--base", "jax"], "no layer to compare with 'jax'"),
        (["rnn", "gru", "--base", "keras"], "no layer to compare with 'keras'"),
        (["gru", "gru"], "two of the layers are the same: gru"),
        (["gru", "--no-reset-after"], 'paramcalc compare gru "gru --no-reset-after"'),
        (["gru --no-reset-after"], "paramcalc compare gru 'gru --no-reset-after'"),
        (["gru --reset-after --no-reset-after", "gru"], "contradict each other"),
        (["gru --rest-after", "gru"], "did you mean '--reset-after'"),
        (["gru --json", "gru"], "--json does not belong to one layer"),
        (["gru 'a", "gru"], "cannot read the layer"),
        (["", "gru"], "a layer has no name"),
        (["gru 75 28 3", "gru"], "takes 2 numbers"),
        (["gru --units many", "gru"], "--units takes a whole number"),
        (["gru", "75", "-u", "3"], "units is given twice"),
        (["gru", "lstm", "75", "28", "3"], "takes 2 numbers"),
        (["gru", "-u", "1,000", "-i", "5"], "a comma separates sizes here; write --units 1000"),
        (["gru", "lstm", "-u", "3", "-i", "5", "--tidy"], "tidy applies to a comparison over many sizes"),
        (["gru --units 3", "gru", "-u", "1:3", "-i", "5"], "has units of its own"),
        (["gru", "--format", "pdf"], "no format 'pdf'"),
        (["gru", "-u", "1:3"], "a sweep needs every size; missing: input"),
        (["gru", "-u", "3:1", "-i", "5"], "holds no size"),
        (["gru", "--format", "chart"], "a chart needs every size"),
        (["convlstm2d", "-u", "3"], "compare it without sizes"),
        (["gru", "-u", "1:10:0", "-i", "5"], "the step of units must be"),
        (["rnn", "mgu"], "Keras has no cell 'mgu'"),
    ],
)
def test_mistakes(arguments, says, capsys):
    assert run(["compare", *arguments]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""
