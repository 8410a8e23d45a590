"""The commands of the reverse questions."""

from __future__ import annotations

import json

import pytest
from support import TESTS

from paramcalc.cli.app import run
from paramcalc.cli.questions import LIMITS, like_total
from paramcalc.errors import ExitCode, UsageError


def answer(capsys, *arguments, code=ExitCode.OK):
    assert run([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments):
    assert run(arguments) == ExitCode.USAGE
    return capsys.readouterr().err


class TestSolve:
    @pytest.mark.parametrize(
        ("limit", "size"),
        [
            (["--params", "50000"], 114),
            (["--params", "50_000"], 114),
            (["--params", "50k"], 114),
            (["--params", "50k", "--nearest"], 115),
            (["--params", "50k", "--at-least"], 115),
            (["--params", "50k", "--multiple-of", "8"], 112),
            (["--bytes", "64KiB", "--dtype", "int8"], 133),
            (["--bytes", "64kB", "--dtype", "int8"], 131),
            (["--macs", "20000"], 68),
            (["--like", "gru --units 75 --input 28"], 75),
            (["--like", "Input((28, 28)) > GRU(75)"], 75),
            (["--like", "GRU -u 75 -i 28 --no-reset-after", "--no-reset-after"], 75),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_limits(self, capsys, limit, size):
        (solution,) = answer(capsys, "solve", "gru", "--input", "28", *limit)["solutions"]
        assert solution["sizes"] == {"units": size, "input": 28}

    def test_side_by_side(self, capsys):
        rows = answer(capsys, "solve", "rnn", "lstm", "gru", "--input", "28", "--params", "50000")["solutions"]
        assert [row["sizes"]["units"] for row in rows] == [209, 98, 114]
        rows = answer(capsys, "solve", "gru", "-i", "28", "--params", "5k", "--framework", "keras,torch")["solutions"]
        assert [row["framework"] for row in rows] == ["keras", "pytorch"]

    def test_other_sizes(self, capsys):
        (row,) = answer(capsys, "solve", "lstm", "--units", "64", "--macs", "20000")["solutions"]
        assert row["sizes"] == {"units": 64, "input": 14}
        arguments = ["--framework", "torch", "-u", "64", "-i", "28", "--free", "projection", "--params", "20k"]
        assert answer(capsys, "solve", "lstm", *arguments)["solutions"][0]["sizes"]["projection"] == 38
        (row,) = answer(capsys, "solve", "convlstm2d", "--channels", "3", "-k", "3", "--params", "50k")["solutions"]
        assert row["sizes"] == {"filters": 35, "channels": 3, "kernel_1": 3, "kernel_2": 3}

    def test_nothing_fits(self, capsys):
        got = answer(capsys, "solve", "lstm", "-i", "28", "--params", "2", code=ExitCode.DISAGREED)
        assert got["solutions"] == []
        assert got["unsolved"][0]["measured"] == 120

    def test_a_thousand_digits(self, capsys):
        limit = 10**999 + 7
        (row,) = answer(capsys, "solve", "gru", "--input", "28", "--params", str(limit))["solutions"]
        assert row["total"] + row["spare"] == limit
        assert row["total"] <= limit < row["next_total"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["gru", "--params", "5k"], "2 free sizes: units, input"),
            (["gru", "-u", "3", "-i", "3", "--params", "5k"], "all sizes of gru are given"),
            (["gru", "-i", "28"], "one limit is needed"),
            (["gru", "-i", "28", "--params", "5", "--macs", "5"], "one limit is needed"),
            (["gru", "-i", "28", "--params", "5.5"], "--params must be a whole number"),
            (["gru", "-i", "28", "--params", "5", "--nearest", "--at-least"], "contradict"),
            (["gru", "-i", "28", "--like", "gru -u 75"], "--like needs all sizes"),
            (["gru", "-i", "28", "--like", "gruu -u 75"], "no cell 'gruu'"),
            (["gru", "-i", "28", "--like", "gru '"], "cannot read the layer"),
            (["gru", "-i", "28", "--like", ""], "a layer has no name"),
            (["gruu", "-i", "28", "--params", "5"], "did you mean 'gru'"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_mistakes(self, capsys, arguments, message):
        assert message in refused(capsys, "solve", *arguments)

    def test_like_refuses_what_is_no_layer(self):
        with pytest.raises(UsageError):
            like_total("gru --units x --input 3")

    def test_every_limit_is_in_the_help(self, capsys):
        assert run(["solve", "--help"]) == ExitCode.OK
        text = capsys.readouterr().out
        assert all(f"--{name}" in text for name in LIMITS)


class TestCheck:
    def test_the_exit_code(self):
        assert run(["check", "3*(n*m + n**2 + 2*n)", "gru"]) == ExitCode.OK
        assert run(["check", "3*(n*m + n**2 + n)", "gru"]) == ExitCode.DISAGREED
        assert run(["check", "3*(n*m + n**2 + n)"]) == ExitCode.OK
        assert run(["check", "17n"]) == ExitCode.DISAGREED
        assert run(["check", "17n("]) == ExitCode.USAGE

    def test_the_three_of_the_issue(self, capsys):
        got = answer(capsys, "check", "(n_features + n_units) * (n_units * 3) + n_units * 3")
        assert got["closest"][0]["parameters"] == ["c_z", "c_r", "c_h"]
        assert answer(capsys, "check", "3*(n*m + n**2 + 2*n)", "gru")["closest"] == []
        sizes = ["--units", "32", "--input", "16", "--bidirectional"]
        got = answer(capsys, "check", "((16+32)*32 + 32) * 3 * 2", "gru", *sizes, code=ExitCode.DISAGREED)
        assert (got["value"], got["closest"][0]["difference_polynomial"]) == (9408, "-6*units")

    def test_where(self, capsys):
        assert answer(capsys, "check", "g*(a*b + b*b + b)", "lstm", "--where", "g=4", "--where", "b=units")["right"]
        assert "--where takes NAME=SIZE" in refused(capsys, "check", "3n", "gru", "--where", "n")
        assert "twice" in refused(capsys, "check", "3n", "gru", "--where", "n=units", "--where", "n=input")
        assert "did you mean 'units'" in refused(capsys, "check", "3n", "gru", "--where", "n=unit")

    def test_options(self, capsys):
        assert answer(capsys, "check", "3*(n*m + n*n + n)", "gru", "--no-reset-after")["right"]
        assert answer(capsys, "check", "3*(n*m + n*n)", "gru", "--no-bias")["right"]
        assert answer(capsys, "check", "4n(n + m + 2)", "lstm", "--framework", "torch")["right"]
        assert "only numbers" in refused(capsys, "check", "3*(4+5)", "gru")


class TestIdentify:
    def test_the_three_of_the_issue(self, capsys):
        matches = answer(capsys, "identify", "6336")["matches"]
        assert matches[0]["sizes"] == {"units": 32, "input": 32}
        assert len(answer(capsys, "identify", "6336", "--units", "32", "--input", "32")["matches"]) == 1
        got = answer(capsys, "identify", "9600", "--units", "32", "--input", "16", "--expected", "9408")
        assert got["reason"][0]["parameters"] == ["c_z", "c_r", "c_h"]

    def test_what_is_given_narrows(self, capsys):
        arguments = ["--cell", "gru", "--framework", "torch", "--bidirectional", "--layers", "2"]
        got = answer(capsys, "identify", "1,501", *arguments, code=ExitCode.DISAGREED)
        assert got["matches"] == []
        arguments = ["--cell", "convlstm2d", "-k", "3", "--channels", "3"]
        (match,) = answer(capsys, "identify", "48020", *arguments)["matches"]
        assert match["sizes"]["filters"] == 35
        arguments = ["--units", "64", "--projection", "27", "--cell", "lstm", "--framework", "torch"]
        matches = answer(capsys, "identify", "16320", *arguments)["matches"]
        assert {"units": 64, "projection": 27, "input": 28} in [match["sizes"] for match in matches]

    def test_mistakes(self, capsys):
        assert "at least one size must be known" in refused(capsys, "identify", "1000000000000001")
        assert "whole number" in refused(capsys, "identify", "6336.5")
        assert "did you mean 'gru'" in refused(capsys, "identify", "6336", "--cell", "gruu")


class TestSummaries:
    TABLE = TESTS / "files" / "summaries" / "keras2_sequential.txt"

    def test_the_exit_code(self, capsys, tmp_path):
        assert answer(capsys, "identify", str(self.TABLE))["status"] == "explained"
        wrong = tmp_path / "wrong.txt"
        wrong.write_text(self.TABLE.read_text(encoding="utf-8").replace("4140", "4141"), encoding="utf-8")
        assert answer(capsys, "identify", str(wrong), code=ExitCode.DISAGREED)["rows"][2]["status"] == "contradicted"

    def test_standard_input(self, paramcalc):
        process = paramcalc("identify", "-", stdin=self.TABLE.read_text(encoding="utf-8"))
        assert (process.returncode, "today's default" in process.stdout) == (0, True)

    def test_mistakes(self, capsys):
        assert "cannot read" in refused(capsys, "identify", "missing.txt")
        assert "--units applies to a number" in refused(capsys, "identify", str(self.TABLE), "--units", "3")
