"""The Python interface: names and sizes in, a breakdown out; what is wrong is said."""

from __future__ import annotations

import pytest

import paramcalc
from paramcalc import UsageError, custom_cell, gru, layer, lstm, rnn
from paramcalc.api import CUSTOM, kernel_sizes
from paramcalc.frameworks import FRAMEWORKS

PROJECTED = """
h: projection
c: units
i = sigmoid(W_i @ x + U_i @ h + b_i)
f = sigmoid(W_f @ x + U_f @ h + b_f)
c_tilde = tanh(W_c @ x + U_c @ h + b_c)
o = sigmoid(W_o @ x + U_o @ h + b_o)
c = f * c + i * c_tilde
h = R @ (o * tanh(c))
"""


@pytest.mark.parametrize(
    ("breakdown", "total"),
    [
        (gru(75, 28), 23625),
        (gru(75, 28, reset_after=False), 23400),
        (lstm(10, 5), 640),
        (rnn(10, 5), 160),
        (layer("GRU", units=75, input=28), 23625),
        (layer("SimpleRNN", units=10, input=5), 160),
        (layer("gru", units=75, input=28, framework="torch"), 23625),
        (layer("lstm", units=512, input=128, framework="pytorch", projection=64), 428032 + 2048),
        (layer("convlstm2d", filters=3, channels=2, kernel_size=3), 552),
        (layer("convlstm2d", filters=3, channels=2, kernel_size=(3, 5)), 4 * (15 * 3 * 5 + 3)),
    ],
)
def test_totals(breakdown, total):
    assert breakdown.total == total


def test_a_size_of_a_custom_cell_may_be_called_like_an_option():
    """`projection` is an option of PyTorch's LSTM; here the cell's own equations name it."""
    cell = custom_cell(PROJECTED, name="projected")
    assert layer(cell, units=512, input=128, projection=64).total == 428032
    assert list(layer(cell, units=512, input=128).free) == ["projection"]
    with pytest.raises(UsageError, match="projected of custom has no option reset_after"):
        layer(cell, reset_after=True)


def test_the_option_of_another_cell_is_named():
    with pytest.raises(UsageError, match=r"lstm of keras has no option projection\ntip: lstm of pytorch has it"):
        lstm(3, 5, projection=2)


def test_a_custom_cell_belongs_to_no_framework():
    cell = custom_cell("h: units\nh = W @ x")
    assert layer(cell).layer.framework == CUSTOM
    with pytest.raises(UsageError, match="framework"):
        layer(cell, framework="keras")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: layer("gruu"), "did you mean 'gru'"),
        (lambda: layer(3), "got 3"),
        (lambda: gru(0), "units must be"),
        (lambda: gru(2.5), "units must be"),
        (lambda: gru(75, framework="kears"), "did you mean 'keras'"),
        (lambda: gru(75, dtype="float"), "did you mean"),
        (lambda: gru(75, unit=3), "no size of gru 'unit'"),
        (lambda: gru(75, bias=1), "bias must be True or False"),
        (lambda: layer("convlstm2d", kernel_size=(3, 3, 3)), "ConvLSTM2D has 2 kernel sizes"),
        (lambda: gru(75, kernel_size=3), "has no kernel_size"),
        (lambda: layer("convlstm1d", kernel_size=3, kernel_1=3), "kernel_1 is given twice"),
        (lambda: paramcalc.model(3), "line of layers"),
        (lambda: paramcalc.model("GRU(3)", framework="kears"), "did you mean 'keras'"),
        (lambda: paramcalc.verify(3), "takes a breakdown or a model, got 3"),
        (lambda: paramcalc.gru().explain("tabel"), "did you mean 'table'"),
    ],
)
def test_mistakes(call, says):
    with pytest.raises(UsageError) as error:
        call()
    assert says in str(error.value)


def test_a_breakdown_shows_itself():
    b = gru(75, 28)
    assert repr(b) == "<keras GRU, 23625 parameters>"
    assert b.at(units=3).total == gru(3, 28).total
    assert [effect.option for effect in b.choices] == ["reset_after"]


def test_kernel_sizes():
    entry = FRAMEWORKS["keras"].cells["convlstm2d"]
    assert kernel_sizes(entry, 3) == {"kernel_1": 3, "kernel_2": 3}
    assert kernel_sizes(entry, [3, 5]) == {"kernel_1": 3, "kernel_2": 5}
    assert kernel_sizes(entry, None) == {}


def test_public_names():
    for name in paramcalc.__all__:
        assert getattr(paramcalc, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'modell'"):
        paramcalc.modell  # noqa: B018


def test_no_message_names_an_option_of_the_command_line():
    for call in (lambda: gru(0), lambda: lstm(3, 5, projection=2), lambda: layer("gruu"), lambda: rnn(3, layers=0)):
        with pytest.raises(UsageError) as error:
            call()
        assert "--" not in str(error.value)
