"""A model over many sizes: every row is the model with these sizes."""

import pytest

import paramcalc
from paramcalc import UsageError
from paramcalc.models.sweep import COUNTS, MOST_POINTS, checked_values, sweep


def at(sizes):
    return paramcalc.model("Input((28, 6)) > GRU(u, reset_after=False) > Dense(v)", set=sizes)


def test_the_rows_are_all_combinations():
    result = sweep("a line", {"u": (8, 16), "v": (1, 2, 3)}, at)
    assert (result.source, result.names) == ("a line", ("u", "v"))
    assert [point.values for point in result.points] == [(u, v) for u in (8, 16) for v in (1, 2, 3)]
    for (u, v), params, trainable, size, macs, is_lower_bound in result.points:
        expected = 3 * u * (6 + u + 1) + v * (u + 1)
        assert (params, trainable, size) == (expected, expected, 4 * expected)
        assert macs == 28 * 3 * u * (6 + u) + u * v
        assert not is_lower_bound
    assert not result.is_lower_bound


def test_an_error_names_the_values():
    def norm(sizes):
        return paramcalc.model("Input((6,)) > GroupNormalization(groups=u)".replace("u)", f"{sizes['u']})"))

    with pytest.raises(UsageError, match=r"u=4: group_normalization .* must divide"):
        sweep("a line", {"u": (2, 3, 4)}, norm)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "needs a name and its sizes"),
        ({"u": ()}, "needs a name and its sizes"),
        ({"u": (0,)}, "u must be"),
        ({"u": ("a",)}, "u must be"),
        ({"u": range(1, MOST_POINTS + 2)}, "too long"),
        ({"u": range(1, 102), "v": range(1, 101)}, "a sweep of 10,100 models"),
        *(({name: (1,)}, "is a column of the table") for name in COUNTS),
    ],
)
def test_other_values_are_refused(values, message):
    with pytest.raises(UsageError, match=message):
        checked_values(values)


def test_one_number_is_one_value():
    assert checked_values({"u": 3, "v": (1, 2)}) == {"u": (3,), "v": (1, 2)}
