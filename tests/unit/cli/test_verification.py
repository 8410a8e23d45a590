"""`paramcalc verify` and `--verify`: what is printed, and the exit code. The real layers are built by the judges."""

from __future__ import annotations

import json

import pytest
import typer
from examples import AGREES, DIFFERS, MODEL_DIFFERS, VERSIONS

from paramcalc import ExitCode
from paramcalc.cli import verification
from paramcalc.cli.app import run
from paramcalc.document import forms_of
from paramcalc.verifiers.verdict import Report


def code_of(report: Report, form: str = "text") -> ExitCode:
    with pytest.raises(typer.Exit) as ended:
        verification.finish(report, "verification", report, form)
    return ended.value.exit_code


def test_exit_codes(capsys):
    assert code_of(Report((AGREES,), VERSIONS, 1.0)) == ExitCode.OK
    assert code_of(Report((AGREES, DIFFERS), VERSIONS, 1.0)) == ExitCode.DISAGREED
    assert code_of(Report((MODEL_DIFFERS,), VERSIONS, 1.0)) == ExitCode.DISAGREED
    assert "no mismatches" in capsys.readouterr().out


def test_what_was_not_compared_is_incomplete(capsys):
    from dataclasses import replace

    (_, _, left_out, _) = MODEL_DIFFERS.layers
    verdict = replace(MODEL_DIFFERS, layers=(left_out,), built=24385, built_trainable=24385)
    assert code_of(Report((verdict,), VERSIONS, 1.0)) == ExitCode.INCOMPLETE
    assert "1 layer left out" in capsys.readouterr().out


@pytest.mark.parametrize("form", forms_of("verification"))
def test_every_form_of_a_suite(form, monkeypatch, capsys):
    monkeypatch.setattr(verification, "verify_cases", lambda *_, **__: Report((AGREES, DIFFERS), VERSIONS, 1.0))
    assert run(["verify", "--format", form]) == ExitCode.DISAGREED
    assert "DIFFERS" in capsys.readouterr().out or form in ("json", "csv", "jsonl")


@pytest.mark.parametrize("form", forms_of("verified layer"))
def test_every_form_beside_a_count(form, monkeypatch, capsys):
    monkeypatch.setattr(verification, "verify_cases", lambda *_, **__: Report((AGREES,), VERSIONS, 1.0))
    assert run(["gru", "-u", "75", "-i", "28", "--verify", "--format", form]) == ExitCode.OK
    out = capsys.readouterr().out
    if form == "json":
        assert json.loads(out)["verification"]["mismatches"] == 0
    else:
        assert "2100" in out or "no mismatches" in out


def test_one_layer(monkeypatch, capsys):
    asked = []

    def verify(framework, cases, levels, fail_fast=False):
        asked.extend([framework, *(case.label for case in cases)])
        return Report((AGREES,), VERSIONS, 1.0)

    monkeypatch.setattr(verification, "verify_cases", verify)
    assert run(["verify", "gru", "-u", "75", "-i", "28"]) == ExitCode.OK
    assert asked == ["keras", "gru units=75 input=28 reset_after=True"]
    assert "derived" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--levels", "counts"], "did you mean 'count'"),
        (["--format", "svg"], "no format 'svg'"),
        (["--framework", "kears"], "did you mean 'keras'"),
        (["--json", "--format", "csv"], "contradict each other"),
        (["--select", "gru and"], "cannot read"),
        (["--fail-fast", "gru"], "--fail-fast before gru applies to the whole suite"),
        (["gruu"], "did you mean 'gru'"),
    ],
)
def test_mistakes(arguments, says, capsys):
    assert run(["verify", *arguments]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""
