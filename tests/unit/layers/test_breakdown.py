"""The numbers, held against closed forms typed here by hand, published counts, and the laws that any count obeys."""

from __future__ import annotations

import inspect
import json
import re
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CASES

import paramcalc
from paramcalc import Polynomial, UsageError, gru, layer, lstm, rnn
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.custom import RESERVED
from paramcalc.layers.breakdown import DTYPES, ROW_KEYS, total
from paramcalc.layers.layer import MOST_LAYERS
from paramcalc.weights.packing import pack, unpack

SIZES = st.integers(1, 10**9)

UNITS = st.integers(2, 10**9)
"""More than the 1 that a projection is to."""

CLOSED_FORMS = {
    ("keras", "rnn", ()): lambda u, d, b: u * (d + u) + b * u,
    ("keras", "lstm", ()): lambda u, d, b: 4 * (u * (d + u) + b * u),
    ("keras", "gru", (True,)): lambda u, d, b: 3 * (u * (d + u) + 2 * b * u),
    ("keras", "gru", (False,)): lambda u, d, b: 3 * (u * (d + u) + b * u),
    ("keras", "convlstm1d", ()): lambda f, c, b: 4 * (2 * f * (c + f) + b * f),
    ("keras", "convlstm2d", ()): lambda f, c, b: 4 * (2 * 2 * f * (c + f) + b * f),
    ("keras", "convlstm3d", ()): lambda f, c, b: 4 * (2 * 2 * 2 * f * (c + f) + b * f),
    ("pytorch", "rnn", ()): lambda u, d, b: u * d + u * u + 2 * b * u,
    ("pytorch", "lstm", (False,)): lambda u, d, b: 4 * (u * d + u * u + 2 * b * u),
    ("pytorch", "lstm", (True,)): lambda u, d, b: 4 * (u * d + u * 1 + 2 * b * u) + 1 * u,
    ("pytorch", "gru", ()): lambda u, d, b: 3 * (u * d + u * u + 2 * b * u),
    ("onnx", "rnn", ()): lambda u, d, b: u * d + u * u + 2 * b * u,
    ("onnx", "lstm", (False,)): lambda u, d, b: 4 * (u * d + u * u + 2 * b * u),
    ("onnx", "lstm", (True,)): lambda u, d, b: 4 * (u * d + u * u + 2 * b * u) + 3 * u,
    ("onnx", "gru", (False,)): lambda u, d, b: 3 * (u * d + u * u + 2 * b * u),
    ("onnx", "gru", (True,)): lambda u, d, b: 3 * (u * d + u * u + 2 * b * u),
    ("flax-linen", "rnn", ()): lambda u, d, b: u * (d + u + 1),
    ("flax-linen", "lstm", ()): lambda u, d, b: 4 * u * (d + u + 1),
    ("flax-linen", "gru", ()): lambda u, d, b: 3 * u * (d + u) + 4 * u,
    ("flax-linen", "mgu", (True,)): lambda u, d, b: 2 * u * (d + u) + 3 * u,
    ("flax-linen", "mgu", (False,)): lambda u, d, b: 2 * u * (d + u) + 2 * u,
    ("flax-nnx", "rnn", ()): lambda u, d, b: u * (d + u + 1),
    ("flax-nnx", "lstm", ()): lambda u, d, b: 4 * u * (d + u + 1),
    ("flax-nnx", "gru", ()): lambda u, d, b: 3 * u * (d + u) + 3 * u,
    ("cudnn", "lstm", ()): lambda u, d, b: 4 * u * (d + u + 2),
    ("cudnn", "gru", ()): lambda u, d, b: 3 * u * (d + u + 2),
    ("keras1", "rnn", ()): lambda u, d, b: u * (d + u + 1),
    ("keras1", "lstm", ()): lambda u, d, b: 4 * u * (d + u + 1),
    ("keras1", "gru", ()): lambda u, d, b: 3 * u * (d + u + 1),
}
"""Textbook counts by framework, cell and option values; b is 1 with biases, 0 without; a projection is to 1 number, a
kernel has 2 positions in each dimension."""

REGISTERED = [
    (framework, cell, values)
    for framework, known in FRAMEWORKS.items()
    for cell, entry in known.cells.items()
    for values in entry.variants
]


def build(framework, cell, values, **choices):
    entry = FRAMEWORKS[framework].cells[cell]
    options = {option.name: value for option, value in zip(entry.options, values, strict=True)}
    options.update({option.name: 1 if options[option.name] else None for option in entry.options if option.is_size})
    if entry.spatial:
        sizes = {name: choices.pop(name) for name in ("units", "input") if name in choices}
        choices.update(named((framework, cell, values), **sizes), kernel_size=2)
    return layer(cell, framework=framework, **options, **choices)


def named(known, units=None, input=None):
    """The sizes under the names that the cell has for them."""
    framework, cell, _ = known
    names = ("filters", "channels") if FRAMEWORKS[framework].cells[cell].spatial else ("units", "input")
    return {name: size for name, size in zip(names, (units, input), strict=True) if size is not None}


def test_every_registered_cell_has_a_closed_form():
    assert set(CLOSED_FORMS) == set(REGISTERED)


def can_be_without_bias(known):
    framework, cell, _ = known
    return not FRAMEWORKS[framework].cells[cell].always_bias


def output_of(known, units):
    return 1 if known == ("pytorch", "lstm", (True,)) else units


every_cell = pytest.mark.parametrize("known", REGISTERED, ids=str)


@every_cell
@settings(max_examples=30)
@given(units=UNITS, features=SIZES, bias=st.booleans())
def test_closed_form(known, units, features, bias):
    bias = bias or not can_be_without_bias(known)
    b = build(*known, units=units, input=features, bias=bias)
    assert b.total == CLOSED_FORMS[known](units, features, int(bias))


@every_cell
@settings(max_examples=20)
@given(units=UNITS, features=SIZES, bias=st.booleans(), bidirectional=st.booleans(), layers=st.integers(1, 4))
def test_closed_form_of_a_stack(known, units, features, bias, bidirectional, layers):
    bias = bias or not can_be_without_bias(known)
    b = build(*known, units=units, input=features, bias=bias, bidirectional=bidirectional, layers=layers)
    directions = 2 if bidirectional else 1
    output = directions * output_of(known, units)
    widths = [features] + [output] * (layers - 1)
    assert b.total == directions * sum(CLOSED_FORMS[known](units, width, int(bias)) for width in widths)
    assert b.widths == tuple((width, output) for width in widths)


@pytest.mark.parametrize("known", [known for known in REGISTERED if not can_be_without_bias(known)], ids=str)
def test_cells_that_cannot_be_without_bias(known):
    with pytest.raises(UsageError, match="cannot be without biases: "):
        build(*known, bias=False)


CHOICES = ({}, {"bias": False}, {"bidirectional": True, "layers": 3})


@pytest.mark.parametrize(
    ("known", "choices"),
    [(known, each) for known in REGISTERED for each in CHOICES if can_be_without_bias(known) or "bias" not in each],
    ids=str,
)
class TestLaws:
    @settings(max_examples=10)
    @given(units=UNITS, features=SIZES)
    def test_rows_and_tensors_sum_to_the_total(self, known, choices, units, features):
        symbolic, numeric = build(*known, **choices), build(*known, units=units, input=features, **choices)
        for b in (symbolic, numeric):
            assert total(b.rows) == total(b.tensors) == b.total
            assert all(sum(b.by(key).values(), 0 * b.total) == b.total for key in ROW_KEYS)
            assert all(row.count == prod(row.shape, start=1) for row in b.rows)
            assert all(tensor.count == prod(tensor.shape, start=1) for tensor in b.tensors)
        assert symbolic.formula == numeric.formula
        assert symbolic.total == symbolic.formula.evaluate(symbolic.sizes)

    @settings(max_examples=10)
    @given(units=UNITS, features=SIZES)
    def test_numbers_may_be_put_in_before_or_after(self, known, choices, units, features):
        free, half = build(*known, **choices), build(*known, input=features, **choices)
        whole = build(*known, units=units, input=features, **choices)
        sizes = {**free.sizes, **named(known, units, features)}
        assert free.formula.at(**sizes) == whole.total
        more = named(known, units)
        assert half.total.at(**more) == half.at(**more).total == free.at(**sizes).total == whole.total
        assert free.macs.at(**sizes) == whole.macs
        assert free.bytes.at(**sizes) == whole.bytes
        for before, after in zip(free.rows, whole.rows, strict=True):
            assert before.count.at(**sizes) == before.formula.at(**sizes) == after.count
            assert tuple(size.at(**sizes) for size in before.symbolic_shape) == after.shape

    def test_no_bias_is_the_total_without_the_bias_rows(self, known, choices):
        if not can_be_without_bias(known):
            return
        whole = build(*known, units=7, input=5, **{**choices, "bias": True})
        kept = sum(row.count for row in whole.rows if row.role not in ("bias", "recurrent_bias"))
        assert build(*known, units=7, input=5, **{**choices, "bias": False}).total == kept

    def test_macs_are_the_weights_of_the_kernels(self, known, choices):
        b = build(*known, units=7, input=5, **choices)
        assert b.macs == sum(row.count for row in b.rows if row.role in ("kernel", "recurrent_kernel", "projection"))


@given(SIZES, SIZES, st.booleans())
def test_lstm_is_four_simple_rnns(units, features, bias):
    assert lstm(units, features, bias=bias).total == 4 * rnn(units, features, bias=bias).total
    assert lstm(bias=bias).formula == 4 * rnn(bias=bias).formula


@given(SIZES, SIZES)
def test_reset_after_adds_three_times_the_units(units, features):
    after, before = gru(units, features), gru(units, features, reset_after=False)
    assert after.total - before.total == 3 * units
    assert after.formula - before.formula == 3 * Polynomial.symbol("units")
    assert gru(units, features, bias=False).total == gru(units, features, bias=False, reset_after=False).total


def cases(name):
    return [
        pytest.param(command["argv"], command["expect"], id=" ".join(command["argv"]))
        for case in json.loads((CASES / name).read_text())["cases"]
        for command in case.get("commands", [case])
    ]


@pytest.mark.parametrize(("arguments", "expected"), [*cases("seeds.json"), *cases("published.json")])
def test_published_counts(arguments, expected, capsys):
    from paramcalc.cli.app import run

    assert run([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == expected


def test_cases_are_all_there():
    assert (len(cases("seeds.json")), len(cases("published.json"))) == (22, 32)


class TestGru75On28:
    """The worked example: every number by hand."""

    b = gru(units=75, input=28)

    def test_numbers(self):
        assert self.b.total == 23625
        assert self.b.by("gate") == {"z": 7875, "r": 7875, "h": 7875}
        assert self.b.by("role") == {
            "kernel": 3 * 2100,
            "recurrent_kernel": 3 * 5625,
            "bias": 225,
            "recurrent_bias": 225,
        }
        assert self.b.by("gate", "redundant") == {
            ("z", False): 7800,
            ("z", True): 75,
            ("r", False): 7800,
            ("r", True): 75,
            ("h", False): 7875,
        }
        assert (self.b.bytes, self.b.macs, self.b.redundant) == (94500, 23175, 150)

    def test_tensors_as_keras_stores_them(self):
        assert [(tensor.name, tensor.shape, tensor.gates) for tensor in self.b.tensors] == [
            ("kernel", (28, 225), ("z", "r", "h")),
            ("recurrent_kernel", (75, 225), ("z", "r", "h")),
            ("bias", (2, 225), ("z", "r", "h")),
        ]

    def test_the_choice_and_its_reason(self):
        (choice,) = self.b.choices
        assert (choice.option, choice.value, choice.other_total, choice.difference) == ("reset_after", True, 23400, 225)
        assert choice.parameters == ("c_z", "c_r", "c_h")
        assert choice.redundant == (("c_z", "b_z"), ("c_r", "b_r"))
        assert choice.needed == (("c_h", "r * (U_h @ h + c_h)"),)

    def test_first_row(self):
        row = self.b.rows[0]
        assert (row.layer, row.direction, row.gate, row.gate_name) == (1, "forward", "z", "update")
        assert (row.role, row.parameter, row.tensor, row.shape, row.count) == (
            "kernel",
            "W_z",
            "kernel",
            (28, 75),
            2100,
        )
        assert (str(row.formula), row.redundant) == ("input·units", False)


def test_the_other_choices():
    (choice,) = gru(75, 28, reset_after=False).choices
    assert (choice.value, choice.default, choice.other_total, choice.difference) == (False, True, 23625, -225)
    (bias,) = lstm(75, 28, bias=False).choices
    assert (bias.option, bias.other_total, bias.difference) == ("bias", 31200, -300)
    assert bias.parameters == ("b_i", "b_f", "b_c", "b_o")
    (bias,) = gru(75, 28, bias=False).choices
    assert (bias.option, bias.difference) == ("bias", -450)
    assert gru(75).choices[0].difference == 225
    assert isinstance(gru(75).choices[0].difference, int)
    assert lstm(75, 28).choices == ()


def test_gates_have_the_names_of_the_field():
    names = {name: list(layer(name).by("gate", "gate_name")) for name in ("rnn", "lstm", "gru")}
    assert names == {
        "rnn": [("h", "hidden")],
        "lstm": [("i", "input"), ("f", "forget"), ("c", "cell"), ("o", "output")],
        "gru": [("z", "update"), ("r", "reset"), ("h", "candidate")],
    }


def test_giant():
    assert lstm(10**30, 5).total == 4000000000000000000000000000024000000000000000000000000000000


@pytest.mark.parametrize("dtype", DTYPES)
def test_bytes(dtype):
    expected = {"64": 8, "32": 4, "16": 2, "t8": 1, "m3": 1, "m2": 1}
    width = 4 if dtype.startswith("mixed") else next(size for key, size in expected.items() if key in dtype[-4:])
    if dtype.startswith("float8"):
        width = 1
    assert lstm(10, 5, dtype=dtype).bytes == 640 * width


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: gru(0, 28), "units must be a whole number of at least 1, got 0"),
        (lambda: gru(75, -1), "input must be a whole number of at least 1, got -1"),
        (lambda: gru(2.5, 1), "got 2.5"),
        (lambda: gru("75", 1), "got '75'"),
        (lambda: gru(True, 1), "got True"),
        (lambda: gru(10**1000, 1), "more than 1,000 digits"),
        (lambda: gru(layers=0), "layers must be a whole number"),
        (lambda: gru(layers=MOST_LAYERS + 1), "layers must be a whole number"),
        (lambda: gru(layers=True), "layers must be a whole number"),
        (lambda: gru(dtype="float31"), "did you mean 'float32'"),
        (lambda: layer("gruu"), "did you mean 'gru'"),
        (lambda: layer("gru", framework="kears"), "did you mean 'keras'"),
        (lambda: rnn(reset_after=True), "rnn of keras has no option reset_after"),
        (lambda: gru(unit=3), "did you mean 'units'"),
        (lambda: gru().by("gates"), "did you mean 'gate'"),
        (lambda: gru().by(), "nothing to sum by"),
        (lambda: gru().to("tabel"), "did you mean 'table'"),
        (lambda: gru([1, 2]), r"units must be a whole number of at least 1, got \[1, 2\]"),
        (lambda: gru(np.array([1, 2])), "units must be a whole number"),
        (lambda: gru(bias="no"), "bias must be True or False, got 'no'"),
        (lambda: gru(bidirectional=1), "bidirectional must be True or False"),
        (lambda: gru(reset_after="False"), "reset_after must be True or False"),
        (lambda: layer(5), "a cell is a name"),
        (lambda: paramcalc.custom_cell(3), "equations are a text"),
        (lambda: paramcalc.custom_cell("h: units\nh = W @ x", gates=["h"]), "gates are a mapping"),
        (lambda: paramcalc.custom_cell("h: units\nh = W @ x", gates={"h": 1}), "gates are a mapping"),
        (lambda: paramcalc.custom_cell("h: layers\nh = W @ x"), "no size can be called 'layers'"),
        (lambda: layer(paramcalc.custom_cell("h: units\nh = W @ x"), framework="zzz"), "belongs to no framework"),
        (lambda: layer(None), "a cell is a name"),
        (lambda: layer("gru", framework=3), "no framework 3"),
        (lambda: layer("mgu", framework="keras"), "no cell 'mgu'"),
        (
            lambda: layer("lstm", framework="torch", units=3, projection=3),
            "projection must be smaller than units, got 3",
        ),
        (lambda: layer("lstm", framework="keras", projection=3), "lstm of keras has no option projection"),
        (lambda: layer("gru", framework="pytorch", projection=3), "gru of pytorch has no option projection"),
        (lambda: layer("lstm", framework="torch", projection=0), "projection must be a whole number"),
        (lambda: gru(dtype=[]), r"no dtype \[\]"),
        (lambda: gru().to([]), r"no format \[\]"),
        (lambda: gru(bias=[]), "bias must be True or False"),
        (lambda: gru(-(10**5000)), "got a number of thousands of digits"),
        (lambda: gru(layers=10**5000), "got a number of thousands of digits"),
        (lambda: gru(np.array([5])), "units must be a whole number"),
        (lambda: gru(np.array(5.0)), "units must be a whole number"),
        (lambda: gru("x" * 200), "x…"),
        (lambda: paramcalc.custom_cell("h: units\nh = W @ x", gates={"q": "z"}), "no gate 'q'"),
    ],
)
def test_refused(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_sizes_that_fit():
    assert gru(np.int64(75), np.uint8(28)).total == 23625
    assert gru(3, 5, layers=np.int64(2)).total == gru(3, 5, layers=2).total
    assert gru(10**1000 - 1).sizes == {"units": 10**1000 - 1}


class TestConvolutions:
    def test_kernel_sizes(self):
        b = layer("ConvLSTM2D", filters=3, channels=2, kernel_size=(3, 5))
        assert b.total == 4 * (3 * 5 * 3 * (2 + 3) + 3)
        assert [(tensor.name, tensor.shape) for tensor in b.tensors] == [
            ("kernel", (3, 5, 2, 12)),
            ("recurrent_kernel", (3, 5, 3, 12)),
            ("bias", (12,)),
        ]
        assert b.macs == 4 * 3 * 5 * 3 * (2 + 3)
        assert layer("convlstm3d", filters=3, channels=2, kernel_size=3).sizes["kernel_3"] == 3

    def test_an_explanation_in_its_own_words(self):
        text = layer("convlstm2d", filters=3, channels=2, kernel_size=3, layers=2).explain()
        assert "conv(W, x) is a convolution" in text
        assert "matrix times vector" not in text
        assert "layer 2: reads 3 channels" in text

    def test_a_free_kernel_is_a_formula(self):
        assert str(layer("convlstm1d", filters=3, channels=2).total) == "12·(5·kernel_1 + 1)"

    def test_a_stack_reads_the_filters_below(self):
        b = layer("convlstm1d", filters=3, channels=2, kernel_size=2, layers=2, bidirectional=True)
        assert b.widths == ((2, 6), (6, 6))

    def test_tensors_and_parameters_hold_the_same_numbers(self):
        for tensor in layer("convlstm2d", filters=3, channels=2, kernel_size=(2, 4), bidirectional=True).tensors:
            array = np.arange(tensor.count).reshape(tensor.shape)
            parts = unpack(tensor.symbolic, array)
            assert {part.shape[:-2] for part in parts.values() if part.ndim > 1} <= {(2, 4)}
            assert np.array_equal(pack(tensor.symbolic, parts), array)

    @pytest.mark.parametrize(
        ("call", "says"),
        [
            (lambda: layer("convlstm2d", kernel_size=(3,)), r"has 2 kernel sizes, got \(3,\)"),
            (lambda: layer("convlstm2d", kernel_size=0), "kernel_1 must be a whole number"),
            (lambda: layer("lstm", kernel_size=3), "LSTM has no kernel_size: it convolves nothing"),
            (lambda: layer("convlstm2d", units=3), "no size of convlstm2d 'units'"),
            (lambda: layer("convlstm2d", kernel_size=3, kernel_1=5), "kernel_1 is given twice"),
            (lambda: layer("convlstm2d", framework="pytorch"), "PyTorch has no cell 'convlstm2d'\ntip: keras has"),
        ],
    )
    def test_refused(self, call, says):
        with pytest.raises(UsageError, match=says):
            call()


class TestFrameworks:
    """3 units on 5 features, the numbers that the frameworks themselves give."""

    @pytest.mark.parametrize(
        ("framework", "cell", "choices", "expected"),
        [
            ("keras", "gru", {}, 90),
            ("keras", "gru", {"reset_after": False}, 81),
            ("keras", "lstm", {}, 108),
            ("torch", "rnn", {}, 30),
            ("torch", "lstm", {}, 120),
            ("torch", "gru", {}, 90),
            ("torch", "rnn", {"bias": False}, 24),
            ("torch", "lstm", {"bias": False}, 96),
            ("torch", "gru", {"bias": False}, 72),
            ("torch", "lstm", {"projection": 2}, 114),
            ("torch", "lstm", {"layers": 2, "bidirectional": True}, 504),
            ("torch", "lstm", {"layers": 2, "bidirectional": True, "projection": 2}, 432),
            ("torch", "lstm", {"layers": 2, "bidirectional": True, "projection": 2, "bias": False}, 336),
            ("onnx", "rnn", {}, 30),
            ("onnx", "lstm", {}, 120),
            ("onnx", "lstm", {"peepholes": True}, 129),
            ("onnx", "gru", {"linear_before_reset": True}, 90),
            ("onnx", "gru", {"bidirectional": True}, 180),
            ("flax", "rnn", {}, 27),
            ("flax", "lstm", {}, 108),
            ("flax", "gru", {}, 84),
            ("flax", "mgu", {}, 57),
            ("flax", "mgu", {"reset_gate": False}, 54),
            ("nnx", "rnn", {}, 27),
            ("nnx", "lstm", {}, 108),
            ("nnx", "gru", {}, 81),
            ("cudnn", "lstm", {}, 120),
            ("cudnn", "gru", {}, 90),
            ("keras1", "lstm", {}, 108),
            ("keras1", "gru", {}, 81),
        ],
    )
    def test_totals(self, framework, cell, choices, expected):
        assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected

    def tensors(self, framework, cell, **choices):
        b = layer(cell, framework=framework, units=3, input=5, **choices)
        return [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors]

    def test_tensors_of_pytorch(self):
        assert self.tensors("pytorch", "gru") == [
            ("weight_ih_l0", (9, 5), "rzn"),
            ("weight_hh_l0", (9, 3), "rzn"),
            ("bias_ih_l0", (9,), "rzn"),
            ("bias_hh_l0", (9,), "rzn"),
        ]
        names = [name for name, _, _ in self.tensors("pytorch", "lstm", projection=2, layers=2, bidirectional=True)]
        assert names[4:6] == ["weight_hr_l0", "weight_ih_l0_reverse"]
        assert names[-1] == "weight_hr_l1_reverse"

    def test_tensors_of_onnx(self):
        assert self.tensors("onnx", "lstm", peepholes=True, bidirectional=True) == [
            ("W", (2, 12, 5), "iofc"),
            ("R", (2, 12, 3), "iofc"),
            ("B", (2, 24), "iofc"),
            ("P", (2, 9), "iof"),
        ]
        assert self.tensors("onnx", "gru")[2] == ("B", (1, 18), "zrh")

    def test_tensors_of_flax(self):
        assert [name for name, _, _ in self.tensors("flax-nnx", "lstm")] == [
            *("ii/kernel", "hi/kernel", "hi/bias", "if_/kernel", "hf/kernel", "hf/bias"),
            *("ig/kernel", "hg/kernel", "hg/bias", "io/kernel", "ho/kernel", "ho/bias"),
        ]
        assert self.tensors("flax-nnx", "gru") == [
            ("dense_i/kernel", (5, 9), "rzn"),
            ("dense_i/bias", (9,), "rzn"),
            ("dense_h/kernel", (3, 9), "rzn"),
        ]
        assert [name for name, _, _ in self.tensors("flax-linen", "gru")][-4:] == [
            *("in/kernel", "in/bias", "hn/kernel", "hn/bias")
        ]

    def test_tensors_of_cudnn_and_keras1(self):
        assert self.tensors("cudnn", "lstm")[-1] == ("bias", (24,), "ifco")
        assert self.tensors("keras1", "lstm")[3:6] == [("W_c", (5, 3), "c"), ("U_c", (3, 3), "c"), ("b_c", (3,), "c")]

    @pytest.mark.parametrize(
        ("framework", "cell", "choices", "redundant"),
        [
            ("pytorch", "lstm", {}, ["b_hi", "b_hf", "b_hg", "b_ho"]),
            ("pytorch", "gru", {}, ["b_hr", "b_hz"]),
            ("onnx", "gru", {}, ["Rb_z", "Rb_r", "Rb_h"]),
            ("onnx", "gru", {"linear_before_reset": True}, ["Rb_z", "Rb_r"]),
            ("flax-linen", "gru", {}, []),
            ("flax-nnx", "gru", {}, []),
            ("cudnn", "lstm", {}, ["c_i", "c_f", "c_c", "c_o"]),
            ("keras1", "gru", {}, []),
        ],
    )
    def test_redundancy_is_decided_by_the_equations(self, framework, cell, choices, redundant):
        b = layer(cell, framework=framework, units=3, input=5, **choices)
        assert [row.parameter for row in b.rows if row.redundant] == redundant

    def test_words(self):
        text = layer("lstm", framework="onnx", units=3, input=5, peepholes=True).explain()
        assert "P_i (peephole) is one number multiplied with each of the 3 numbers of c, in i: 3." in text
        text = layer("lstm", framework="pytorch", units=3, input=5, projection=2).to("text")
        assert text.startswith("PyTorch LSTM: projection=2, units=3, input=5\n")

    def test_roles_of_a_projection(self):
        b = layer("lstm", framework="pytorch", units=3, input=5, projection=2)
        assert b.by("role")["projection"] == 6
        assert b.rows[-1].parameter == "W_hr"
        assert b.widths == ((5, 2),)


def test_what_no_size_can_be_called():
    taken = set(inspect.signature(layer).parameters) - {"units", "input", "others"}
    assert taken == set(RESERVED)


def test_gates_that_share_a_symbol_are_counted_once_each():
    cell = paramcalc.custom_cell(
        "h: units\nh_tilde = tanh(W @ x + b)\nh = U @ h + h_tilde", gates={"h_tilde": "candidate"}
    )
    text = layer(cell, units=3, input=2).to("text")
    assert re.search(r"^h candidate .* 9 +50\.0%$", text, re.MULTILINE)
    assert re.search(r"^h  .* 9 +50\.0%$", text, re.MULTILINE)


def test_names_and_aliases():
    assert layer("GRU", framework="Keras", units=3, input=5).total == 90
    assert layer("SimpleRNN", units=3, input=5).total == 27


def test_values_are_frozen():
    b = gru(75, 28)
    with pytest.raises(AttributeError):
        b.rows[0].count = 0
    with pytest.raises(AttributeError):
        b.total = 0  # a cached property of a frozen value


def test_custom_cell():
    minimal = paramcalc.custom_cell(
        """
        h: units
        f = sigmoid(W_f @ x + U_f @ h + b_f)
        h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
        h = (1 - f) * h + f * h_tilde
        """,
        name="mgu",
        gates={"h_tilde": "candidate", "f": "forget"},
    )
    b = layer(minimal, units=3, input=5)
    assert b.total == 2 * (3 * 5 + 3 * 3 + 3)
    assert list(b.by("gate")) == ["h", "f"]
    assert b.tensors[0].name == "W_h"
    assert b.tensors[0].shape == (3, 5)
    projected = paramcalc.custom_cell("h: p\nc: units\nc = W @ x + U @ h\nh = R @ c")
    assert layer(projected, units=4, input=5, p=2).total == 4 * 5 + 4 * 2 + 2 * 4
    assert layer(projected, layers=2, bidirectional=True, units=4, input=5, p=2).widths == ((5, 4), (4, 4))
    with pytest.raises(UsageError, match="no size of cell 'q'"):
        layer(projected, q=2)
