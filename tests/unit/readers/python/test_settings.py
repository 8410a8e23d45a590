"""Values that the user gives: they stand for the expression wherever it occurs."""

import pytest

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.source import read_source

HEAD = "from keras import Sequential, Input, layers\nfrom outside import config, things\n"

GIVEN = {
    "a number": ("m.add(layers.Dense(config.n))", {"config.n": 5}, 4 * 5),
    "spaces": ("m.add(layers.Dense(config['n']))", {" config[ 'n' ] ": 5}, 4 * 5),
    "a list": ("for n in things: m.add(layers.Dense(n))", {"things": [5, 2]}, 4 * 5 + 6 * 2),
    "a list of pairs": ("for a, b in things: m.add(layers.Dense(a + b))", {"things": [(1, 4)]}, 4 * 5),
    "a list in a tuple": ("m.add(layers.Dense(things[0][1]))", {"things": ([4, 5],)}, 4 * 5),
    "a list that is changed": ("things.append(3)\nm.add(layers.Dense(len(things)))", {"things": [1]}, 4),
    "a dictionary": ("m.add(layers.Dense(**config))", {"config": {"units": 5, "use_bias": False}}, 3 * 5),
    "a set": ("m.add(layers.Dense(len(things)))", {"things": {1, 2}}, 4 * 2),
    "a truth": ("if config.big: m.add(layers.Dense(5))", {"config.big": True}, 4 * 5),
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_value_that_is_given(name):
    body, given, total = GIVEN[name]
    source = f"{HEAD}m = Sequential([Input((3,))])\n{body}"
    assert Model(read_source(source, given=given)).total == total
    with pytest.raises(UsageError):
        Model(read_source(source))
