"""A value as a call: read, never evaluated."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.document import text
from paramcalc.extensions.call import called_value, is_call


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("gru(75, 28).total", "23,625"),
        (" gru(75, 28) ", "23,625"),
        ("GRU(units=75, input=28).rows.z.bias", "75"),
        ("gru(75, 28, reset_after=False).total", "23,400"),
        ("gru(75, 28, framework='torch').total", "23,625"),
        ("layer('lstm', units=3, input=5).bytes", "432"),
        ("model('Input((28, 28)) > GRU(75)').layers.gru.trainable", "23,625"),
        ("convlstm2d(3, 2, kernel_size=3).rows.i.bias", "3"),
        ("gru().formula", "3·(input·units + units² + 2·units)"),
    ],
)
def test_a_value(call, value):
    assert text("value", called_value(call), "text") == f"{value}\n"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("gru(75, 28).totl", "did you mean 'total'"),
        ("gruu(75, 28)", "did you mean 'gru'"),
        ("gru(75, 28, 3)", "takes 2 numbers, got 3"),
        ("gru(0, 28)", "at least 1"),
        ("gru(75, 28", "cannot read"),
        ("gru(*a)", "no number, text or truth value"),
        ("gru(**{'units': 3})", r"\*\* in its arguments"),
        ("gru(__import__('os').system('id'))", "no number, text or truth value"),
        ("__import__('os').system('id')", "no layer '__import__'|is no call"),
        ("open('/etc/passwd').read", "no layer 'open'"),
        ("gru(75, 28).total.bit_length()", "is no call of a layer"),
        ("gru(75, 28)[0]", "is no call of a layer"),
        ("(lambda: 3)()", "is no call of a layer"),
        ("gru(75, 28, nope=3)", "nope"),
        ("model('/etc/passwd')", "."),
        ("model('train.py')", "."),
        ("model(3)", "."),
        ("gru(" + "(" * 10_000, "cannot read"),
    ],
)
def test_mistakes(call, says):
    with pytest.raises(UsageError, match=says):
        called_value(call)


def test_what_is_a_call():
    assert is_call("gru(75, 28).total")
    assert not is_call('model "GRU(3)" --only total')
