"""Groups of layers: each formula once, with the sizes that are free, and all sizes for which it has a number."""

from __future__ import annotations

import pytest

from paramcalc.errors import Remedy, UsageError
from paramcalc.questions.conventions import Known
from paramcalc.questions.groups import LARGEST, groups_of, solutions

GRU = Known("gru", "keras", bias=True, bidirectional=False)


def test_layers_with_one_formula_are_one_group():
    groups = groups_of(Known("gru", bias=True, bidirectional=False), {"units": 32, "input": 32})
    frameworks = {group.formula.evaluate({}): [layer.framework for layer in group.layers] for group in groups}
    assert frameworks[3 * 32 * (32 + 32 + 2)] == ["keras", "pytorch", "onnx", "cudnn", "onnx"]
    assert all(group.free == () for group in groups)


def test_the_defaults_come_first():
    orders = {group.layers[0].options["reset_after"]: group.order for group in groups_of(GRU, {})}
    assert orders == {True: 0, False: 1}


@pytest.mark.parametrize(
    ("given", "number", "expected"),
    [
        ({"units": 75, "input": 28}, 3 * 75 * (75 + 28 + 2), [()]),
        ({"units": 75, "input": 28}, 3 * 75 * (75 + 28 + 2) + 1, []),
        ({"units": 75}, 3 * 75 * (75 + 28 + 2), [(28,)]),
        ({"input": 28}, 3 * 75 * (75 + 28 + 2), [(75,)]),
        ({"input": 28}, 3 * 75 * (75 + 28 + 2) + 1, []),
    ],
)
def test_one_free_size(given, number, expected):
    group = next(group for group in groups_of(GRU, given) if group.order == 0)
    assert list(solutions(number, group)) == expected


def test_two_free_sizes_against_a_search():
    group = next(group for group in groups_of(GRU, {}) if group.order == 0)
    number = 3 * 6 * (6 + 4 + 2)
    searched = {(u, i) for u in range(1, 80) for i in range(1, 80) if 3 * u * (u + i + 2) == number}
    found = [dict(zip(group.free, sizes, strict=True)) for sizes in solutions(number, group)]
    assert len(searched) > 1
    assert {(sizes["units"], sizes["input"]) for sizes in found} == searched
    assert len(found) == len(searched)


def test_a_projection_is_smaller_than_the_units():
    known = Known("lstm", "pytorch", True, False, options={"projection": True})
    (group,) = groups_of(known, {"projection": 5, "input": 4})
    assert (group.free, group.limits) == (("units",), {"projection": "units"})
    assert [group.allows((size,)) for size in (5, 6)] == [False, True]


def test_no_layer_has_the_sizes():
    with pytest.raises(UsageError) as error:
        groups_of(Known(), {"unit": 3, "input": 4})
    assert error.value.message == "no such layer has the sizes unit, input and at most two others"
    with pytest.raises(UsageError, match="more than two free sizes"):
        groups_of(Known("convlstm2d"), {})


def test_a_large_number_needs_a_size():
    group = next(group for group in groups_of(GRU, {}) if group.order == 0)
    list(solutions(LARGEST, group))
    with pytest.raises(UsageError, match=r"above 10\^15 at least one size must be known") as error:
        list(solutions(LARGEST + 1, group))
    assert error.value.remedy == Remedy("sizes")
