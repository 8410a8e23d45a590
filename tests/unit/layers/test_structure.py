"""The structure in symbols, and what is kept of it in memory."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from paramcalc import UsageError, custom_cell, gru, layer, lstm
from paramcalc.algebra.polynomial import Polynomial
from paramcalc.frameworks.base import CellEntry, Variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.layers.layer import recurrent


def test_a_single_layer_is_cached_and_a_stack_is_not():
    assert gru(3, 5).layer.structure is gru(4, 6).layer.structure
    assert gru(3, 5, layers=2).layer.structure is not gru(3, 5, layers=2).layer.structure
    assert gru(3, 5, layers=2).layer.structure == gru(3, 5, layers=2).layer.structure


def test_a_deep_stack_is_not_kept_in_memory():
    """One LSTM of 1,000 bidirectional layers used to stay in the cache with 31.5 MiB."""
    lstm(3, 5, bidirectional=True)
    tracemalloc.start()
    try:
        assert lstm(3, 5, bidirectional=True, layers=60).total > 0
        peak = tracemalloc.get_traced_memory()[1]
        gc.collect()
        assert peak > 900_000
        assert tracemalloc.get_traced_memory()[0] < 300_000
    finally:
        tracemalloc.stop()


def test_what_is_cached_cannot_be_changed():
    for tensor in gru().layer.structure.tensors:
        with pytest.raises(TypeError):
            tensor.blocks["gate"] = 4


def test_rows_and_tensors_of_a_stack():
    structure = layer("lstm", framework="onnx", bidirectional=True, layers=2).layer.structure
    assert [(str(width.input), str(width.output)) for width in structure.widths] == [
        ("input", "2·units"),
        ("2·units", "2·units"),
    ]
    kernel = structure.tensors[0]
    assert (kernel.direction, kernel.name, list(map(str, kernel.shape))) == ("both", "W", ["2", "4·units", "input"])
    assert dict(kernel.blocks) == {"direction": 2, "gate": 4, "role": 1}
    assert kernel.parameters[:2] == (("forward", "W_i"), ("forward", "W_o"))
    assert str(structure.rows[-1].formula) == "units"


def test_axes_of_a_convolution():
    row = layer("convlstm2d").layer.structure.rows[0]
    assert row.axes == ("kernel_1", "kernel_2", "columns", "rows")
    assert list(map(str, row.shape)) == ["kernel_1", "kernel_2", "channels", "filters"]


def test_a_cell_whose_input_is_as_large_as_its_state_cannot_be_stacked_in_both_directions():
    cell = custom_cell("x: units\nh: units\nh = tanh(W @ x + U @ h)")
    assert layer(cell, units=3, layers=2).total == 36
    assert layer(cell, units=3, bidirectional=True).total == 36
    with pytest.raises(UsageError, match="cannot be stacked"):
        layer(cell, units=3, layers=2, bidirectional=True)


def test_storage_that_does_not_fit_the_equations():
    """A GRU whose candidate alone has a second bias does not fit a tensor of two full rows."""
    text = "h: units\nz = sigmoid(W_z @ x + b_z)\nh = z * (W_h @ x + b_h) + z * (U_h @ h + c_h)"
    kernels = TensorLayout("kernel", ("kernel", "recurrent_kernel"), "rows columns")
    storage = (kernels, TensorLayout("bias", ("bias", "recurrent_bias"), "role (gate rows)"))
    entry = CellEntry("Bad", "does not fit", {}, {(): Variant(text, storage)})
    with pytest.raises(ValueError, match="does not fit"):
        recurrent("keras", "bad", entry, {})


def test_every_value_of_a_row_and_a_tensor():
    made = layer("lstm", framework="pytorch", bidirectional=True, layers=2).layer.structure
    rows, symbols = Polynomial.symbol("units"), (Polynomial.symbol("units"), 2 * Polynomial.symbol("units"))
    row = next(row for row in made.rows if (row.layer, row.direction, row.parameter) == (2, "backward", "W_if"))
    assert row[:8] == (2, "backward", "f", "forget", "kernel", "W_if", "weight_ih_l1_reverse", False)
    assert (row.definition.name, row.layout.pattern) == ("W_if", "(gate rows) columns")
    assert (row.axes, row.symbolic_shape, row.shape, row.count) == (
        ("rows", "columns"),
        symbols,
        symbols,
        2 * rows * rows,
    )
    tensor = next(tensor for tensor in made.tensors if tensor.name == "weight_ih_l1_reverse")
    assert tensor[:5] == (2, "backward", "weight_ih_l1_reverse", ("i", "f", "g", "o"), ("kernel",))
    assert dict(tensor.blocks) == {"direction": 1, "gate": 4, "role": 1}
    assert tensor.parameters == tuple(("backward", f"W_i{gate}") for gate in "ifgo")
    assert (tensor.axes, tensor.memory_order) == ((("gate", "rows"), ("columns",)), ())
    assert (tensor.symbolic_shape, tensor.shape, tensor.count) == (
        (4 * rows, 2 * rows),
        (4 * rows, 2 * rows),
        8 * rows * rows,
    )
    # Two directions in each layer: four gates with two kernels and two biases.
    first = 2 * 4 * rows * (Polynomial.symbol("input") + rows + 2)
    assert (made.formula, made.macs) == (
        first + 2 * 4 * rows * (2 * rows + rows + 2),
        made.formula - 2 * 2 * 4 * 2 * rows,
    )


def test_names_of_tensors_gates_and_directions():
    forward = [tensor.name for tensor in lstm(framework="pytorch").layer.structure.tensors]
    assert forward == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    assert {tensor.direction for tensor in layer("lstm", framework="onnx").layer.structure.tensors} == {"forward"}
    own = layer(custom_cell("h: units\nh = tanh(W @ x + U @ h)"))
    assert [(row.gate, row.gate_name) for row in own.rows] == [("h", ""), ("h", "")]


KERNEL, RECURRENT = ("w", ("kernel",), "rows columns"), ("u", ("recurrent_kernel",), "rows columns")


@pytest.mark.parametrize(
    ("name", "layouts"),
    [
        # Two shapes in one tensor, and a tensor without a place for the second bias.
        (
            "w",
            [
                ("w", ("kernel", "recurrent_kernel"), "role rows columns"),
                ("b", ("bias", "recurrent_bias"), "role rows"),
            ],
        ),
        ("b", [KERNEL, RECURRENT, ("b", ("bias", "recurrent_bias"), "(gate rows)")]),
    ],
)
def test_a_pattern_has_a_place_for_every_parameter(name, layouts):
    storage = tuple(TensorLayout(*layout) for layout in layouts)
    variant = Variant("h: units\nh = tanh(W @ x + b + U @ h + c)", storage)
    with pytest.raises(ValueError, match=f"of '{name}' does not fit"):
        recurrent("keras", "cell", CellEntry("Cell", "", {}, {(): variant}), {})
