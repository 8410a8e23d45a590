"""The numbers, held against closed forms typed here by hand, published counts, and the laws that any count obeys."""

from __future__ import annotations

import json
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CASES

from paramcalc import Polynomial, UsageError, gru, layer, lstm, rnn
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import (
    DTYPE_MEANINGS,
    DTYPE_NAMES,
    DTYPES,
    PACKED,
    ROW_KEYS,
    checked_dtype,
    tensor_bytes,
    total,
)

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

    def test_macs_are_the_weights_of_the_kernels(self, known, choices):
        b = build(*known, units=7, input=5, **choices)
        assert b.macs == sum(row.count for row in b.rows if row.role in ("kernel", "recurrent_kernel", "projection"))


@pytest.mark.parametrize("known", [known for known in REGISTERED if can_be_without_bias(known)], ids=str)
@pytest.mark.parametrize("choices", [{}, {"bidirectional": True, "layers": 3}], ids=str)
def test_no_bias_is_the_total_without_the_bias_rows(known, choices):
    whole = build(*known, units=7, input=5, **choices)
    kept = sum(row.count for row in whole.rows if row.role not in ("bias", "recurrent_bias"))
    assert build(*known, units=7, input=5, bias=False, **choices).total == kept < whole.total


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


def test_int4_stores_two_weights_in_a_byte_of_each_tensor():
    assert gru(5, 3, dtype="int4").bytes == 23 + 38 + 15  # 3×15 and 5×15 are odd
    assert gru(5, 3, bias=False, dtype="int4").bytes == 23 + 38
    assert (tensor_bytes(0, "int4"), tensor_bytes(1, "int4"), tensor_bytes(2, "int4")) == (0, 1, 1)
    assert (tensor_bytes(75, "float16"), tensor_bytes(75, "table")) == (150, 300)
    assert checked_dtype("int4") == "int4"


def test_int4_of_free_sizes():
    free = lstm(dtype="int4").bytes
    assert free.at(units=10, input=5) == 320
    with pytest.raises(UsageError, match=r"the bytes in int4 need every size as a number; free: input, units"):
        _ = gru(dtype="int4").bytes


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: gru(0, 28), "units must be a whole number of at least 1, got 0"),
        (lambda: gru(75, -1), "input must be a whole number of at least 1, got -1"),
        (lambda: gru(2.5, 1), "got 2.5"),
        (lambda: gru("75", 1), "got '75'"),
        (lambda: gru(True, 1), "got True"),
        (lambda: gru(10**1000, 1), "more than 1,000 digits"),
        (lambda: gru(dtype="float31"), "did you mean 'float32'"),
        (lambda: layer("gruu"), "did you mean 'gru'"),
        (lambda: layer("gru", framework="kears"), "did you mean 'keras'"),
        (lambda: gru(unit=3), "did you mean 'units'"),
        (lambda: gru().by("gates"), "did you mean 'gate'"),
        (lambda: gru().by(), "nothing to sum by"),
        (lambda: gru().to("tabel"), "did you mean 'table'"),
        (lambda: gru([1, 2]), r"units must be a whole number of at least 1, got \[1, 2\]"),
        (lambda: gru(np.array([1, 2])), "units must be a whole number"),
        (lambda: layer(5), "a cell is a name"),
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
        (lambda: gru(-(10**5000)), "got a number of thousands of digits"),
        (lambda: gru(np.array([5])), "units must be a whole number"),
        (lambda: gru(np.array(5.0)), "units must be a whole number"),
        (lambda: gru("x" * 200), "x…"),
    ],
)
def test_refused(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_sizes_that_fit():
    assert gru(np.int64(75), np.uint8(28)).total == 23625
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

    def test_a_free_kernel_is_a_formula(self):
        assert str(layer("convlstm1d", filters=3, channels=2).total) == "12·(5·kernel_1 + 1)"

    def test_a_stack_reads_the_filters_below(self):
        b = layer("convlstm1d", filters=3, channels=2, kernel_size=2, layers=2, bidirectional=True)
        assert b.widths == ((2, 6), (6, 6))

    @pytest.mark.parametrize(
        ("call", "says"),
        [
            (lambda: layer("convlstm2d", kernel_size=(3,)), r"has 2 kernel sizes, got \(3,\)"),
            (lambda: layer("convlstm2d", kernel_size=0), "kernel_1 must be a whole number"),
            (lambda: layer("lstm", kernel_size=3), "LSTM has no kernel_size: it is not a convolution"),
            (lambda: layer("convlstm2d", units=3), "no size of convlstm2d 'units'"),
            (lambda: layer("convlstm2d", kernel_size=3, kernel_1=5), "kernel_1 is given twice"),
            (lambda: layer("convlstm2d", framework="pytorch"), "PyTorch has no cell 'convlstm2d'\ntip: keras has"),
        ],
    )
    def test_refused(self, call, says):
        with pytest.raises(UsageError, match=says):
            call()


def test_names_and_aliases():
    assert layer("GRU", framework="Keras", units=3, input=5).total == 90
    assert layer("SimpleRNN", units=3, input=5).total == 27


def test_values_are_frozen():
    b = gru(75, 28)
    with pytest.raises(AttributeError):
        b.rows[0].count = 0
    with pytest.raises(AttributeError):
        b.total = 0  # a cached property of a frozen value


@pytest.mark.parametrize("word", DTYPE_MEANINGS)
def test_other_words_for_a_dtype_are_hints(word):
    assert word not in DTYPE_NAMES
    assert DTYPE_MEANINGS[word] in DTYPE_NAMES
    with pytest.raises(UsageError, match=f"did you mean '{DTYPE_MEANINGS[word]}'"):
        gru(3, 5, dtype=word)


def test_the_words_and_bytes_of_every_dtype():
    """Stated here a second time."""
    assert DTYPES == {
        "float64": 8,
        "float32": 4,
        "bfloat16": 2,
        "float16": 2,
        "mixed_float16": 4,
        "mixed_bfloat16": 4,
        "float8_e4m3fn": 1,
        "float8_e5m2": 1,
        "int64": 8,
        "int32": 4,
        "int16": 2,
        "int8": 1,
    }
    words = {
        "float64": "fp64 f64 double",
        "float32": "fp32 f32 float single",
        "float16": "fp16 f16 half",
        "bfloat16": "bf16 bfp16",
        "float8_e4m3fn": "fp8 f8 float8",
        "mixed_float16": "amp",
        "int64": "i64 long",
        "int32": "i32 int",
        "int16": "i16 short",
        "int8": "i8 q8",
        "int4": "i4 q4 4bit",
    }
    assert PACKED == {"int4": 2}
    assert (*DTYPES, "int4") == DTYPE_NAMES
    assert {word: dtype for dtype, meant in words.items() for word in meant.split()} == DTYPE_MEANINGS
    assert gru().dtype == "float32"


def test_the_keys_of_rows():
    assert ROW_KEYS == ("layer", "direction", "gate", "gate_name", "role", "tensor", "parameter", "redundant")
