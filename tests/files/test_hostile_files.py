"""Hostile files and texts: each is answered or refused in few words, within two seconds and 200 MB, in every form.

A file that is refused is refused by its name. The time is that of the processor, so that a busy machine does not count.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest
from support import CASES, SAVED_MODELS, TOOLS, clean_environment

from paramcalc.cli.app import run
from paramcalc.document import forms_of
from paramcalc.errors import ExitCode
from paramcalc.readers import hdf5
from paramcalc.readers.json_text import MAX_CONFIG_BYTES, MAX_VALUES

HOSTILE = CASES / "hostile"

SECONDS, KIBIBYTES = 2, 200 * 1024

NEEDS_LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is not known here")

NEEDS_H5PY = pytest.mark.skipif(not hdf5.is_there(), reason="h5py is not installed: pip install 'paramcalc[h5]'")

CPYTHON = ("Traceback", "set_int_max_str_digits", "hexadecimal", "invalid literal", " object at 0x", "codec can't")
"""What Python says, and a user of paramcalc need not read."""


def measured(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line on these arguments, which must stay within the time and the memory."""
    report = tmp_path / "report.json"
    command = [sys.executable, str(TOOLS / "measured.py"), str(report), *arguments]
    # A busy machine takes more processor time for the same work: the best of three runs counts.
    for _ in range(3):
        done = subprocess.run(
            command, capture_output=True, text=True, env=clean_environment(**environment), check=False
        )
        took = json.loads(report.read_text())
        if took["seconds"] < SECONDS:
            break
    assert took["seconds"] < SECONDS
    assert took["kibibytes"] < KIBIBYTES
    assert not [words for words in CPYTHON if words in done.stdout + done.stderr], done.stderr
    return done


def refused(done: subprocess.CompletedProcess[str], *says: str) -> None:
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.startswith("paramcalc: ")
    assert all(words in done.stderr for words in says), done.stderr


@NEEDS_LINUX
class TestZips:
    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("bad_lzma2.keras", "config.json of {} is packed with LZMA"),
            ("bomb_bz2.keras", "config.json of {} is packed with BZIP2"),
            ("lzma_dict4g.keras", "config.json of {} is packed with LZMA"),
            ("weights_bomb.keras", "model.weights.h5 of {} is packed with LZMA"),
        ],
    )
    def test_a_packing_that_cannot_be_bounded_is_refused_by_name(self, tmp_path, name, says):
        if name.startswith("weights") and not hdf5.is_there():
            pytest.skip("without h5py the weights are not read")
        path = str(HOSTILE / name)
        refused(measured(tmp_path, "model", path), says.format(path))

    @pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
    @pytest.mark.parametrize("entry", ["config.json", "metadata.json", "model.weights.h5"])
    def test_every_entry(self, tmp_path, method, entry):
        if entry.endswith("h5") and not hdf5.is_there():
            pytest.skip("without h5py the weights are not read")
        saved = SAVED_MODELS / "keras3" / "09_nested_frozen.keras"
        path = tmp_path / "m.keras"
        with ZipFile(saved) as source, ZipFile(path, "w") as target:
            for info in source.infolist():
                target.writestr(info.filename, source.read(info), method if info.filename == entry else None)
        refused(measured(tmp_path, "model", str(path)), f"{entry} of {path} is packed with")


class TestNumbers:
    @NEEDS_LINUX
    @pytest.mark.parametrize(
        ("form", "limit"), [*((form, "640") for form in forms_of("model")), ("json", ""), ("json", "0")]
    )
    def test_a_count_of_five_thousand_digits(self, tmp_path, form, limit):
        environment = {"PYTHONINTMAXSTRDIGITS": limit} if limit else {}
        path = str(HOSTILE / "conv3d_1000digits.json")
        done = measured(tmp_path, "model", path, "--format", form, **environment)
        assert done.returncode == 0, done.stderr
        # A kernel of 10**1000 - 1 along five axes has (10**1000 - 1)**5 weights: 4,999 digits or more.
        assert max(len(word) for word in done.stdout.replace(",", "").replace("{}", "").split()) >= 4_999

    @NEEDS_LINUX
    @pytest.mark.parametrize("limit", ["", "640"])
    @pytest.mark.parametrize("digits", [700, 1000])
    def test_sizes_of_a_thousand_digits(self, tmp_path, digits, limit):
        environment = {"PYTHONINTMAXSTRDIGITS": limit} if limit else {}
        size = "1" * digits
        done = measured(tmp_path, "rnn", "--units", size, "--input", "3", "--json", "--no-bias", **environment)
        sys_limit = sys.get_int_max_str_digits() if hasattr(sys, "get_int_max_str_digits") else None
        assert sys_limit is None or sys_limit >= 2 * digits
        assert json.loads(done.stdout)["total"] == int(size) * (int(size) + 3)
        source = tmp_path / "model.py"
        source.write_text(f"import keras\nmodel = keras.Sequential([keras.Input((1,)), keras.layers.Dense({size})])\n")
        for argument in (str(source), f"Input((1,)) > Dense({size})"):
            done = measured(tmp_path, "model", argument, "--json", **environment)
            assert json.loads(done.stdout)["total"] == 2 * int(size)

    @NEEDS_LINUX
    @pytest.mark.parametrize(("digits", "limit"), [(5_000, ""), (5_000, "640"), (900_000, "0")])
    def test_longer_numbers_are_refused_in_own_words(self, tmp_path, digits, limit):
        environment = {"PYTHONINTMAXSTRDIGITS": limit} if limit else {}
        number = "9" * digits
        contents = {
            "m.json": f'{{"class_name": "Sequential", "config": {{"layers": [{number}]}}}}',
            "m.py": f"units = {number}\n",
            "m.eq": f"h: units\nh = {number[:15_000]} * (W @ x)\n",
        }
        for name, text in contents.items():
            path = tmp_path / name
            path.write_text(text)
            done = measured(tmp_path, "cell" if name == "m.eq" else "model", str(path), **environment)
            refused(done, "digits" if name != "m.eq" or digits < 15_000 else "")


@NEEDS_LINUX
class TestTime:
    def test_many_products_in_one_sum(self, tmp_path):
        done = measured(tmp_path, "cell", str(HOSTILE / "sums.eq"), "--json")
        names = (HOSTILE / "sums.eq").read_text().count("@")
        assert json.loads(done.stdout)["formula"] == f"{names}*input*units"

    @pytest.mark.parametrize(
        ("equation", "count"),
        [
            ("W @ x + {product}", "input*units + 2500*units"),
            ("{product} * (W @ x)", "input*units + 2500*units"),
            ("W @ x + {sum}", "input*units + 2500*units"),
            ("tanh(W @ x + {sum}) * tanh(V @ x + {sum})", None),
            ("W @ x + {powers}", "input*units + units"),
        ],
    )
    @pytest.mark.parametrize("command", [["cell"], ["explain", "cell"]])
    def test_thousands_of_names_in_one_term(self, tmp_path, equation, count, command):
        names = [f"a{number}" for number in range(2500 if count else 1400)]
        parts = {"product": "*".join(names), "sum": "+".join(names), "powers": "*".join(["a"] * 2500)}
        path = tmp_path / "cell.eq"
        path.write_text(f"h: units\nh = {equation.format(**parts)}\n")
        done = measured(tmp_path, *command, str(path), "--json")
        assert done.returncode == 0, done.stderr
        if count:
            assert json.loads(done.stdout)["formula"] == count

    def test_as_many_sizes_as_equations(self, tmp_path):
        lines = [f"s{number}: u{number}" for number in range(600)]
        lines += [f"s{number} = tanh(W{number} @ x)" for number in range(600)]
        path = tmp_path / "cell.eq"
        path.write_text("\n".join(lines))
        assert measured(tmp_path, "cell", str(path)).returncode == 0

    @pytest.mark.parametrize("columns", ["", "40", "80"])
    def test_a_thousand_layers_as_a_table(self, tmp_path, columns):
        environment = {"COLUMNS": columns} if columns else {}
        sizes = ["--units", "75", "--input", "28"]
        done = measured(tmp_path, "lstm", "--layers", "1000", "--bidirectional", *sizes, **environment)
        # The first layer reads 28 features, all others 150; two directions each.
        assert f"{2 * 4 * (75 * (28 + 75 + 1) + 999 * 75 * (150 + 75 + 1)):,}" in done.stdout


WIDE = {
    "keys": ("{{{}}}", '"k{0:06}":{0}'),
    "dicts": ("[{}]", '{{"a":{0}}}'),
    "texts": ("[{}]", '"\U0001f600a{0}"'),
    "floats": ("[{}]", "1.{0}"),
    "lists": ("[{}]", "[[]]"),
}
"""Values in a JSON, each with what stands around them: those that take most memory."""


@NEEDS_LINUX
class TestJson:
    @pytest.mark.parametrize("kind", WIDE)
    @pytest.mark.parametrize("share", [0.98, 1.5])
    def test_memory_is_bounded_before_parsing(self, tmp_path, kind, share):
        around, item = WIDE[kind]
        cost = len(item.format(100_000).encode()) + 1, item.count(",") + item.count("{{") + item.count("[") + 1
        count = int(share * min(MAX_CONFIG_BYTES / cost[0], MAX_VALUES / cost[1]))
        path = tmp_path / "m.json"
        content = around.format(",".join(item.format(number) for number in range(count)))
        path.write_text(f'{{"class_name": "Sequential", "config": {content}}}', encoding="utf-8")
        done = measured(tmp_path, "model", str(path))
        assert done.returncode in (0, 2, 4)
        assert share < 1 or "m.json has more than" in done.stderr

    @pytest.mark.parametrize("letter", ["a", "\U0001f600"])
    def test_one_long_text(self, tmp_path, letter):
        path = tmp_path / "m.json"
        text = letter + "a" * (MAX_CONFIG_BYTES - 100)
        path.write_text(f'{{"class_name": "Sequential", "config": ["{text}"]}}', encoding="utf-8")
        refused(measured(tmp_path, "model", str(path)), "no class_name")

    def test_a_version_that_is_no_number(self, tmp_path):
        path = tmp_path / "m.json"
        path.write_text('{"class_name": "Sequential", "keras_version": "²", "config": {"layers": []}}')
        assert measured(tmp_path, "model", str(path)).returncode in (0, 4)


@NEEDS_LINUX
class TestStreams:
    def test_a_pipe_that_nothing_writes_to(self, tmp_path):
        def answer(command):
            folder = tmp_path / command
            folder.mkdir()
            os.mkfifo(folder / "pipe.json")
            return measured(folder, command, str(folder / "pipe.json"))

        with ThreadPoolExecutor() as pool:
            for done in pool.map(answer, ["model", "cell"]):
                refused(done, "nothing was written to it for 5 s")

    @pytest.mark.parametrize("command", ["model", "cell"])
    @pytest.mark.parametrize("device", ["/dev/zero", "/dev/random", "/dev/tty", "/dev/null"])
    def test_devices(self, tmp_path, command, device):
        refused(measured(tmp_path, command, device), f"cannot read {device}")

    @NEEDS_H5PY
    @pytest.mark.parametrize(
        ("folder", "argument"),
        [("keras1", "-"), ("keras2", "-"), ("keras3", "-"), ("keras3", "/dev/stdin"), ("keras3", "/dev/fd/0")],
    )
    @pytest.mark.parametrize("piped", [False, True])
    def test_hdf5_from_standard_input(self, folder, argument, piped):
        path = sorted(SAVED_MODELS.glob(f"{FOLDERS[folder]}/*.h5"))[0]
        wanted = json.loads((path.parent / "expected.json").read_text())[path.stem]["total"]
        command = [sys.executable, "-m", "paramcalc", "model", "--json", argument]
        options = {"env": clean_environment(), "capture_output": True, "check": False}
        if piped:
            done = subprocess.run(command, input=path.read_bytes(), **options)
        else:
            with path.open("rb") as stdin:
                done = subprocess.run(command, stdin=stdin, **options)
        assert done.returncode == ExitCode.OK, done.stderr
        assert json.loads(done.stdout)["total"] == wanted


FOLDERS = {"keras1": "keras_1.2.2", "keras2": "keras_2.2.4", "keras3": "keras3"}


class TestNames:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["model", "{}.py"],
            ["model", "{}.h5"],
            ["cell", "{}.eq"],
            ["explain", "cell", "{}.eq"],
            ["verify", "{}.keras"],
            ["verify", "a/{}"],
            ["gru", "--units", "{}"],
            ["gru", "--{}"],
            ["gru", "{}"],
            ["gru", "--framework", "{}"],
            ["gru", "--dtype", "{}"],
            ["gru", "--format", "{}"],
            ["{}"],
            ["model", "GRU(3) > {}(4)"],
            ["model", "GRU('{}')"],
            ["model", "GRU(3)", "--layer", "{}"],
            ["model", "{saved}", "--layer", "{}"],
            ["model", "{saved}", "--name", "{}"],
            ["model", "{source}", "--name", "{}"],
            ["model", "{source}", "--set", "{}=3"],
            ["compare", "{}"],
            ["map", "{}", "--to", "keras"],
            ["schema", "{}"],
            ["frameworks", "{}"],
        ],
        ids=" ".join,
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
    def test_arguments_reach_the_terminal_escaped(self, monkeypatch, capsys, tmp_path, arguments, encoding):
        hostile = "a\x1b[31mb\x07\u202e\x9b\u8f93\n"
        source = tmp_path / "source.py"
        source.write_text("import keras\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n")
        saved = str(SAVED_MODELS / "keras3" / "01_gru_seq.json")
        given = [argument.replace("{saved}", saved).replace("{source}", str(source)) for argument in arguments]
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding=encoding, errors="strict"))
        assert run([argument.replace("{}", hostile) for argument in given]) == ExitCode.USAGE
        assert capsys.readouterr().out == ""
        lines = raw.getvalue().decode(encoding).split("\n")
        assert all(line.isprintable() for line in lines)
        assert [line.partition(":")[0] for line in lines] in (["paramcalc", ""], ["paramcalc", "  tip", ""])
        assert "internal error" not in lines[0]


SOURCE = """
from keras import Input, Sequential, layers
model = Sequential([Input((10,)), layers.Dense(3, name="NAME"), layers.Dense(3, name="c")], name="NAME")
"""

CELL = "h: \u5355\u4f4d\nh = tanh(W @ x + U @ h + b)\n"


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """What the command line writes to a stream of this encoding."""
    monkeypatch.chdir(tmp_path)

    def answer(encoding: str, *arguments: str) -> str:
        raw = io.BytesIO()
        with monkeypatch.context() as patched:
            for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
                patched.delenv(name, raising=False)
            patched.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="\n"))
            assert run(arguments) == ExitCode.OK
            return raw.getvalue().decode(encoding)

    return answer


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize("form", forms_of("model"))
def test_names_in_every_form_and_encoding(tmp_path, shown, form, encoding):
    (tmp_path / "zh.py").write_text(SOURCE.replace("NAME", r"a\x1b[31m\u8f93\u202e"), encoding="utf-8")
    text = shown(encoding, "model", "zh.py", "--format", form)
    assert all(line.isprintable() for line in text.replace("\N{NO-BREAK SPACE}", " ").split("\n"))
    escaped = {"html": "&#36755;", "svg": "&#36755;", "dot": "&#36755;", "latex": r'{\char"8F93}'}.get(form, r"\u8f93")
    assert ("\u8f93" if encoding == "utf-8" and form not in ("json", "jsonl") else escaped) in text
    assert "x1b" in text
    if form in ("table", "text"):
        lines = [line for line in text.splitlines() if " Dense " in line]
        assert len({len(line) + (encoding == "utf-8" and "\u8f93" in line) for line in lines}) == 1


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize(("command", "subject"), [(["cell"], "layer"), (["explain", "cell"], "explanation")])
def test_names_of_sizes_in_every_form(tmp_path, shown, command, subject, encoding):
    (tmp_path / "a\x1b.eq").write_text(CELL, encoding="utf-8")
    for form in forms_of(subject):
        text = shown(encoding, *command, "a\x1b.eq", "--format", form)
        assert text.replace("\n", "").isprintable()
        assert "5355" in text or "21333" in text
