"""The output of every command: the chosen form, and how an answer reaches a stream."""

from __future__ import annotations

import io
import sys
from types import ModuleType

import pytest

from paramcalc import UsageError, gru
from paramcalc.cli.app import COMMANDS, run
from paramcalc.cli.output import Output, answers, chosen_form, chosen_output, format_option, output_options, show
from paramcalc.document import BINARY_FORMS, FORM_OF_SUFFIX, SUBJECTS, forms_of
from paramcalc.frameworks import cells


def chosen(form: str | None, json: bool, file: str | None, subject: str, only: str | None = None) -> Output:
    return chosen_output({"format": form, "json": json, "output": file, "only": only}, subject)


def test_the_form():
    assert chosen_form(None, False, "layer") == "table"
    assert chosen_form(None, True, "layer") == chosen_form("json", True, "layer") == "json"
    assert chosen_form("csv", False, "layer") == "csv"


@pytest.mark.parametrize(
    ("form", "json", "says"),
    [
        ("csv", True, "contradict each other"),
        ("tabel", False, "did you mean 'table'"),
        ("dot", False, "no format 'dot'"),
    ],
)
def test_mistakes(form, json, says):
    with pytest.raises(UsageError, match=says):
        chosen_form(form, json, "layer")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_png_is_not_for_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    for form in BINARY_FORMS:
        with pytest.raises(UsageError, match="a PNG cannot be shown in a terminal"):
            chosen(form, False, None, "comparison")
        assert chosen(form, False, "a.png", "comparison") == Output("png", "a.png")
    assert chosen("svg", False, None, "comparison") == Output("svg")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_help_names_the_forms(subject):
    option = format_option(subject)
    assert all(form in option.help for form in forms_of(subject))
    assert option.help.endswith("[default: table]")


def test_json_is_short_for_format_json(capsys):
    run(["rnn", "-u", "3", "--json"])
    short = capsys.readouterr().out
    run(["rnn", "-u", "3", "--format", "json"])
    assert capsys.readouterr().out == short


def test_an_answer_reaches_a_stream_of_any_encoding(monkeypatch):
    for encoding in ("utf-8", "ascii", "cp1252", "utf-16"):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="strict"))
        show("layer", gru(75, 28), "table")
        assert "23,625" in raw.getvalue().decode(encoding)


def test_bytes_are_written_as_they_are(monkeypatch):
    module = ModuleType("toy_picture")
    module.draw = lambda value, page: b"\xff\x00"
    monkeypatch.setitem(sys.modules, "toy_picture", module)
    monkeypatch.setitem(SUBJECTS, "layer", SUBJECTS["layer"]._replace(own_forms={"raw": "toy_picture:draw"}))
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show("layer", gru(75, 28), "raw")
    assert raw.getvalue() == b"\xff\x00"


class TestFile:
    """`-o FILE`: the form is that of the suffix, and the file is whole."""

    @pytest.mark.parametrize(
        ("file", "form", "json", "expected"),
        [
            ("a.md", None, False, "markdown"),
            ("a.TEX", None, False, "latex"),
            ("a.b.csv", None, False, "csv"),
            ("a.csv", "json", False, "json"),
            ("a.csv", None, True, "json"),
            ("a", None, False, "table"),
            ("a.pdf", "text", False, "text"),
            (".md", None, False, "table"),
        ],
    )
    def test_the_form(self, file, form, json, expected):
        assert chosen(form, json, file, "layer") == Output(expected, file)

    def test_standard_output(self):
        assert chosen(None, False, None, "layer") == chosen(None, False, "-", "layer") == Output("table")

    @pytest.mark.parametrize(
        ("file", "says"),
        [
            ("a.pdf", "the suffix .pdf names no form"),
            ("a.png", "no format 'png'"),
            ("no/such/a.md", "there is no directory"),
        ],
    )
    def test_mistakes(self, file, says, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert run(["gru", "75", "28", "-o", file]) == 2
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.out == ""
        assert list(tmp_path.iterdir()) == []

    WITHOUT_SUFFIX = frozenset({"table", "chart"})
    """The default, and a second form that is SVG."""

    @pytest.mark.parametrize(
        "form", sorted({form for subject in SUBJECTS for form in forms_of(subject)} - WITHOUT_SUFFIX)
    )
    def test_every_form_but_the_table_has_a_suffix(self, form):
        assert form in FORM_OF_SUFFIX.values()

    @pytest.mark.parametrize("suffix", FORM_OF_SUFFIX)
    def test_the_file_has_what_standard_output_has(self, suffix, tmp_path, capfdbinary):
        arguments = {
            ".py": ["map", "gru", "--from", "keras", "--to", "torch"],
            ".dot": ["model", "GRU(3)"],
            ".gv": ["model", "GRU(3)"],
        }.get(suffix, ["compare", "rnn", "gru", "3", "5"])
        if suffix == ".png":
            pytest.importorskip("matplotlib", reason="pip install 'paramcalc[chart]'")
        assert run([*arguments, "-o", str(tmp_path / f"a{suffix}")]) == 0
        assert capfdbinary.readouterr().out == b""
        assert run([*arguments, "--format", FORM_OF_SUFFIX[suffix]]) == 0
        sys.stdout.flush()
        assert (tmp_path / f"a{suffix}").read_bytes() == capfdbinary.readouterr().out

    COMMANDS = (
        *([name, "3", "5"] for name in cells() if "conv" not in name),
        *([name] for name in cells() if "conv" in name),
        ["explain", "gru"],
        ["cell", "cell.eq"],
        ["explain", "cell", "cell.eq"],
        ["model", "GRU(3)"],
        ["compare", "gru"],
        ["map", "gru", "--from", "keras", "--to", "torch"],
        ["frameworks"],
        ["frameworks", "--layers"],
        ["cells"],
        ["solve", "gru", "--input", "28", "--params", "50000"],
        ["identify", "6336"],
        ["check", "3*(n*m + n**2 + 2*n)", "gru"],
        ["docs", "--check", "page.md"],
    )

    @pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
    def test_every_command_writes_a_file(self, arguments, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "cell.eq").write_text("h: units\nh = tanh(W @ x + U @ h + b)")
        (tmp_path / "page.md").touch()
        assert run([*arguments, "-o", "a.json"]) == 0
        assert capsys.readouterr().out == ""
        assert '"schema": 1' in (tmp_path / "a.json").read_text()

    def test_no_command_is_forgotten(self):
        """`verify` needs TensorFlow; `schema` and `help` have no forms."""
        named = {arguments[0] for arguments in self.COMMANDS}
        assert named | {"verify", "schema", "help"} == {*cells(), "cell", *COMMANDS}

    def test_a_command_that_fails_writes_nothing(self, tmp_path, capsys):
        assert run(["gru", "0", "28", "-o", str(tmp_path / "a.json")]) == 2
        assert list(tmp_path.iterdir()) == []

    def test_the_file_is_utf8_whatever_the_terminal(self, paramcalc, tmp_path):
        file = tmp_path / "a.txt"
        process = paramcalc("gru", "75", "28", "-o", str(file), PYTHONIOENCODING="ascii", PYTHONUTF8="0", COLUMNS="40")
        assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
        assert "28×75 = 2,100" in file.read_text(encoding="utf-8")


def test_a_command_gets_the_options_of_the_output():
    given = []

    @answers("layer")
    def command(output: Output, units: int = 3) -> None:
        """Say it."""
        given.append((output, units))

    assert [parameter.name for parameter in output_options("layer")] == ["format", "json", "output", "only"]
    assert [parameter.name for parameter in output_options("map")] == ["format", "json", "output"]
    assert list(command.__signature__.parameters) == ["units", "format", "json", "output", "only"]
    assert command.__doc__ == "Say it."
    command(format="csv", json=False, output=None, units=4)
    assert given == [(Output("csv"), 4)]


class TestOnly:
    """`--only NAME` on every counting command: one value, in every form."""

    @pytest.mark.parametrize(
        ("arguments", "printed"),
        [
            (["gru", "75", "28", "--only", "total"], "23,625\n"),
            (["gru", "--only", "formula"], "3·(input·units + units² + 2·units)\n"),
            (["explain", "gru", "75", "28", "--only", "rows.z.bias"], "75\n"),
            (["compare", "rnn", "gru", "75", "28", "--only", "gru.difference"], "+15,825\n"),
            (["model", "Input((28, 28)) > GRU(75)", "--only", "bytes", "--format", "latex"], "$94{,}500$\n"),
            (["explain", "Input((28, 28)) > GRU(75)", "--only", "macs"], "23,175\n"),
            (["solve", "gru", "-i", "28", "--params", "50k", "--only", "size"], "114\n"),
            (["gru", "75", "28", "--only", "rows.z", "--format", "html"], "7,875\n"),
        ],
    )
    def test_one_value(self, arguments, printed, capsys):
        assert run(arguments) == 0
        assert capsys.readouterr().out == printed

    @pytest.mark.parametrize("cell", cells())
    def test_every_cell(self, cell, capsys):
        for command in ([cell], ["explain", cell]):
            assert run([*command, "--only", "total"]) == 0
            printed = capsys.readouterr().out
            assert len(printed.splitlines()) == 1
            assert "units" in printed or "filters" in printed

    def test_a_lower_bound_keeps_its_exit_code(self, capsys, tmp_path):
        source = "import keras\nm = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), Mine(7)])\n"
        (tmp_path / "m.py").write_text(source, encoding="utf-8")
        assert run(["model", str(tmp_path / "m.py"), "--only", "total"]) == 4
        assert capsys.readouterr().out == "8+\n"

    def test_a_file(self, tmp_path):
        assert run(["gru", "75", "28", "--only", "total", "-o", str(tmp_path / "a.json")]) == 0
        assert '"value": 23625' in (tmp_path / "a.json").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["gru", "--only", "totl"], "did you mean 'total'?"),
            (["gru", "--only", ""], "no value ''"),
            (["gru", "75", "28", "--only", "total", "--format", "svg"], "no format 'svg'"),
            (["compare", "gru", "-u", "2:4", "-i", "3", "--only", "gru.total"], "no single value"),
            (["compare", "gru", "gru --only total"], "--only does not belong to one layer"),
            (["map", "gru", "--from", "keras", "--to", "torch", "--only", "total"], "no option '--only'"),
            (["gru", "--only", "total", "--only", "bytes"], "--only is given twice"),
            (["model", "GRU(3)", "GRU(4)", "--only", "total"], "--only applies to a single model"),
        ],
    )
    def test_mistakes(self, arguments, says, capsys):
        assert run(arguments) == 2
        output = capsys.readouterr()
        assert says in output.err
        assert output.out == ""
