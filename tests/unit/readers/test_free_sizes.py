"""Names that stand for sizes in a line of layers: the formula agrees with the numbers, and mistakes are named."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import paramcalc
from paramcalc import ExitCode, Polynomial, UsageError
from paramcalc.classes import LAYER_CLASSES, free_arguments, layer_classes
from paramcalc.classes.base import signature
from paramcalc.cli.app import run
from paramcalc.models.breakdown import Model
from paramcalc.readers.text import read_text

LINES = {
    "keras": [
        "Input((None, 6)) > GRU({u}) > Dense(1)",
        "Input((7, {u})) > LSTM(2 * {v} + 1, return_sequences=True) > SimpleRNN({u}, use_bias=False) > Dense({v})",
        "Embedding({v}, {u}) > Bidirectional(GRU({u}, reset_after=False)) > Dense({v} + 1)",
        "Input((7, 6)) > Bidirectional(LSTM({u}), merge_mode='sum') > Dropout(0.5) > Dense({v} ** 2)",
        "Input((7, 6)) > RNN([LSTMCell({u}), GRUCell({v})]) > LayerNormalization() > Dense(2)",
        "Input((7, {u})) > TimeDistributed(Dense({v})) > Flatten() > Dense(3)",
        "Input((8, 8, {v})) > Conv2D({u}, 3) > BatchNormalization() > SeparableConv2D({v}, 3) > Flatten() > Dense(2)",
        "Input((4, 8, 8, 2)) > ConvLSTM2D({u}, 3, return_sequences=True) > Conv3DTranspose({v}, 2)",
        "Dense({u}, input_dim={v}) > Dense(3)",
        "GRU({u}, input_shape=(5, {v})) > Dense(3)",
        "Input((9, 4)) > LocallyConnected1D({u}, 3) > Flatten() > Dense({v})",
        "Input(({steps}, 6)) > GRU({u}, return_sequences=True) > Flatten() > Dense({v})",
    ],
    "pytorch": [
        "LSTM({v}, {u}) > Linear({u}, 10)",
        "LSTM({v}, {u}, num_layers=2, bidirectional=True, proj_size=1) > Linear(2, 10)",
        "Embedding({v}, {u}) > GRU({u}, {v}) > Linear({v}, {u})",
        "RNNCell({u}, {v})",
    ],
}

SIZES = [{"u": 2, "v": 3, "steps": 4}, {"u": 7, "v": 2, "steps": 9}, {"u": 16, "v": 16, "steps": 1}]


@pytest.mark.parametrize(("framework", "line"), [(name, line) for name, lines in LINES.items() for line in lines])
def test_the_formula_agrees_with_the_numbers(framework, line):
    free = Model(read_text(line.format(u="u", v="v", steps="steps"), framework))
    for sizes in SIZES:
        known = {name: number for name, number in sizes.items() if f"{{{name}}}" in line}
        numbers = Model(read_text(line.format(**known), framework))
        given = Model(read_text(line.format(u="u", v="v", steps="steps"), framework, known))
        assert Polynomial.at(free.total + Polynomial({}), **known) == numbers.total == given.total
        assert [row.count for row in given.rows] == [row.count for row in numbers.rows]
        # The multiply-adds can also depend on a length that the line does not state.
        assert (free.macs + Polynomial({})).evaluate(known) == numbers.macs
        assert sum(row.count + Polynomial({}) for row in free.rows) == free.total


@pytest.mark.parametrize("framework", LAYER_CLASSES)
def test_every_argument_that_can_be_free_is_one_of_a_layer(framework):
    arguments = {name for entry in layer_classes(framework).values() for name in signature(entry.arguments)}
    assert free_arguments(framework) <= {*arguments, "input_shape", "batch_input_shape"}


def test_names_of_the_models_own_lengths_are_not_mixed_up():
    """The line's `steps` is a number of units; the unknown number of steps gets another name."""
    model = Model(read_text("Input((None, 6)) > GRU(steps)"))
    assert model.total.symbols == {"steps"}
    assert model.macs.symbols == {"steps", "steps_2"}


def test_a_model_with_a_free_size_is_not_unbuilt():
    assert "not built" not in paramcalc.model("Input((7, 6)) > GRU(u)").to("text")
    assert "not built" in paramcalc.model("GRU(u)").to("text")


MISTAKES = {
    "Input((None, 6)) > GRU(8:32:8)": ("a range of sizes, got 8:32:8", "give its sizes: --sweep u=8:32:8"),
    "Input((None, 6)) > GRU(8 : 32)": ("a range of sizes, got 8:32", "--sweep u=8:32"),
    "Input((None, 6)) > GRU(u // 2)": ("not a formula in sizes: 'u // 2'", "'/' has no meaning in a formula"),
    "Input((None, 6)) > GRU(-u)": ("-u is not a size", ""),
    "Input((None, 6)) > GRU(true)": ("true is not a size", "did you mean True?"),
    "Input((None, 6)) > Bidirectional(gru)": ("gru is not a size", "did you mean GRU?"),
    "Input((None, 6)) > GRU(3, activation=tanh)": ("tanh does not stand for a size", "write 'tanh'"),
    "Input((None, 6)) > GRU(batch)": ("batch is the number of samples", "another name"),
    "Input((None, 6)) > Dropout(p) > GRU(3)": ("rate cannot be a free size", "units"),
    "Input((8, 8, 3)) > Conv2D(4, k)": ("kernel_size cannot be a free size", "filters"),
    "Input((8, 8, 3)) > Conv2D(4, (k, 3))": ("kernel_size cannot be a free size", "filters"),
    "Input((None, 6)) > GRU(3, use_bias=b)": ("use_bias cannot be a free size", "units"),
    "Input(n) > GRU(4)": ("n cannot be a free size", "shape"),
    "Input((8, 8, 3)) > Conv2D(f, 3, groups=3)": ("groups=3 must divide", ""),
    "Input((None, 6)) > u": ("no layer 'u'", ""),
    "Input((None, 6)) > u(3)": ("no layer 'u'", ""),
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes(line, capsys):
    assert run(["model", line]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert all(text in captured.err for text in MISTAKES[line]), captured.err


def test_the_command(capsys):
    line = "Input((None, 6)) > GRU(u) > Dense(1)"
    # 3 gates: kernels of 6 and 16 rows, and two biases, for 16 units; then 16 weights and a bias.
    assert run(["model", line, "--set", "u=16", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["total"] == 3 * 16 * (6 + 16 + 2) + 17
    assert run(["model", line, "--json"]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert (document["total"], document["polynomial"]) == (None, "3*u**2 + 25*u + 1")
    assert run(["model", line, "--require-numbers"]) == ExitCode.USAGE
    assert "tip: give --set u=N" in capsys.readouterr().err
    assert run(["model", line, "--set", "u=16", "--require-numbers"]) == ExitCode.OK


@pytest.mark.parametrize(
    ("values", "says"),
    [({"n": 3}, "no size called n"), ({"u": 0}, "at least 1, got 0"), ({"u": "x"}, "u must be a whole number")],
)
def test_wrong_values(values, says):
    with pytest.raises(UsageError, match=says):
        read_text("Input((None, 6)) > GRU(u)", set=values)


def test_in_python():
    line = "Input((None, 6)) > GRU(u)"
    assert paramcalc.model(line).total.at(u=16) == paramcalc.model(line, set={"u": 16}).total == 3 * 16 * 24


def test_a_model_with_a_free_size_cannot_be_verified(capsys):
    assert run(["verify", "Input((3, 6)) > GRU(u)"]) == ExitCode.USAGE
    assert "u" in capsys.readouterr().err


TEMPLATES = [
    *("{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} / {1}", "{0} // {1}", "{0} % {1}", "{0} ** {1}", "{0} @ {1}"),
    *("{0} << {1}", "{0} | {1}", "{0} and {1}", "{0} or {1}", "{0} < {1}", "{0}[{1}]", "({0}, {1})[0]", "{0}({1})"),
    *("-{0}", "~{0}", "not {0}", "({0},)", "[{0}]", "{{{0}}}", "*{0}", "{0}.real", "{0} if {1} else 2", "(y := {0})"),
    *("lambda: {0}", "await {0}", "[{0} for _ in [1]]", "f'{{{0}}}'", "{0}e1", "max({0}, {1})", "{0}{1}", "0b1 * {0}"),
]

EXPRESSIONS = st.recursive(
    st.sampled_from(["u", "v", "2", "3", "1.5", "'a'", "None", "True", "...", "1j"]),
    lambda inner: st.builds(
        lambda template, one, two: template.format(f"({one})", f"({two})"), st.sampled_from(TEMPLATES), inner, inner
    ),
    max_leaves=4,
)


@example("u + None")
@example("u + [u]")
@example("~u")
@example("(u,)")
@given(EXPRESSIONS)
def test_a_size_is_what_python_computes(text):
    """Python's own arithmetic is the judge of every expression that is taken for a size."""
    sizes = {"u": 5, "v": 4}
    try:
        layer = read_text(f"Input((None, 2)) > Dense({text})").root.graph.layers[0]
        units = layer.config["units"]
        Model(read_text(f"Input((None, 2)) > Dense({text})"))
    except UsageError:
        return
    number = units.evaluate({name: sizes[name] for name in units.symbols}) if isinstance(units, Polynomial) else units
    assert number == eval(text, {}, sizes)


@pytest.mark.parametrize("argument", ["u + [u]", "[u]", "[u] * 2", "u + (u,)", "{u}"])
def test_a_list_is_no_size(argument):
    with pytest.raises(UsageError):
        read_text(f"Input((None, 2)) > Dense({argument})")


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        *((text, text) for text in ("lambda: 3", "await u", "u[1]", "{1, 2}", "~u", "not u", "[x for x in u]", "...")),
        *((text, text) for text in ("1j", "b'a'", "*u", "**u", "3 if u else 4", "x:=3", "u @ u", "a.b", "u(3)[1]")),
        ("units=lambda x: x", "lambda x: x"),
    ],
)
def test_python_that_says_nothing_about_layers(argument, shown):
    with pytest.raises(UsageError) as caught:
        read_text(f"Input((None, 2)) > GRU({argument})")
    assert caught.value.message == f"a line of layers cannot have {shown}"
