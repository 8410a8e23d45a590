"""A recurrent layer class by its equations: sizes from the arguments, tensors from the storage, states."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import LayerCall
from paramcalc.classes.definition import definition
from paramcalc.classes.recurrent_definition import storage_lines
from paramcalc.errors import ParamcalcError, UsageError
from paramcalc.models.spec import LayerSpec
from paramcalc.models.weights import weighed

BATCH, STEPS = Polynomial.symbol("batch"), Polynomial.symbol("steps")

MGU = """
h: units
f = sigmoid(W_f @ x + U_f @ h + b_f)
h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
h = (1 - f) * h + f * h_tilde
"""

STORAGE = """
kernel: columns (gate rows)
recurrent_kernel: columns (gate rows)
bias: (gate rows)
"""

PROJECTED = "h: out\nc: units\nc = tanh(W @ x + U @ h + b)\nh = R @ c"

ARGUMENTS = "units, use_bias=True, return_sequences=False, return_state=False"


def made(shape, table, **config):
    """The entry's outputs, and the layer's weights and multiply-adds."""
    entry = definition("Mine", table)[1]
    call = LayerCall(entry, config, (shape,))
    outputs = entry.output(call)
    result = weighed(LayerSpec("Mine", "mine", config), call, (None,), trainable=True)
    return outputs, {weight.name: weight.shape for weight in result.weights}, result


def test_the_tensors_are_those_of_the_storage():
    table = {"arguments": ARGUMENTS, "equations": MGU, "storage": STORAGE}
    outputs, tensors, result = made((BATCH, 9, 5), table, units=3)
    assert outputs == (BATCH, 3)
    assert tensors == {"kernel": (5, 6), "recurrent_kernel": (3, 6), "bias": (6,)}
    assert result.macs == 9 * 2 * (5 * 3 + 3 * 3)
    assert [name for name, _ in result.breakdown.layer.entry.gates.items()] == []


def test_the_gates_are_named_and_ordered():
    table = {"arguments": ARGUMENTS, "equations": MGU, "storage": STORAGE, "gates": {"h_tilde": "new", "f": "forget"}}
    _, _, result = made((BATCH, 9, 5), table, units=3)
    assert result.breakdown.by("gate_name") == {"new": 27, "forget": 27}
    assert result.breakdown.tensors[0].gates == ("h", "f")


def test_without_storage_each_parameter_is_a_tensor():
    _, tensors, _ = made((BATCH, 9, 5), {"arguments": ARGUMENTS, "equations": MGU}, units=3)
    assert list(tensors) == ["W_f", "U_f", "b_f", "W_h", "U_h", "b_h"]


@pytest.mark.parametrize("switch", ["use_bias", "bias"])
def test_without_biases(switch):
    table = {"arguments": f"units, {switch}=True", "equations": MGU, "storage": STORAGE}
    assert set(made((BATCH, 9, 5), table, units=3, **{switch: False})[1]) == {"kernel", "recurrent_kernel"}


def test_sequences_and_states():
    table = {"arguments": f"out, {ARGUMENTS}", "equations": PROJECTED}
    config = {"units": 4, "out": 3}
    assert made((BATCH, 9, 5), table, **config)[0] == (BATCH, 3)
    assert made((BATCH, 9, 5), table, **config, return_sequences=True)[0] == (BATCH, 9, 3)
    states = made((BATCH, 9, 5), table, **config, return_state=True, return_sequences=True)[0]
    assert states == [(BATCH, 9, 3), (BATCH, 3), (BATCH, 4)]


def test_a_cell_reads_one_step():
    table = {"arguments": "units, out", "equations": PROJECTED, "input": "(batch, input)"}
    outputs, _, result = made((BATCH, 5), table, units=4, out=3)
    assert outputs == [(BATCH, 3), (BATCH, 3), (BATCH, 4)]
    assert result.macs == 4 * 5 + 4 * 3 + 3 * 4


def test_free_sizes_stay_formulas():
    u = Polynomial.symbol("u")
    _, tensors, _ = made((BATCH, STEPS, 5), {"arguments": ARGUMENTS, "equations": MGU, "storage": STORAGE}, units=u)
    assert tensors["recurrent_kernel"] == (u, 2 * u)


REFUSED = {
    "a size": ({"arguments": "", "equations": MGU}, "which is no argument"),
    "equations": ({"arguments": "units", "equations": "h: units\nh = tnah(W @ x)"}, "tanh"),
    "no text": ({"arguments": "units", "equations": 3}, "equations are a text"),
    "gates": ({"arguments": "units", "equations": MGU, "gates": {"x": "y"}}, "gate"),
    "four axes": ({"arguments": "units", "equations": MGU, "input": "(batch, a, b, c)"}, "got 4 axes"),
    "storage": ({"arguments": "units", "equations": MGU, "storage": 3}, "storage is a text"),
    "a line": ({"arguments": "units", "equations": MGU, "storage": "kernel"}, "is no tensor"),
    "a role": ({"arguments": "units", "equations": MGU, "storage": "k (kernle): rows"}, "did you mean 'kernel'"),
    "a pattern": ({"arguments": "units", "equations": MGU, "storage": "kernel: columns (gate"}, "storage pattern"),
    "a missing role": (
        {"arguments": "units", "equations": MGU, "storage": "kernel: columns (gate rows)"},
        "0 tensors for the role recurrent_kernel",
    ),
    "a role twice": (
        {"arguments": "units", "equations": MGU, "storage": f"{STORAGE}b (bias): gate rows"},
        "2 tensors for the role bias",
    ),
    "an unfit pattern": (
        {"arguments": "units", "equations": MGU, "storage": STORAGE.replace("columns (gate rows)", "(gate rows)")},
        "does not fit W_f, whose axes are rows and columns",
    ),
    "a bias with columns": (
        {"arguments": "units", "equations": MGU, "storage": STORAGE.replace("bias: (gate", "bias: columns (gate")},
        "does not fit b_f, whose axes are rows",
    ),
    "two gates in one block": (
        {"arguments": "units", "equations": MGU, "storage": STORAGE.replace("(gate rows)", "rows")},
        "storage does not fit the equations",
    ),
    "a name with another place": (
        {"arguments": "units", "equations": MGU, "storage": STORAGE.replace("bias:", "bias_{x}:")},
        "is no tensor",
    ),
}


@pytest.mark.parametrize(("table", "message"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_definition_is_refused(table, message):
    with pytest.raises(ParamcalcError) as caught:
        definition("Mine", table)
    assert message in str(caught.value)
    assert "the definition of Mine" in str(caught.value)


def test_a_tensor_can_hold_several_roles():
    (layout,) = storage_lines("bias (bias, recurrent_bias): role (gate rows)")
    assert (layout.name, layout.roles, layout.axes) == (
        "bias",
        ("bias", "recurrent_bias"),
        (("role",), ("gate", "rows")),
    )


def test_keras_own_gru_is_told_by_its_equations():
    from paramcalc import gru
    from paramcalc.frameworks.keras import RESET_AFTER

    storage = STORAGE.replace("bias: (gate rows)", "bias (bias, recurrent_bias): role (gate rows)")
    table = {"arguments": ARGUMENTS, "equations": RESET_AFTER, "storage": storage}
    _, tensors, result = made((BATCH, 9, 28), table, units=75)
    assert tensors == {tensor.name: tensor.shape for tensor in gru(75, 28).tensors}
    assert sum(weight.count for weight in result.weights) == 23625


def test_an_error_is_a_usage_error():
    with pytest.raises(UsageError):
        definition("Mine", {"arguments": "units", "equations": "h: units\nh = ("})
