"""`paramcalc model` with many files: when it is meant, what it prints, and how it ends."""

from __future__ import annotations

import json
import shutil

import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode
from paramcalc.cli.app import run
from paramcalc.cli.many import Batch, Many
from paramcalc.document import forms_of
from paramcalc.questions.limits import Limits

KERAS3 = SAVED_MODELS / "keras3"

NESTED, BIDIRECTIONAL = KERAS3 / "09_nested_frozen.json", KERAS3 / "27_bi_uneven_units.json"

NO = Many(None, None, None, None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two models, a broken one, and a source with an unknown layer, in the current folder."""
    shutil.copy(NESTED, tmp_path / "a.json")
    shutil.copy(BIDIRECTIONAL, tmp_path / "b.json")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "open.py").write_text("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7)])\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(capsys, *arguments):
    code = run(["model", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("sources", "many", "expected"),
    [
        (["a.json"], NO, False),
        (["GRU(3)"], NO, False),
        (["missing"], NO, False),
        ([""], NO, False),
        (["a.json", "b.json"], NO, True),
        (["."], NO, True),
        (["a.json"], NO._replace(jobs="1"), True),
        (["a.json"], NO._replace(baseline="c"), True),
        (["a.json"], NO._replace(write_baseline="c"), True),
        (["a.json"], NO._replace(include=["*"]), True),
    ],
)
def test_when_many_are_meant(sources, many, expected, folder):
    assert Batch(sources, many, Limits(), True, False).is_meant is expected


@pytest.mark.parametrize("form", forms_of("models"))
def test_every_form(form, folder, capsys):
    assert run(["model", "a.json", "b.json", "--format", form]) == ExitCode.OK
    assert "b.json" in capsys.readouterr().out


def test_a_line_for_each_and_a_sum(folder, capsys):
    code, document = printed(capsys, "a.json", "Input((28, 28)) > GRU(75)")
    assert code == ExitCode.OK
    assert [model["total"] for model in document["models"]] == [867, 23625]
    assert document["sum"]["total"] == 867 + 23625


def test_a_broken_file_does_not_stop_the_others(folder, capsys):
    assert run(["model", "broken.json", "missing.keras", "a.json"]) == ExitCode.USAGE
    out = capsys.readouterr().out
    lines = out.partition("\nsum ")[0].splitlines()
    assert [line.split()[-1] for line in lines if line.startswith(("broken.json ", "missing.keras ", "a.json"))] == [
        "ERROR",
        "ERROR",
        "ok",
    ]
    assert "cannot read missing.keras: No such file or directory" in out


def test_folders(folder, capsys):
    code, document = printed(capsys, ".", "--include", "*.json", "--include", "*.py")
    assert code == ExitCode.USAGE
    assert [(model["file"], model["status"]) for model in document["models"]] == [
        ("./a.json", "ok"),
        ("./b.json", "ok"),
        ("./broken.json", "error"),
        ("./open.py", "lower_bound"),
    ]
    code, document = printed(capsys, "a.json", ".")
    assert code == ExitCode.USAGE
    assert document["models"][1]["error"] == ". is a directory without files such as *.h5 or *.hdf5 or *.keras"


def test_jobs_change_nothing(folder, capsys):
    arguments = ("a.json", "b.json", "broken.json", "open.py")
    assert printed(capsys, *arguments, "--jobs", "2") == printed(capsys, *arguments)


def test_the_remedy_of_an_error_is_an_option(folder, capsys):
    source = "import keras, sys\nm = keras.Sequential([keras.Input((3, 4)), keras.layers.GRU(int(sys.argv[1]))])\n"
    (folder / "n.py").write_text(source)
    _, document = printed(capsys, "n.py", "a.json")
    assert "--set" in document["models"][0]["tip"]


def test_a_lower_bound(folder, capsys):
    assert run(["model", "a.json", "open.py"]) == ExitCode.INCOMPLETE
    assert "867+" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--max-params", "10k"], 0, ""),
        (["--max-params", "800"], 5, "a.json: 867 parameters are 67 more than the limit of 800"),
        (["--max-params", "100"], 5, "(and 1 more models fail)"),
        (["open.py", "--no-unknown"], 5, "open.py: some layers could not be counted"),
        (["missing.keras", "--max-params", "100"], 2, ""),
    ],
)
def test_limits(arguments, code, says, folder, capsys):
    assert run(["model", "a.json", "b.json", *arguments]) == code
    assert says in capsys.readouterr().err


class TestRequireNumbers:
    @pytest.mark.parametrize(
        ("source", "code", "says"),
        [
            ("b.json", 0, ""),
            ("GRU(3)", 2, "the total of GRU(3) is a formula, not a number"),
            ("open.py", 4, "the total of open.py is a lower bound: Mine(7)"),
        ],
    )
    def test_nothing_is_printed(self, folder, capsys, source, code, says):
        assert run(["model", "a.json", source, "--require-numbers", "--format", "csv"]) == code
        captured = capsys.readouterr()
        assert says in captured.err
        assert bool(captured.out) is (code == 0)


class TestBaseline:
    def test_nothing_has_changed(self, folder, capsys):
        assert run(["model", "a.json", "b.json", "--write-baseline", "counts.json"]) == ExitCode.OK
        assert run(["model", ".", "--include", "?.json", "--baseline", "counts.json"]) == ExitCode.OK
        assert run(["model", "a.json", "--baseline", "counts.json"]) == ExitCode.OK
        assert "in the baseline, but not counted now: 1 model (b.json)" in capsys.readouterr().out

    def test_a_change(self, folder, capsys):
        run(["model", "a.json", "--write-baseline", "counts.json"])
        text = (folder / "counts.json").read_text()
        assert '["encoder", "Sequential", 827, 0]' in text
        (folder / "counts.json").write_text(text.replace('"total": 867', '"total": 800'))
        capsys.readouterr()
        assert run(["model", "a.json", "--baseline", "counts.json"]) == ExitCode.LIMIT
        captured = capsys.readouterr()
        assert "a.json: 867 parameters instead of 800: 67 more" in captured.err
        assert "CHANGED" in captured.out

    def test_a_model_that_the_baseline_does_not_have(self, folder, capsys):
        run(["model", "a.json", "--write-baseline", "counts.json"])
        assert run(["model", "a.json", "b.json", "--baseline", "counts.json"]) == ExitCode.LIMIT
        assert "b.json: it is not in the baseline" in capsys.readouterr().err

    def test_it_is_not_written_without_a_file(self, folder, capsys):
        (folder / "counts.json").write_text("before")
        assert run(["model", "a.json", "broken.json", "--write-baseline", "counts.json"]) == ExitCode.USAGE
        assert "counts.json was not written: 1 file could not be counted" in capsys.readouterr().err
        assert (folder / "counts.json").read_text() == "before"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.json", "b.json", "--gates"], "--gates applies to a single model"),
        (["a.json", "b.json", "--depth", "2"], "--depth applies to a single model"),
        (["a.json", "b.json", "--layer", "gru"], "--layer applies to a single model"),
        (["a.json", "b.json", "--set", "n=3"], "--set applies to a single model"),
        (["a.json", "b.json", "--framework", "keras"], "--framework applies to a single model"),
        (["a.json", "b.json", "--name", "m"], "--name applies to a single model"),
        (["a.json", "b.json", "--format", "svg"], "no format 'svg'"),
        (["."], "paramcalc: . is a directory without files such as *.h5 or *.hdf5 or *.keras"),
        (["a.json", "-"], "standard input is read only as a single model"),
        (["a.json", "--jobs", "0"], "--jobs takes a whole number"),
        (["a.json", "--jobs", "1000"], "--jobs must be a whole number from 1 to 256"),
        (["a.json", "--baseline", "c", "--write-baseline", "c"], "contradict each other"),
        (["a.json", "--baseline", "missing.json"], "cannot read missing.json"),
        (["a.json", "--baseline", "a.json"], "a.json is not a baseline"),
        (["a.json", "--write-baseline", "."], "cannot write .: it is a directory"),
        (["a.json", "--write-baseline", "no/c.json"], "there is no directory"),
        (["a.json", "b.json", "--max-params", "few"], "--max-params must be"),
    ],
)
def test_mistakes(arguments, says, folder, capsys):
    assert run(["model", *arguments]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


def test_a_folder_of_another_program_is_one_model(folder, capsys):
    (folder / "saved").mkdir()
    (folder / "saved" / "saved_model.pb").touch()
    assert run(["model", "saved"]) == ExitCode.USAGE
    assert "saved is a SavedModel of TensorFlow" in capsys.readouterr().err


def test_an_answer_in_a_file(folder, capsys):
    assert run(["model", "a.json", "b.json", "-o", "counts.jsonl"]) == ExitCode.OK
    lines = (folder / "counts.jsonl").read_text().splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["a.json", "b.json"]
