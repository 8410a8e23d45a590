"""The verifier, on the real Keras and the real TensorFlow; and every lie that it must catch, planted."""

from __future__ import annotations

import gc
import json
import os
import pty
import re
import subprocess
import sys
from itertools import combinations

import jsonschema
import numpy as np
import pytest
from support import clean_environment

from paramcalc import ExitCode, UsageError, gru, layer, lstm, rnn, verify
from paramcalc.cli.app import run
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks import keras as keras_cells
from paramcalc.frameworks.keras import CONV_LSTMS
from paramcalc.render.json import schema
from paramcalc.verifiers import LEVELS, VERIFIERS, verifier_of
from paramcalc.verifiers.check import check
from paramcalc.verifiers.selection import matcher
from paramcalc.verifiers.suite import FAMILIES, MERGE_MODES, VARIANTS, select, settings, suite
from paramcalc.verifiers.verdict import Case
from paramcalc.weights.packing import unpack

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")

CHECKER = jsonschema.Draft202012Validator(json.loads(schema("verify")))


@pytest.fixture(autouse=True)
def _collector():
    """The command line stops the garbage collector from looking at what stays; a test run is longer than a command."""
    yield
    gc.unfreeze()
    gc.enable()


class TestSuite:
    cases = suite("keras")

    def test_is_large_and_each_layer_is_another(self):
        labels = [f"{case.family} {case.label}" for case in self.cases]
        assert len(labels) >= 200
        assert len(set(labels)) == len(labels)

    def test_covers_every_cell_family_and_argument(self):
        assert {case.family for case in self.cases} == set(FAMILIES)
        every = {(each.name, tuple(each.options.items())) for each in settings("keras")}
        for family in FAMILIES:
            layers = [case.breakdown.layer for case in self.cases if case.family == family]
            missing = every - {(each.name, tuple(each.options.items())) for each in layers}
            assert {name for name, _ in missing} <= ({*CONV_LSTMS} if family == "worked examples" else set()), family
        assert {case.merge_mode for case in self.cases if case.family == "directions"} == set(MERGE_MODES)
        given = [dict(case.arguments) for case in self.cases if case.family == "variants"]
        assert all(dict(variant) in given for variant in VARIANTS)

    def test_has_the_convolutions(self):
        convolved = [case.breakdown for case in self.cases if case.breakdown.layer.entry.spatial]
        assert {b.layer.name for b in convolved} == {*CONV_LSTMS}
        assert len(convolved) == 11 * len(CONV_LSTMS)

    def test_has_the_layers_of_the_worked_examples(self):
        from test_breakdown import cases

        wanted = {
            (argv[0], int(argv[2]), int(argv[4]))
            for argv, _ in (each.values for each in cases("seeds.json"))
            if argv[0] != "model"
        }
        examples = [case.breakdown for case in self.cases if case.family == "worked examples"]
        assert {(b.layer.name, b.sizes["units"], b.sizes["input"]) for b in examples} == wanted

    @pytest.mark.parametrize("family", FAMILIES)
    def test_agrees(self, family):
        verifier = verifier_of("keras")
        for case in self.cases:
            if case.family == family:
                verdict = check(verifier, case, LEVELS)
                assert verdict.ok, verdict
                assert (verdict.forward_error is None) == bool(verdict.left_out)
                assert verdict.built == verdict.derived


@pytest.mark.parametrize("b", [gru(75, 28), lstm(5, 3, bidirectional=True, layers=2), rnn(4, 4, bias=False)], ids=str)
def test_a_verdict_is_a_value_and_nothing_is_printed(b, capfd):
    verdict = verify(b)
    assert verdict.ok
    assert verdict.derived == verdict.built == b.total
    assert 0 < verdict.forward_error < 1e-5
    assert len(verdict.tensors) == len(b.tensors)
    assert capfd.readouterr() == ("", "")


def test_levels():
    counted = verify(gru(3, 5), ["count"])
    assert (counted.built, counted.tensors, counted.forward_error) == (90, (), None)
    assert verify(gru(3, 5), ["tensors"]).built is None
    assert verify(gru(3, 5), "count").levels == ("count",)
    with pytest.raises(UsageError, match="did you mean 'count'"):
        verify(gru(3, 5), ["counts"])
    with pytest.raises(UsageError, match="no level"):
        verify(gru(3, 5), [])


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"])
def test_what_a_weight_is_stored_as(dtype):
    verdict = verify(gru(3, 5, dtype=dtype))
    assert verdict.ok
    assert verdict.left_out == "it is compared in float32"
    sizes = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8}
    assert gru(3, 5, dtype=dtype).bytes == 90 * sizes[verdict.tensors[0].built.dtype]


def test_what_cannot_be_verified():
    from paramcalc import custom_cell

    with pytest.raises(UsageError, match="free: units"):
        verify(gru(input=5))
    with pytest.raises(UsageError, match="no verifier for 'custom'"):
        verify(layer(custom_cell("h: units\nh = W @ x"), units=1, input=1))
    with pytest.raises(UsageError, match="stored as int8"):
        verify(gru(3, 5, dtype="int8"))


def test_every_verifier_is_of_a_framework():
    assert VERIFIERS.keys() <= FRAMEWORKS.keys()


class TestPlantedLies:
    """Each is caught, and at its own level."""

    def problems(self, monkeypatch, name, lie, b=None):
        b = b or {"LSTM": lstm(4, 3), "GRU": gru(4, 3), "SimpleRNN": rnn(4, 3)}[name]
        lie.__name__ = name
        monkeypatch.setattr(keras.layers, name, lie)
        verdict = verify(b)
        assert not verdict.ok
        return verdict

    def test_a_count_off_by_one(self, monkeypatch):
        class Lie(keras.layers.LSTM):
            def count_params(self):
                return super().count_params() + 1

        verdict = self.problems(monkeypatch, "LSTM", Lie)
        assert verdict.problems == ("count",)
        assert verdict.built == verdict.derived + 1

    def test_one_bias_more(self, monkeypatch):
        class Lie(keras.layers.LSTM):
            def build(self, shape):
                super().build(shape)
                self.more = self.add_weight(shape=(self.units,), name="more")

        verdict = self.problems(monkeypatch, "LSTM", Lie)
        assert verdict.problems == ("count", "tensors")
        assert verdict.tensors[-1].derived is None
        assert "more" in [pair.built.name for pair in verdict.tensors]
        assert "tensors differ" in verdict.left_out

    def test_one_tensor_less(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def __init__(self, units, **arguments):
                super().__init__(units, **{**arguments, "use_bias": False})

        verdict = self.problems(monkeypatch, "GRU", Lie)
        assert verdict.problems == ("count", "tensors")
        assert verdict.tensors[-1].built is None

    @pytest.mark.parametrize(
        ("attribute", "value"), [("_name", "kernle"), ("_trainable", False), ("_path", "gru/backward_gru_cell/kernel")]
    )
    def test_a_wrong_name_flag_or_direction(self, monkeypatch, attribute, value):
        class Lie(keras.layers.GRU):
            def build(self, shape):
                super().build(shape)
                setattr(self.cell.kernel, attribute, value)

        assert self.problems(monkeypatch, "GRU", Lie).problems == ("tensors",)

    def test_a_transposed_tensor(self, monkeypatch):
        class Lie(keras.layers.SimpleRNN):
            @property
            def weights(self):
                kernel, *others = super().weights
                return [keras.Variable(np.zeros(kernel.shape[::-1]), name="kernel"), *others]

            def count_params(self):
                return 4 * (3 + 4 + 1)

        assert self.problems(monkeypatch, "SimpleRNN", Lie).problems == ("tensors",)

    def test_a_scaled_output(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others) * 1.0001

        verdict = self.problems(monkeypatch, "GRU", Lie)
        assert verdict.problems == ("equations",)
        assert verdict.forward_error == pytest.approx(1e-4, rel=0.05)

    def test_an_output_of_another_shape(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others)[:, :1]

        verdict = self.problems(monkeypatch, "GRU", Lie)
        assert verdict.forward_error == float("inf")

    def test_outputs_that_are_no_numbers(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others) * float("nan")

        assert self.problems(monkeypatch, "GRU", Lie).problems == ("equations",)

    @pytest.mark.parametrize(
        ("name", "gates", "pair"),
        [
            *(("LSTM", "ifco", pair) for pair in combinations(range(4), 2)),
            *(("GRU", "zrh", pair) for pair in combinations(range(3), 2)),
        ],
    )
    @pytest.mark.parametrize("bias", [True, False])
    def test_any_two_gates_swapped(self, monkeypatch, name, gates, pair, bias):
        """A layer that computes with two gates in each other's place; the verdict even says which."""
        count = len(gates)

        def swapped(array):
            blocks = np.split(array, count, axis=-1)
            one, two = pair
            blocks[one], blocks[two] = blocks[two], blocks[one]
            return np.concatenate(blocks, axis=-1)

        class Lie(getattr(keras.layers, name)):
            def set_weights(self, arrays):
                super().set_weights([swapped(array) for array in arrays])

        order = list(gates)
        order[pair[0]], order[pair[1]] = order[pair[1]], order[pair[0]]
        verdict = self.problems(monkeypatch, name, Lie, layer(name, units=4, input=3, bias=bias))
        assert verdict.problems == ("equations",)
        assert f"in the order {', '.join(order)}, not {', '.join(gates)}" in verdict.hint

    def test_the_two_rows_of_the_gru_bias_swapped(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def set_weights(self, arrays):
                super().set_weights([*arrays[:2], arrays[2][::-1]])

        assert self.problems(monkeypatch, "GRU", Lie).problems == ("equations",)

    def test_gates_swapped_in_one_kernel_alone(self, monkeypatch):
        class Lie(keras.layers.LSTM):
            def set_weights(self, arrays):
                kernel, *others = arrays
                blocks = np.split(kernel, 4, axis=-1)
                super().set_weights([np.concatenate([blocks[1], blocks[0], *blocks[2:]], axis=-1), *others])

        assert self.problems(monkeypatch, "LSTM", Lie).problems == ("equations",)

    def test_a_lie_of_ours_about_the_order_of_gates(self, monkeypatch):
        entry = keras_cells.GRU._replace(gates={"r": "reset", "z": "update", "h_tilde": "candidate"})
        monkeypatch.setitem(FRAMEWORKS["keras"].cells, "gru", entry)
        verdict = verify(gru(4, 3))
        assert verdict.problems == ("equations",)
        assert "in the order z, r, h" in verdict.hint

    def test_a_lie_of_ours_about_the_equations(self, monkeypatch):
        """The two GRUs have the same kernels; without biases only the forward pass tells them apart."""
        variants = {True: keras_cells.GRU.variants[(False,)], False: keras_cells.GRU.variants[(True,)]}
        entry = keras_cells.GRU._replace(variants={(value,): variant for value, variant in variants.items()})
        monkeypatch.setitem(FRAMEWORKS["keras"].cells, "gru", entry)
        assert verify(gru(4, 3, bias=False)).problems == ("equations",)


class TestWithoutMemory:
    def test_giants(self):
        assert verify(lstm(10**6, 10**6)).built == 8_000_004_000_000
        assert verify(lstm(10**30, 5)).built == 4 * 10**60 + 24 * 10**30
        assert "parameters to allocate" in verify(lstm(10**6, 10**6)).left_out

    def test_the_scope_is_named(self):
        verifier = verifier_of("keras")
        methods = [
            check(verifier, Case("x", gru(3, 5), {"stateful": stateful}), levels).method
            for stateful in (False, True)
            for levels in (("count", "tensors"), LEVELS)
        ]
        assert methods == ["keras.StatelessScope", "memory", "tf.Graph", "memory"]

    def test_skipped_variables_are_not_initialised_by_a_later_call(self):
        """They would be by the next plain scope, for instance that of a symbolic call."""
        from keras.src.backend.common import global_state

        mine = object()
        global_state.set_global_attribute("uninitialized_variables", [mine])
        built = []
        original = keras.layers.LSTM.build

        def build(self, shape):
            original(self, shape)
            built.append(self)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keras.layers.LSTM, "build", build)
            assert verify(lstm(4000, 4000)).ok
        assert global_state.get_global_attribute("uninitialized_variables") == [mine]
        global_state.set_global_attribute("uninitialized_variables", [])
        keras.layers.Lambda(lambda x: x + 1)(keras.Input((3,)))
        assert all(variable._value is None for each in built for variable in each.weights)
        assert built

    def test_the_hazard_is_real(self):
        """Without the list put back the symbolic call does initialise them: what the test above would see."""
        from keras.src.backend.common import global_state

        with keras.StatelessScope(initialize_variables=False):
            left = keras.layers.LSTM(4)
            left.build((None, None, 3))
        keras.layers.Lambda(lambda x: x + 1)(keras.Input((3,)))
        assert all(variable._value is not None for variable in left.weights)
        assert not global_state.get_global_attribute("uninitialized_variables")


def test_unpacking_takes_every_number_once():
    onnx = layer("lstm", framework="onnx", units=3, input=5, peepholes=True, bidirectional=True)
    for b in (gru(3, 5), lstm(3, 5, bias=False), rnn(3, 5), gru(3, 5, reset_after=False), onnx):
        for tensor in b.tensors:
            array = np.arange(tensor.count).reshape(tensor.shape)
            parts = unpack(tensor, array)
            assert sorted(np.concatenate([part.ravel() for part in parts.values()]).tolist()) == list(
                range(tensor.count)
            )
    kernel, _, bias = gru(2, 1).tensors
    assert unpack(kernel, np.array([[1, 2, 3, 4, 5, 6]]))["forward", "W_r"].tolist() == [[3], [4]]
    rows = unpack(bias, np.array([[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]))
    assert (rows["forward", "b_h"].tolist(), rows["forward", "c_z"].tolist()) == ([5, 6], [7, 8])


class TestSelect:
    @pytest.mark.parametrize(
        ("expression", "text", "expected"),
        [
            ("gru", "sizes GRU units=3", True),
            ("gru and lstm", "gru", False),
            ("gru or lstm", "lstm", True),
            ("not gru", "lstm", True),
            ("not gru and lstm", "lstm", True),
            ("not (gru and lstm)", "gru", True),
            ("gru and not (a or b)", "gru b", False),
            ("a or b and c", "a", True),
            ("units=3", "units=30", True),
        ],
    )
    def test_expressions(self, expression, text, expected):
        assert matcher(expression)(text) is expected

    @pytest.mark.parametrize("expression", ["", "and", "gru and", "(gru", "gru)", "not", "()", "gru lstm", "(" * 100])
    def test_what_cannot_be_read(self, expression):
        with pytest.raises(UsageError, match="cannot read"):
            matcher(expression)

    def test_nothing_matches(self):
        with pytest.raises(UsageError, match="nothing matches 'transformer'"):
            select(suite("keras"), "transformer")


class Off(keras.layers.GRU):
    """A layer that miscounts itself."""

    def count_params(self):
        return super().count_params() - 1


@pytest.fixture
def miscount(monkeypatch):
    Off.__name__ = "GRU"
    monkeypatch.setattr(keras.layers, "GRU", Off)


class TestCommand:
    def test_one_layer(self, capsys):
        assert run(["verify", "gru", "--units", "75", "--input", "28"]) == 0
        out = capsys.readouterr().out
        assert "count      23,625                      23,625                      ok" in out
        assert "1 layer, no mismatches; largest forward error" in out
        assert f"Keras {keras.__version__}, Python {sys.version.split()[0]}" in out

    def test_json_fits_its_schema(self, capsys):
        assert run(["verify", "--select", "variants and gru", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        CHECKER.validate(document)
        assert document["checked"] == len(document["checks"]) > 10
        assert document["mismatches"] == 0
        assert document["versions"]["tensorflow"].count(".") == 2

    @pytest.mark.usefixtures("miscount")
    def test_a_mismatch_is_spelled_out_and_exits_with_1(self, capsys):
        assert run(["verify", "gru", "-u", "3", "-i", "5"]) == ExitCode.DISAGREED
        out = capsys.readouterr().out
        assert re.search(r"^count +90 +89 +DIFFERS$", out, re.MULTILINE)
        assert "1 layer, 1 mismatch;" in out
        assert run(["verify", "--select", "worked and gru", "--levels", "count", "--json"]) == ExitCode.DISAGREED
        document = json.loads(capsys.readouterr().out)
        CHECKER.validate(document)
        assert document["mismatches"] == document["checked"] > 1
        assert document["checks"][0]["problems"] == ["count"]

    @pytest.mark.usefixtures("miscount")
    def test_fail_fast(self, capsys):
        assert run(["verify", "--select", "worked", "--levels", "count", "--fail-fast", "--json"]) == 1
        document = json.loads(capsys.readouterr().out)
        assert document["mismatches"] == 1
        assert [check["ok"] for check in document["checks"]].index(False) == document["checked"] - 1

    @pytest.mark.usefixtures("miscount")
    def test_the_report_has_a_line_a_family(self, capsys):
        assert run(["verify", "--select", "(giants or worked) and gru", "--levels", "count"]) == 1
        out = capsys.readouterr().out
        assert "worked examples       8           8                not run" in out
        assert "gru units=75 input=28 reset_after=True" in out
        assert "no forward pass" in out

    def test_an_infinite_error_is_json_as_well(self, monkeypatch, capsys):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others)[:, :1]

        monkeypatch.setattr(keras.layers, "GRU", Lie)
        assert run(["verify", "gru", "-u", "3", "-i", "5", "--json"]) == 1
        document = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        CHECKER.validate(document)
        assert document["largest_forward_error"] == "infinite"

    def test_beside_a_count(self, capsys):
        assert run(["gru", "-u", "3", "-i", "5", "--verify"]) == 0
        out = capsys.readouterr().out
        assert "total" in out
        assert "1 layer, no mismatches" in out
        assert run(["gru", "-u", "3", "-i", "5", "--verify", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        jsonschema.Draft202012Validator(json.loads(schema())).validate(document)
        CHECKER.validate(document["verification"])
        assert (document["total"], document["verification"]["mismatches"]) == (90, 0)

    @pytest.mark.usefixtures("miscount")
    def test_beside_a_count_it_fails_as_well(self, capsys):
        assert run(["gru", "-u", "3", "-i", "5", "--verify"]) == 1
        assert run(["gru", "-u", "3", "-i", "5", "--verify", "--json"]) == 1
        capsys.readouterr()

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["verify", "gru"], "free: units, input"),
            (["gru", "--verify"], "free: units, input"),
            (["verify", "--levels", "counts"], "did you mean 'count'"),
            (["verify", "--levels", ","], "no level"),
            (["verify", "--select", "and"], "cannot read 'and'"),
            (["verify", "--select", "transformer"], "nothing matches"),
            (["verify", "--fail-fast", "gru"], "--fail-fast stands before gru"),
            (["verify", "--json", "gru"], "--json stands before gru"),
            (["verify", "--framework", "torch", "gru"], "--framework stands before gru"),
            (["verify", "--format", "table"], "allowed: text, json"),
            (["verify", "--framework", "kears"], "did you mean 'keras'"),
            (["verify", "lstn"], "did you mean 'lstm'"),
            (["verify", "cell", "x"], "no command 'cell'"),
        ],
    )
    def test_mistakes(self, capsys, arguments, says):
        assert run(arguments) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.out == ""


class TestProcess:
    """In a process of its own: TensorFlow's chatter, a terminal, and machines where it is missing or broken."""

    def test_the_chatter_of_tensorflow_is_not_seen(self, paramcalc):
        process = paramcalc("verify", "gru", "-u", "3", "-i", "5", TF_CPP_MIN_LOG_LEVEL="0")
        assert process.returncode == 0
        assert process.stderr == ""
        assert process.stdout.startswith("gru units=3 input=5 reset_after=True\n")

    def test_there_is_chatter(self):
        """Or the test above would prove nothing."""
        code = "import tensorflow"
        environment = clean_environment(TF_CPP_MIN_LOG_LEVEL="0")
        process = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
        assert process.stderr

    def test_a_bar_on_a_terminal_only(self):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "paramcalc", "verify", "--select", "worked", "--levels", "count"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=clean_environment())
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 65536):
                parts.append(part)
        except OSError:
            pass
        os.close(ours)
        out, _ = process.communicate()
        assert b"building real layers" in b"".join(parts)
        assert b"building" not in out
        assert out.count(b"\n") == 4

    def broken(self, tmp_path, text):
        package = tmp_path / "keras"
        package.mkdir()
        (package / "__init__.py").write_text(text)
        return {"PYTHONPATH": str(tmp_path)}

    def test_missing(self, paramcalc, tmp_path):
        environment = self.broken(tmp_path, "raise ModuleNotFoundError(\"No module named 'keras'\", name='keras')")
        for arguments in (
            ["verify"],
            ["verify", "gru", "-u", "3", "-i", "5"],
            ["gru", "-u", "3", "-i", "5", "--verify"],
        ):
            process = paramcalc(*arguments, **environment)
            assert process.returncode == ExitCode.MISSING
            assert process.stdout == ""
            assert process.stderr == (
                'paramcalc: verifying needs keras, which is not installed\n  tip: pip install "paramcalc[tensorflow]"\n'
            )

    def test_a_backend_that_is_missing(self, paramcalc, tmp_path):
        text = "raise ModuleNotFoundError(\"No module named 'jax'\", name='jax')"
        process = paramcalc("verify", **self.broken(tmp_path, text), KERAS_BACKEND="jax")
        assert (process.returncode, "pip install jax" in process.stderr) == (ExitCode.MISSING, True)

    def test_broken_is_shown_whole(self, paramcalc, tmp_path):
        text = "import os\nos.write(2, b'cannot load libtensorflow\\n')\nraise ImportError('undefined symbol: _ZN')"
        process = paramcalc("verify", **self.broken(tmp_path, text))
        assert process.returncode == ExitCode.MISSING
        assert "cannot load libtensorflow" in process.stderr
        assert "undefined symbol: _ZN" in process.stderr
        assert "Traceback" not in process.stderr
